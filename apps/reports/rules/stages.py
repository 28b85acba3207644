"""How long the steps of a case take: days from entering a state to the move that carries it on (R32).

Counts of days, not lists of cases, are added up: a middle value over a million cases costs no more than one
over a hundred, because cases differ by a few dozen lengths only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

DaysCounted = Mapping[int, int]
"""How many cases took how many calendar days."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A case entered a state: on its business date, as it was recorded, under a bureau."""

    state: str
    on: date
    recorded_at: datetime
    bureau_id: int


def ended(entries: Sequence[Entry], spans: Iterable[tuple[str, str]]) -> list[tuple[str, int, datetime, int]]:
    """Return the spans of one case that ended: the state, days, when that was recorded, under which bureau.

    Only a first passage counts: what is done over again after a mistake is not how long the step takes.
    ``entries`` in the order of their records. A span whose dates stand the wrong way round counts nowhere.
    """
    first: dict[str, Entry] = {}
    for each in entries:
        first.setdefault(each.state, each)
    found = []
    for source, target in spans:
        begun, over = first.get(source), first.get(target)
        if begun is not None and over is not None and over.on >= begun.on:
            found.append((source, (over.on - begun.on).days, over.recorded_at, over.bureau_id))
    return found


def middle(counted: DaysCounted) -> Fraction | None:
    """Return the middle value of days, exact; None of nothing."""
    cases = sum(counted.values())
    if not cases:
        return None
    wanted, found, passed = {(cases - 1) // 2, cases // 2}, [], 0
    for days in sorted(counted):
        found += [days for place in sorted(wanted) if passed <= place < passed + counted[days]]
        passed += counted[days]
    # Of an odd number both places are one.
    return Fraction(sum(found), len(found))


def through_weeks(by_week: Mapping[int, DaysCounted], numbers: Sequence[int]) -> list[Fraction | None]:
    """Return the middle value over all cases counted through each of some weeks, in order."""
    total: Counter[int] = Counter()
    pending = sorted(by_week)
    found = []
    for number in sorted(numbers):
        while pending and pending[0] <= number:
            total.update(by_week[pending.pop(0)])
        found.append(middle(total))
    return found
