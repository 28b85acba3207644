"""Made-up populations and records of draws."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from apps.supervision.rules import (
    FORMAT,
    Inspector,
    Member,
    commitment,
    digest_of,
    draw,
    fixed_facts,
    outcome_facts,
    seed_of,
)

FIRMS = ("示例装配", "模拟家装", "样本整装")
NUMBERS = {"71": "83019472653018472651", "72": "40917362859103746285"}
PEOPLE = [Inspector(str(key), f"示例{key}") for key in range(1, 6)]
DIGEST = {"day": "2026-11-27", "hash": "ab" * 32}


def members(count: int, *, first: int = 1) -> list[Member]:
    """Return so many cases of three firms, each accepted by one of two."""
    return [
        Member(f"上城-2026-{number:04}", FIRMS[number % 3], {str(number % 2 + 1): "参加过这一户的验收"})
        for number in range(first, first + count)
    ]


def drawn_record(population: list[Member] | None = None) -> dict[str, Any]:
    """Return the record of a finished draw, as the site hands it out."""
    rows = members(30) if population is None else population
    share, shares = Decimal(10), {FIRMS[0]: Decimal("33.33")}
    fixed = fixed_facts(
        about={
            "title": "上城区 2026 年第 1 次抽查",
            "earlier": [],
            "witnesses": [{"key": key, "name": f"见证{key}"} for key in NUMBERS],
        },
        population=rows,
        inspectors=PEOPLE,
        share=share,
        shares=shares,
    )
    sha256 = digest_of(fixed)
    seed = seed_of(sha256, list(NUMBERS.values()), DIGEST["day"], DIGEST["hash"])
    return {
        "format": FORMAT,
        "fixed": fixed,
        "fixed_sha256": sha256,
        "commitments": [
            {"witness": key, "commitment": commitment(sha256, key, number), "at": "2026-11-27T10:00:00+08:00"}
            for key, number in NUMBERS.items()
        ],
        "digest": DIGEST,
        "openings": [{"witness": key, "number": number} for key, number in NUMBERS.items()],
        "seed": seed,
        "outcome": outcome_facts(draw(seed, rows, PEOPLE, share=share, shares=shares)),
        "ended": None,
    }
