"""What every part of a household's story knows: its turns, who acts, and how fast it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from apps.demo.services.materials import Materials
from apps.demo.services.world import DemoWorld
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.clock import SHANGHAI
from apps.orgs.enums import Role


@dataclass(frozen=True, slots=True)
class Turns:
    """Which unusual turns one household's story takes."""

    returned: bool = False
    declined: bool = False
    withdrawn: bool = False
    duplicate: bool = False
    fails_checks: bool = False
    rejects_plan: bool = False
    overrun: bool = False
    replaces_enterprise: bool = False
    works_late: bool = False
    pauses: bool = False
    defect: bool = False
    fails_acceptance: bool = False
    dissatisfied: bool = False
    accepted_late: bool = False
    supplement: bool = False
    slips: bool = False
    """A 0 too many is typed into the contract's amount, confirmed in haste, and put right by the district."""
    lingers: str = ""
    """Stage at which the story rests for weeks: filing | judging | choice | design | contract | works |
    acceptance | rectification; so that early cases still stand in early states."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts for one household."""

    clerk: Actor
    filer: Actor
    inspector: Actor
    leader: Actor
    designer: Actor
    manager: Actor
    patrol: Actor
    by_property: bool


def cast_of(world: DemoWorld, key: str, street: str, enterprise: int, *, by_property: bool) -> Cast:
    """Return the people who act for a household of a street with the n-th enterprise."""
    actors = world.actors
    patrol = actors["property", Role.PROPERTY_PATROL] if by_property else actors[street, Role.STREET_CLERK]
    return Cast(
        clerk=actors[street, Role.STREET_CLERK],
        filer=actors[key, Role.DISTRICT_CLERK],
        inspector=actors[key, Role.DISTRICT_INSPECTOR],
        leader=actors[key, Role.DISTRICT_LEADER],
        designer=actors[f"enterprise-{enterprise}", Role.DESIGNER],
        manager=actors[f"enterprise-{enterprise}", Role.SITE_MANAGER],
        patrol=patrol,
        by_property=by_property,
    )


def office_hour(materials: Materials, day: date) -> datetime:
    """Return a moment within office hours of a day, or of the Monday after a weekend."""
    while day.weekday() >= 5:
        day += timedelta(days=1)
    minutes = materials.random.randint(0, 7 * 60 + 30)
    return datetime.combine(day, time(9, 5), SHANGHAI) + timedelta(minutes=minutes)


class Pace:
    """Names the moments at which a story goes on: later the same day, or days after."""

    def __init__(self, materials: Materials, *, lingers: str) -> None:
        self.materials = materials
        self.lingers = lingers

    def days(self, low: int, high: int, stage: str = "") -> datetime:
        """Return an office hour ``low`` to ``high`` days from now, or weeks later where it lingers."""
        days = self.materials.random.randint(low, high)
        if stage and stage == self.lingers:
            days += self.materials.random.randint(30, 70)
        moment = office_hour(self.materials, clock.today() + timedelta(days=days))
        return max(moment, clock.now() + timedelta(minutes=7))

    def minutes(self, low: int = 5, high: int = 40) -> datetime:
        """Return a moment a few minutes from now."""
        return clock.now() + timedelta(minutes=self.materials.random.randint(low, high))
