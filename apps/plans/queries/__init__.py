"""Reads of plans, already cut to what the actor may see."""

from apps.plans.queries.content import content_of, contents_equal, fingerprint, rules_for, support_source
from apps.plans.queries.state import (
    confirmed_plan,
    contract_in_force,
    draft_plan,
    is_overrun,
    latest_plan,
    needs_met,
    open_change,
    previous_plan,
    submitted_plan,
    versions_for,
)

__all__ = [
    "confirmed_plan",
    "content_of",
    "contents_equal",
    "contract_in_force",
    "draft_plan",
    "fingerprint",
    "is_overrun",
    "latest_plan",
    "needs_met",
    "open_change",
    "previous_plan",
    "rules_for",
    "submitted_plan",
    "support_source",
    "versions_for",
]
