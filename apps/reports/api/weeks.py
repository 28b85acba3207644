"""Weeks, their tables, the cases behind a figure, the roll-up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.problems import BadParameters
from apps.api.views import DetailView, ListView
from apps.lib import clock
from apps.reports.api.base import ReportScope
from apps.reports.api.row_pages import NumberPages
from apps.reports.models import Adjustment, Reopening, WeekSnapshot
from apps.reports.queries.answers import answers_in, content_of
from apps.reports.queries.changes import compared
from apps.reports.queries.checks import checks_of
from apps.reports.queries.figures import figure_page
from apps.reports.queries.lists import grid, programs_with_weeks, week_numbers
from apps.reports.queries.matching import matching_of
from apps.reports.queries.pages import opened_for
from apps.reports.queries.punctuality import punctuality
from apps.reports.queries.sheets import sheet_of
from apps.reports.queries.week_data import roll_up_shown, sheet_shown, week_shown, weeks_shown
from apps.reports.rules.figures import FIGURE_LABELS
from apps.reports.serializers.punctuality import PunctualityShown
from apps.reports.serializers.weeks import FigureCaseShown, RollUpShown, WeekReportShown, WeekShown

LARGEST = 9999


def _whole(name: str, words: str) -> OpenApiParameter:
    schema = {"type": "integer", "minimum": 1, "maximum": LARGEST}
    return OpenApiParameter(name, schema, description=words, required=False)


YEAR, _WEEK = _whole("year", "年度，如 2026"), _whole("week", "期次")


def whole_numbers(given: Mapping[str, str], *names: str) -> dict[str, int]:
    """Return the named parameters as numbers; refuse what is none."""
    found, bad = {}, {}
    for name in names:
        text = given.get(name)
        if text is None:
            continue
        # isdigit() alone lets ² through, which int() refuses.
        if text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST)) and int(text):
            found[name] = int(text)
        else:
            bad[name] = f"应是 1 到 {LARGEST} 的整数"
    if bad:
        raise BadParameters(bad)
    return found


class Weeks(ReportScope, ListView[Any]):
    """各期周报，新的在前：区县看本单位和并入本单位的机构的，市、省看报送范围内的。"""

    summary = "周报列表"
    result_class = WeekShown
    ordering = ("-cutoff_at", "-id")
    parameters = frozenset({"year", "week", "bureau"})

    def rows(self) -> QuerySet[WeekSnapshot]:
        """Return the weeks within the actor's scope."""
        wanted = whole_numbers(self.request.query_params, "year", "week", "bureau")
        columns = {"year": "program__year", "week": "number", "bureau": "bureau_id"}
        weeks = WeekSnapshot.objects.open_to(self.actor).select_related("bureau", "program", "reports_to")
        return weeks.filter(**{columns[name]: value for name, value in wanted.items()})

    @extend_schema(parameters=[YEAR, _WEEK, _whole("bureau", "区、县（市）住建局的机构编号")])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer with a page."""
        page = self.paginate_queryset(self.rows()) or []
        shown = weeks_shown(page, clock.now())
        return self.get_paginated_response([self.result(row) for row in shown])


class WeekReport(ReportScope, DetailView[Any]):
    """一期周报最新一版的统计表：各数、表下说明、状态、报送前核对。"""

    summary = "一期周报"
    result_class = WeekReportShown

    def one(self) -> dict[str, Any]:
        """Return the week with the table of the chosen version."""
        week = self.week()
        snapshot, versions = week.snapshot, week.versions
        version = self.chosen(versions)
        opened = opened_for(snapshot, version)
        content = content_of(opened, version)
        adjusted = Adjustment.objects.filter(entered=snapshot).exists()
        return {
            **week_shown(snapshot, versions[::-1], clock.now(), adjusted=adjusted, entries=opened.initial),
            "shown_version": version.number,
            "sheet": sheet_shown(sheet_of(content)),
            "versions": versions,
            "asked": answers_in(content),
            "compared": compared(opened, versions, version, content),
            "reopenings": Reopening.objects.filter(version__report__snapshot=snapshot).select_related(
                "version"
            ),
            # Of the newest alone: they say what stops a hand-in, and an older version is not handed in.
            "checks": checks_of(opened, version, content=content) if version == versions[0] else [],
            "matched": matching_of(snapshot),
        }


class WeekReportVersion(WeekReport):
    """一期周报指定版次的统计表。"""

    summary = "指定版次的周报"


class FigureCases(ReportScope, ListView[Any]):
    """一项数字背后的案件，件数与数字相同，按办件编号。

    figure：this-week 本周进度，done 已完成装修，ongoing 正在装修，amount 合同金额，opening 上期累计，
    removed 核减，carried 上年结转，changed 合同金额变更，finished-week 本周完工，
    passed-week 本周验收合格。
    """

    summary = "数字背后的案件"
    result_class = FigureCaseShown
    pagination_class = NumberPages

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer with a page."""
        week = self.week()
        figure = self.kwargs["figure"]
        if figure not in FIGURE_LABELS:
            raise Http404
        version = self.chosen(week.versions)
        opened = opened_for(week.snapshot, version)
        pages = NumberPages()
        rows = pages.page_of(
            lambda cursor, size: figure_page(self.actor, opened, figure, cursor, size=size), request
        )
        return pages.get_paginated_response([self.result(row) for row in rows])

    def present(self, row: Any) -> dict[str, Any]:
        """Return the case's number, and the rest where it lies within the scope."""
        plain = ("number", "household", "address", "state", "status", "amount", "change", "reason", "since")
        return {"case_id": row.case.pk if row.case else None, **{name: getattr(row, name) for name in plain}}


