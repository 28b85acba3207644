"""What a return asks for, item by item, and whether each is answered. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

MOST_ASKED = 20
"""Items of one return; whoever writes more lines has the rest as the last one."""
COPIES = (("proof_files", "权属证明"), ("contract_files", "装修合同"))
"""Copies that may be asked for anew: the field that takes each, and its name."""
_NUMBER = re.compile(r"^(?:[（(](\d{1,2})[)）]|(\d{1,2})[.、．)）])\s*(?!\d)")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a return asks for, item by item, who asks and when; nothing where none waits."""

    number: int = 0
    """Which fact the return is; 0 where none waits."""
    text: str = ""
    """The return in its writer's words."""
    items: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    """Fields of the copies to be handed in anew."""
    who: str = ""
    at: datetime | None = None

    @property
    def copy_names(self) -> list[str]:
        """权属证明, 装修合同."""
        return [name for field, name in COPIES if field in self.copies]


def asked_items(text: str) -> list[str]:
    """Return the items of a return as its writer set them apart: one a line.

    A number in front goes where it counts the item; within a line figures belong to what is said.
    """
    items: list[str] = []
    for line in text.splitlines():
        numbered = _NUMBER.match(line.strip())
        counts = numbered is not None and int(numbered[1] or numbered[2]) == len(items) + 1
        rest = line.strip()[numbered.end() :] if numbered and counts else line
        if item := rest.strip("；; \t"):
            items.append(item)
    if len(items) > MOST_ASKED:
        items = [*items[: MOST_ASKED - 1], "；".join(items[MOST_ASKED - 1 :])]
    return items


def unanswered(items: Collection[str], answers: Mapping[int, str]) -> list[int]:
    """Return the numbers, from 1, of the items that nothing was said to."""
    return [number for number in range(1, len(items) + 1) if not answers.get(number, "").strip()]


def answered_words(items: Collection[str], answers: Mapping[int, str], more: str) -> str:
    """Return what was answered to each item, and what was said besides."""
    lines = [f"{number}. {item}：{answers[number].strip()}" for number, item in enumerate(items, start=1)]
    return "\n".join([*lines, *([more.strip()] if more.strip() else [])])
