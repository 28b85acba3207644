"""What is done of 其他装修办件, each declared once."""

from apps.acts.acts import Act
from apps.othertrack.acts.application import AMEND, APPLY, NAME_PATROL, WITHDRAW
from apps.othertrack.acts.grounds import RENOVATION, RENOVATIONS
from apps.othertrack.acts.steps import APPROVE, CHECK, DECLINE, PATROL, RETURN, REVIEW, SETTLE, WORKS
from apps.othertrack.models import Renovation

ON_RENOVATION = (
    *(AMEND, CHECK, WORKS, REVIEW, APPROVE, PATROL, SETTLE, NAME_PATROL),
    *(RETURN, DECLINE, WITHDRAW),
)
"""Acts of a renovation's page, in their order there."""
_registered: list[Act[Renovation]] = []


def register_act(act: Act[Renovation]) -> None:
    """Let an app above offer an act of its own on a renovation's page, beside 登记核查."""
    if act not in _registered:
        _registered.append(act)


def acts_of_page() -> tuple[Act[Renovation], ...]:
    """Return every act that a renovation's page offers."""
    place = ON_RENOVATION.index(CHECK) + 1
    return (*ON_RENOVATION[:place], *_registered, *ON_RENOVATION[place:])


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
    "acts_of_page",
    "register_act",
]
