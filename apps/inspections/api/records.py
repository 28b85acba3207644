"""What happened on site and at acceptance."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from apps.api.views import DetailView, ListView
from apps.cases.api.base import CaseScope
from apps.cases.models import Case
from apps.inspections.models import Appointment, Defect, Visit
from apps.inspections.permissions import may_read_reported
from apps.inspections.queries import acceptance_view, works_view
from apps.inspections.queries.appointments import appointment_shown, appointments_to_show
from apps.inspections.queries.checklists import Checklists
from apps.inspections.queries.tabs import own_time, photos_of
from apps.inspections.serializers.acceptance import AcceptanceShown
from apps.inspections.serializers.appointments import AppointmentShown
from apps.inspections.serializers.works import Checklist, DefectShown, VisitShown, WorksShown
from apps.plans.queries import confirmed_plan

WORKS, ACCEPTANCE = "施工与巡查", "验收"


class _OfCase(CaseScope):
    """What belongs to the case of the URL."""

    tag = WORKS

    def case(self) -> Case:
        """Return the case within the actor's scope, read once a request."""
        if not hasattr(self, "_case"):
            self._case = super().case()
        return self._case

    def get_serializer_context(self) -> dict[str, Any]:
        """Hand the case's photos over in one piece."""
        context = super().get_serializer_context()
        # Without an actor it is only the API's document being drawn: there is no case then.
        if hasattr(self, "actor"):
            if not hasattr(self, "_photos"):
                self._photos = photos_of(self.case())
            context["photos"] = self._photos
        return context


class WorksOfCase(_OfCase, DetailView[Any]):
    """施工情况：施工天数、施工报告、停工。"""

    summary = "施工情况"
    result_class = WorksShown

    def one(self) -> object:
        return works_view(self.actor, self.case())


class ChecklistOfCase(_OfCase, DetailView[Any]):
    """巡查清单：按户主确认的方案逐项列出，登记巡查或现场检查前先读取。"""

    summary = "巡查清单"
    result_class = Checklist

    def one(self) -> object:
        """Return the list as a visit would find it now."""
        case = self.case()
        plan = confirmed_plan(case)
        return {"plan": plan.number if plan else None, "items": Checklists().of(case, plan)}


class VisitsOfCase(_OfCase, ListView[Visit]):
    """巡查、现场检查和现场验收记录，新的在前。"""

    summary = "巡查和现场检查记录"
    queryset: Any = Visit.objects.none()
    result_class = VisitShown
    ordering = ("-visited_on", "-recorded_at", "-id")

    def rows(self) -> QuerySet[Visit]:
        """Return the visits; an enterprise sees those of its own time."""
        case = self.case()
        return Visit.objects.filter(case=case, **own_time(self.actor, case)).prefetch_related("items")


class DefectsOfCase(_OfCase, ListView[Defect]):
    """巡查问题和住户反映的问题（channel 不为空的），按序号。"""

    summary = "巡查问题和住户反映的问题"
    queryset: Any = Defect.objects.none()
    result_class = DefectShown
    ordering = ("number",)

    def rows(self) -> QuerySet[Defect]:
        """Return the defects; an enterprise sees those of its own time."""
        case = self.case()
        rows = Defect.objects.filter(case=case, **own_time(self.actor, case))
        return rows if may_read_reported(self.actor) else rows.of_visits()


class AppointmentsOfCase(_OfCase, ListView[Appointment]):
    """上门预约，新的在前：约定的时间，可以选的时段，等谁答复。"""

    tag = "上门预约"
    summary = "上门预约"
    queryset: Any = Appointment.objects.none()
    result_class = AppointmentShown
    ordering = ("-number",)

    def rows(self) -> QuerySet[Appointment]:
        """Return the appointments; what a replaced enterprise arranged is none of its successor's."""
        return appointments_to_show(self.case())

    def present(self, row: Appointment) -> object:
        """Cut the household's words to who comes, the counter and the auditor."""
        row.case = self.case()
        return appointment_shown(self.actor, row)


class AcceptanceOfCase(_OfCase, DetailView[Any]):
    """验收情况：各次验收、实测核验、双方意见、整改事项、调解。"""

    tag = ACCEPTANCE
    summary = "验收情况"
    result_class = AcceptanceShown

    def one(self) -> object:
        return acceptance_view(self.actor, self.case())
