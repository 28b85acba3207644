"""URLs of 接口令牌: whose body it is, and who keeps it."""

from __future__ import annotations

from dataclasses import dataclass

from apps.administration.permissions import ADMINISTERING
from tests.access.entries import Entry, Rows
from tests.access.stage import HOME_DESKS, ROLES

ADMINISTERING_ANY = frozenset(name for name, role in ROLES.items() if role in ADMINISTERING)
KEEPERS = frozenset({"ling", "guan", "shi"})
"""Who administers 上城: its leader, its administrator, the city above."""
ISSUERS = KEEPERS - {"guan"}
"""An administrator revokes, and gives no system a business role."""
FINDERS = HOME_DESKS | KEEPERS


@dataclass(frozen=True)
class OfBody(Entry):
    """A URL of 上城's own tokens: to other bodies' people it does not exist."""

    def is_away(self, persona: str) -> bool:
        """Whether the persona neither belongs to 上城, audits it nor stands above it."""
        return persona not in FINDERS


TOKENS = (
    Entry("administration:tokens", Rows.NONE, ADMINISTERING_ANY),
    OfBody(
        "administration:token-issue",
        Rows.NONE,
        ISSUERS,
        ISSUERS,
        lambda stage: {"body": stage.world.shangcheng.pk},
    ),
    OfBody(
        "administration:token-revoke",
        Rows.NONE,
        KEEPERS,
        KEEPERS,
        lambda stage: {"token": stage.tokens["working"].pk},
    ),
    OfBody(
        "administration:token-issued",
        Rows.NONE,
        KEEPERS,
        args=lambda stage: {"token": stage.tokens["working"].pk},
    ),
)
