"""Rules of jurisdiction: who covers what once a body is given some regions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol


class Covering(Protocol):
    """A row of coverage as the rule sees it."""

    organisation_id: Any
    region_id: Any
    include: Any


@dataclass(frozen=True, slots=True)
class Dating:
    """What is written so that a body has some regions from a day on, and what covers then."""

    ended: list[Any]
    added: list[tuple[int, str]]
    rows: list[Any]


@dataclass(frozen=True, slots=True)
class _Added:
    organisation_id: int
    region_id: str
    include: bool = True


def date_coverage(rows: Iterable[Any], body: int, regions: Sequence[str], on: date) -> Dating:
    """Say which rows of a day's coverage end and which begin, so that ``body`` has ``regions`` from ``on``.

    Others' rows for exactly these regions end, and so does what kept the body from them. Rows of larger and
    of smaller regions stay: the nearest decides.
    """
    ended, kept, has = [], [], set()
    for row in rows:
        if row.region_id not in regions or bool(row.include) == (row.organisation_id == body):
            kept.append(row)
            if row.organisation_id == body and row.include:
                has.add(row.region_id)
        else:
            ended.append(row)
    added = [(body, code) for code in dict.fromkeys(regions) if code not in has]
    return Dating(ended, added, [*kept, *(_Added(*each) for each in added)])
