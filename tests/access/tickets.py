"""诉求件 of 上城: its desks handle them, those above look on; to everybody else there is none."""

from __future__ import annotations

from dataclasses import dataclass

from tests.access.entries import REPORT_READERS, SIGNED_IN, Arguments, Entry, P, Rows
from tests.access.stage import ROLES

_DESKS = {
    *(P.STREET_CLERK, P.DISTRICT_CLERK, P.DISTRICT_REVIEWER, P.DISTRICT_LEADER),
    *(P.CITY_OFFICER, P.PROVINCE_OFFICER),
}
HANDLERS = frozenset(name for name, role in ROLES.items() if role in _DESKS)
READERS = HANDLERS | frozenset(name for name, role in ROLES.items() if role == P.AUDITOR)
HAVING = frozenset({"wang", "shen", "ling"})
"""上城's own desks."""
SEEING = HAVING | {"shi", "sheng", "shenji"}


@dataclass(frozen=True)
class OfTicket(Entry):
    """A URL of a ticket that 上城 has: it does not exist for another body that handles tickets."""

    seen: frozenset[str] = SEEING
    readers: frozenset[str] = READERS

    def is_away(self, persona: str) -> bool:
        """Whether the row does not exist for the persona."""
        return persona in self.readers - self.seen


def named(what: str) -> Arguments:
    return lambda stage: {"pk": stage.directory[what].pk}


def act(name: str, what: str) -> Entry:
    """An act on a ticket."""
    may = SEEING - {"shenji"}
    return OfTicket(f"tickets:{name}", Rows.NONE, may, may, named(what))


def handed(name: str) -> Entry:
    """Number and code, which only the session that wrote a ticket down has."""
    nobody: frozenset[str] = frozenset()
    args = named("ticket_handling")
    return OfTicket(f"tickets:{name}", Rows.NONE, nobody, args=args, seen=nobody, readers=HANDLERS)


TICKETS = (
    Entry("tickets:index", Rows.NONE, READERS),
    Entry("tickets:record", Rows.NONE, HANDLERS, HANDLERS),
    OfTicket("tickets:ticket", Rows.NONE, SEEING, args=named("ticket_handling")),
    # By the session that wrote it down alone: tests/tickets/test_pages.py
    handed("issued"),
    handed("receipt"),
    OfTicket("tickets:author", Rows.NONE, HAVING, HAVING, named("ticket_handling"), seen=HAVING),
    act("accept", "ticket_waiting"),
    act("call", "ticket_handling"),
    act("talk", "ticket_handling"),
    act("settle", "ticket_handling"),
    act("forward", "ticket_handling"),
    act("hotline", "ticket_handling"),
    Entry(
        "reports:overview-tickets",
        Rows.NONE,
        (READERS & REPORT_READERS),
        args=lambda _stage: {"year": 2026},
    ),
    Entry("public:complaints", Rows.PUBLIC, SIGNED_IN, SIGNED_IN),
    Entry("public:complaint-status", Rows.PUBLIC, SIGNED_IN, SIGNED_IN),
    Entry("public:complaint-pictures", Rows.PUBLIC, SIGNED_IN, SIGNED_IN),
    Entry("public:complaint-reopen", Rows.PUBLIC, SIGNED_IN, SIGNED_IN),
    # without a visit it leads to the entrance
    Entry("household:complaint", Rows.PUBLIC, SIGNED_IN, SIGNED_IN),
)
