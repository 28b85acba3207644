"""Reads of plans, already cut to what the actor may see."""

from apps.plans.queries.agreement import Agreement, HouseholdSummary, agreement_of, household_summary
from apps.plans.queries.content import (
    content_of,
    contents_equal,
    fingerprint,
    problems_of,
    rules_for,
    statement_of,
    support_source,
)
from apps.plans.queries.state import (
    confirmed_plan,
    contract_in_force,
    contracts_in_force,
    draft_plan,
    is_overrun,
    last_submitted,
    latest_plan,
    needs_met,
    open_change,
    previous_plan,
    submitted_plan,
    versions_for,
)
from apps.plans.queries.version_page import Assessment, PlanView, assess, plan_view, version_rows

__all__ = [
    "Agreement",
    "Assessment",
    "HouseholdSummary",
    "PlanView",
    "agreement_of",
    "assess",
    "confirmed_plan",
    "content_of",
    "contents_equal",
    "contract_in_force",
    "contracts_in_force",
    "draft_plan",
    "fingerprint",
    "household_summary",
    "is_overrun",
    "last_submitted",
    "latest_plan",
    "needs_met",
    "open_change",
    "plan_view",
    "previous_plan",
    "problems_of",
    "rules_for",
    "statement_of",
    "submitted_plan",
    "support_source",
    "version_rows",
    "versions_for",
]
