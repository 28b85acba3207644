"""Cross-model reads of cases, already cut to what the actor may see."""

from apps.cases.queries.finding import conflicting_case, drafts_of, search
from apps.cases.queries.showing import (
    Action,
    ClockView,
    HouseholdView,
    Step,
    actions_for,
    case_header,
    clocks,
    household_view,
    moves_of_post,
    stepper,
)

__all__ = [
    "Action",
    "ClockView",
    "HouseholdView",
    "Step",
    "actions_for",
    "case_header",
    "clocks",
    "conflicting_case",
    "drafts_of",
    "household_view",
    "moves_of_post",
    "search",
    "stepper",
]
