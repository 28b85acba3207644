"""Return with itemised defects, resubmission, corrections, backfill, patrol body."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views import View
from django.views.decorators.http import require_http_methods

from apps.cases.enums import CorrectionKind, HoldKind, Status
from apps.cases.forms import (
    BackfillForm,
    BaseReturnItems,
    CorrectForm,
    PatrolForm,
    ResubmitForm,
    ReturnItems,
    VersionedForm,
)
from apps.cases.models import Case
from apps.cases.permissions import at_counter, at_desk, may_correct
from apps.cases.queries import returns_of
from apps.cases.services import (
    backfill_case,
    correct_facts,
    replace_household,
    resubmit_case,
    return_case,
    set_patrol,
)
from apps.cases.views.loading import allow_post, back_to_case, case_page, load_case, shown_again
from apps.lib.actors import Actor
from apps.lib.decisions import Denied, Refused


class ReturnView(View):
    """退回补正: all defects at once, itemised and typed."""

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        actor, case = self._load(request, pk)
        if case.status != Status.RECEIVED or case.returns.exists():
            messages.warning(request, "只有已受理、没有退回过的申请可以退回补正。")
            return redirect("cases:case", pk=case.pk)
        form = VersionedForm(initial={"version": case.version})
        return self._page(request, actor, case, form, ReturnItems(prefix="items"))

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        actor, case = self._load(request, pk)
        form, items = VersionedForm(request.POST), ReturnItems(request.POST, prefix="items")
        if request.POST.get("act") == "more":
            return self._page(request, actor, case, form, _with_more_lines(request))
        if form.is_valid() and items.is_valid():
            try:
                return_case(
                    case_id=case.pk, by=actor, items=items.items, version=form.cleaned_data["version"]
                )
                return back_to_case(request, case, "已退回补正，补正事项已一次性告知。")
            except Refused as refused:
                case.refresh_from_db()
                shown_again(form, case, refused)
        return self._page(request, actor, case, form, items, status=422)

    def _load(self, request: HttpRequest, pk: UUID) -> tuple[Actor, Case]:
        actor, case = load_case(request, pk)
        if not at_desk(actor):
            allow_post(Denied("退回补正由区县住建部门办理。", code="post"))
        return actor, case

    def _page(
        self, request: HttpRequest, actor: Actor, case: Case, form: Any, items: Any, status: int = 200
    ) -> HttpResponse:
        return case_page(request, "cases/return.html", actor, case, status=status, form=form, items=items)


def _with_more_lines(request: HttpRequest) -> BaseReturnItems:
    """Return the lines as typed and four more blank ones."""
    data = request.POST.copy()
    typed = data.get("items-TOTAL_FORMS", "")
    data["items-TOTAL_FORMS"] = str(min(int(typed) if typed.isdigit() else 0, 26) + 4)
    return ReturnItems(data, prefix="items")


class FactsView(View):
    """What resubmission and correction share: the facts filled in, changes sent to one service."""

    form_class: type[Any]
    template: str

    def decide(self, actor: Actor, case: Case) -> Denied | None:
        """Why this page is not for now; None when it is."""
        return None

    def perform(self, case: Case, actor: Actor, form: Any) -> str:
        """Make the one service call; return the word of success."""
        raise TypeError(f"{type(self).__name__} has no act")

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        actor, case = load_case(request, pk)
        denied = self.decide(actor, case)
        if denied is not None:
            allow_post(denied)
            messages.warning(request, denied.reason)
            return redirect("cases:case", pk=case.pk)
        return self.page(request, actor, case, self.form_class(actor=actor, case=case))

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        actor, case = load_case(request, pk)
        denied = self.decide(actor, case)
        if denied is not None:
            allow_post(denied)
        form = self.form_class(request.POST, request.FILES, actor=actor, case=case)
        if form.is_valid():
            try:
                return back_to_case(request, case, self.perform(case, actor, form))
            except Refused as refused:
                actor, case = load_case(request, pk)
                shown_again(form, case, refused)
        else:
            shown_again(form, case)
        return self.page(request, actor, case, form, status=422)

    def page(
        self, request: HttpRequest, actor: Actor, case: Case, form: Any, status: int = 200
    ) -> HttpResponse:
        """Answer with the form in the case's frame."""
        return case_page(
            request,
            self.template,
            actor,
            case,
            status=status,
            form=form,
            returns=returns_of(case),
            own=[form[name] for name in ("kind", "reason", "proof", "explanation") if name in form.fields],
        )


