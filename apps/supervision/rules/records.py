"""The record of a draw as it is fixed, kept and handed out. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any

from apps.supervision.rules.drawing import Drawn, Inspector, Member, Outcome

FORMAT = "caseflow-draw-1"
_CENTS = Decimal("0.01")


def canonical(value: Mapping[str, Any]) -> bytes:
    """Return 规范字节: JSON with sorted names, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest_of(value: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the canonical bytes."""
    return sha256(canonical(value)).hexdigest()


def fixed_facts(
    *,
    about: Mapping[str, Any],
    population: Iterable[Member],
    inspectors: Iterable[Inspector],
    share: Decimal,
    shares: Mapping[str, Decimal],
) -> dict[str, Any]:
    """Return what is fixed before there is a seed; ``about``: rule, body, witnesses, earlier draws.

    Cases stand in the order of their numbers, inspectors in that of their keys, however they came.
    """
    return {
        **about,
        "format": FORMAT,
        "share": share_text(share),
        "shares": {stratum: share_text(each) for stratum, each in shares.items()},
        "population": [
            {"number": each.number, "stratum": each.stratum, "barred": dict(each.barred)}
            for each in sorted(population, key=lambda each: each.number)
        ],
        "inspectors": [
            {"key": each.key, "name": each.name} for each in sorted(inspectors, key=lambda each: each.key)
        ],
    }


def share_text(share: Decimal) -> str:
    """Return a share as the record has it: percent with two decimals."""
    return str(share.quantize(_CENTS))


def read_fixed(
    fixed: Mapping[str, Any],
) -> tuple[list[Member], list[Inspector], Decimal, dict[str, Decimal]]:
    """Return population, inspectors, share and shares of strata out of what was fixed."""
    return (
        [Member(row["number"], row["stratum"], row["barred"]) for row in fixed["population"]],
        [Inspector(row["key"], row["name"]) for row in fixed["inspectors"]],
        Decimal(fixed["share"]),
        {stratum: Decimal(each) for stratum, each in fixed["shares"].items()},
    )


def outcome_facts(outcome: Outcome) -> dict[str, Any]:
    """Return drawn cases and reserve as the record has them."""
    return {"drawn": _rows(outcome.drawn), "reserve": _rows(outcome.reserve)}


def _rows(rows: Sequence[Drawn]) -> list[dict[str, Any]]:
    return [
        {
            "number": each.number,
            "stratum": each.stratum,
            "ticket": each.ticket,
            "inspectors": list(each.inspectors),
        }
        for each in rows
    ]
