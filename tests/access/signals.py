"""疑点 of 上城: its desk decides, city and province look on; to streets and enterprises there is none."""

from __future__ import annotations

from tests.access.entries import REPORT_READERS, Entry, P, Rows
from tests.access.stage import ROLES
from tests.access.tickets import OfTicket, named

_DECIDE = {P.DISTRICT_CLERK, P.DISTRICT_REVIEWER, P.DISTRICT_LEADER, P.CITY_OFFICER, P.PROVINCE_OFFICER}
SEEING = frozenset({"wang", "shen", "yan", "yan2", "ling", "shi", "sheng", "shenji"})
DECIDING = frozenset(name for name in SEEING if ROLES[name] in _DECIDE)


def of_signal(name: str, what: str, who: frozenset[str], *, acts: bool = True) -> Entry:
    """A URL of a 疑点 of 上城."""
    posts = who if acts else None
    return OfTicket(
        f"signals:{name}", Rows.NONE, who, posts, named(what), seen=SEEING, readers=REPORT_READERS
    )


SIGNALS = (
    Entry("signals:index", Rows.NONE, REPORT_READERS),
    of_signal("signal", "signal_open", SEEING, acts=False),
    of_signal("decide", "signal_open", DECIDING),
    of_signal("conclude", "signal_checking", DECIDING),
    of_signal("reopen", "signal_cleared", DECIDING),
)
