"""年终核定 as data: those of a year, one with what may still be admitted, its cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.problems import BadParameters
from apps.api.views import DetailView, ListView
from apps.reports.acts.grounds import YEAR_CLOSE
from apps.reports.api.base import ReportScope
from apps.reports.api.row_pages import NumberPages
from apps.reports.api.weeks import YEAR, whole_numbers
from apps.reports.models import YearClose
from apps.reports.queries.figures import Cursor
from apps.reports.queries.year_pages import CLOSE_VIEWS, close_lines, close_page, close_years
from apps.reports.queries.yearend import CloseRow, late_facts, takes_late_facts, totals_of
from apps.reports.serializers.yearend import YearCloseCaseShown, YearCloseReportShown, YearClosesShown

_PLAIN = (
    *("id", "program", "bureau", "reports_to", "status", "edit", "last"),
    *("submitted_at", "decided_at", "return_reason", "content_hash"),
)


@dataclass(frozen=True, slots=True)
class _Lines:
    rows: Sequence[CloseRow]
    following: str
    preceding: str


def _shown(close: YearClose, totals: object) -> dict[str, Any]:
    found = {name: getattr(close, name) for name in _PLAIN}
    return {**found, "get_status_display": close.get_status_display(), "totals": totals}


class YearCloses(ReportScope, DetailView[Any]):
    """一个年度里能看到的年终核定，按区划代码；不写 year 时为最新的年度。没有的返回 404。"""

    summary = "年终核定列表"
    parameters = frozenset({"year"})

    @extend_schema(parameters=[YEAR], responses=YearClosesShown)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer with the year's."""
        wanted = whole_numbers(request.query_params, "year")
        years = close_years(self.actor)
        year = wanted.get("year", years[0] if years else 0)
        if year not in years:
            raise Http404
        closes = [_shown(line.close, line.totals) for line in close_lines(self.actor, year)]
        return Response(YearClosesShown({"year": year, "closes": closes}).data)


class YearCloseReport(ReportScope, DetailView[Any]):
    """一份年终核定：合计、状态，年内发生、年后登记而还没有补录的事实。"""

    summary = "一份年终核定"
    result_class = YearCloseReportShown

    def one(self) -> dict[str, Any]:
        """Return it within the scope."""
        close = YEAR_CLOSE.load(self.actor, pk=self.kwargs["pk"])
        open_still = takes_late_facts(close)
        return {
            **_shown(close, totals_of(close)),
            "takes_late_facts": open_still,
            "late_facts": late_facts(close) if open_still else [],
        }


class YearCloseCases(ReportScope, ListView[Any]):
    """年终核定的逐户名单，按办件编号。

    show：differences 与最后一期的差异（不写即此），done 已完成，ongoing 结转下年。
    """

    summary = "年终核定的名单"
    result_class = YearCloseCaseShown
    pagination_class = NumberPages
    parameters = frozenset({"show"})

    @extend_schema(
        parameters=[
            OpenApiParameter("show", {"type": "string", "enum": list(CLOSE_VIEWS)}, description="哪一个名单")
        ]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer with a page."""
        close = YEAR_CLOSE.load(self.actor, pk=self.kwargs["pk"])
        shown = request.query_params.get("show", next(iter(CLOSE_VIEWS)))
        if shown not in CLOSE_VIEWS:
            raise BadParameters({"show": f"应是 {'、'.join(CLOSE_VIEWS)} 之一"})

        def lines(cursor: Cursor, size: int) -> _Lines:
            page = close_page(close, shown, cursor, size=size)
            return _Lines([line for _, line in page.rows], page.following, page.preceding)

        pages = NumberPages()
        rows = pages.page_of(lines, request)
        return pages.get_paginated_response([self.result(row) for row in rows])
