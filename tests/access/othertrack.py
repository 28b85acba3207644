"""其他装修 of 清波街道 and 上城: their desks and its property company; to everybody else there is none."""

from __future__ import annotations

from dataclasses import dataclass

from tests.access.entries import SIGNED_IN, Arguments, Entry, P, Rows, case
from tests.access.stage import OWN, ROLES

_COUNTERS = {P.STREET_CLERK, P.DISTRICT_CLERK}
_DISTRICT = {P.DISTRICT_CLERK, P.DISTRICT_REVIEWER, P.DISTRICT_INSPECTOR, P.DISTRICT_LEADER}


def holding(*roles: P) -> frozenset[str]:
    return frozenset(name for name, role in ROLES.items() if role in roles)


READERS = holding(
    *_DISTRICT, P.STREET_CLERK, P.CITY_OFFICER, P.PROVINCE_OFFICER, P.PROPERTY_PATROL, P.AUDITOR
)
SEEING = frozenset({"zhou", "wang", "shen", "yan", "yan2", "ling", "wu", "shi", "sheng", "shenji"})
"""Who has 清波街道's rows."""
_OWN = {
    P.STREET_CLERK: {"zhou"},
    P.DISTRICT_CLERK: {"wang"},
    P.DISTRICT_REVIEWER: {"shen"},
    P.DISTRICT_INSPECTOR: {"yan", "yan2"},
    P.DISTRICT_LEADER: {"ling"},
    P.PROPERTY_PATROL: {"wu"},
}


@dataclass(frozen=True)
class OfRenovation(Entry):
    """A URL of a renovation of 清波街道."""

    seen: frozenset[str] = SEEING

    def is_away(self, persona: str) -> bool:
        """Whether the row does not exist for the persona."""
        return persona in READERS - self.seen


def named(what: str) -> Arguments:
    return lambda stage: {"pk": stage.directory[what].pk}


def act(name: str, what: str, *roles: P) -> Entry:
    """An act on a renovation, by who of 上城 has one of the roles."""
    may = frozenset(person for role in roles for person in _OWN[role])
    return OfRenovation(f"othertrack:{name}", Rows.NONE, may, may, named(what))


_ON_SITE = (*_DISTRICT, P.STREET_CLERK)
_REVIEWERS = (P.DISTRICT_REVIEWER, P.DISTRICT_LEADER)
_CHECKING = frozenset({"zhou", "wang", "shen"})
_PRINTING = SEEING - {"wu", "shi", "sheng"}
OTHER_TRACK = (
    Entry("othertrack:index", Rows.NONE, READERS),
    Entry("othertrack:search", Rows.NONE, None, READERS),
    Entry("othertrack:apply", Rows.NONE, holding(*_COUNTERS), holding(*_COUNTERS)),
    OfRenovation("othertrack:renovation", Rows.NONE, SEEING, args=named("renovation_troubled")),
    OfRenovation(
        "othertrack:phone",
        Rows.NONE,
        SEEING - {"shi", "sheng"},
        SEEING - {"shi", "sheng"},
        named("renovation_applied"),
    ),
    OfRenovation("othertrack:receipt", Rows.NONE, _PRINTING, args=named("renovation_applied")),
    OfRenovation("othertrack:declined", Rows.NONE, _PRINTING, args=named("renovation_declined")),
    OfRenovation("othertrack:sheet", Rows.NONE, _PRINTING, args=named("renovation_approved")),
    Entry("public:renovation-status", Rows.PUBLIC, SIGNED_IN, SIGNED_IN),
    case("othertrack:of-case", "building", OWN),
    act("amend", "renovation_returned", *_COUNTERS),
    act("check", "renovation_applied", *_COUNTERS, P.DISTRICT_REVIEWER),
    OfRenovation("exchange:ask", Rows.NONE, _CHECKING, _CHECKING, named("renovation_applied")),
    act("works", "renovation_applied", *_ON_SITE),
    act("return", "renovation_applied", P.DISTRICT_CLERK, *_REVIEWERS),
    act("review", "renovation_checked", *_REVIEWERS),
    act("decline", "renovation_checked", *_REVIEWERS),
    act("approve", "renovation_finished", *_REVIEWERS, P.DISTRICT_INSPECTOR),
    act("patrol", "renovation_checked", P.PROPERTY_PATROL, P.STREET_CLERK),
    act("settle", "renovation_troubled", *_ON_SITE),
    act("name-patrol", "renovation_applied", *_COUNTERS),
    act("withdraw", "renovation_applied", *_COUNTERS),
)
