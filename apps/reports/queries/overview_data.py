"""总览 as plain values, as the API shows it: put together by the page's own query."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from apps.lib.actors import Actor
from apps.orgs.models import Organisation
from apps.programs.models import Program
from apps.reports.queries.overview import Overview, overview_of
from apps.reports.queries.places import PlaceGroup
from apps.reports.queries.progress import Progress


def overview_shown(actor: Actor, program: Program, *, today: date) -> dict[str, Any]:
    """Return the overview of a reader's year."""
    page = overview_of(actor, program, today=today)
    return {
        "year": program.year,
        "target_source": page.aim.source_text,
        "whole": _progress(page.pace),
        "bureaus": [
            {
                **_progress(each),
                "bureau": _body(bureau),
                "reports_to": page.uppers.get(bureau.pk),
            }
            for bureau, each in _bureaus(page)
        ],
        "reporting": _reporting(page),
        "stages": page.funnel.stages,
    }


def _body(bureau: Organisation) -> dict[str, Any]:
    return {"id": bureau.pk, "name": bureau.name}


def _bureaus(page: Overview) -> list[tuple[Organisation, Progress]]:
    found = page.each
    groups: tuple[PlaceGroup, ...] = page.places.groups if page.places else ()
    bodies: Mapping[int, Organisation] = {
        **{pk: week.snapshot.bureau for pk, week in page.pace.weeks.items()},
        **{each.bureau.pk: each.bureau for group in groups for each in group.places},
        **{each.pk: each for group in groups if group.without for each in group.without.bureaus},
    }
    order = sorted(bodies, key=lambda pk: (bodies[pk].region_id or "", pk))
    return [(bodies[pk], found[pk]) for pk in order if pk in found]


def _progress(each: Progress) -> dict[str, Any]:
    return {
        "target": each.target,
        "not_added": each.not_added,
        "as_of": each.as_of,
        "counted": {"done": each.done, "ongoing": each.ongoing, "passed": each.passed},
        "others": {
            "done": each.other_done,
            "ongoing": each.other_ongoing,
            "passed": each.other_passed,
        },
        "amount": each.amount,
        "initial": each.initial,
        "milestones": each.outlooks,
    }


def _reporting(page: Overview) -> dict[str, Any] | None:
    newest = page.reporting
    if newest is None:
        return None
    return {
        "number": newest.number,
        "due_at": newest.due_at,
        "expected": newest.expected,
        "owing": [
            {
                "week_id": each.snapshot.pk,
                "bureau": _body(each.snapshot.bureau),
                "state": each.standing.state.value,
                "late_twice": each.late_twice,
                "urged_at": getattr(each.snapshot, "urged_at", None),
            }
            for each in newest.owing
        ],
    }
