"""巡查、抽查、问题整改与复查, each as its page does it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from apps.cases.models import Case
from apps.inspections.api.works import InspectionAct
from apps.inspections.serializers.writing import VisitWrite, typed_visit
from apps.inspections.views import visits as pages
from apps.plans.serializers.from_forms import body_of


class RecordPatrol(InspectionAct):
    """登记巡查：清单逐项填写，不符合的写明情况，自动列为问题."""

    page = pages.PatrolView
    request_class = VisitWrite

    def type_in(self, page: Any, case: Case, data: Mapping[str, Any]) -> QueryDict:
        """Lead every line into the fields of its code."""
        codes = [item.code for item in page.extras(case)["items"]]
        typed, self._places = typed_visit(data, codes)
        return typed

    def places(self, form: forms.BaseForm) -> dict[str, str]:
        """Return where every line came from."""
        return self._places


class RecordSpotCheck(RecordPatrol):
    """登记抽查."""

    page = pages.SpotCheckView


class RectifyDefect(InspectionAct):
    """报告一个问题已整改，等现场复查."""

    page = pages.RectifyDefectView
    request_class = body_of(pages.RectifyDefectView.form_class, "DefectRectification")


class VerifyDefect(InspectionAct):
    """现场复查：整改到位（ok），或写明原因退回（back）."""

    page = pages.VerifyDefectView
    request_class = body_of(pages.VerifyDefectView.form_class, "DefectVerification")
