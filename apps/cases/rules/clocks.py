"""The clocks of a case, each by one pure function: the last day, whether it runs, and why it is that day.

What is stored, what the pages say and what reminders go by are all this count. Days are dates of
Asia/Shanghai. A limit that nobody has set has no clock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Protocol

from apps.lib import formats
from apps.lib.calendars import (
    Deadline,
    Pause,
    Span,
    WorkDays,
    acceptance_deadline,
    construction_deadline,
    works_span,
)
from apps.lib.filing_limit import ReturnEffect, ReturnSpan, filing_deadline


class ClockKind(StrEnum):
    """The four periods that a case may be held to."""

    FILING = "filing"
    WORKS = "works"
    RECTIFICATION = "rectification"
    ACCEPTANCE = "acceptance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the clocks of a case are counted from: days, never the moments at which they were typed."""

    filing: bool = False
    """Whether it waits for 备案."""
    received_on: date | None = None
    returns: tuple[ReturnSpan, ...] = ()
    started_on: date | None = None
    completed_on: date | None = None
    pauses: tuple[Pause, ...] = ()
    """停工 that count, confirmed by street or district; they may overlap and may be open."""
    unconfirmed: tuple[Pause, ...] = ()
    """停工 that nobody has confirmed: they are told and stop nothing."""
    rectifying: bool = False
    rectifying_from: date | None = None
    rectified_on: date | None = None
    """Day confirmed as the end of the latest rectification."""
    passed_on: date | None = None


class Limits(Protocol):
    """The limits that hold for a case; None where nobody has set one."""

    @property
    def filing_workdays(self) -> int | None: ...
    @property
    def return_effect(self) -> ReturnEffect: ...
    @property
    def max_works_days(self) -> int | None: ...
    @property
    def first_day_counts(self) -> bool: ...
    @property
    def rectification_days(self) -> int | None: ...
    @property
    def acceptance_months(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Counted:
    """期限: one clock as counted."""

    deadline: Deadline
    runs: bool = True
    """Whether its last day is still to come or missed: what has ended is told and stored no more."""

    @property
    def due_on(self) -> date | None:
        """The last day while it runs; None where it has ended, and while a pause keeps it unknown."""
        return self.deadline.due_on if self.runs else None


def count_clocks(
    facts: Facts, limits: Limits, calendar: Callable[[], WorkDays]
) -> Mapping[ClockKind, Counted]:
    """Return the clocks that have begun, by the order in which they follow each other.

    ``calendar`` is asked only where workdays matter: works and rectification run over calendar days. While
    works are mended the month for acceptance stands still: it begins anew from the day confirmed (P1).
    """
    found: dict[ClockKind, Counted] = {}
    if facts.filing and facts.received_on is not None and limits.filing_workdays is not None:
        deadline = filing_deadline(
            facts.received_on,
            limits.filing_workdays,
            calendar(),
            returns=facts.returns,
            effect=limits.return_effect,
        )
        found[ClockKind.FILING] = Counted(deadline)
    if facts.started_on is None:
        return found
    if limits.max_works_days is not None:
        deadline = construction_deadline(
            facts.started_on,
            limits.max_works_days,
            count_first_day=limits.first_day_counts,
            pauses=facts.pauses,
        )
        told = (*deadline.explanation, *_of_pauses(facts, deadline.due_on))
        found[ClockKind.WORKS] = Counted(replace(deadline, explanation=told), facts.completed_on is None)
    if facts.rectifying:
        if limits.rectification_days is not None and facts.rectifying_from is not None:
            deadline = rectification_deadline(facts.rectifying_from, limits.rectification_days, limits)
            found[ClockKind.RECTIFICATION] = Counted(deadline)
        return found
    since = facts.rectified_on or facts.completed_on
    if since is not None and limits.acceptance_months is not None:
        deadline = acceptance_deadline(since, calendar(), months=limits.acceptance_months)
        if facts.rectified_on is not None:
            words = f"{formats.day_and_weekday(since)} 确认整改完成，这一期限从那天重新计算。"
            deadline = replace(deadline, explanation=(words, *deadline.explanation))
        found[ClockKind.ACCEPTANCE] = Counted(deadline, facts.passed_on is None)
    return found


def rectification_deadline(asked_on: date, limit: int, limits: Limits) -> Deadline:
    """Return the end of a rectification that was asked for on a day, counted as works are."""
    due_on = construction_deadline(asked_on, limit, count_first_day=limits.first_day_counts).due_on
    first = "当日计入" if limits.first_day_counts else "当日不计入"
    lines = [f"自 {formats.day_and_weekday(asked_on)} 要求整改起 {limit} 个日历天，{first}。"]
    if due_on is not None:
        lines.append(f"到期日为 {formats.day_and_weekday(due_on)}，节假日不顺延。")
    return Deadline(due_on, tuple(lines))


def works_taken(facts: Facts, limits: Limits, until: date) -> Span | None:
    """Return the days on site from the start to ``until``; None for a case not started by then."""
    if facts.started_on is None or until < facts.started_on:
        return None
    return works_span(facts.started_on, until, pauses=facts.pauses, count_first_day=limits.first_day_counts)


def _of_pauses(facts: Facts, due_on: date | None) -> list[str]:
    """Say which pauses made the day what it is, and which did not."""
    counted = [each for each in facts.pauses if _touches(each, facts.started_on, due_on)]
    lines = [f"{_spelled(each)}停工，不计入。" for each in counted]
    if any(one.covers(other.start) for one in counted for other in counted if one is not other):
        lines.append("几次停工重叠的日子只算一次。")
    # An open one as well, though it may have begun behind the last day: people ask why it is not counted.
    lines += [f"{_spelled(each)}登记的停工没有经街道或区县核实，照常计算。" for each in facts.unconfirmed]
    return lines


def _touches(pause: Pause, start: date | None, due_on: date | None) -> bool:
    ends_before = start is not None and pause.end is not None and pause.end < start
    return not ends_before and (due_on is None or pause.start <= due_on)


def _spelled(pause: Pause) -> str:
    begins = formats.day_and_weekday(pause.start)
    if pause.end is None:
        return f"{begins} 起"
    return (
        f"{begins} 当日" if pause.end == pause.start else f"{begins} 至 {formats.day_and_weekday(pause.end)} "
    )
