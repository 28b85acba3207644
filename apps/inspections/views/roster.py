"""分阶段巡查: the roster of what is owed and what was missed."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.cases.models import Case
from apps.inspections.queries.roster import (
    MOST,
    READERS,
    SHOWN,
    counted,
    missed,
    missed_before,
    owed,
    roster,
    stages_wanted,
)
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.permissions import acting

LISTS = {"owed": "待巡查", "overdue": "超期未巡查", "missed": "错过的阶段", "over": "已验收、办结的"}
YEARS = 3
"""Of which accepted and ended households are listed, by the year their works began: this one and before."""


@require_safe
def patrols(request: HttpRequest) -> HttpResponse:
    """List households of which a patrol is owed, is overdue, or was missed, also of works that are over."""
    actor = acting(request)
    if actor.role not in READERS:
        raise PermissionDenied("分阶段巡查由巡查的物业、街道和区县、市主管部门查看。")
    shown = request.GET.get("state", "")
    shown = shown if shown in LISTS else "owed"
    years = [clock.today().year - ago for ago in range(YEARS)]
    year = next((each for each in years if str(each) == request.GET.get("year")), years[0])
    rows = _rows(actor, shown, year)
    found = roster(rows, owed_only=shown in ("owed", "overdue"))
    # Only of the open list, each count reads every household under way; a year's accepted ones are too many.
    count: int | None = found.households
    if found.more:
        count = None if shown == "over" else counted(rows)
    context = {
        "today": clock.today(),
        "state": shown,
        "lists": [(name, label, count if name == shown else None) for name, label in LISTS.items()],
        "lines": found.lines,
        "more": found.more,
        "is_missed": shown in ("missed", "over"),
        "years": years if shown == "over" else (),
        "year": year,
        "wanted": [stage.label for stage in stages_wanted(actor)],
        "shown": SHOWN,
        "most": MOST,
    }
    return render(request, "inspections/roster.html", context)


def _rows(actor: Actor, shown: str, year: int) -> QuerySet[Case]:
    if shown == "over":
        return missed_before(actor, year)
    return missed(actor) if shown == "missed" else owed(actor, overdue=shown == "overdue")
