"""Addresses of the API that belong to 管理; mounted under /api/v1/."""

from __future__ import annotations

from typing import Any

from django.urls import path
from rest_framework.request import Request

from apps.acts.api import endpoints
from apps.administration.acts.layouts import LAYOUT, SET_LAYOUT
from apps.administration.permissions import may_read_numbers
from apps.administration.queries.layouts import years_layouts
from apps.administration.serializers import LayoutsShown
from apps.api.problems import Problem
from apps.api.views import DetailView
from apps.lib.decisions import Denied
from apps.reports.models import FormLayout


class FormColumns(DetailView[Any]):
    """一个机构一个年度的统计表栏目：周报和汇总的 PDF、Excel 印哪些栏。"""

    tag = "项目"
    summary = "统计表栏目"
    # Empty on purpose: the body is found through the ground's scope alone.
    queryset: Any = FormLayout.objects.none()
    result_class = LayoutsShown

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse roles that do not look at a body's numbers."""
        super().initial(request, *args, **kwargs)
        # After super(), which finds out who acts.
        decision = may_read_numbers(self.actor)
        if isinstance(decision, Denied):
            raise Problem(403, decision.reason, code="post")

    def one(self) -> dict[str, Any]:
        """Return the year's columns of the body."""
        return years_layouts(LAYOUT.load(self.actor, pk=self.kwargs["pk"], year=self.kwargs["year"]))


routes = [path(LAYOUT.path, FormColumns.as_view(), name="api-form-columns"), *endpoints((SET_LAYOUT,))]
