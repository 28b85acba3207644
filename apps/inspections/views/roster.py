"""分阶段巡查: the roster of what is owed and what was missed."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.inspections.queries.roster import (
    MOST,
    READERS,
    SHOWN,
    counted,
    is_wanted,
    missed,
    missed_before,
    owed,
    roster,
)
from apps.lib import clock
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
    rows = {"owed": owed(actor), "overdue": owed(actor, overdue=True), "missed": missed(actor)}
    years = [clock.today().year - ago for ago in range(YEARS)]
    year = next((each for each in years if str(each) == request.GET.get("year")), years[0])
    # Counted where it is looked at: a year's accepted households are many more than those under way.
    if shown == "over":
        rows["over"] = missed_before(actor, year)
    context = {
        "today": clock.today(),
        "state": shown,
        "lists": [
            (name, label, counted(rows[name]) if name in rows else None) for name, label in LISTS.items()
        ],
        "lines": roster(rows[shown], owed_only=shown in ("owed", "overdue")),
        "is_missed": shown in ("missed", "over"),
        "years": years if shown == "over" else (),
        "year": year,
        "is_wanted": is_wanted(actor),
        "shown": SHOWN,
        "most": MOST,
    }
    return render(request, "inspections/roster.html", context)
