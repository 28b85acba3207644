"""What a page shows of a case: masked people, steps, clocks, and the buttons with their reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from apps.cases.enums import ACCEPTED, ENDED, Status
from apps.cases.facts import BY_NAME, CORRECTABLE, ENCRYPTED, SAME_OWNER, Fact, number_label
from apps.cases.models import Case, Hold
from apps.cases.permissions import can_move, role_may
from apps.cases.queries.days import clock_facts, rules_for
from apps.cases.rules.clocks import ClockKind, count_clocks, works_taken
from apps.cases.workflow import HANDED_OVER, MOVES, STEPPER, Move
from apps.lib.actors import Actor
from apps.lib.calendars import Deadline, WorkDays
from apps.lib.chinese import typed_yuan
from apps.lib.decisions import Decision, Denied
from apps.lib.identity import mask_name
from apps.orgs.enums import SensitiveField, Sight
from apps.orgs.permissions import sight
from apps.programs.queries import RuleValues, workdays, workdays_of


@dataclass(frozen=True, slots=True)
class HouseholdView:
    """Personal values as the actor's role may see them; '' where the field is hidden."""

    name: str
    id_type: str
    id_number: str
    phone: str
    hardship: str
    agent_name: str
    agent_phone: str
    number_label: str
    """What the number is called: 身份证号, or 证件号码 of another document."""
    can_reveal_id: bool
    can_reveal_phone: bool


def seen(actor: Actor | None, case: Case, fact: Fact) -> Any:
    """Return a fact as the actor's role may see it, a choice as its code; '' where it is hidden."""
    if fact.sight is None or fact.cut is None:
        return fact.value(case)
    # A call, not the value: what the role does not see is not even decrypted.
    return fact.cut(sight(actor, fact.sight), lambda: fact.value(case))


def seen_text(actor: Actor | None, case: Case, fact: Fact) -> str:
    """Return a fact in words, as far as the actor's role may see it."""
    return fact.text(seen(actor, case, fact))


def is_hidden(actor: Actor | None, fact: Fact) -> bool:
    """Whether the actor's role does not see a fact at all."""
    return fact.sight is not None and sight(actor, fact.sight) is Sight.HIDDEN


def household_view(actor: Actor | None, case: Case) -> HouseholdView:
    """Cut the household to the actor's field policy; full numbers only leave through ``reveal``."""
    shown = ("name", "id_type", "id_number", "phone", "hardship", "agent_name", "agent_phone")
    return HouseholdView(
        **{name: seen_text(actor, case, BY_NAME[name]) for name in shown},
        number_label=number_label(case.household.id_type),
        can_reveal_id=sight(actor, SensitiveField.ID_NUMBER) is Sight.REVEALABLE,
        can_reveal_phone=sight(actor, SensitiveField.PHONE) is Sight.REVEALABLE,
    )


def masked_name(case: Case) -> str:
    """Household name as lists and headers print it, for every role: 张*设."""
    return mask_name(case.household.name)


@dataclass(frozen=True, slots=True)
class Action:
    """A button: a move of the table this role may make from the present state."""

    name: str
    label: str
    decision: Decision
    needs_reason: bool
    by_need: bool
    """True when only needs are open: the stage page that answers them is the way forward."""

    @property
    def reason(self) -> str:
        return self.decision.reason if isinstance(self.decision, Denied) else ""


def moves_of_role(actor: Actor, status: str) -> list[Move]:
    """Moves of the table the actor's role may ask for from a state."""
    return [move for move in MOVES if status in move.sources and role_may(actor, move)]


def actions_for(actor: Actor, case: Case, open_holds: Iterable[Hold] | None = None) -> list[Action]:
    """Buttons of the case page: those of the role, each with its refusal's reason."""
    holds = list(case.holds.filter(closed_at__isnull=True) if open_holds is None else open_holds)
    actions = []
    for move in moves_of_role(actor, case.status):
        blocking = [hold for hold in holds if move.name in hold.blocks]
        parallel = [hold for hold in blocking if not hold.is_need]
        actions.append(
            Action(
                name=move.name,
                label=move.label,
                decision=can_move(actor, case, move.name, open_holds=parallel),
                needs_reason=move.needs_reason,
                by_need=bool(blocking) and not parallel,
            )
        )
    return actions


@dataclass(frozen=True, slots=True)
class Step:
    label: str
    state: str
    """done | current | todo | stopped"""
    on: date | None
    note: str = ""


STATE_DAYS = {move.target: move.starts for move in MOVES if move.starts}
"""States whose day is a column of the case."""


def stepper(case: Case) -> list[Step]:
    """Steps of the assembled track with the business date each was reached; an end is a step of its own."""
    reached: dict[str, date] = {}
    moves = case.transitions.exclude(name=HANDED_OVER).order_by("id")
    rows = list(moves.values_list("source", "target", "effective_on"))
    for _, target, on in rows:
        reached[target] = on  # of several designs the last one counts
    position = next((i for i, (_, states) in enumerate(STEPPER) if case.status in states), None)
    if position is None:
        return _ended(case, rows, reached)
    steps = []
    for index, (label, states) in enumerate(STEPPER):
        state = "done" if index < position else "todo"
        if index == position:
            state = "done" if case.status in ACCEPTED else "current"
        note = Status(case.status).label if index == position and case.status != states[0] else ""
        # A step ahead shows no date, though it was reached once: a new enterprise sends a case back.
        on_day = _step_day(case, states[0], reached) if index <= position else None
        steps.append(Step(label, state, on_day, note))
    return steps


