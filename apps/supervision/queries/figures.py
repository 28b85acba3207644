"""The numbers of a draw in words, and those that were let out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from apps.supervision.enums import Finding, Stage
from apps.supervision.models import Draw

PUBLIC = 30
"""So many draws the public page lists, the newest."""
_WORDS = {
    "population": "总体（户）",
    "drawn": "抽中（户）",
    "reserve": "候补顶上（户）",
    "checked": "已复核（户）",
    "refused": "住户不同意（户）",
    "unreached": "联系不上（户）",
    **{finding.value: f"{finding.label}（户）" for finding in Finding},
}


def in_words(figures: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return figures with their names, in their order."""
    return [(label, figures[name]) for name, label in _WORDS.items() if name in figures]


@dataclass(frozen=True, slots=True)
class Published:
    """A draw of which the numbers were let out."""

    draw: Draw
    figures: list[tuple[str, int]]


def published_draws() -> tuple[list[Published], bool]:
    """Return the newest draws whose numbers were let out, and whether there are older ones (one query)."""
    rows = Draw.objects.filter(stage=Stage.PUBLISHED).for_display().order_by("-published_at", "pk")
    found = list(rows[: PUBLIC + 1])
    return [Published(each, in_words(each.figures)) for each in found[:PUBLIC]], len(found) > PUBLIC
