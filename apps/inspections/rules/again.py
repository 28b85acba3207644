"""整改后二次验收: what failed comes first, what was asked to be mended is looked at again. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from apps.inspections.enums import ItemKind, ItemOutcome
from apps.inspections.rules.as_built import BuiltItem, Found
from apps.inspections.rules.papers import CARRIED


def carried_code(number: int) -> str:
    """Return the code of an item that carries item ``number`` of the last 整改意见告知单."""
    return f"{ItemKind.CARRIED.value}:{number}"


def carried_number(code: str) -> int | None:
    """Return which item a code carries; None for an item of the plan."""
    kind, _, number = code.partition(":")
    return int(number) if kind == ItemKind.CARRIED.value else None


def carried_items(asked: Mapping[int, str]) -> tuple[BuiltItem, ...]:
    """Return what was asked to be mended as items to go through, by number."""
    return tuple(
        BuiltItem(carried_code(number), ItemKind.CARRIED, CARRIED, f"第 {number} 项", text)
        for number, text in sorted(asked.items())
    )


def failed_codes(found: Mapping[str, Found], deviating: Iterable[str] = ()) -> frozenset[str]:
    """Return the items that were not as planned; ``deviating``: codes that measured otherwise."""
    bad = (code for code, each in found.items() if each.outcome is ItemOutcome.DISAGREES)
    return frozenset((*bad, *deviating))


def failed_first(items: Sequence[BuiltItem], failed: frozenset[str]) -> tuple[BuiltItem, ...]:
    """Return the items with those that failed before the others, each in the order of the plan."""
    return tuple(sorted(items, key=lambda item: item.code not in failed))
