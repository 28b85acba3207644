"""Rules of jurisdiction and of people: who covers what, and which roles exclude each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
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


SYSTEM, BUSINESS, AUDIT = "system", "business", "audit"
_CLASSES = {"administrator": SYSTEM, "auditor": AUDIT}
APART: tuple[tuple[frozenset[str], str], ...] = (
    (
        frozenset({"district_clerk", "district_reviewer"}),
        "同一个人不能又经办又审核：经办的由审核核对。确需临时顶替的，由本人委托代班。",
    ),
)
"""Pairs of a bureau's own roles that one person does not hold at once; delegation is judged case by case."""


def class_of(role: str) -> str:
    """Return the class of a role (GB/T 22239-2019 8.1.5: 系统管理, 审计管理 and 安全管理 are kept apart)."""
    return _CLASSES.get(role, BUSINESS)


def why_apart(role: str, held: Iterable[str], *, by_class_only: bool = False) -> str:
    """Return why a person who holds these roles is not given another on the same days; '' where nothing is.

    System, business and audit roles exclude each other always; ``by_class_only`` asks for no more.
    """
    for other in held:
        if class_of(other) != class_of(role):
            return "系统管理、业务、审计三类岗位不能由同一个人兼任，请另给一个账号的人。"
    if by_class_only:
        return ""
    return next((why for pair, why in APART if role in pair and (pair - {role}) & set(held)), "")


def end_after(last_day: date) -> date:
    """Return the day from whose 0:00 a role is over that is held through ``last_day``."""
    return last_day + timedelta(days=1)
