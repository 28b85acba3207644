"""Lists: a district's weeks; for city and province all districts of a week."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.acts.views import Slot, slots
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import ScopeLevel
from apps.orgs.models import Organisation
from apps.orgs.permissions import row_scope
from apps.programs.models import Program
from apps.reports.acts import ACCEPT
from apps.reports.acts.grounds import Reported
from apps.reports.enums import TO_MEND, WeekState
from apps.reports.forms import WeekForm
from apps.reports.models import WeekSnapshot
from apps.reports.permissions import DECIDERS
from apps.reports.queries.current_week import running_week
from apps.reports.queries.lists import (
    DistrictLine,
    Group,
    inherited_weeks,
    is_closing,
    programs_with_weeks,
    week_numbers,
    weeks_of,
)
from apps.reports.queries.releases import releasing
from apps.reports.queries.rollup import (
    NOTES,
    NOTHING,
    initial_notes,
    merged_notes,
    roll_up,
    roll_up_links,
)
from apps.reports.queries.urged import OWED, urging
from apps.reports.queries.weeks import place_name
from apps.reports.rules.figures import TITLE
from apps.reports.views.scope import reader

RECENT = 8
"""Weeks a list shows before it folds the older ones away."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    actor = reader(request)
    scope = row_scope(actor)
    if scope.level is ScopeLevel.BUREAU and scope.organisation_id is not None:
        return _weeks(request, actor, scope.organisation_id, own=True)
    return _grid(request, actor)


@require_safe
def bureau_weeks(request: HttpRequest, bureau: int) -> HttpResponse:
    actor = reader(request)
    seen = WeekSnapshot.objects.open_to(actor).values("bureau_id")
    # Through the weeks seen: a bureau outside the scope is not found, like one that does not exist.
    if not seen.filter(bureau_id=bureau).exists():
        raise Http404("没有这个单位的周报")
    return _weeks(request, actor, bureau, own=False)


def _chosen(request: HttpRequest, programs: list[Program]) -> tuple[Program | None, int | None]:
    form = WeekForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {"year": None, "week": None}
    newest = programs[0] if programs else None
    return next((each for each in programs if each.year == wanted["year"]), newest), wanted["week"]


def chosen_program(request: HttpRequest, programs: list[Program]) -> Program | None:
    """Return the year a page shows: the one asked for, else the newest."""
    return _chosen(request, programs)[0]


def _weeks(request: HttpRequest, actor: Actor, pk: int, *, own: bool) -> HttpResponse:
    programs = programs_with_weeks(actor)
    program, _ = _chosen(request, programs)
    now = clock.now()
    lines = weeks_of(pk, program, now) if program else []
    # It comes with its weeks; before the first one it is read by itself.
    bureau = lines[0].snapshot.bureau if lines else Organisation.objects.select_related("region").get(pk=pk)
    context = {
        "bureau": bureau,
        "place": place_name(bureau),
        "own": own,
        "programs": programs,
        "program": program,
        "lines": lines,
        "recent": lines[:RECENT],
        "older": lines[RECENT:],
        "newest": lines[0] if lines else None,
        "waiting": [each for each in lines if each.standing.state in TO_MEND],
        "inherited": inherited_weeks(actor) if own else [],
        "closes": is_closing(programs),
        "running": running_week(bureau, lines[0].snapshot) if lines and program == programs[0] else None,
    }
    return render(request, "reports/weeks.html", context)


def _grid(request: HttpRequest, actor: Actor) -> HttpResponse:
    programs = programs_with_weeks(actor)
    program, wanted = _chosen(request, programs)
    numbers = week_numbers(actor, program) if program else []
    number = wanted if wanted in numbers else next(iter(numbers), None)
    found = roll_up(actor, program, number) if program and number else NOTHING
    total = found.total
    context = {
        "programs": programs,
        "program": program,
        "numbers": numbers,
        "number": number,
        "older": next((each for each in numbers if number and each < number), None),
        "newer": next((each for each in reversed(numbers) if number and each > number), None),
        "tables": [_table(actor, program, number, group) for group in found.groups],
        "total": total,
        "links": roll_up_links(program, number, total.assembled, total.lines) if program and number else {},
        "snapshot": total.lines[0].snapshot if total.lines else None,
        "figures": _counts(total),
        "title": TITLE,
        "notes": (*NOTES, *initial_notes(total.lines), *merged_notes(total.lines)),
        "accepted": found.accepted,
        "urging": urging(actor, [line.snapshot for line in total.lines if line.standing.state in OWED]),
        "releasing": releasing(actor, [line.snapshot for line in total.lines]),
        "decides": actor.role in DECIDERS,
        "decider_id": actor.organisation_id,
        "closes": is_closing(programs),
    }
    return render(request, "reports/grid.html", context)


def _table(actor: Actor, program: Program | None, number: int | None, group: Group) -> tuple[object, ...]:
    """Return a group with its districts, each with what may be done and with where its numbers open."""
    assert program is not None and number is not None  # noqa: PT018, S101 - there is a group, so a week
    rows = [
        (
            line,
            _acts(actor, line),
            roll_up_links(program, number, line.assembled, [line], bureau=line.snapshot.bureau_id),
        )
        for line in group.lines
    ]
    body = group.upper.pk if group.upper else None
    return group, rows, roll_up_links(program, number, group.assembled, group.lines, body=body)


def _acts(actor: Actor, line: DistrictLine) -> dict[str, Slot]:
    """Return what the actor may do about a district's hand-in without leaving the list.

    A return names cells and cases: it is written on the week's own page.
    """
    version = line.standing.version
    if version is None:
        return {}
    return slots(actor, Reported(line.snapshot, (version,)), (ACCEPT,), ids=f"%s-{line.snapshot.pk}")


def _counts(total: Group) -> list[dict[str, object]]:
    def count(*states: WeekState) -> int:
        return sum(1 for line in total.lines if line.standing.state in states)

    late = sum(1 for line in total.lines if line.standing.late)
    missing = count(WeekState.MISSING)
    returned, withdrawn = count(WeekState.RETURNED), count(WeekState.WITHDRAWN)
    taken_back: dict[str, object] = {"label": "撤回未补报", "value": withdrawn, "unit": "家", "tone": "warn"}
    reopened = count(WeekState.REOPENED)
    again: dict[str, object] = {"label": "重开未补报", "value": reopened, "unit": "家", "tone": "warn"}
    return [
        {"label": "应报", "value": len(total.lines), "unit": "家"},
        {"label": "已接收", "value": count(WeekState.ACCEPTED), "unit": "家"},
        {"label": "待接收", "value": count(WeekState.SUBMITTED), "unit": "家"},
        {"label": "待报送", "value": count(WeekState.DRAFT), "unit": "家"},
        {"label": "未报", "value": missing, "unit": "家", "tone": "bad" if missing else ""},
        {
            "label": "退回未补报",
            "value": returned,
            "unit": "家",
            "tone": "warn" if returned else "",
            "note": f"迟报 {late} 家" if late else "",
        },
        *([taken_back] if withdrawn else []),
        *([again] if reopened else []),
    ]
