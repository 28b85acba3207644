"""The moves of a case and the corrections of its days, as one line in time."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from datetime import date, datetime
from operator import itemgetter
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.cases.models import Case, EnterpriseChoice, Transition
from apps.connections.models import Delivery
from apps.enterprises.models import Enterprise
from apps.exchange.rules.progress import FIRST, STEPS
from apps.inspections.enums import WorksDay
from apps.inspections.models import WorksCorrection

Told = Transition | WorksCorrection
MOVE, DAY = "move", "day"
MOVES = {WorksDay.START: "start_works", WorksDay.FINISH: "finish_works"}
"""By which move a day is said first."""


def reference_of(row: Told) -> str:
    """Return by what a delivery names a move or a correction."""
    return f"{MOVE if isinstance(row, Transition) else DAY}:{row.pk}"


def told_at(row: Told) -> datetime:
    """Return when it was recorded."""
    return row.recorded_at if isinstance(row, Transition) else row.made_at


def row_of(reference: str) -> Told | None:
    """Return the record that a reference names; None where it is not there any more."""
    kind, _, pk = reference.partition(":")
    if kind == MOVE:
        return _moves().filter(pk=int(pk)).first()
    return _corrections().filter(pk=int(pk)).first()


def told_moves() -> QuerySet[Transition]:
    """Return every move that systems outside are told of: those of a case from its contract on."""
    earlier = Transition.objects.filter(case=OuterRef("case"), name=FIRST, pk__lt=OuterRef("pk"))
    return _moves().filter(Q(name=FIRST) | Q(Exists(earlier), name__in=list(STEPS)))


def told_of(case_id: UUID) -> list[Told]:
    """Return what is told of one case, as it was recorded."""
    return list(_line(told_moves().filter(case=case_id), _corrections().filter(case=case_id)))


def told_of_all() -> Iterator[Told]:
    """Yield what is told of every case, as it was recorded."""
    yield from _line(told_moves(), _corrections())


def before(row: Told) -> Told | None:
    """Return what was told of the case before; None for the first."""
    moves = told_moves().filter(case=row.case_id)
    corrections = _corrections().filter(case=row.case_id)
    if isinstance(row, Transition):
        moves, corrections = moves.filter(pk__lt=row.pk), corrections.filter(made_at__lt=row.recorded_at)
    else:
        # A move and a correction of one moment: nobody corrects what is not there.
        moves, corrections = moves.filter(recorded_at__lte=row.made_at), corrections.filter(pk__lt=row.pk)
    found: list[Told] = [
        each
        for each in (moves.order_by("-recorded_at", "-pk").first(), corrections.order_by("-pk").first())
        if each is not None
    ]
    return max(found, key=told_at) if found else None


def day_of(row: Told, partner: str) -> date:
    """Return the day of a record as a system is told it: as put right since, until that system has it.

    Afterwards as it was then: what was put right later is a record of its own. Without this a day that was
    refused could never be mended, and all that follows it would wait for good.
    """
    name = row.name if isinstance(row, Transition) else MOVES[WorksDay(row.day)]
    said = row.effective_on if isinstance(row, Transition) else row.after
    day = next((each for each, move in MOVES.items() if move == name), None)
    if day is None:
        return said
    since = told_at(row)
    corrections = WorksCorrection.objects.filter(case=row.case_id, day=day, made_at__gte=since)
    # After 更换企业 works begin and end once more.
    again = Transition.objects.filter(case=row.case_id, name=name, recorded_at__gt=since)
    if anew := again.order_by("recorded_at", "pk").first():
        corrections = corrections.filter(made_at__lt=anew.recorded_at)
    rows = Delivery.objects.filter(partner=partner, reference=reference_of(row))
    if taken := rows.values_list("delivered_at", flat=True).first():
        corrections = corrections.filter(made_at__lt=taken)
    last = corrections.order_by("made_at", "pk").last()
    return last.after if last else said


def enterprise_at(case: Case, moment: datetime) -> Enterprise | None:
    """Return the enterprise that a case had chosen at a moment."""
    choices = EnterpriseChoice.objects.filter(case=case, recorded_at__lte=moment)
    choice = choices.select_related("enterprise").order_by("-recorded_at", "-pk").first()
    return choice.enterprise if choice else case.enterprise


def _moves() -> QuerySet[Transition]:
    return Transition.objects.select_related("case__enterprise", "case__street_office")


def _corrections() -> QuerySet[WorksCorrection]:
    return WorksCorrection.objects.select_related("case__enterprise", "case__street_office")


def _line(moves: QuerySet[Transition], corrections: QuerySet[WorksCorrection]) -> Iterator[Told]:
    # Moves before corrections of the same moment, each in its own order.
    first = ((each.recorded_at, 0, each.pk, each) for each in _sorted(moves, "recorded_at"))
    second = ((each.made_at, 1, each.pk, each) for each in _sorted(corrections, "made_at"))
    for found in heapq.merge(first, second, key=itemgetter(0, 1, 2)):
        yield found[3]


def _sorted(rows: QuerySet, column: str) -> Iterator:  # type: ignore[type-arg]
    return rows.order_by(column, "pk").iterator(chunk_size=500)
