"""What is done of 其他装修办件, each declared once."""

from apps.othertrack.acts.application import AMEND, APPLY, NAME_PATROL, WITHDRAW
from apps.othertrack.acts.grounds import RENOVATION, RENOVATIONS
from apps.othertrack.acts.steps import APPROVE, CHECK, DECLINE, PATROL, RETURN, REVIEW, SETTLE, WORKS

ON_RENOVATION = (
    *(AMEND, CHECK, WORKS, REVIEW, APPROVE, PATROL, SETTLE, NAME_PATROL),
    *(RETURN, DECLINE, WITHDRAW),
)
"""Acts of a renovation's page, in their order there."""
ACTS = (APPLY, *ON_RENOVATION)

__all__ = [
    "ACTS",
    "AMEND",
    "APPLY",
    "APPROVE",
    "CHECK",
    "DECLINE",
    "NAME_PATROL",
    "ON_RENOVATION",
    "PATROL",
    "RENOVATION",
    "RENOVATIONS",
    "RETURN",
    "REVIEW",
    "SETTLE",
    "WITHDRAW",
    "WORKS",
]
