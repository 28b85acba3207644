"""The workflow in one place: a row per move, per kind of hold and per state, and what is reserved.

A fact about one of them is a field of its row; nothing about a move stands in a second table.
"""

from apps.cases.workflow.endings import ENDINGS, Ending, causes_for, why_not_for
from apps.cases.workflow.holds import HOLDS, HoldRule
from apps.cases.workflow.household import (
    HOUSEHOLD_ENDS,
    HOUSEHOLD_STEPS,
    HOUSEHOLD_WORDS,
    HouseholdWords,
    household_words,
)
from apps.cases.workflow.moves import (
    CONTRACTOR,
    COUNTER,
    DISTRICT_DESK,
    LEADER,
    MOVES,
    NEEDS,
    PATROL,
    STREET,
    TABLE,
    Move,
    following,
    forward_from,
)
from apps.cases.workflow.periods import Period
from apps.cases.workflow.reserved import RESERVED, Reserved, reserved
from apps.cases.workflow.states import GROUPS, PERIODS, STATES, STEPPER, State, grouped
from apps.cases.workflow.texts import NEXT, NUMBER, TEXTS, Text
from apps.cases.workflow.turns import TURNS, Held, Standing, Turn, turn_of

HANDED_OVER = "handed_over"
"""Name of the row among a case's moves that says it passed to another bureau: its state stays as it was."""

__all__ = [
    "CONTRACTOR",
    "COUNTER",
    "DISTRICT_DESK",
    "ENDINGS",
    "GROUPS",
    "HANDED_OVER",
    "HOLDS",
    "HOUSEHOLD_ENDS",
    "HOUSEHOLD_STEPS",
    "HOUSEHOLD_WORDS",
    "LEADER",
    "MOVES",
    "NEEDS",
    "NEXT",
    "NUMBER",
    "PATROL",
    "PERIODS",
    "RESERVED",
    "STATES",
    "STEPPER",
    "STREET",
    "TABLE",
    "TEXTS",
    "TURNS",
    "Ending",
    "Held",
    "HoldRule",
    "HouseholdWords",
    "Move",
    "Period",
    "Reserved",
    "Standing",
    "State",
    "Text",
    "Turn",
    "causes_for",
    "following",
    "forward_from",
    "grouped",
    "household_words",
    "reserved",
    "turn_of",
    "why_not_for",
]
