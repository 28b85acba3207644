"""Packages side by side: what is the same is said once, what differs stands in columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from apps.lib import formats
from apps.packages.rules.content import PackageContent
from apps.plans.enums import Method, Surface

LEAST, MOST = 2, 4
_COUNTED = {2: "两个", 3: "三个", 4: "四个"}
NOT_STATED = "没有写"


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One thing that packages say: a cell for each, in the order of the columns."""

    label: str
    cells: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether all say the same."""
        return len(set(self.cells)) == 1

    @property
    def once(self) -> str:
        """What they all say, said once; '' where they differ."""
        return f"{_COUNTED[len(self.cells)]}一样：{self.cells[0]}" if self.is_same else ""


@dataclass(frozen=True, slots=True)
class ComparedPart:
    """Rows that belong together."""

    title: str
    rows: tuple[ComparedRow, ...]


def surface_words(content: PackageContent, surface: Surface) -> str:
    """Say how a surface is worked and with what: 装配式，整体防水底盘."""
    part = next(each for each in content.surfaces if each.surface == surface)
    method = part.method.short if part.method is not None else NOT_STATED
    return f"{method}，{part.product}" if part.product else method


def prefab_words(content: PackageContent) -> str:
    """Say how many of the surfaces are 装配式: what a plan is checked by first (R4)."""
    built = sum(part.method is Method.PREFAB for part in content.surfaces)
    return f"{len(content.surfaces)} 个部位中 {built} 个"


def extra_words(content: PackageContent) -> str:
    """Say what a ㎡ beyond the stated area costs."""
    if content.extra_price is None:
        return "另行商量"
    return f"每 ㎡ {formats.yuan(content.extra_price)} 元"


def compared(contents: Sequence[PackageContent]) -> tuple[ComparedPart, ...]:
    """Return all that packages say of themselves but their prices, part by part."""

    def row(label: str, say: Callable[[PackageContent], str]) -> ComparedRow:
        return ComparedRow(label, tuple(say(each) for each in contents))

    return (
        ComparedPart("", (row("超出报价面积", extra_words),)),
        ComparedPart(
            "做法和工期",
            (
                row("装配式", prefab_words),
                *(row(surface.label, partial(surface_words, surface=surface)) for surface in Surface),
                row("工期", lambda each: f"{each.works_days} 天"),
            ),
        ),
        ComparedPart(
            "包什么",
            (
                row("包含", lambda each: each.included),
                row("不包含", lambda each: each.excluded),
                row("品牌", lambda each: "、".join(each.brands) or NOT_STATED),
                row("质保", lambda each: each.warranty),
            ),
        ),
    )


def counted(parts: Sequence[ComparedPart]) -> tuple[int, int]:
    """Return how many rows there are, and how many of them differ."""
    rows = [row for part in parts for row in part.rows]
    return len(rows), sum(not row.is_same for row in rows)


def only_differing(parts: Sequence[ComparedPart]) -> tuple[ComparedPart, ...]:
    """Return the parts without the rows in which all say the same."""
    kept = (ComparedPart(part.title, tuple(row for row in part.rows if not row.is_same)) for part in parts)
    return tuple(part for part in kept if part.rows)
