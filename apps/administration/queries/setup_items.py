"""Items of a site's file as they stand to the site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from apps.administration.rules.setup import Fault


class Standing(StrEnum):
    """How an item of the file stands to the site."""

    NEW = "new"
    DIFFERS = "differs"
    ELSEWHERE = "elsewhere"
    """It differs, and is changed on a page of its own and not from a file."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that the file would make or change."""

    key: str
    line: int
    what: str
    standing: Standing
    before: str = ""
    after: str = ""
    page: str = ""
    """Of :attr:`Standing.ELSEWHERE`: where it is changed."""


GROUPS: Mapping[str, str] = {
    "regions": "行政区划",
    "calendar": "工作日历",
    "rules": "规则",
    "organisations": "机构",
    "people": "人员和岗位",
    "programmes": "年度和目标",
    "enterprises": "装修企业",
    "opening_figures": "期初数",
}
"""Words by the first part of an item's key."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A file beside the site: every fault, and every item that is not there already."""

    faults: tuple[Fault, ...]
    items: tuple[Item, ...]
    same: int
    """How many entries stand on the site as the file says."""

    @property
    def same_words(self) -> str:
        """How much stands already, in words."""
        return f"另有 {self.same} 项已有，不动" if self.same else ""

    @property
    def new(self) -> tuple[Item, ...]:
        return tuple(each for each in self.items if each.standing is Standing.NEW)

    @property
    def groups(self) -> list[tuple[str, list[Item]]]:
        """What is new, by what it is."""
        found: dict[str, list[Item]] = {}
        for each in self.new:
            found.setdefault(GROUPS[each.key.partition(":")[0]], []).append(each)
        return list(found.items())

    @property
    def differing(self) -> tuple[Item, ...]:
        """Items to be decided one by one."""
        return tuple(each for each in self.items if each.standing is Standing.DIFFERS)

    @property
    def elsewhere(self) -> tuple[Item, ...]:
        return tuple(each for each in self.items if each.standing is Standing.ELSEWHERE)
