"""How cases stand now, beside how the newest week counted them: what could still be entered by name."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, Subquery

from apps.cases.enums import Track
from apps.cases.models import Case, JurisdictionChange
from apps.reports.models import SetMember, WeekSnapshot
from apps.reports.queries.members import members_at
from apps.reports.queries.records import (
    admissions,
    contract_then,
    ever_counted,
    is_complete_before,
    last_move,
    member_of,
)
from apps.reports.rules.ledger import Member, State


@dataclass(frozen=True, slots=True)
class Since:
    """A bureau's newest week, as far as it is asked what was recorded since."""

    bureau_id: int
    program_id: int
    cutoff_at: datetime
    year_opened_at: datetime


@dataclass(frozen=True, slots=True)
class StandingNow:
    """A case as it is recorded now and as the newest week counted it; None where it does not count."""

    case_id: UUID
    number: str
    now: Member | None
    known: Member | None
    handed: bool
    """Handed over to another bureau, or from it, since the cut-off."""


def standing_now(
    newest: Since, moment: datetime, *, only: Collection[UUID], counted_in: WeekSnapshot | None = None
) -> Iterator[StandingNow]:
    """Yield how some cases stand, in one query: what ``counted_set`` and ``standing_members`` say.

    ``counted_in`` leaves out cases that a week counted neither at its beginning nor at its end.
    """
    if not only:
        return
    bureau_id = newest.bureau_id
    set_rows = SetMember.objects.filter(
        bureau_id=bureau_id, program_id=newest.program_id, to_number__isnull=True, case=OuterRef("pk")
    )
    handed = JurisdictionChange.objects.filter(case=OuterRef("pk"), made_at__gte=newest.cutoff_at)
    admitted = admissions(newest.year_opened_at, moment).filter(case=OuterRef("pk"))
    counts = Q(ever_counted(bureau_id, moment)) & Q(track=Track.ASSEMBLED)
    asked: dict[str, Any] = {
        "counts": counts,
        "last_bureau": last_move(moment, "bureau_id_at"),
        "last_target": last_move(moment, "target"),
        "typed": last_move(moment, "contract_amount"),
        "contract": contract_then(moment),
        "earlier": is_complete_before(bureau_id, newest.year_opened_at, "pk") | Q(Exists(admitted)),
        "known_state": Subquery(set_rows.values("state")[:1]),
        "known_amount": Subquery(set_rows.values("amount")[:1]),
        "handed": Exists(handed.exclude(bureau_before=F("bureau_after"))),
    }
    cases = Case.objects.filter(pk__in=only)
    if counted_in is not None:
        numbers = (counted_in.number, counted_in.number - 1)
        both = (members_at(counted_in.bureau_id, counted_in.program_id, each) for each in numbers)
        at_end, at_beginning = (Exists(rows.filter(case=OuterRef("pk"))) for rows in both)
        cases = cases.filter(at_end | at_beginning)
    for row in cases.annotate(**asked).values("pk", "number", *asked):
        now = member_of(bureau_id, row["last_bureau"], row["last_target"], row["contract"], row["typed"])
        known = row["known_state"]
        yield StandingNow(
            case_id=row["pk"],
            number=row["number"] or "",
            now=now if row["counts"] and not row["earlier"] else None,
            known=Member(State(known), row["known_amount"]) if known else None,
            handed=row["handed"],
        )
