"""安排、逐项核验、意见、户主确认、办结, and what follows a failed acceptance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from apps.cases.models import Case
from apps.inspections.api.works import InspectionAct
from apps.inspections.serializers.writing import ItemsWrite, typed_items
from apps.inspections.views import acceptance as pages
from apps.inspections.views import afterwards
from apps.plans.serializers.from_forms import body_of


class AcceptanceAct(InspectionAct):
    """An act of the tab 验收."""

    tag = "验收"


class OpenAcceptance(AcceptanceAct):
    """安排现场验收."""

    page = pages.OpenView
    request_class = body_of(pages.OpenView.form_class, "AcceptanceOpening")


class RecordItems(AcceptanceAct):
    """逐项核验：与方案一致，或填写实测面积和工法；可以先保存一部分."""

    page = pages.ItemsView
    request_class = ItemsWrite

    def type_in(self, page: Any, case: Case, data: Mapping[str, Any]) -> QueryDict:
        """Lead every item into the fields of its code; the others stand as they were saved."""
        typed, self._places = typed_items(data, page.extras(case)["rows"])
        return typed

    def places(self, form: forms.BaseForm) -> dict[str, str]:
        """Return where every item came from."""
        return self._places


class GiveVerdict(AcceptanceAct):
    """出具住建部门验收人员意见."""

    page = pages.VerdictView
    request_class = body_of(pages.VerdictView.form_class, "VerdictWrite")


class WithdrawVerdict(AcceptanceAct):
    """办结以前撤回验收意见."""

    page = pages.WithdrawVerdictView
    request_class = body_of(pages.WithdrawVerdictView.form_class, "VerdictWithdrawal")


class RecordOpinion(AcceptanceAct):
    """记录改造家庭确认意见：现场手写（signature）或签字扫描件（scan）."""

    page = pages.OpinionView
    request_class = body_of(pages.OpinionView.form_class, "HouseholdOpinionWrite")


class Conclude(AcceptanceAct):
    """办结本次验收：合格，或责令整改."""

    page = pages.ConcludeView
    request_class = body_of(pages.ConcludeView.form_class, "AcceptanceConclusion")


class RectifyItem(AcceptanceAct):
    """报告一个整改事项完成."""

    page = afterwards.RectifyView
    request_class = body_of(afterwards.RectifyView.form_class, "ItemRectification")


class FinishRectification(AcceptanceAct):
    """整改事项全部完成，申请二次验收."""

    page = afterwards.RectifiedView
    request_class = body_of(afterwards.RectifiedView.form_class, "RectificationFinished")


class OpenMediation(AcceptanceAct):
    """登记调解."""

    page = afterwards.MediationOpenView
    request_class = body_of(afterwards.MediationOpenView.form_class, "MediationOpening")


class RecordMediation(AcceptanceAct):
    """记录调解经过和结果."""

    page = afterwards.MediationRecordView
    request_class = body_of(afterwards.MediationRecordView.form_class, "MediationRecord")


class ConvertCase(AcceptanceAct):
    """转为其他装修，不再计入装配化装修；由区县分管领导办理."""

    page = afterwards.ConvertView
    request_class = body_of(afterwards.ConvertView.form_class, "CaseConversion")


class CloseUnconfirmed(AcceptanceAct):
    """办结（户主未确认）：经调解仍不能确认的，由区县分管领导办理."""

    page = afterwards.CloseUnconfirmedView
    request_class = body_of(afterwards.CloseUnconfirmedView.form_class, "UnconfirmedClosing")
