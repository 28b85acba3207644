"""The tab 档案 of a case, and the 移交清单 of a year."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_safe

from apps.acts.acts import offers
from apps.acts.forms import ActForm
from apps.acts.views import InlineAct, slots
from apps.archives.acts import (
    ACCEPTANCE_FORM,
    ARCHIVE,
    BUNDLE,
    MISSING_NOTE,
    PUT_RIGHT,
    REPACK,
    RETURN,
    SCAN,
    SUPPLEMENT,
    TRANSFERS,
)
from apps.archives.models import Bundle, Supplement
from apps.archives.permissions import lists_transfers, may_bundle, may_write_missing_note, opens_packages
from apps.archives.queries import archive_of, archive_page, filing_marks, missing_note_blank
from apps.archives.queries.bundles import bundle_list, bundle_view
from apps.archives.queries.day_proof import day_proof
from apps.archives.queries.supplements import supplement_package
from apps.archives.queries.transfer import transfer_page, transfer_paper, transfer_workbook
from apps.archives.services import hand_out
from apps.audit.services import Subject, log_access
from apps.cases.models import Case
from apps.documents.enums import ZIP, FileKind, Media
from apps.documents.services import bytes_response, render_pdf, stream_response
from apps.inspections.queries.notable import unpatrolled_remark
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.lib.digits import whole
from apps.orgs.permissions import acting, row_scope

Made = TypeVar("Made")

ASIDE = (ACCEPTANCE_FORM, MISSING_NOTE, RETURN, REPACK, SUPPLEMENT, PUT_RIGHT)
"""Acts beside the list, as they can be done now."""


def show(
    request: HttpRequest, actor: Actor, case: Case, *, status: int = 200, **typed: ActForm
) -> HttpResponse:
    """Draw the completeness list of 一户一档, and what may be brought into it."""
    context = {
        **ARCHIVE.frame(actor, case),
        **slots(actor, case, (SCAN,), typed=typed),
        "page": archive_page(actor, case),
        "opens": opens_packages(actor),
        "lists": lists_transfers(actor),
        "marks": filing_marks(case),
        "unpatrolled": unpatrolled_remark(case),
        "aside": list(offers(actor, case, ASIDE, hidden=frozenset({"status", "hold"}))),
    }
    return render(request, "archives/archive.html", context, status=status)


class ArchivePage(InlineAct):
    """The list, and at the same URL the upload beside it."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        actor, case = self.load(request, kwargs)
        return show(request, actor, case)


archive = ArchivePage.as_view(act=SCAN, host=show)


@require_safe
def missing_note_paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The blank 缺件说明 as PDF, to be signed in ink; 404 where nothing is missing or for another's role."""
    actor = acting(request)
    case = ARCHIVE.load(actor, pk=pk)
    if not may_write_missing_note(actor, case):
        raise Http404
    content = render_pdf("archives/papers/missing_note.html", {"paper": missing_note_blank(case)})
    return bytes_response(content, filename=f"{case.number}-缺件说明.pdf")


def _reader(request: HttpRequest) -> Actor:
    actor = acting(request)
    if not lists_transfers(actor):
        raise PermissionDenied("移交清单由区县住建部门和派在那里的审计查看。")
    return actor


@require_safe
def transfer_list(request: HttpRequest) -> HttpResponse:
    """List the 件 of a year, a page at a time, and whether their numbers run without gaps."""
    actor = _reader(request)
    year = whole(request.GET.get("year"), longest=4)
    page = transfer_page(actor, year=year, after=request.GET.get("after", ""))
    body = TRANSFERS.load(actor)
    bundles, beyond = bundle_list(body.pk, page.year)
    context = {
        "page": page,
        "bundles": bundles,
        "beyond": beyond,
        "aside": list(offers(actor, body, (BUNDLE,))),
    }
    return render(request, "archives/transfer.html", context)


