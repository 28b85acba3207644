"""开工、进度、隐蔽工程、完工、停工."""

from __future__ import annotations

from typing import Any

from apps.cases.models import Case
from apps.inspections import services
from apps.inspections.forms import (
    ConcealedForm,
    ConfirmFinishForm,
    FinishForm,
    ProgressForm,
    RejectFinishForm,
    ResumeForm,
    StartForm,
    StopForm,
)
from apps.inspections.models import WorksReport
from apps.inspections.permissions import may_confirm_finish, may_report, may_start, may_stop
from apps.inspections.views.base import CaseFormView
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Decision
from apps.plans.queries import confirmed_plan


class StartView(CaseFormView):
    form_class = StartForm
    title, submit, success = "登记开工", "登记开工", "已登记开工，施工期开始计算。"
    explain = "施工期从开工当日起按日历天计算；停工须登记，停工期间不计。"

    def decide(self, actor: Actor, case: Case) -> Decision:
        """See :func:`may_start`."""
        return may_start(actor, case)

    def initial(self, actor: Actor, case: Case) -> dict[str, object]:
        """Expect the planned day where it has come."""
        plan = confirmed_plan(case)
        start = plan.planned_start if plan else None
        return {"started_on": start} if start and start <= clock.today() else {}

    def context(self, actor: Actor, case: Case) -> dict[str, object]:
        """Show what was planned."""
        return {"plan": confirmed_plan(case)}

    def perform(self, actor: Actor, case: Case, form: Any) -> object:
        """Start the works."""
        said = form.cleaned_data
        return services.start_works(
            case_id=case.pk,
            by=actor,
            started_on=said["started_on"],
            note=said["note"],
            photos=said["photos"],
            version=said["version"],
        )


class ProgressView(CaseFormView):
    form_class = ProgressForm
    title, submit, success = "填报进度", "提交", "施工进度已记录。"

    def decide(self, actor: Actor, case: Case) -> Decision:
        """See :func:`may_report`."""
        return may_report(actor, case)

    def perform(self, actor: Actor, case: Case, form: Any) -> object:
        """Keep the report."""
        said = form.cleaned_data
        return services.report_progress(
            case_id=case.pk,
            by=actor,
            on=said["on"],
            text=said["text"],
            photos=said["photos"],
            version=said["version"],
        )


class ConcealedView(CaseFormView):
    form_class = ConcealedForm
    title, submit, success = "隐蔽工程照片", "上传", "隐蔽工程照片已保存。"
    explain = "管线、防水层、基层封闭以后看不见，封闭之前拍照留存。可以一次选择多张。"

    def decide(self, actor: Actor, case: Case) -> Decision:
        """See :func:`may_report`."""
        return may_report(actor, case)

    def extras(self, case: Case) -> dict[str, Any]:
        """Offer the spaces of the plan."""
        plan = confirmed_plan(case)
        return {"spaces": [space.name for space in plan.spaces.all()] if plan else ["全部"]}

    def perform(self, actor: Actor, case: Case, form: Any) -> object:
        """Keep the photos."""
        said = form.cleaned_data
        return services.report_progress(
            case_id=case.pk,
            by=actor,
            on=said["on"],
            space=said["space"],
            concealed=said["concealed"],
            text=said["text"],
            photos=said["photos"],
            version=said["version"],
        )


class FinishView(CaseFormView):
    form_class = FinishForm
    title, submit, success = "报告完工", "报告完工", "已报告完工，等户主或巡查确认。"
    explain = "完工日期经户主或巡查确认后生效。隐蔽工程照片须先上传。"

    def decide(self, actor: Actor, case: Case) -> Decision:
        """See :func:`may_report`."""
        return may_report(actor, case)

    def perform(self, actor: Actor, case: Case, form: Any) -> object:
        """Report the finish."""
        said = form.cleaned_data
        return services.report_finish(
            case_id=case.pk,
            by=actor,
            finished_on=said["finished_on"],
            text=said["text"],
            overrun_reason=said["overrun_reason"],
            photos=said["photos"],
            version=said["version"],
        )


def _pending(case: Case) -> WorksReport | None:
    return WorksReport.objects.of_works(case).finish().pending().first()


class ConfirmFinishView(CaseFormView):
    form_class = ConfirmFinishForm
    title, submit, success = "确认完工", "确认完工", "完工已确认，验收期开始计算。"
    explain = "确认的完工日期是施工期的最后一天，也是验收期的起点。"

    def decide(self, actor: Actor, case: Case) -> Decision:
        """See :func:`may_confirm_finish`."""
        return may_confirm_finish(actor, case)

    def initial(self, actor: Actor, case: Case) -> dict[str, object]:
        """Expect the day the enterprise reported."""
        report = _pending(case)
        return {"finished_on": report.on, "overrun_reason": report.overrun_reason} if report else {}

    def context(self, actor: Actor, case: Case) -> dict[str, object]:
        """Show what the enterprise reported."""
        return {"report": _pending(case)}

    def perform(self, actor: Actor, case: Case, form: Any) -> object:
        """Confirm the finish."""
        said = form.cleaned_data
        return services.confirm_finish(
            case_id=case.pk,
            by=actor,
            finished_on=said["finished_on"],
            confirmer=said["confirmer"],
            note=said["note"],
            overrun_reason=said["overrun_reason"],
            photos=said["photos"],
            version=said["version"],
        )


class RejectFinishView(CaseFormView):
    form_class = RejectFinishForm
    title, submit, success = "未完工，退回", "退回", "已退回，施工期继续计算。"
    explain = "户主或巡查认为尚未完工的，写明情况，由企业继续施工。"

    def decide(self, actor: Actor, case: Case) -> Decision:
        """See :func:`may_confirm_finish`."""
        return may_confirm_finish(actor, case)

    def context(self, actor: Actor, case: Case) -> dict[str, object]:
        """Show what the enterprise reported."""
        return {"report": _pending(case)}

    def perform(self, actor: Actor, case: Case, form: Any) -> object:
        """Send the report back."""
        said = form.cleaned_data
        return services.reject_finish(
            case_id=case.pk, by=actor, reason=said["reason"], version=said["version"]
        )


class StopView(CaseFormView):
    form_class = StopForm
    title, submit, success = "登记停工", "登记停工", "已登记停工，施工期暂停计算。"

    def decide(self, actor: Actor, case: Case) -> Decision:
        """See :func:`may_stop`."""
        return may_stop(actor, case)

    def perform(self, actor: Actor, case: Case, form: Any) -> object:
        """Stop the clock."""
        said = form.cleaned_data
        return services.stop_works(
            case_id=case.pk,
            by=actor,
            from_on=said["from_on"],
            reason=said["reason"],
            version=said["version"],
        )


class ResumeView(CaseFormView):
    form_class = ResumeForm
    title, submit, success = "登记复工", "登记复工", "已复工，到期日已重新计算。"

    def decide(self, actor: Actor, case: Case) -> Decision:
        """See :func:`may_stop`."""
        return may_stop(actor, case)

    def perform(self, actor: Actor, case: Case, form: Any) -> object:
        """Let the clock run on."""
        said = form.cleaned_data
        return services.resume_works(
            case_id=case.pk,
            by=actor,
            resumed_on=said["resumed_on"],
            note=said["note"],
            version=said["version"],
        )
