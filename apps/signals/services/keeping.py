"""Keeping what was found: one stands for each kind and subject; what changed is superseded, never deleted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from uuid import UUID

from django.db.models import QuerySet

from apps.audit.services import Subject, record
from apps.cases.models import Case
from apps.lib import clock
from apps.lib.actors import Actor
from apps.signals.enums import State
from apps.signals.models import Signal, SignalCase
from apps.signals.rules import Found
from apps.signals.services.counting import counted


def keep(*, found: Iterable[Found], examined: QuerySet[Signal], by: Actor) -> int:
    """Keep what a search found among what it examined; return how many are new. In one transaction.

    ``examined``: the standing ones that the search would have found again: those it did not are so no more.
    """
    wanted = {(each.kind.value, each.subject): each for each in found}
    rows = Signal.objects.standing().select_for_update().order_by("pk")
    standing = {(row.kind, row.subject): row for row in rows.filter(pk__in=examined.values("pk"))}
    subjects = {subject for _, subject in wanted}
    # What is found may stand without having been examined: under another group, or another bureau.
    standing |= {
        (row.kind, row.subject): row
        for row in rows.filter(kind__in={kind for kind, _ in wanted}, subject__in=subjects)
        if (row.kind, row.subject) in wanted
    }
    cases = Case.objects.select_related("program").in_bulk(
        {UUID(case) for each in wanted.values() for case in each.cases}
    )
    new = 0
    for key, each in wanted.items():
        row = standing.pop(key, None)
        basis = sha256(each.basis.encode()).hexdigest()
        if row is not None and row.basis == basis:
            _join(row, each)
            continue
        if row is not None:
            _supersede(row, by)
        concerned = [cases[UUID(case)] for case in each.cases if UUID(case) in cases]
        if _revived(each, basis, concerned, by):
            continue
        _add(each, basis, row, concerned, by)
        new += 1
    for row in standing.values():
        _supersede(row, by)
    return new


def _revived(found: Found, basis: str, concerned: Sequence[Case], by: Actor) -> bool:
    """Let the newest one of the same facts stand again: with its decision, where somebody made one.

    It is the matter of the body whose cases they are now, which may not be the one of then.
    """
    # A check may be ended meanwhile though its facts changed: its row is locked as a decision locks it.
    rows = Signal.objects.select_for_update().filter(kind=found.kind, subject=found.subject, basis=basis)
    last = rows.order_by("-found_at", "-pk").first()
    if last is None:
        return False
    counted(last, -1)
    last.superseded_at = None
    if last.state == State.LAPSED:
        last.state = State.OPEN
    last.group = found.group
    last.bureau_id, last.city_bureau_id = whose(concerned)
    last.save(update_fields=["superseded_at", "state", "group", "bureau", "city_bureau"])
    counted(last, 1)
    _noted(last, "signal.again", by)
    return True


def _join(row: Signal, found: Found) -> None:
    # A case that passed to another bureau is found among that one's: its old group says nothing of it.
    if row.group != found.group:
        row.group = found.group
        row.save(update_fields=["group"])


def _supersede(row: Signal, by: Actor) -> None:
    counted(row, -1)
    row.superseded_at = clock.now()
    if row.state == State.OPEN:
        row.state = State.LAPSED
    row.save(update_fields=["superseded_at", "state"])
    counted(row, 1)
    _noted(row, "signal.superseded", by)


def _add(found: Found, basis: str, before: Signal | None, concerned: Sequence[Case], by: Actor) -> None:
    bureau, city = whose(concerned)
    row = Signal.objects.create(
        kind=found.kind.value,
        subject=found.subject,
        group=found.group,
        basis=basis,
        words=_cut(found.words),
        table={"heads": found.table.heads, "rows": found.table.rows},
        files=found.files,
        case_count=found.count or len(found.cases),
        about_holder=found.holder,
        year=concerned[0].program.year,
        bureau_id=bureau,
        city_bureau_id=city,
        found_at=clock.now(),
        follows=before,
    )
    SignalCase.objects.bulk_create(
        SignalCase(signal=row, case=case, place=place) for place, case in enumerate(concerned)
    )
    counted(row, 1)
    _noted(row, "signal.found", by)


def _cut(words: str) -> str:
    # Names are as long as people make them: too long a sentence must not end the search of all others.
    most = Signal._meta.get_field("words").max_length or 0
    return words if len(words) <= most else f"{words[: most - 1]}…"


def whose(cases: Iterable[Case]) -> tuple[int | None, int | None]:
    """Return the bureau and the city whose matter some cases are; None where several would be."""
    bureaus, cities = set(), set()
    for case in cases:
        bureaus.add(case.bureau_id)
        cities.add(case.city_bureau_id)
    return (
        bureaus.pop() if len(bureaus) == 1 else None,
        cities.pop() if len(cities) == 1 else None,
    )


def follow_cases(*, cases: Iterable[Case]) -> None:
    """Let the standing ones follow cases that passed to another body."""
    parts = SignalCase.objects.filter(case__in=[case.pk for case in cases]).values("signal")
    rows = Signal.objects.standing().filter(pk__in=parts).prefetch_related("parts__case")
    for row in rows.select_for_update().order_by("pk"):
        bureau, city = whose(part.case for part in row.parts.all())
        if (row.bureau_id, row.city_bureau_id) != (bureau, city):
            counted(row, -1)
            row.bureau_id, row.city_bureau_id = bureau, city
            row.save(update_fields=["bureau", "city_bureau"])
            counted(row, 1)


def subject_of(signal: Signal) -> Subject:
    """Return what the record knows a 疑点 by: never its case, whose record the enterprise reads."""
    return Subject("signal", str(signal.pk))


def _noted(row: Signal, action: str, by: Actor) -> None:
    record(by=by, subject=subject_of(row), action=action, facts={"kind": row.kind, "basis": row.basis})