def _ended(case: Case, rows: list[tuple[str, str, date]], reached: dict[str, date]) -> list[Step]:
    """Return the steps up to the state a case was ended in, and its end on the end's own day."""
    source, _, on = rows[-1] if rows else ("", "", None)
    at = next((i for i, (_, states) in enumerate(STEPPER) if source in states), -1)
    steps = [Step(label, "done", _step_day(case, states[0], reached)) for label, states in STEPPER[: at + 1]]
    if source == Status.BUILDING:
        # Works that were going on when it ended were never finished here.
        steps[-1] = replace(steps[-1], state="stopped")
    return [*steps, Step(Status(case.status).label, "stopped", on)]


def _step_day(case: Case, state: Status, reached: dict[str, date]) -> date | None:
    # The day of the state that gives the step its name, not of what shares the step (整改 shares 完工);
    # the case's own column where there is one, since the end of a rectification is no second 完工.
    column = STATE_DAYS.get(state)
    return getattr(case, column) if column else reached.get(state)


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock as people read it, with the reasons for its last day."""

    label: str
    due_on: date | None
    days_left: int | None
    used_days: int | None
    net_days: int | None
    limit: str
    paused: bool
    provisional: bool
    explanation: tuple[str, ...]
    finished: bool = False
    states: frozenset[Status] = frozenset(Status)
    """States whose work it measures."""

    def measures(self, status: str) -> bool:
        """Whether it runs now and is about the work of a state."""
        return not self.finished and status in self.states


_CLOCKS: dict[ClockKind, tuple[str, Status, Callable[[RuleValues], str]]] = {
    ClockKind.FILING: ("备案时限", Status.RECEIVED, lambda rules: f"{rules.filing_workdays} 个工作日"),
    ClockKind.WORKS: ("施工期", Status.BUILDING, lambda rules: f"{rules.max_works_days} 天"),
    # Rectification is the enterprise's; the month to accept is the bureau's.
    ClockKind.RECTIFICATION: ("整改期", Status.RECTIFYING, lambda rules: f"{rules.rectification_days} 天"),
    ClockKind.ACCEPTANCE: ("验收期", Status.COMPLETED, lambda rules: f"{rules.acceptance_months} 个月"),
}
"""What a clock is called, the state whose work it measures, and its limit in words."""


def clocks(case: Case, today: date) -> list[ClockView]:
    """Clocks of 备案, works, rectification and acceptance of a case, running or ended."""
    rules, facts = rules_for(case), clock_facts(case)
    over = facts.passed_on is not None or case.status in ENDED

    def calendar() -> WorkDays:
        # What has ended keeps the day it had: a calendar announced since moves only what still runs.
        return workdays_of(case.calendar_version) if over else workdays()

    views = []
    for kind, counted in count_clocks(facts, rules, calendar).items():
        label, state, limit = _CLOCKS[kind]
        span = None
        if kind is ClockKind.WORKS and case.started_on is not None:
            # max(): works_taken() knows no span for a day before the start.
            span = works_taken(facts, rules, max(case.completed_on or today, case.started_on))
        views.append(
            _view(
                label,
                counted.deadline,
                today,
                limit(rules),
                used=span.gross if span else None,
                net=span.net if span else None,
                finished=not counted.runs or (kind is ClockKind.ACCEPTANCE and over),
                states=frozenset({state}),
            )
        )
    return views


def _view(
    label: str,
    deadline: Deadline,
    today: date,
    limit: str,
    *,
    used: int | None = None,
    net: int | None = None,
    finished: bool = False,
    states: frozenset[Status] = frozenset(Status),
) -> ClockView:
    return ClockView(
        label=label,
        due_on=deadline.due_on,
        days_left=(deadline.due_on - today).days if deadline.due_on and not finished else None,
        used_days=used,
        net_days=net,
        limit=limit,
        paused=deadline.due_on is None,
        provisional=deadline.provisional,
        explanation=tuple(deadline.explanation),
        finished=finished,
        states=states,
    )


def owner_is_open(case: Case, changes: Mapping[str, object]) -> bool:
    """Whether the household that owns the dwelling gets another name and nobody says who owns it then."""
    renamed = changes.get("name", case.household.name) != case.household.name
    return case.dwelling.owner_is_household and renamed and "owner_name" not in changes


def facts_standing(actor: Actor, case: Case) -> dict[str, object]:
    """Return the registered facts as a form shows them; 身份证号 and 联系方式 are never printed into one."""
    values: dict[str, object] = {
        name: BY_NAME[name].value(case) for name in CORRECTABLE if name not in ENCRYPTED
    }
    if sight(actor, SensitiveField.HARDSHIP) is Sight.PLAIN:
        values["hardship"] = case.household.hardship_encrypted.text()
    values["floor_area"] = f"{case.dwelling.floor_area:f}".rstrip("0").rstrip(".")
    values["intended_budget"] = typed_yuan(case.intended_budget)
    if case.dwelling.owner_is_household:
        values["owner_name"] = SAME_OWNER
    return values
