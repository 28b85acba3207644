"""Which level of body has a ticket, and who never sees it: pure, from what the author says."""

from __future__ import annotations

from enum import Enum

from apps.tickets.enums import CLUES, About, Kind

NOBODY_ABOVE = "这里没有登记上一级机构，这件事请打 12345 反映。"


class Level(Enum):
    """Whose desk it is for."""

    BUREAU = "bureau"
    """The district bureau."""
    ABOVE_BUREAU = "above_bureau"
    """The body the bureau reports to: 强制指定 may be its own doing, where nobody says whose."""
    ABOVE_CITY = "above_city"


def level_for(kind: str, about: str) -> Level:
    """Return who handles it: never whom it concerns, and for 强制指定企业 nobody whom it may concern."""
    if about == About.CITY:
        return Level.ABOVE_CITY
    if about == About.BUREAU:
        return Level.ABOVE_BUREAU
    # Whoever made a household take an enterprise is a body, whichever enterprise the author names.
    if kind == Kind.FORCED and about != About.STREET:
        return Level.ABOVE_BUREAU
    return Level.BUREAU


def is_clue(kind: str) -> bool:
    """Whether it is a 线索: whoever gives one is shown to as few as can be, and never to whom it concerns."""
    return kind in CLUES


def may_go_to(kind: str, about: str, body_kind: str) -> bool:
    """Whether a body of a kind (``OrganisationKind``) may be handed a ticket: never one it may concern.

    A clue goes to no street: streets meet the enterprises every day.
    """
    if body_kind == "province":
        return True
    if body_kind == "city_bureau":
        return about != About.CITY
    if body_kind == "district_bureau":
        return level_for(kind, about) is Level.BUREAU
    if body_kind == "street_office":
        return about in (About.ENTERPRISE, About.UNSAID) and not is_clue(kind)
    return False
