"""Confirmation, opinion, note, contract, change and another enterprise, each as its page does it."""

from __future__ import annotations

from typing import Any

from apps.cases.models import Case
from apps.plans.api.acting import ActView
from apps.plans.forms import CaseForm
from apps.plans.serializers.from_forms import body_of
from apps.plans.views import agreement as pages


class _PlanAct(ActView):
    """An act of the tab 方案与预算."""

    tag = "方案与预算"

    def act(self, page: Any, case: Case, form: CaseForm) -> object:
        """Make the page's one service call."""
        return page.perform(self.actor, case, form.cleaned_data)


class SignPlan(_PlanAct):
    """户主在工作人员的设备上手写签名，确认等待确认的方案."""

    page = pages.SignView
    request_class = body_of(pages.SignView.form_class, "PlanSignature")


class ScanPlan(_PlanAct):
    """登记户主在纸质方案上的签字."""

    page = pages.ScanView
    request_class = body_of(pages.ScanView.form_class, "PlanScan")


class RejectPlan(_PlanAct):
    """记录户主意见，方案退给设计师."""

    page = pages.OpinionView
    request_class = body_of(pages.OpinionView.form_class, "PlanOpinion")


class RecordContract(_PlanAct):
    """登记装修合同."""

    page = pages.ContractView
    request_class = body_of(pages.ContractView.form_class, "ContractWrite")


class AddSupplement(_PlanAct):
    """登记补充协议；金额是补充以后的合同总金额."""

    page = pages.SupplementView
    request_class = body_of(pages.SupplementView.form_class, "SupplementWrite")


class NoteOverrun(_PlanAct):
    """出具超期知悉意见."""

    page = pages.OverrunView
    request_class = body_of(pages.OverrunView.form_class, "OverrunOpinion")


class ProposeChange(_PlanAct):
    """提出方案变更；原方案在户主确认新版以前仍然有效."""

    page = pages.ChangeView
    request_class = body_of(pages.ChangeView.form_class, "PlanChangeWrite")


class WithdrawChange(_PlanAct):
    """撤回方案变更."""

    page = pages.WithdrawChangeView
    request_class = body_of(pages.WithdrawChangeView.form_class, "PlanChangeWithdrawal")


class ReplaceEnterprise(_PlanAct):
    """更换装修企业：名录以内（enterprise）或名录以外（name、credit_code、联系人）同等选择."""

    page = pages.ReplaceView
    request_class = body_of(pages.ReplaceView.form_class, "EnterpriseReplacement")