class ResubmitView(FactsView):
    """补正后重新提交, with what was found fault with beside the form."""

    form_class, template = ResubmitForm, "cases/resubmit.html"

    def decide(self, actor: Actor, case: Case) -> Denied | None:
        if not at_counter(actor):
            return Denied("补正由街道或区县经办办理。", code="post")
        if not case.holds.filter(kind=HoldKind.RETURNED, closed_at__isnull=True).exists():
            return Denied("没有等待补正的事项。", code="status")
        return None

    def perform(self, case: Case, actor: Actor, form: ResubmitForm) -> str:
        resubmit_case(
            case_id=case.pk,
            by=actor,
            changes=form.changes(),
            note=form.cleaned_data["explanation"],
            version=form.cleaned_data["version"],
        )
        return "已补正并重新提交，等待备案。"


class CorrectView(FactsView):
    """更正 and 变更装修人."""

    form_class, template = CorrectForm, "cases/correct.html"

    def decide(self, actor: Actor, case: Case) -> Denied | None:
        decision = may_correct(actor, case)
        return decision if isinstance(decision, Denied) else None

    def perform(self, case: Case, actor: Actor, form: CorrectForm) -> str:
        cleaned = form.cleaned_data
        common: dict[str, Any] = {
            "case_id": case.pk,
            "by": actor,
            "changes": form.changes(),
            "reason": cleaned["reason"],
            "proof": cleaned["proof"],
            "version": cleaned["version"],
        }
        if cleaned["kind"] == CorrectionKind.SUCCESSOR:
            replace_household(**common)
            return "已变更装修人。原装修人签过的文书保留在记录中。"
        correct_facts(**common)
        return "已更正。"


@require_http_methods(["GET", "POST"])
def backfill(request: HttpRequest, pk: UUID) -> HttpResponse:
    """补录: mark a case whose works began before registration."""
    actor, case = load_case(request, pk)
    allow_post(may_correct(actor, case))
    form = BackfillForm(request.POST or None, initial={"version": case.version})
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            backfill_case(case_id=case.pk, by=actor, reason=cleaned["reason"], version=cleaned["version"])
            return back_to_case(request, case, "已标记为补录。")
        except Refused as refused:
            case.refresh_from_db()
            shown_again(form, case, refused)
    act = {
        "heading": "补录",
        "explain": "先施工、后登记的，写明原因。缺少隐蔽工程照片将不再妨碍验收，但会在各处标明“补录”。",
        "button": "标记为补录",
    }
    return case_page(
        request, "cases/old_act.html", actor, case, status=422 if form.errors else 200, form=form, act=act
    )


@require_http_methods(["GET", "POST"])
def patrol(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Name the patrol body of a case."""
    actor, case = load_case(request, pk)
    allow_post(may_correct(actor, case))
    initial = {"version": case.version, "organisation": str(case.patrol_organisation_id or "")}
    form = PatrolForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            set_patrol(
                case_id=case.pk,
                by=actor,
                organisation_id=form.organisation_id,
                reason=cleaned["reason"],
                version=cleaned["version"],
            )
            return back_to_case(request, case, "巡查主体已更新。")
        except Refused as refused:
            case.refresh_from_db()
            shown_again(form, case, refused)
    act = {
        "heading": "巡查主体",
        "explain": "城镇住宅由物业服务企业巡查；没有物业的，以及农村房屋，由乡镇（街道）巡查。",
        "button": "保存",
    }
    return case_page(
        request, "cases/old_act.html", actor, case, status=422 if form.errors else 200, form=form, act=act
    )
