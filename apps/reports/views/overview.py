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
from apps.reports.queries.overview import compare_places, funnel, stage_days
from apps.reports.queries.progress import Progress, progress
from apps.reports.queries.targets import bureaus_seen, own_aim
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
        target = own_aim(actor, program, bureaus)
        pace = progress(program, list(bureaus), target, today=today)
        stages = funnel(actor, program)
        context |= {
            "place": get_object_or_404(Organisation, pk=scope.organisation_id or 0),
            "target": target,
            "pace": pace,
            "figures": _figures(pace),
            "stages": stages,
            "funnel_aside": f"现在共 {sum(stage.count for stage in stages)} 户",
            "per_week": formats.number(pace.per_week, places=2),
            "days": stage_days(actor, program),
            "places": compare_places(actor, program),
            "by_street": scope.level is ScopeLevel.BUREAU,
        }
    return render(request, "reports/overview.html", context)


def _figures(pace: Progress) -> list[dict[str, object]]:
    rows = [
        ("已开工", pace.started, pace.other_done + pace.other_ongoing, ""),
        ("已完成装修", pace.done, pace.other_done, _share(pace.done, pace.target)),
        ("正在装修", pace.ongoing, pace.other_ongoing, ""),
        ("验收合格", pace.passed, pace.other_passed, _share(pace.passed, pace.target)),
    ]
    return [
        {"label": "全年目标", "value": formats.NOTHING if pace.target is None else pace.target, "unit": "户"},
        *(
            {"label": label, "value": value, "unit": "户", "note": _note(share, others, pace)}
            for label, value, others, share in rows
        ),
    ]


def _note(share: str, others: int, pace: Progress) -> str:
    beside = f"另有 {pace.other_bureaus} 个无目标的单位 {others} 户" if pace.other_bureaus else ""
    return "；".join(part for part in (share, beside) if part)


def _share(count: int, target: int | None) -> str:
    return f"目标的 {formats.whole_percent(Fraction(count, target))}" if target else ""