class Punctuality(ReportScope, DetailView[Any]):
    """一个年度里能看到的各区县：哪几期迟报、未报、被退回、自行撤回、接收后重开。

    不写 year 时为最新的年度。没有这一年度的返回 404。
    """

    summary = "全年报送情况"
    result_class = PunctualityShown
    parameters = frozenset({"year"})

    def one(self) -> dict[str, Any]:
        """Return the year of every bureau within the scope."""
        wanted = whole_numbers(self.request.query_params, "year")
        programs = programs_with_weeks(self.actor)
        year = wanted.get("year", programs[0].year if programs else 0)
        program = next((each for each in programs if each.year == year), None)
        if program is None:
            raise Http404
        bodies = punctuality(self.actor, program, clock.now())
        return {
            "year": year,
            "bodies": [{"bureau": each.bureau, "due": each.due, **each.weeks} for each in bodies],
        }

    @extend_schema(parameters=[YEAR])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer with the year."""
        return super().get(request, *args, **kwargs)


class RollUp(ReportScope, DetailView[Any]):
    """一期的汇总：能看到的全部区县按上级分组，合计和报送情况；各数只取已接收的周报。

    不写 year、week 时为最新一期。没有这一期的返回 404。
    """

    summary = "汇总"
    result_class = RollUpShown
    parameters = frozenset({"year", "week"})

    def one(self) -> dict[str, Any]:
        """Return the week's roll-up."""
        wanted = whole_numbers(self.request.query_params, "year", "week")
        programs = programs_with_weeks(self.actor)
        year = wanted.get("year", programs[0].year if programs else 0)
        program = next((each for each in programs if each.year == year), None)
        if program is None:
            raise Http404
        numbers = week_numbers(self.actor, program)
        number = wanted.get("week", numbers[0])
        if number not in numbers:
            raise Http404
        groups, aim = grid(self.actor, program, number, clock.now())
        return roll_up_shown(year, number, numbers, groups, aim)

    @extend_schema(parameters=[YEAR, _WEEK])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer with the roll-up."""
        return super().get(request, *args, **kwargs)
