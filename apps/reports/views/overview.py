"""总览: target, pace, funnel and comparison of what the actor sees."""

from __future__ import annotations

from fractions import Fraction

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from apps.lib import clock, formats
from apps.orgs.enums import ScopeLevel
from apps.orgs.models import Organisation
from apps.orgs.permissions import row_scope
from apps.programs.models import Program
from apps.reports.forms import WeekForm
from apps.reports.queries.overview import (
    bureaus_seen,
    compare_places,
    funnel,
    own_target,
    stage_days,
)
from apps.reports.queries.progress import progress
from apps.reports.views.scope import reader


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    actor = reader(request)
    scope = row_scope(actor)
    programs = list(Program.objects.order_by("-year"))
    form = WeekForm(request.GET)
    wanted = form.cleaned_data["year"] if form.is_valid() else None
    today = clock.today()
    # Not simply the newest: next year's programme may be opened before it begins.
    current = next((each for each in programs if each.opens_on <= today <= each.closes_on), None)
    program = next((each for each in programs if each.year == wanted), current)
    if program is None and programs:
        program = programs[0]
    context: dict[str, object] = {"programs": programs, "program": program}
    if program is not None:
        bureaus = bureaus_seen(actor, program)
        target = own_target(actor, program, bureaus)
        pace = progress(program, bureaus, target.households, today=today)
        stages = funnel(actor, program)
        context |= {
            "place": get_object_or_404(Organisation, pk=scope.organisation_id or 0),
            "target": target,
            "pace": pace,
            "figures": _figures(pace.target, pace.started, pace.done, pace.passed, pace.ongoing),
            "stages": stages,
            "funnel_aside": f"现在共 {sum(stage.count for stage in stages)} 户",
            "per_week": formats.number(pace.per_week, places=2),
            "days": stage_days(actor, program),
            "places": compare_places(actor, program),
            "by_street": scope.level is ScopeLevel.BUREAU,
        }
    return render(request, "reports/overview.html", context)


def _figures(
    target: int | None, started: int, done: int, passed: int, ongoing: int
) -> list[dict[str, object]]:
    return [
        {"label": "全年目标", "value": formats.NOTHING if target is None else target, "unit": "户"},
        {"label": "已开工", "value": started, "unit": "户"},
        {"label": "已完成装修", "value": done, "unit": "户", "note": _share(done, target)},
        {"label": "正在装修", "value": ongoing, "unit": "户"},
        {"label": "验收合格", "value": passed, "unit": "户", "note": _share(passed, target)},
    ]


def _share(count: int, target: int | None) -> str:
    return f"目标的 {formats.whole_percent(Fraction(count, target))}" if target else ""
