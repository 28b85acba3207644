"""Which cases are drawn from a fixed population, and who looks at them again. Pure.

Every case has a ticket (抽签号): HMAC-SHA-256 keyed with the seed, over its number. Of a stratum those with
the smallest tickets are drawn, the others are its reserve in the order of theirs. A ticket stands for itself:
no generator is drawn from, so neither the order of the rows nor a remainder of a division favours a case, and
anybody works one out alone.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from hashlib import sha256

PER_CASE = 2
"""How many people look at a drawn case again (R30)."""
WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Member:
    """A case of the population, as it was fixed."""

    number: str
    """办件编号."""
    stratum: str
    barred: Mapping[str, str] = field(default_factory=dict)
    """Keys of inspectors who may not look at it again, each with the reason in words (回避)."""


@dataclass(frozen=True, slots=True)
class Inspector:
    """One of those who may be sent; the key is the account's."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A case with its ticket, and who goes: fewer than :data:`PER_CASE` where no more may."""

    number: str
    stratum: str
    ticket: str
    inspectors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Drawn cases and the reserve (候补), both in the order of their tickets."""

    drawn: tuple[Drawn, ...]
    reserve: tuple[Drawn, ...]


def ticket(seed: str, *said: str) -> str:
    """Return 抽签号: HMAC-SHA-256 under the seed's 32 bytes, over the words, one a line."""
    return hmac.new(bytes.fromhex(seed), "\n".join(said).encode(), sha256).hexdigest()


def sample_size(size: int, share: Decimal) -> int:
    """Return how many of a stratum are drawn: the share in percent, rounded up; 100 takes all.

    ValueError for a share that is not above 0 and at most 100: no stratum is left out.
    """
    if not 0 < share <= WHOLE:
        raise ValueError(f"share in percent: {share}")
    return int((Decimal(size) * share / WHOLE).to_integral_value(ROUND_CEILING))


def draw(
    seed: str,
    population: Iterable[Member],
    inspectors: Sequence[Inspector],
    *,
    share: Decimal,
    shares: Mapping[str, Decimal],
) -> Outcome:
    """Draw cases and the two who look at each; ``shares`` are those of strata with one of their own."""
    strata: dict[str, list[tuple[str, Member]]] = {}
    for member in population:
        strata.setdefault(member.stratum, []).append((ticket(seed, "case", member.number), member))
    drawn: list[tuple[str, Member]] = []
    reserve: list[tuple[str, Member]] = []
    for stratum, rows in strata.items():
        ordered = sorted(rows, key=lambda row: (row[0], row[1].number))
        taken = sample_size(len(ordered), shares.get(stratum, share))
        drawn += ordered[:taken]
        reserve += ordered[taken:]
    # Reserves are assigned after all that are drawn, so that calling one up changes nobody else's people.
    first, second = _in_order(drawn), _in_order(reserve)
    assigned = _assigned(seed, [*first, *second], inspectors)
    return Outcome(
        tuple(_drawn(row, assigned) for row in first), tuple(_drawn(row, assigned) for row in second)
    )


def _in_order(rows: Iterable[tuple[str, Member]]) -> list[tuple[str, Member]]:
    return sorted(rows, key=lambda row: (row[0], row[1].number))


def _drawn(row: tuple[str, Member], assigned: Mapping[str, tuple[str, ...]]) -> Drawn:
    said, member = row
    return Drawn(member.number, member.stratum, said, assigned[member.number])


def _assigned(
    seed: str, rows: Iterable[tuple[str, Member]], inspectors: Sequence[Inspector]
) -> dict[str, tuple[str, ...]]:
    """Return who goes to each case: of those not barred who has fewest so far, then the smaller ticket."""
    load = dict.fromkeys((each.key for each in inspectors), 0)
    found = {}
    for _ticket, member in rows:
        free = [key for key in load if key not in member.barred]
        free.sort(key=lambda key: (load[key], ticket(seed, "inspector", member.number, key)))
        found[member.number] = tuple(free[:PER_CASE])
        for key in free[:PER_CASE]:
            load[key] += 1
    return found


def next_inspector(
    seed: str, member: Member, inspectors: Iterable[Inspector], *, had: Collection[str]
) -> str | None:
    """Return who goes in the place of one who cannot: of those neither barred nor had, by ticket."""
    free = [each.key for each in inspectors if each.key not in member.barred and each.key not in had]
    return min(free, key=lambda key: ticket(seed, "inspector", member.number, key), default=None)


def short_of_inspectors(population: Iterable[Member], inspectors: Sequence[Inspector]) -> list[str]:
    """Return the numbers of cases to which not even two may go: such a population cannot be fixed."""
    keys = {each.key for each in inspectors}
    return [each.number for each in population if len(keys - set(each.barred)) < PER_CASE]
