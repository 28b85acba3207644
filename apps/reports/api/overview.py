"""总览 as data."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.views import DetailView
from apps.lib import clock
from apps.programs.models import Program
from apps.reports.api.base import ReportScope
from apps.reports.api.weeks import YEAR, whole_numbers
from apps.reports.queries.overview_data import overview_shown
from apps.reports.serializers.overview import OverviewShown


class OverviewFigures(ReportScope, DetailView[Any]):
    """一个年度的总览：区县看本单位的，市、省看报送范围内的；各数与页面相同。

    不写 year 时为今天所在的年度，都不在的为最新的。没有这一年度的返回 404。
    """

    summary = "总览"
    result_class = OverviewShown
    parameters = frozenset({"year"})

    def one(self) -> dict[str, Any]:
        """Return the year as the page shows it."""
        wanted = whole_numbers(self.request.query_params, "year")
        programs = list(Program.objects.order_by("-year"))
        today = clock.today()
        running = next((each for each in programs if each.opens_on <= today <= each.closes_on), None)
        program = running or next(iter(programs), None)
        if "year" in wanted:
            program = next((each for each in programs if each.year == wanted["year"]), None)
        if program is None:
            raise Http404
        return overview_shown(self.actor, program, today=today)

    @extend_schema(parameters=[YEAR])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer with the year."""
        return super().get(request, *args, **kwargs)
