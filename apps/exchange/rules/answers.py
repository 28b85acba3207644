"""Reading what a system outside answers about a home: all of it, or nothing. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{0,6}[装备案字码监][〔\[（(]20[0-9]{2}[〕\]）)][0-9]{1,8}号"
    r"|(?=[^0-9]*[0-9])[A-Za-z0-9][A-Za-z0-9._/-]{0,39}"
)
"""A number as such systems give it: 杭装备〔2026〕0001号, or letters and digits; no words."""
_SEPARATORS = re.compile(r"[._/-]")
_DIGITS = re.compile(r"[0-9]{11,}")
_DATED = re.compile(r"20[0-9]{9,10}")
"""A year and a count in it: no telephone and no 身份证号 begins so."""
EARLIEST = date(2000, 1, 1)
"""Ours: no such system is older; a day before that is a mistake, not a day."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a system says of a home: whether it stands there, since when, under which number."""

    is_found: bool
    on: date | None = None
    number: str = ""


def read(
    said: Mapping[str, object], *, question: str, address: str, today: date, needs_number: bool
) -> Reading | str:
    """Return what an answer says, or in words what is wrong with it.

    An answer to another question or of another home is none; so is one whose parts do not fit together.
    Nothing of it is believed in part. ``needs_number``: what is found has one, by the contract.
    """
    if said.get("question") != question:
        return "不是这一问的应答（question 不符）"
    if said.get("address") != address:
        return "应答的是别的房屋（address 不符）"
    found, number = said.get("found"), said.get("number")
    if not isinstance(found, bool):
        return "没有写明查到没有（found）"
    if not found:
        if said.get("on") or number:
            return "写明查不到，又写了日期或编号"
        return Reading(False)
    on = _day(said.get("on"))
    if on is None or on < EARLIEST:
        return "登记日期（on）不是日期"
    if on > today:
        return "登记日期（on）晚于今天"
    if number in (None, "") and not needs_number:
        return Reading(True, on)
    if not isinstance(number, str) or not _NUMBER.fullmatch(number) or _may_be_personal(number):
        return "没有编号，或者不像编号（number）"
    return Reading(True, on, number)


def _may_be_personal(number: str) -> bool:
    """Whether there may be a telephone or a 身份证号 in it, of any length and however it is written."""
    runs = _DIGITS.findall(_SEPARATORS.sub("", number))
    return any(not _DATED.fullmatch(each) for each in runs)


def _day(value: object) -> date | None:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
