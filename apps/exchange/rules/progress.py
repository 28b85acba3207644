"""Which moves of a case systems outside are told of, by the words of the contract. Pure."""

from __future__ import annotations

from collections.abc import Mapping

FIRST = "sign_contract"
"""A case is told of from its contract on: what ends before is nobody's works."""
STEPS: Mapping[str, str] = {
    FIRST: "contracted",
    "start_works": "started",
    "finish_works": "finished",
    "pass_acceptance": "passed",
    "replace_enterprise": "replaced",
    "withdraw": "ended",
    "terminate": "ended",
    "close_unconfirmed": "closed_unconfirmed",
    "convert": "converted",
    "revoke": "revoked",
}
"""What a move is called in the contract (docs/connections/construction.md)."""
SITE_OPENS = "start_works"
SITE_CLOSES = ("finish_works", "terminate", "convert", "replace_enterprise")
"""Moves by which works on site end; but for the first they count as such out of 施工中 alone."""
BUILDING = "building"


def closes_site(name: str, source: str) -> bool:
    """Say whether a move out of ``source`` ends works that were going on."""
    return name in SITE_CLOSES and source == BUILDING
