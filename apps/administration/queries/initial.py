"""What the pages of 期初数 show: what stands, what was entered, what an entry would come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apps.administration.queries.years import OfBody, bodies_of
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.orgs.enums import OrganisationKind
from apps.orgs.models import Organisation
from apps.programs.models import Program
from apps.reports.models import InitialFigures
from apps.reports.queries.initial import Planned, entry_of, initial_entries, plan_initial
from apps.reports.rules.initial import NONE, Entry, Initial, until


@dataclass(frozen=True, slots=True)
class InitialLine:
    """A bureau's year: what stands, and its last entry."""

    body: Organisation
    program: Program
    figures: Initial
    last: Entry | None
    rows: tuple[InitialFigures, ...] = ()
    """Every entry, newest first; on the page of one bureau."""


def _whole(entries: list[Entry]) -> Initial:
    return until(entries, max((each.from_number for each in entries), default=0))


def initial_lines(actor: Actor, program: Program) -> list[InitialLine]:
    """Return the bureaus an actor looks at, in a year (one query beside theirs)."""
    bodies = [body for body in bodies_of(actor) if body.kind == OrganisationKind.DISTRICT_BUREAU]
    entries = initial_entries(program.pk, [body.pk for body in bodies])
    return [
        InitialLine(body, program, _whole(entries[body.pk]), next(reversed(entries[body.pk]), None))
        for body in bodies
    ]


def initial_years(body: Organisation) -> list[InitialLine]:
    """Return every year of a bureau with all that was entered, newest year first (two queries)."""
    rows: dict[int, list[InitialFigures]] = {}
    for row in InitialFigures.objects.filter(bureau=body).select_related("other").order_by("-pk"):
        rows.setdefault(row.program_id, []).append(row)
    found = []
    for program in Program.objects.all():
        own = rows.get(program.pk, [])
        entries = [entry_of(row) for row in reversed(own)]
        found.append(InitialLine(body, program, _whole(entries), next(reversed(entries), None), tuple(own)))
    return found


def standing(subject: OfBody) -> dict[str, Any]:
    """Return what stands, as the form begins with it."""
    if subject.program is None:
        return {}
    entries = initial_entries(subject.program.pk, [subject.pk])[subject.pk]
    if not entries:
        return {"done": None, "ongoing": None, "passed": None, "amount": None}
    whole, last = _whole(entries), entries[-1]
    return {
        "done": whole.done,
        "ongoing": whole.ongoing,
        "passed": whole.passed,
        "amount": whole.amount,
        "as_of": last.as_of,
        "source": last.source,
        "basis": last.basis,
    }


@dataclass(frozen=True, slots=True)
class Preview:
    """What the typed figures come to beside what stands, or why they cannot be entered."""

    before: Initial
    planned: Planned | None
    refusal: str = ""


def planned_now(subject: OfBody, typed: Mapping[str, Any]) -> Preview:
    """Judge half-typed figures as their service will."""
    program = subject.program
    if program is None:
        return Preview(NONE, None)
    before = _whole(initial_entries(program.pk, [subject.pk])[subject.pk])
    numbers = {name: typed.get(name) for name in ("done", "ongoing", "passed", "amount")}
    if None in numbers.values() or typed.get("as_of") is None:
        return Preview(before, None)
    try:
        planned = plan_initial(
            bureau=subject.organisation,
            program=program,
            figures=Initial(**numbers),  # type: ignore[arg-type]
            as_of=typed["as_of"],
            # What is asked for last is asked by the form; the numbers are judged before it is written.
            source=typed.get("source") or "—",
            basis=typed.get("basis") or "—",
            reason=typed.get("reason") or "—",
        )
    except Refused as refused:
        # A page that nobody has touched shows what stands: that is no fault.
        return Preview(before, None, "" if refused.code == "same" else refused.reason)
    return Preview(before, planned)
