"""What a phone sends: a visit announced, its photos in pieces, and the declaration that closes it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_http_methods, require_POST

from apps.cases.models import Case
from apps.cases.queries.record import changes_since
from apps.inspections.enums import FieldStatus, VisitKind
from apps.inspections.forms.field_visit import Part, declaration, kind_of, read
from apps.inspections.models import FieldPhoto, FieldVisit
from apps.inspections.queries.field import standing
from apps.inspections.services.field_closure import (
    Closing,
    close_field_visit,
    discard_field_visit,
    note_field_visit,
)
from apps.inspections.services.field_uploads import (
    MAX_CHUNK,
    PhotoState,
    announce_photo,
    open_field_visit,
    receive_chunk,
    remove_photo,
    state_of,
)
from apps.inspections.views.field import in_field, who
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, Stale
from apps.lib.digits import whole

Answer = Callable[..., JsonResponse]
_GONE = "这一户已经不在您单位的范围内，这份记录不能再交上。手机里的内容还在。"


def problem(status: int, title: str, detail: str, code: str, **more: object) -> JsonResponse:
    """Return an error in the form of RFC 9457 with a machine word and what the phone needs."""
    content = {"type": "about:blank", "title": title, "status": status, "detail": detail, "code": code}
    return JsonResponse(content | more, status=status, content_type="application/problem+json")


def answered(view: Callable[..., JsonResponse]) -> Answer:
    """Let only roles that work on site in, and turn refusals into words for the phone."""

    @wraps(view)
    def call(request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        actor = in_field(request)
        try:
            response = view(request, actor, *args, **kwargs)
        # Stale is a Refused: it comes first.
        except Stale as stale:
            response = problem(409, "案件已有变化", stale.reason, "stale")
        except Refused as refused:
            errors = [{"pointer": f"/{refused.field}", "detail": refused.reason, "code": refused.code}]
            response = problem(
                422, "没有记录", refused.reason, refused.code, errors=errors, field=refused.field
            )
        except Case.DoesNotExist:
            response = problem(404, "不在范围内", _GONE, "gone")
        response["Cache-Control"] = "no-store"
        return response

    return call


def _photo(state: PhotoState) -> dict[str, object]:
    return {
        "id": str(state.id),
        "status": state.status.value,
        "received": state.received,
        "size": state.size,
        "refusal": state.refusal,
        "restarted": state.restarted,
    }


@require_POST
@answered
def open_visit(request: HttpRequest, actor: Actor, pk: UUID) -> JsonResponse:
    """Announce a visit; answers what is here of it already."""
    part = read(request.body)
    # A phone may have changed hands: what was typed by one person is not sent in another's name.
    if part.text("who", 80) != who(actor)["key"]:
        raise Refused("这份记录属于另一人或另一岗位，请由本人以原岗位登录后同步。", code="other_person")
    visit = open_field_visit(
        visit_id=pk,
        by=actor,
        case_id=part.key("case"),
        kind=kind_of(part),
        version=part.number("version"),
        opened_at=part.moment("opened_at"),
    )
    return JsonResponse(
        {
            "status": visit.status,
            "result": visit.result,
            "photos": [_photo(state_of(photo)) for photo in visit.photos.all()],
        }
    )


@require_http_methods(["POST", "DELETE"])
@answered
def photo(request: HttpRequest, actor: Actor, pk: UUID, photo_id: UUID) -> JsonResponse:
    """Announce a photo, or take it back."""
    if request.method == "DELETE":
        remove_photo(visit_id=pk, photo_id=photo_id, by=actor)
        return JsonResponse({"id": str(photo_id), "status": "removed"})
    part = read(request.body)
    state = announce_photo(
        visit_id=pk,
        photo_id=photo_id,
        by=actor,
        slot=part.slot(),
        name=part.text("name", 160) or "照片.jpg",
        digest=part.digest(),
        size=part.number("size"),
        captured_at=part.moment("captured_at"),
    )
    return JsonResponse(_photo(state))


@require_POST
@answered
def chunk(request: HttpRequest, actor: Actor, pk: UUID, photo_id: UUID) -> JsonResponse:
    """Take one piece of a photo; the answer says where to go on."""
    raw = request.headers.get("Upload-Offset", "")
    length = request.headers.get("Content-Length", "")
    if not (raw.isascii() and raw.isdigit() and len(raw) < 12):
        raise Refused("缺少片段位置。", field="Upload-Offset", code="content")
    # By the header, before the body is read into memory.
    if (size := whole(length)) is None or size > MAX_CHUNK:
        raise Refused(f"一个片段最多 {MAX_CHUNK // 1024} KB。", code="length")
    state = receive_chunk(visit_id=pk, photo_id=photo_id, by=actor, offset=int(raw), content=request.body)
    return JsonResponse(_photo(state))


@require_POST
@answered
def close(request: HttpRequest, actor: Actor, pk: UUID) -> JsonResponse:
    """Close a visit by its declaration."""
    part = read(request.body)
    try:
        closing = close_field_visit(visit_id=pk, by=actor, said=declaration(part))
    # Here and not in answered(): after a whole visit the phone needs more than words, to ask what to do.
    except (Stale, Refused, Case.DoesNotExist) as refusal:
        return _conflict(actor, pk, part, refusal)
    return _closing(closing, pk)


def _conflict(
    actor: Actor, pk: UUID, part: Part, refusal: Stale | Refused | Case.DoesNotExist
) -> JsonResponse:
    """Say why it cannot be recorded as it stands, what changed, and what may still be done."""
    visit = FieldVisit.objects.of(actor).filter(pk=pk).select_related("case").first()
    if visit is None:
        raise refusal
    now = standing(actor, visit.case_id, VisitKind(visit.kind))
    if isinstance(refusal, Case.DoesNotExist):
        return problem(404, "不在范围内", _GONE, "gone", standing=now)
    stale = isinstance(refusal, Stale)
    # Seen only within scope: a case that went elsewhere tells nothing more.
    changes = changes_since(actor, visit.case, part.number("version")) if stale and now["visible"] else []
    return problem(
        409 if stale else 422,
        "案件已有变化" if stale else "没有记录",
        refusal.reason,
        "stale" if stale else refusal.code,
        field=refusal.field,
        errors=[{"pointer": f"/{refusal.field}", "detail": refusal.reason, "code": refusal.code}],
        current_version=now.get("version"),
        changes=changes,
        standing=now,
    )


def _closing(closing: Closing, pk: UUID) -> JsonResponse:
    if closing.status is not FieldStatus.OPEN:
        return JsonResponse({"status": closing.status.value, "result": closing.result})
    here = {row.pk: row for row in FieldPhoto.objects.filter(visit_id=pk)}
    return problem(
        409,
        "照片还没有到齐",
        f"还有 {len(closing.gaps.missing) + len(closing.gaps.wrong)} 张照片没有到齐，到齐后自动办结。",
        "photos",
        missing=[
            _photo(state_of(here[key])) if key in here else {"id": str(key), "status": "unknown"}
            for key in closing.gaps.missing
        ],
        wrong=[str(key) for key in closing.gaps.wrong],
        extra=[str(key) for key in closing.gaps.extra],
    )


@require_POST
@answered
def note(request: HttpRequest, actor: Actor, pk: UUID) -> JsonResponse:
    """Keep a visit that can no longer be recorded as a note on the case."""
    part = read(request.body)
    closing = note_field_visit(visit_id=pk, by=actor, said=declaration(part), reason=part.text("reason", 300))
    return _closing(closing, pk)


@require_POST
@answered
def discard(request: HttpRequest, actor: Actor, pk: UUID) -> JsonResponse:
    """Give a visit up with a reason."""
    part = read(request.body)
    closing = discard_field_visit(visit_id=pk, by=actor, reason=part.text("reason", 300))
    return _closing(closing, pk)
