"""其他装修办件 an organisation has, and what is done of them; mounted under /api/v1/."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path

from apps.acts.api import endpoints
from apps.api.problems import Problem
from apps.api.views import DetailView, ListView
from apps.lib.decisions import Denied
from apps.othertrack.acts import ACTS
from apps.othertrack.enums import Status
from apps.othertrack.models import Renovation
from apps.othertrack.permissions import may_read
from apps.othertrack.queries.lists import renovation_rows
from apps.othertrack.queries.page import renovation_row, renovation_shown
from apps.othertrack.serializers import RenovationRow, RenovationShown


class RenovationFilters(django_filters.FilterSet):  # type: ignore[misc]
    """Filters of the list."""

    status = django_filters.ChoiceFilter(choices=Status.choices(), label="办到哪一步")
    number = django_filters.CharFilter(max_length=30, label="办件编号")
    converted_from = django_filters.UUIDFilter("converted_from_id", label="转来的装配化办件")

    class Meta:
        model = Renovation
        fields: ClassVar[list[str]] = []


class _OfRenovations:
    tag = "其他装修"
    queryset: Any = Renovation.objects.none()

    def rows(self) -> QuerySet[Renovation]:
        """Return what the token's body has; 403 for who reads none."""
        actor = self.actor  # type: ignore[attr-defined]
        reads = may_read(actor)
        if isinstance(reads, Denied):
            raise Problem(403, reads.reason, code=reads.code)
        return renovation_rows(actor)


class RenovationsView(_OfRenovations, ListView[Renovation]):
    """本单位的其他旧房装修、厨卫等局部改造办件，改动新的在前；联系方式不给。"""

    summary = "其他装修"
    result_class = RenovationRow
    filterset_class = RenovationFilters
    ordering = ("-updated_at", "-pk")

    def present(self, row: Renovation) -> Any:
        return renovation_row(self.actor, row)


class RenovationView(_OfRenovations, DetailView[Renovation]):
    """一件其他装修：申请、各项有日期的事实、巡查。"""

    summary = "一件其他装修"
    result_class = RenovationShown

    def one(self) -> Renovation:
        """Return the renovation of the URL."""
        return get_object_or_404(self.rows(), pk=self.kwargs["pk"])

    def present(self, row: Renovation) -> Any:
        return renovation_shown(self.actor, row)


routes = [
    path("renovations", RenovationsView.as_view(), name="api-renovations"),
    path("renovations/<uuid:pk>", RenovationView.as_view(), name="api-renovation"),
    *endpoints(ACTS),
]
