"""Registration at the counter: type, keep, read back, submit, print the receipt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.acts.services import Done, NeverYours, NotNow, attempt, show_again
from apps.cases.acts import REGISTER
from apps.cases.enums import BEFORE_FILING, RenovationScope
from apps.cases.facts import FACTS
from apps.cases.forms import RegistrationForm
from apps.cases.models import Case, RegistrationDraft
from apps.cases.permissions import may_register
from apps.cases.queries import NEXT_STEPS, case_registered_with, drafts_of, notice_paper
from apps.cases.services import DraftChanged, discard_drafts, keep_draft, mark_of, read_draft
from apps.cases.views.readback import readback
from apps.documents.forms import ParkedFilesMixin
from apps.documents.services import bytes_response, park_uploads, render_pdf
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.orgs.permissions import acting, admit

_NOT_KEPT = frozenset({"csrfmiddlewaretoken", "draft", "draft-seen", "act"})
LIVE = frozenset(fact.name for fact in FACTS if fact.live)
"""Fields checked as they are typed."""


def _counter(request: HttpRequest) -> Actor:
    actor = acting(request)
    admit(may_register(actor))
    return actor


def _form_page(
    request: HttpRequest,
    form: ParkedFilesMixin,
    draft_id: UUID,
    *,
    kept: bool = False,
    saved: bool = True,
    status: int = 200,
) -> HttpResponse:
    """Draw the form; ``kept``: there is a draft of it; ``saved``: it holds what stands on the page."""
    draft = drafts_of(form.actor).filter(pk=draft_id).first() if kept else None
    context = {
        "form": form,
        "draft_id": draft_id,
        "draft_seen": mark_of(draft) if draft else "",
        "kept": kept,
        "saved": kept and saved,
        "draft_count": drafts_of(form.actor).count(),
        "check_url": reverse("cases:register-field"),
        "renovation_url": reverse(settings.RENOVATION_APPLY_PAGE),
    }
    return render(request, "cases/register.html", context, status=status)


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """The form itself: GET begins a household, POST keeps the draft or goes on to the read-back."""
    actor = _counter(request)
    if request.method == "GET":
        return _form_page(request, RegistrationForm(actor=actor), uuid4())
    return _take(request, actor, _draft_id(request.POST.get("draft", "")))


@require_http_methods(["GET", "POST"])
def register_draft(request: HttpRequest, draft: UUID) -> HttpResponse:
    """继续登记: what was typed before, not yet judged."""
    actor = _counter(request)
    if request.method == "POST":
        return _take(request, actor, draft)
    done = case_registered_with(actor, draft)
    if done is not None:
        return redirect("cases:registered", pk=done.pk)
    values = _typed(actor, draft)
    form = RegistrationForm(actor=actor, initial=_initial(values))
    form.show_parked(values.getlist("authority-parked"))
    return _form_page(request, form, draft, kept=True)


def _take(request: HttpRequest, actor: Actor, draft_id: UUID) -> HttpResponse:
    """Keep what was typed; then either stop there, show the errors, or go on to the read-back."""
    form = RegistrationForm(request.POST, request.FILES, actor=actor)
    form.is_valid()
    if not form.is_begun():
        if request.POST.get("act") == "draft":
            messages.warning(request, "还没有填写内容，没有保存草稿。")
            return redirect("cases:register")
        return _form_page(request, form, draft_id, status=422)
    if case_registered_with(actor, draft_id) is not None:
        # Back showed the page of a household that is registered: what stands on it now is the next one's.
        draft_id = uuid4()
    # Parked before the draft is kept: a draft holds texts only and names its files by their ids.
    park_uploads(by=actor, form=form)
    try:
        keep_draft(
            by=actor,
            values=_values(request.POST, form),
            title=_title(form),
            draft_id=draft_id,
            seen=request.POST.get("draft-seen", ""),
        )
    except DraftChanged as changed:
        form.show_theirs(changed.values)
        form.add_error(None, changed.reason)
        return _form_page(request, form, draft_id, kept=True, saved=False, status=422)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.reason)
        # A new id: the one that was sent is another counter's, and would be refused again.
        return _form_page(request, form, uuid4(), status=422)
    if request.POST.get("act") == "draft":
        messages.success(request, "草稿已保存，只有本窗口能看到，可以随时继续。")
        return redirect("cases:register-draft", draft=draft_id)
    if not form.is_valid():
        return _form_page(request, form, draft_id, kept=True, status=422)
    return redirect("cases:register-check", draft=draft_id)


@require_http_methods(["GET", "POST"])
def register_check(request: HttpRequest, draft: UUID) -> HttpResponse:
    """核对: read everything back to the household; POST submits (and receives at the street's counter)."""
    actor = _counter(request)
    # First: registering deleted the draft, and a reload must find the case, not a 404.
    done = case_registered_with(actor, draft)
    if done is not None:
        return redirect("cases:registered", pk=done.pk)
    typed = _typed(actor, draft)
    typed["key"] = draft.hex
    if request.method == "POST":
        outcome = attempt(REGISTER, by=actor, subject=None, data=typed)
        if isinstance(outcome, Done):
            return redirect("cases:registered", pk=outcome.result_id)
        if isinstance(outcome, NeverYours):
            raise PermissionDenied(outcome.denied.reason)
        if isinstance(outcome, NotNow):
            show_again(outcome.form, outcome.refused, 0)
        return _form_page(request, outcome.form, draft, kept=True, status=422)
    form = RegistrationForm(typed, actor=actor)
    if not form.is_valid():
        return _form_page(request, form, draft, kept=True, status=422)
    context = {
        "form": form,
        "draft_id": draft,
        "sections": readback(form),
        "will_label": RenovationScope(form.cleaned_data["will"]).label,
    }
    return render(request, "cases/register_check.html", context)


@require_safe
def registered(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The number, the receipt, and the next household."""
    rows = Case.objects.visible_to(acting(request)).for_display()
    case = get_object_or_404(rows, pk=pk, number__isnull=False)
    _counter(request)
    context = {
        "case": case,
        "next_steps": NEXT_STEPS,
        "may_bring": case.status in BEFORE_FILING,
        "slip_url": resolve_url(settings.SLIP_PAGE, pk=case.pk),
    }
    return render(request, "cases/registered.html", context)


@require_safe
def privacy_notice(request: HttpRequest) -> HttpResponse:
    """个人信息处理告知 as a paper, to be read before the household is registered."""
    content = render_pdf("cases/papers/privacy_notice.html", {"paper": notice_paper(_counter(request))})
    return bytes_response(content, filename="个人信息处理告知.pdf")


@require_http_methods(["GET", "POST"])
def drafts(request: HttpRequest) -> HttpResponse:
    """What is not submitted yet; POST asks once about the chosen ones, then throws them away."""
    actor = _counter(request)
    if request.method != "POST":
        return render(request, "cases/register_drafts.html", {"drafts": drafts_of(actor)[:50]})
    chosen = {UUID(text) for text in request.POST.getlist("draft") if _is_id(text)}
    found = drafts_of(actor).filter(pk__in=chosen)
    # The answer is for so many drafts: a page that was asked about others is asked again.
    if found and request.POST.get("sure") != str(len(chosen)):
        return render(request, "cases/register_discard.html", {"drafts": found})
    many = discard_drafts(draft_ids=chosen, by=actor)
    if many:
        messages.success(request, f"已删除 {many} 份草稿。")
    else:
        messages.warning(request, "没有选中草稿，没有删除。")
    return redirect("cases:register-drafts")


@require_POST
def check_field(request: HttpRequest) -> HttpResponse:
    """One field judged as typed; answers with that field alone."""
    actor = _counter(request)
    name = request.GET.get("field", "")
    if name not in LIVE:
        raise Http404
    form = RegistrationForm(request.POST, actor=actor)
    form.is_valid()
    from_neighbour = "HX-Request" in request.headers and "HX-Trigger-Name" not in request.headers
    if from_neighbour and not form[name].data:
        form.errors.pop(name, None)  # nothing is typed here yet
    context = {"bound": form[name], "check_url": reverse("cases:register-field"), "form": form}
    return render(request, "cases/live_field.html", context)


def _draft_id(text: str) -> UUID:
    return UUID(text) if _is_id(text) else uuid4()


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _typed(actor: Actor, draft: UUID) -> QueryDict:
    """Return what a draft keeps, as it was posted; 404 for another counter's draft."""
    try:
        values = read_draft(by=actor, draft_id=draft)
    except RegistrationDraft.DoesNotExist as error:
        raise Http404("没有这份草稿。") from error
    data = QueryDict(mutable=True)
    for name, texts in values.items():
        data.setlist(name, [str(text) for text in texts] if isinstance(texts, list) else [str(texts)])
    return data


def _values(posted: QueryDict, form: RegistrationForm) -> Mapping[str, object]:
    values = {name: posted.getlist(name) for name in posted if name not in _NOT_KEPT}
    values["authority-parked"] = form.parked_ids()
    return values


def _initial(values: QueryDict) -> dict[str, Any]:
    initial: dict[str, Any] = {name: values.get(name) for name in values}
    initial["linked_programmes"] = values.getlist("linked_programmes")
    return initial


def _title(form: RegistrationForm) -> str:
    name, address = str(form.data.get("name", "")).strip(), str(form.data.get("address", "")).strip()
    return " · ".join(part for part in (name, address) if part)