@require_safe
def transfer_pdf(request: HttpRequest, year: int) -> HttpResponse:
    """Print 移交清单 of a year."""
    actor = _reader(request)
    paper = _refusing(lambda: transfer_paper(actor, year))
    content = render_pdf("archives/papers/transfer.html", {"paper": paper})
    _log(actor, year)
    return bytes_response(content, filename=f"一户一档移交清单-{year}.pdf")


@require_safe
def transfer_xlsx(request: HttpRequest, year: int) -> HttpResponse:
    """Write 移交清单 of a year as a workbook."""
    actor = _reader(request)
    content = _refusing(lambda: transfer_workbook(actor, year))
    _log(actor, year)
    return bytes_response(content, filename=f"一户一档移交清单-{year}.xlsx", media_type=Media.XLSX)


def _log(actor: Actor, year: int) -> None:
    # After it was made: addresses of a whole year leave the site with it.
    log_access(
        by=actor,
        subject=Subject("transfer_list", f"{actor.organisation_id}-{year}"),
        kind="export",
        field="transfer_list",
        purpose=f"{year} 年度移交清单",
    )


def _bundle(request: HttpRequest, pk: int) -> tuple[Actor, Bundle]:
    # Loaded through the reader's own bureau: another district's is not found.
    actor = acting(request)
    if not lists_transfers(actor):
        raise Http404
    rows = Bundle.objects.of_body(row_scope(actor).organisation_id).select_related("body").defer("manifest")
    return actor, get_object_or_404(rows, pk=pk)


@require_safe
def bundle(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a 汇总存档包 is, or what it holds and where it is fetched."""
    actor, asked = _bundle(request, pk)
    body = TRANSFERS.load(actor)
    # One of a body that went up in this is not gone on with: what is asked for now holds that body's, too.
    context = {"view": bundle_view(asked), "again": may_bundle(actor, body) and asked.body_id == body.pk}
    return render(request, "archives/bundle.html", context)


# Not HEAD: whatever leaves the body out would still have all of it made.
@require_GET
def bundle_zip(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Hand out a 汇总存档包, put together while it is sent; 404 while it is not made."""
    actor, made = _bundle(request, pk)
    if made.made_at is None:
        raise Http404
    log_access(
        by=actor,
        subject=Subject("archive_bundle", f"{made.body_id}-{made.number}"),
        kind="export",
        field="archive_bundle",
        purpose=f"汇总存档包，{made.year} 年度第 {made.number} 个",
    )
    name = f"汇总存档包-{made.year}-{made.number:02d}.zip"
    return stream_response(hand_out(bundle=made, by=actor), filename=name, size=made.size, media_type=ZIP)


# Not HEAD, as above: it joins the record of a whole day.
@require_GET
def day_proof_zip(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand out 日摘要凭证 of the day of filing; 404 for another's role and until it is there."""
    actor = acting(request)
    case = ARCHIVE.load(actor, pk=pk)
    archive = archive_of(case)
    if archive is None or not opens_packages(actor):
        raise Http404
    content = day_proof(archive)
    if content is None:
        raise Http404
    return bytes_response(content, filename=f"{case.number}-日摘要凭证.zip", media_type=ZIP)


@require_GET
def supplement_zip(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Hand out a supplement with its signed statement, as a package of its own; 404 for another's role."""
    actor = acting(request)
    case = ARCHIVE.load(actor, pk=pk)
    if not opens_packages(actor):
        raise Http404
    supplement = get_object_or_404(Supplement, archive=case.pk, number=number)
    content = supplement_package(supplement)
    log_access(
        by=actor,
        subject=Subject("stored_file", str(supplement.file_id)),
        kind="download",
        field=FileKind.SUPPLEMENT,
        purpose="查看一户一档",
    )
    return bytes_response(content, filename=f"{case.number}-补充归档-{number}.zip", media_type=ZIP)


def _refusing(make: Callable[[], Made]) -> Made:
    try:
        return make()
    except Refused as refused:
        raise PermissionDenied(refused.reason) from refused
