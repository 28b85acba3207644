"""The acts on an application that are one form and one service call each."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views import View

from apps.cases.enums import Removal
from apps.cases.forms import DeclineForm, FileForm, ReceiveForm, ReleaseForm, TerminateForm, WithdrawForm
from apps.cases.models import Case, Hold
from apps.cases.permissions import can_move, post_may_move
from apps.cases.queries import done_already
from apps.cases.services import (
    decline_case,
    file_case,
    lift_hold,
    receive_case,
    submit_and_receive,
    terminate_case,
    withdraw_case,
)
from apps.cases.views.loading import (
    allow_post,
    back_to_case,
    case_page,
    load_case,
    shown_again,
)
from apps.lib.actors import Actor
from apps.lib.decisions import Denied, Refused, Stale
from apps.orgs.enums import Post


class ActView(View):
    """One move of the table that the cases app makes itself: explain, ask, act, return."""

    move: ClassVar[str]
    form_class: ClassVar[type[forms.Form]]
    heading: ClassVar[str]
    explain: ClassVar[str]
    button: ClassVar[str]
    danger: ClassVar[bool] = False
    done: ClassVar[str]

    def perform(self, case: Case, actor: Actor, form: Any) -> Case:
        """Make the one service call."""
        raise TypeError(f"{type(self).__name__} has no act")

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        actor, case = load_case(request, pk)
        decision = can_move(actor, case, self.move)
        allow_post(decision)
        if isinstance(decision, Denied):
            messages.warning(request, decision.reason)
            return redirect("cases:case", pk=case.pk)
        return self.page(request, actor, case, self.form_class(initial={"version": case.version}))

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        actor, case = load_case(request, pk)
        allow_post(post_may_move(actor, self.move))
        form = self.form_class(request.POST)
        if form.is_valid():
            try:
                return back_to_case(request, self.perform(case, actor, form), self.done)
            except Refused as refused:
                case.refresh_from_db()
                version = form.cleaned_data["version"]
                if isinstance(refused, Stale) and done_already(case, actor, self.move, version):
                    return back_to_case(request, case, self.done)
                shown_again(form, case, refused)
        return self.page(request, actor, case, form, status=422)

    def page(
        self, request: HttpRequest, actor: Actor, case: Case, form: forms.Form, status: int = 200
    ) -> HttpResponse:
        """Answer with the act's page."""
        return case_page(request, "cases/old_act.html", actor, case, status=status, form=form, act=self)


class SubmitView(ActView):
    move, form_class = "submit", ReceiveForm
    heading, button = "提交登记", "提交"
    explain = "提交后编号，并占用这处住宅的厨房或卫生间名额。"
    done = "已提交。"

    def perform(self, case: Case, actor: Actor, form: Any) -> Case:
        return submit_and_receive(case_id=case.pk, by=actor, version=form.cleaned_data["version"])


class ReceiveView(ActView):
    move, form_class = "receive", ReceiveForm
    heading, button = "受理申请", "受理"
    explain = "乡镇（街道）城建房管业务线统一受理，受理后报区、县（市）住建局备案。"
    done = "已受理，已报区县住建局备案。"

    def perform(self, case: Case, actor: Actor, form: Any) -> Case:
        return receive_case(case_id=case.pk, by=actor, version=form.cleaned_data["version"])


class FileView(ActView):
    move, form_class = "file", FileForm
    heading, button = "备案", "备案"
    explain = "备案是形式审查，不是审批：填写齐全、属于老旧房屋厨卫换新的，应当备案。"
    done = "已备案。接下来由装修人自主选择装修企业。"

    def perform(self, case: Case, actor: Actor, form: Any) -> Case:
        cleaned = form.cleaned_data
        return file_case(
            case_id=case.pk, by=actor, version=cleaned["version"], effective_on=cleaned["effective_on"]
        )


class DeclineView(ActView):
    move, form_class = "decline", DeclineForm
    heading, button, danger = "不予备案", "不予备案", True
    explain = "只有不属于本项目范围的申请才不予备案，并须写明依据的条款。材料有问题的，请用“退回补正”。"
    done = "已不予备案。这处住宅可以重新申请。"

    def perform(self, case: Case, actor: Actor, form: Any) -> Case:
        cleaned = form.cleaned_data
        return decline_case(
            case_id=case.pk,
            by=actor,
            clause=form.cited,
            reason=cleaned["reason"],
            version=cleaned["version"],
        )


class WithdrawView(ActView):
    move, form_class = "withdraw", WithdrawForm
    heading, button, danger = "户主撤回", "撤回申请", True
    explain = "施工开始前，装修人可以随时撤回，不需要说明理由。撤回后这处住宅可以重新申请。"
    done = "已按户主意愿撤回。"

    def perform(self, case: Case, actor: Actor, form: Any) -> Case:
        cleaned = form.cleaned_data
        return withdraw_case(case_id=case.pk, by=actor, reason=cleaned["reason"], version=cleaned["version"])


class TerminateView(ActView):
    move, form_class = "terminate", TerminateForm
    heading, button, danger = "终止", "终止案件", True
    explain = "终止后不再办理。已开工的案件会从周报累计户数中核减，原因写进核减说明。"
    done = "案件已终止。"

    def perform(self, case: Case, actor: Actor, form: Any) -> Case:
        cleaned = form.cleaned_data
        return terminate_case(
            case_id=case.pk,
            by=actor,
            reason=cleaned["reason"],
            removal=Removal(cleaned["removal"]),
            version=cleaned["version"],
        )


class ReleaseView(View):
    """解除待办: the district leader lifts a hold that nobody else can close (R24)."""

    heading, button, danger = "解除待办事项", "解除", False
    explain = "任何案件都不应卡住：区县分管领导可以写明原因解除待办事项，原因记入办理记录。"

    def get(self, request: HttpRequest, pk: UUID, hold: int) -> HttpResponse:
        actor, case, row = self._load(request, pk, hold)
        return self._page(request, actor, case, row, ReleaseForm(initial={"version": case.version}))

    def post(self, request: HttpRequest, pk: UUID, hold: int) -> HttpResponse:
        actor, case, row = self._load(request, pk, hold)
        form = ReleaseForm(request.POST)
        if form.is_valid():
            try:
                cleaned = form.cleaned_data
                lift_hold(
                    case_id=case.pk,
                    hold_id=row.pk,
                    by=actor,
                    reason=cleaned["reason"],
                    version=cleaned["version"],
                )
                return back_to_case(request, case, "已解除。")
            except Refused as refused:
                shown_again(form, case, refused)
        return self._page(request, actor, case, row, form, status=422)

    def _load(self, request: HttpRequest, pk: UUID, hold: int) -> tuple[Actor, Case, Hold]:
        actor, case = load_case(request, pk)
        if actor.post != Post.DISTRICT_LEADER:
            allow_post(Denied("解除待办由区县分管领导办理。", code="post"))
        return actor, case, get_object_or_404(Hold, case=case, pk=hold, is_need=False)

    def _page(
        self,
        request: HttpRequest,
        actor: Actor,
        case: Case,
        hold: Hold,
        form: forms.Form,
        status: int = 200,
    ) -> HttpResponse:
        return case_page(
            request, "cases/old_act.html", actor, case, status=status, form=form, act=self, subject=hold.text
        )
