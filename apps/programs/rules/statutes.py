"""条文规则: what a decree forbids or gives at the least, as data, without force until a body has read it.

The words here are the house's own and no quotation: the site ships without the decree. Until a bureau has
compared a line with the original (核对原文), it is marked 待核对原文 and stops nothing. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

DECREE = "住宅室内装饰装修管理办法（建设部令第110号）"
UNREAD = "待核对原文"
LONGEST_WORDING = 300


class Concern(StrEnum):
    """What a line is for."""

    RED_LINE = "red_line"
    WARRANTY = "warranty"


@dataclass(frozen=True, slots=True)
class Statute:
    """条文规则: one line as the house ships it; its article and figure are to be compared, too."""

    code: str
    concern: Concern
    label: str
    words: str
    """What a plan is asked not to do, or what is given at the least; the house's own words."""
    article: str
    approvable: bool = False
    """Whether the decree lets it be done with somebody's consent."""
    years: int | None = None
    """The least years of a warranty."""


OVER_DRY_ROOM, BEARING, GAS = "over_dry_room", "bearing_structure", "gas_pipes"
WARRANTY, LEAKS = "warranty_years", "leak_years"

STATUTES: dict[str, Statute] = {
    each.code: each
    for each in (
        Statute(
            OVER_DRY_ROOM,
            Concern.RED_LINE,
            "厨房、卫生间的位置",
            "厨房、卫生间不设在原来没有防水的房间或阳台，也不设在下层住户的卧室、起居室等房间上方",
            "第五条",
        ),
        Statute(
            BEARING,
            Concern.RED_LINE,
            "承重结构",
            "不拆改、不开凿承重墙、梁、柱、楼板等承重结构",
            "第五条",
            approvable=True,
        ),
        Statute(GAS, Concern.RED_LINE, "燃气", "不拆改燃气管道和设施", "第六条", approvable=True),
        Statute(
            WARRANTY,
            Concern.WARRANTY,
            "最低保修期限",
            "验收合格后由装修企业出具质量保修书，保修期限不短于规定的年数",
            "第三十二条",
            years=2,
        ),
        Statute(
            LEAKS,
            Concern.WARRANTY,
            "防渗漏最低保修期限",
            "有防水要求的厨房、卫生间防渗漏，保修期限不短于规定的年数",
            "第三十二条",
            years=5,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A line as it holds for a body on a day: as the house ships it, or as a bureau has read it."""

    statute: Statute
    is_read: bool = False
    """Whether a bureau has compared it with the original; without that it stops nothing."""
    words: str = ""
    article: str = ""
    approvable: bool = False
    years: int | None = None
    reading: str = ""
    """Which reading: 上城区住建局 第 1 版."""

    @property
    def code(self) -> str:
        """Code of the line."""
        return self.statute.code

    @property
    def source(self) -> str:
        """Decree and article, marked while nobody has compared them."""
        return f"{DECREE}{self.article}" + ("" if self.is_read else f"，{UNREAD}")


def unread(statute: Statute) -> Standing:
    """Return a line as the house ships it."""
    return Standing(statute, False, statute.words, statute.article, statute.approvable, statute.years)


def is_own_words(statute: Statute, wording: str) -> bool:
    """Whether what was typed off is the house's own sentence: quoted, nobody would have said it."""
    return _letters(wording) == _letters(statute.words)


def _letters(text: str) -> str:
    return "".join(each for each in text if each.isalnum())


def in_force(lines: Iterable[Standing], concern: Concern) -> tuple[Standing, ...]:
    """Return the lines of a concern that a bureau has read: those that stop anything."""
    return tuple(line for line in lines if line.is_read and line.statute.concern is concern)
