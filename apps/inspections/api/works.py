"""开工、进度、隐蔽工程、完工、停工, each as its page does it."""

from __future__ import annotations

from typing import Any

from apps.cases.models import Case
from apps.inspections.views import works as pages
from apps.plans.api.acting import ActView
from apps.plans.forms import CaseForm
from apps.plans.serializers.from_forms import body_of


class InspectionAct(ActView):
    """An act whose page hands its whole form to the service."""

    tag = "施工与巡查"

    def form_of(self, page: Any, case: Case, data: Any) -> CaseForm:
        """Return the bound form with what it wants to know of the case."""
        form: CaseForm = page.form_class(data, actor=self.actor, case=case, **page.extras(case))
        return form

    def act(self, page: Any, case: Case, form: CaseForm) -> object:
        """Make the page's one service call."""
        return page.perform(self.actor, case, form)


class StartWorks(InspectionAct):
    """登记开工；施工期从开工当日起按日历天计算."""

    page = pages.StartView
    request_class = body_of(pages.StartView.form_class, "WorksStart")


class ReportProgress(InspectionAct):
    """填报施工进度."""

    page = pages.ProgressView
    request_class = body_of(pages.ProgressView.form_class, "WorksProgress")


class ReportConcealed(InspectionAct):
    """隐蔽工程封闭前照片；space 填方案中的空间名称."""

    page = pages.ConcealedView
    request_class = body_of(pages.ConcealedView.form_class, "ConcealedWork")


class ReportFinish(InspectionAct):
    """报告完工，等户主或巡查确认."""

    page = pages.FinishView
    request_class = body_of(pages.FinishView.form_class, "WorksFinish")


class ConfirmFinish(InspectionAct):
    """确认完工；确认的日期是施工期的最后一天，也是验收期的起点."""

    page = pages.ConfirmFinishView
    request_class = body_of(pages.ConfirmFinishView.form_class, "FinishConfirmation")


class RejectFinish(InspectionAct):
    """未完工，退回企业继续施工."""

    page = pages.RejectFinishView
    request_class = body_of(pages.RejectFinishView.form_class, "FinishRejection")


class StopWorks(InspectionAct):
    """登记停工，施工期暂停计算."""

    page = pages.StopView
    request_class = body_of(pages.StopView.form_class, "WorksStop")


class ResumeWorks(InspectionAct):
    """登记复工."""

    page = pages.ResumeView
    request_class = body_of(pages.ResumeView.form_class, "WorksResumption")
