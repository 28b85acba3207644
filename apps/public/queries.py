"""What anybody may learn: of a paper that lies before them, and of the progress that was released (R16)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apps.cases.queries import checking as cases
from apps.documents.rules.checking import IssuedPaper, digest_range
from apps.inspections.queries import checking as inspections
from apps.lib import clock
from apps.plans.queries import checking as plans
from apps.public.rules import SCHEMA
from apps.reports.models import Release
from apps.reports.queries import checking as reports
from apps.reports.queries.releases import Progress
from apps.reports.rules.releases import COUNTS, summed

_WHOLE = 32
"""Hexadecimal digits of a digest in a QR."""
_SOURCES = (cases.issued_papers, plans.issued_papers, inspections.issued_papers, reports.issued_papers)


def issued_papers(typed: str) -> list[IssuedPaper]:
    """Return the papers that a typed 校验码, or the digest in a QR, stands for; newest first."""
    found = digest_range(typed)
    if found is None:
        return []
    papers: list[IssuedPaper] = []
    for source in _SOURCES:
        papers += source(*found)
        # 128 bits are one paper's alone; eight letters may be several papers'.
        if papers and found[0][:_WHOLE] == found[1][:_WHOLE]:
            break
    return sorted(papers, key=lambda paper: paper.issued_at, reverse=True)


@dataclass(frozen=True, slots=True)
class ReleasedTable:
    """A body's released week with the sums of its counts."""

    release: Release
    sums: Mapping[str, int | None]


def released_tables(found: Progress) -> list[ReleasedTable]:
    """Return what the page shows of a released week."""
    return [
        ReleasedTable(each, {name: summed(each.rows, name) for name in COUNTS}) for each in found.releases
    ]


def released_data(found: Progress) -> dict[str, Any]:
    """Return a released week as plain data (docs/public-data.md)."""
    return {
        "schema": SCHEMA,
        "year": found.year,
        "week": found.number,
        "releases": [
            {
                "body": each.body.name,
                "edition": each.edition,
                "released_at": clock.local(each.made_at).isoformat(),
                "cutoff_at": clock.local(each.cutoff_at).isoformat(),
                "rows": each.rows,
                "waited_for": each.waited_for,
            }
            for each in found.releases
        ],
    }


def released_lines(found: Progress) -> list[dict[str, Any]]:
    """Return a released week bureau by bureau, as the CSV has it."""
    return [
        {
            "body": each.body.name,
            "year": found.year,
            "week": found.number,
            "cutoff_at": clock.local(each.cutoff_at).isoformat(),
            **row,
        }
        for each in found.releases
        for row in each.rows
    ]
