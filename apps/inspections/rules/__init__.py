"""Checklists, as-built values and the verdict they allow: pure functions."""

from apps.inspections.rules.as_built import (
    BuiltItem,
    Deviation,
    Found,
    WorksDays,
    as_built_spaces,
    deviations,
    evaluate_as_built,
    items_to_accept,
)
from apps.inspections.rules.checklist import ChecklistItem, checklist
from apps.inspections.rules.verdicts import rectification_items, unchecked, why_not_pass

__all__ = [
    "BuiltItem",
    "ChecklistItem",
    "Deviation",
    "Found",
    "WorksDays",
    "as_built_spaces",
    "checklist",
    "deviations",
    "evaluate_as_built",
    "items_to_accept",
    "rectification_items",
    "unchecked",
    "why_not_pass",
]
