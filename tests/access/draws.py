"""项目抽查 of 上城: its bureau, the bodies above and whoever witnesses; to everybody else there is none."""

from __future__ import annotations

from dataclasses import dataclass

from apps.supervision.enums import ORGANISERS
from apps.supervision.permissions import DECLARING
from apps.supervision.permissions import READERS as READING
from tests.access.entries import Entry, Rows
from tests.access.stage import HOME_DESKS, ROLES
from tests.access.tickets import named

READERS = frozenset(name for name, role in ROLES.items() if role in READING)
WITNESSES = frozenset({"shi", "hu"})
"""As tests.factories.draws asks them."""
SEEING = HOME_DESKS | WITNESSES | {"sheng"}


@dataclass(frozen=True)
class OfDraw(Entry):
    """A URL of a draw of 上城, or of what its bureau keeps: it does not exist for another body."""

    seen: frozenset[str] = SEEING

    def is_away(self, persona: str) -> bool:
        """Whether the row does not exist for the persona."""
        return persona in READERS - self.seen


def act(name: str, what: str, may: frozenset[str]) -> Entry:
    """An act on a draw."""
    return OfDraw(f"supervision:{name}", Rows.NONE, may, may, named(what))


def _holding(roles: frozenset[str]) -> frozenset[str]:
    return frozenset(name for name, role in ROLES.items() if role in roles)


_FIXING = _holding(frozenset(ORGANISERS))
_TYING = _holding(frozenset(DECLARING))
_LEADER = frozenset({"ling"})
_SENT = frozenset({"wang", "yan"})
HOMES = SEEING - {"hu"}
"""A witness of another body sees the draw and none of its homes."""
DRAWS = (
    Entry("supervision:index", Rows.NONE, READERS),
    Entry("supervision:fix", Rows.NONE, _FIXING, _FIXING),
    Entry("supervision:declare-tie", Rows.NONE, _TYING, _TYING),
    OfDraw("supervision:draw", Rows.NONE, SEEING, None, named("draw_drawn")),
    OfDraw("supervision:record", Rows.NONE, SEEING, None, named("draw_drawn")),
    act("commit", "draw_fixed", WITNESSES),
    act("open", "draw_digested", WITNESSES),
    act("withdraw", "draw_fixed", _LEADER),
    act("publish", "draw_drawn", _LEADER),
    OfDraw("supervision:recheck", Rows.NONE, HOMES, None, named("recheck"), seen=HOMES),
    *(
        OfDraw(f"supervision:{name}", Rows.NONE, may, may, named("recheck"), seen=HOMES)
        for name, may in (("ask", _SENT), ("record-recheck", _SENT), ("confirm", _SENT), ("replace", _LEADER))
    ),
    OfDraw("supervision:end-tie", Rows.NONE, _LEADER, _LEADER, named("tie"), seen=HOME_DESKS),
)
