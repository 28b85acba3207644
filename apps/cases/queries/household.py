"""A case as its household reads it: what I must do and by when, else who is at work; and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from apps.cases.enums import ACCEPTED, ENDED, CorrectionKind, Status
from apps.cases.facts import BY_NAME
from apps.cases.models import Case
from apps.cases.queries.case_page import STATE_DAYS, ClockView, clocks
from apps.cases.queries.waiting import wait_of
from apps.cases.workflow import (
    HANDED_OVER,
    HOUSEHOLD_ENDS,
    HOUSEHOLD_STEPS,
    HouseholdWords,
    household_words,
)
from apps.lib import clock, formats

NOTHING_TO_DO = HouseholdWords().heading
"""Heading of a card that asks nothing of the household."""


@dataclass(frozen=True, slots=True)
class FirstCard:
    """What the household does now, or that it need not do anything and who does."""

    heading: str
    text: str
    is_yours: bool
    until: str = ""
    """By when, in words; '' where nothing sets a day."""
    turn: str = ""
    """Name of the turn; '' at an end."""
    here: str = ""
    """Said instead of the text where it can be done on the phone; '' where it cannot."""
    shows_plan: bool = False
    shows_papers: bool = False
    shows_directory: bool = False


@dataclass(frozen=True, slots=True)
class HouseholdStep:
    """One of the six steps: done | now | todo | stopped."""

    label: str
    state: str
    on: date | None = None
    note: str = ""


def own_turn(case: Case) -> FirstCard:
    """Return the first card of the household's page."""
    periods = clocks(case, clock.today())
    wait = wait_of(None, case, clocks=periods)
    if wait is None:
        heading, text = HOUSEHOLD_ENDS[case.status]
        return FirstCard(heading, text, is_yours=False, shows_papers=True)
    words = household_words(wait.turn)
    until = _until(wait.clock) if wait.clock else ""
    if words.yours:
        name = wait.turn.name
        return FirstCard(
            words.yours,
            words.text,
            is_yours=True,
            until=until,
            turn=name,
            here=words.here,
            shows_plan=name in ("plan_confirm", "change_confirm", Status.CONFIRMED),
            shows_directory=name == Status.FILED,
        )
    return FirstCard(
        words.heading,
        f"等{wait.bodies}{words.theirs}，今天是第 {wait.day} 天。",
        is_yours=False,
        until=until,
        turn=wait.turn.name,
    )


def _until(period: ClockView) -> str:
    due_on, left = period.due_on, period.days_left
    if due_on is None or left is None:
        return ""
    day = formats.near_day(due_on, clock.today())
    if left < 0:
        return f"{period.label}到{day}，已经过了 {-left} 天，可以打电话问街道。"
    # What ends on that day is named: it is hardly ever the household's own time.
    return f"{period.label}到{day}，" + (f"还有 {left} 天。" if left else "就是今天。")


def own_steps(case: Case, *, yours: bool) -> tuple[HouseholdStep, ...]:
    """Return the six steps; ``yours``: the present one waits for the household."""
    moves = case.transitions.exclude(name=HANDED_OVER).order_by("id")
    reached = dict(moves.values_list("target", "effective_on"))
    if case.status in ACCEPTED:
        at = len(HOUSEHOLD_STEPS)
    elif case.status in ENDED:
        # Where it was when it ended: the first step whose end it never reached.
        at = next(
            (place for place, step in enumerate(HOUSEHOLD_STEPS) if step[2] not in reached),
            len(HOUSEHOLD_STEPS) - 1,
        )
    else:
        at = next(place for place, step in enumerate(HOUSEHOLD_STEPS) if case.status in step[1])
    found = []
    for place, (label, _, end) in enumerate(HOUSEHOLD_STEPS):
        if place < at:
            found.append(HouseholdStep(label, "done", on=_day(case, end, reached)))
        elif place > at:
            found.append(HouseholdStep(label, "todo"))
        elif case.status in ENDED:
            # On the day it ended, not on that of the step it had reached: a 撤销 comes months after.
            on = reached.get(case.status)
            found.append(HouseholdStep(label, "stopped", on=on, note=HOUSEHOLD_ENDS[case.status][0]))
        else:
            found.append(HouseholdStep(label, "now", note=_now(case, yours=yours)))
    return tuple(found)


def _now(case: Case, *, yours: bool) -> str:
    if yours:
        return "轮到您"
    return "还没开工" if case.status == Status.CONTRACTED else "正在办"


def _day(case: Case, end: Status, reached: dict[str, date]) -> date | None:
    """Return the day a state was entered: the case's own column where there is one."""
    column = STATE_DAYS.get(end)
    return getattr(case, column) if column else reached.get(end)


def succeeded_at(case: Case) -> datetime | None:
    """Return when the case last went over to another household (变更装修人)."""
    rows = case.corrections.filter(kind=CorrectionKind.SUCCESSOR).order_by("-made_at")
    return rows.values_list("made_at", flat=True).first()


def empowered_since(case: Case) -> datetime | None:
    """Return since when household and agent are who they are today: no 委托书 of before is theirs.

    None where neither changed since the registration.
    """
    label = BY_NAME["agent_name"].label
    corrected = case.corrections.filter(kind=CorrectionKind.FACT).values_list("made_at", "fields")
    moments = [at for at, fields in corrected if label in fields]
    # An answer to a return brings name and paper together: its paper may be anything since the return.
    answered = case.returns.filter(resubmitted_at__isnull=False).values_list("returned_at", "changes")
    moments += [at for at, rows in answered if any(row.get("field") == "agent_name" for row in rows)]
    succeeded = succeeded_at(case)
    return max([*moments, *([succeeded] if succeeded else [])], default=None)


def leaving_content(case: Case) -> str:
    """Return the SHA-256 of what whoever leaves is shown of a case: which one it is, and where."""
    return sha256(f"{case.pk}\n{case.number}\n{case.dwelling.address}".encode()).hexdigest()
