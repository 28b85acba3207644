"""Cross-model reads of cases, already cut to what the actor may see."""

from apps.cases.queries.buttons import Button, buttons_for, task_page
from apps.cases.queries.case_data import case_row, case_shown
from apps.cases.queries.case_page import (
    Action,
    ClockView,
    HouseholdView,
    Step,
    actions_for,
    clocks,
    facts_standing,
    household_view,
    moves_of_role,
    stepper,
)
from apps.cases.queries.diagram import workflow_page
from apps.cases.queries.header import case_header
from apps.cases.queries.lookup import (
    case_registered_with,
    conflicting_case,
    drafts_of,
    dwelling_key_at,
    registered_with,
    search,
)
from apps.cases.queries.papers import NEXT_STEPS, receipt_of, returns_of
from apps.cases.queries.record import changes_since, entry_of
from apps.cases.queries.table import (
    closable,
    funnel_states,
    groups_of_states,
    hold_rule,
    is_need,
    move_label,
    needs_of,
    spans,
    state_row,
    states_offered,
    told,
)

__all__ = [
    "NEXT_STEPS",
    "Action",
    "Button",
    "ClockView",
    "HouseholdView",
    "Step",
    "actions_for",
    "buttons_for",
    "case_header",
    "case_registered_with",
    "case_row",
    "case_shown",
    "changes_since",
    "clocks",
    "closable",
    "conflicting_case",
    "drafts_of",
    "dwelling_key_at",
    "entry_of",
    "facts_standing",
    "funnel_states",
    "groups_of_states",
    "hold_rule",
    "household_view",
    "is_need",
    "move_label",
    "moves_of_role",
    "needs_of",
    "receipt_of",
    "registered_with",
    "returns_of",
    "search",
    "spans",
    "state_row",
    "states_offered",
    "stepper",
    "task_page",
    "told",
    "workflow_page",
]
