"""What the end of an application would change elsewhere; said by the stages above, which register it."""

from __future__ import annotations

from collections.abc import Callable

from apps.othertrack.models import Renovation

_endings: list[Callable[[Renovation, str], list[str]]] = []


def register_ending(effects: Callable[[Renovation, str], list[str]]) -> None:
    """Add what an end (decline, withdraw) of an application would change; nothing where nothing does."""
    if effects not in _endings:
        _endings.append(effects)


def problems_left(renovation: Renovation) -> list[str]:
    """Return what an end leaves to be dealt with all the same, to be read before it is made."""
    count = sum(each.is_open for each in renovation.patrols.all())
    if not count:
        return []
    return [f"巡查报告的 {count} 个问题还没有处理。本件结束以后仍等街道或者区县住建局处理。"]


def effects_of_ending(renovation: Renovation, ending: str) -> list[str]:
    """Return what an end of an application would change elsewhere, to be read before it is made."""
    return [said for effects in _endings for said in effects(renovation, ending)]
