"""The workflow as other apps may read it: words, desks, needs, groups of states."""

from __future__ import annotations

from apps.acts.acts import all_acts
from apps.cases.enums import ENDED, HoldKind, Removal, Status
from apps.cases.workflow import (
    ENDINGS,
    GROUPS,
    HANDED_OVER,
    HOLDS,
    MOVES,
    NEEDS,
    STATES,
    TABLE,
    HoldRule,
    State,
    causes_for,
    forward_from,
    grouped,
    reserved,
    why_not_for,
)


def move_label(name: str) -> str:
    """Return a move in words; '' for a name that stands in no row."""
    if name == HANDED_OVER:
        return "辖区调整，移交"
    return TABLE[name].label if name in TABLE else ""


def move_tone(name: str) -> str:
    """Return the colour of a move's line in the record; '' for none, or for a name in no row."""
    return TABLE[name].tone if name in TABLE else ""


def target_of(name: str) -> Status:
    """Return the state a move leads to; KeyError for a name in no row."""
    return TABLE[name].target


def spoken_moves() -> list[str]:
    """Return the moves that no desk makes without the household's own word."""
    return [move.name for move in MOVES if move.spoken]


def endings_for(status: str) -> list[tuple[Removal, str]]:
    """Return for which causes a case in a state may be 终止, each with the paper it rests on."""
    return [(cause, ENDINGS[cause].paper) for cause in causes_for(status)]


def ending_paper(cause: Removal) -> str:
    """Return the paper that 终止 for a cause rests on; '' where it needs none."""
    return ENDINGS[cause].paper


def why_not_ended(cause: Removal, status: str) -> str:
    """Return why a case in a state is not 终止 for a cause, and what is done instead; '' where it may be."""
    return why_not_for(cause, status)


def told(role: str) -> list[Status]:
    """States whose entry lands on the desk of a role."""
    return [
        status
        for status in Status
        # An end is told, but asks nothing more of the desk it is told to.
        if status not in ENDED and any(move.target == status and role in move.tells for move in MOVES)
    ]


def needs_of(status: str) -> frozenset[HoldKind]:
    """Needs that belong to a state."""
    return frozenset(kind for move in MOVES if move.target == status for kind in move.opens)


def closable() -> list[HoldKind]:
    """Kinds of hold that some act closes."""
    return [kind for kind in HoldKind if any(kind in act.answers for act in all_acts())]


def is_need(kind: HoldKind) -> bool:
    """Whether a kind of hold is a need: opened by entering a state, answered by a record."""
    return kind in NEEDS


def hold_rule(kind: HoldKind) -> HoldRule:
    """Return the row of a kind of hold: what it blocks and the words for it."""
    return HOLDS[kind]


def state_row(status: str) -> State:
    """Return the row of a state: its colour and every word pages have for it."""
    return STATES[Status(status)]


def groups_of_states() -> dict[str, tuple[str, tuple[Status, ...]]]:
    """Return the groups of the case list by key: label and states, in the order shown."""
    states = dict(grouped("group"))
    return {key: (label, states[key]) for key, label in GROUPS.items()}


def funnel_states() -> tuple[tuple[str, tuple[Status, ...]], ...]:
    """Return the steps of the overview's funnel, each with the states it counts together."""
    return grouped("funnel")


def spans() -> list[tuple[str, Status, Status]]:
    """Return every measured span: its name, the state it begins with and the one it ends with."""
    return [
        (row.span, status, onward.target)
        for status, row in STATES.items()
        if row.span and (onward := forward_from(status)) is not None
    ]


def states_offered() -> list[Status]:
    """States a filter offers: those a registered case can be in today."""
    return [status for status in Status if status not in reserved(Status) and status != Status.DRAFT]
