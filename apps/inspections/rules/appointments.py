"""上门预约: offered times, one agreed, moved, kept or not (P5). Pure.

Who visits and who is visited act on one small machine; a time that has come is nobody's to move.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from apps.inspections.enums import AppointmentAct as Did
from apps.inspections.enums import AppointmentState as State
from apps.lib import clock, formats

MOST_SLOTS = 5
"""Times offered at once; more is no choice for a reader of seventy."""
REMIND_AT = time(9, 0)
"""When, on the day before, somebody is reminded (Asia/Shanghai)."""

OPEN = frozenset({State.OFFERED, State.AGREED, State.WISHED})
"""States in which an appointment still goes on."""

ACTS: Mapping[Did, tuple[frozenset[State], State]] = {
    Did.CHOOSE: (frozenset({State.OFFERED, State.AGREED}), State.AGREED),
    Did.WISH: (frozenset({State.OFFERED, State.AGREED}), State.WISHED),
    Did.DECLINE: (OPEN, State.DECLINED),
    Did.MOVE: (OPEN, State.OFFERED),
    Did.CANCEL: (OPEN, State.CANCELLED),
    Did.KEEP: (frozenset({State.AGREED}), State.KEPT),
    Did.MISS: (frozenset({State.AGREED}), State.MISSED),
}
"""From which states, and where to; 改约 with a time that is agreed already leads to 已约定."""

BY_HOUSEHOLD = frozenset({Did.CHOOSE, Did.WISH, Did.DECLINE})
"""What is the household's to say, by itself or through whoever wrote it down."""


@dataclass(frozen=True, slots=True)
class Slot:
    """时段: from when to when, aware."""

    starts: datetime
    ends: datetime

    @property
    def day_words(self) -> str:
        """Day and weekday, in Shanghai."""
        weekday = formats.weekday(self.starts).replace("星期", "周")
        return f"{formats.month_day(self.starts)} {weekday}"

    @property
    def time_words(self) -> str:
        """From when to when, in Shanghai."""
        return f"{formats.time_of_day(self.starts)}—{formats.time_of_day(self.ends)}"

    @property
    def short(self) -> str:
        """Day, weekday and both times without a blank: a text message has no room."""
        return f"{self.day_words}{self.time_words}".replace(" ", "")

    @property
    def words(self) -> str:
        """Day, weekday and both times."""
        return f"{self.day_words} {self.time_words}"


def why_not(did: Did, state: State, starts: datetime | None, now: datetime) -> str:
    """Return why something may not be done about an appointment as it stands, '' where it may."""
    sources, _ = ACTS[did]
    if state not in OPEN:
        return f"这次预约{state.label}，不能再改。"
    if state not in sources:
        return _TOO_EARLY.get(did, f"这次预约现在是“{state.label}”。")
    begun = state is State.AGREED and starts is not None and starts <= now
    if did in BY_HOUSEHOLD and begun:
        return "已经到了约定的时间，有变化的请直接打电话。"
    if did in (Did.KEEP, Did.MISS) and not begun:
        return "还没有到约定的时间。"
    return ""


_TOO_EARLY = {
    Did.CHOOSE: "已经要求另约时间，等对方提出新的时段。",
    Did.WISH: "已经记下要求另约时间，等对方提出新的时段。",
    Did.KEEP: "还没有约定时间。",
    Did.MISS: "还没有约定时间。",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with offered times: in which of them, from 0, and the words."""

    place: int
    reason: str


def slots_fault(slots: Sequence[Slot], now: datetime) -> Fault | None:
    """Return the first thing wrong with times to be offered, None where they can be offered."""
    if not slots:
        return Fault(0, "请至少填写一个时段。")
    if len(slots) > MOST_SLOTS:
        return Fault(MOST_SLOTS, f"一次最多提出 {MOST_SLOTS} 个时段。")
    for place, slot in enumerate(slots):
        if slot.ends <= slot.starts:
            return Fault(place, "结束时间要晚于开始时间。")
        if clock.local(slot.starts).date() != clock.local(slot.ends).date():
            return Fault(place, "一个时段不能跨天。")
        if slot.starts <= now:
            return Fault(place, "这个时段已经过了。")
        if any(slot.starts < other.ends and other.starts < slot.ends for other in slots[:place]):
            return Fault(place, "和前面的时段重叠。")
    return None


@dataclass(frozen=True, slots=True)
class Stands:
    """How an open appointment stands at a moment."""

    household: bool
    """Whether the household owes an answer."""
    owed: str
    """What those who visit owe, in words; '' for nothing."""


def stands(state: State, choices: Sequence[Slot], agreed: Slot | None, now: datetime) -> Stands:
    """Say who owes an answer: the household among times to come, or those who visit."""
    if state is State.OFFERED:
        waits = any(slot.starts > now for slot in choices)
        return Stands(waits, "" if waits else "提出的时段都过了，重新约")
    if state is State.WISHED:
        return Stands(False, "住户要另约时间，请答复")
    if state is State.AGREED and agreed is not None and agreed.ends <= now:
        return Stands(False, "登记按约上门的结果")
    return Stands(False, "")


def remind_at(starts: datetime, now: datetime) -> datetime | None:
    """Return when to remind of a visit: the day before; None where it was agreed after that."""
    first = clock.local(starts)
    at = datetime.combine(first.date() - timedelta(days=1), REMIND_AT, first.tzinfo)
    return at if at > now else None
