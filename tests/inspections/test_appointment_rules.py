"""上门预约 as a pure machine: who may do what when, which times may be offered, who owes an answer."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from apps.inspections.enums import AppointmentAct as Did
from apps.inspections.enums import AppointmentState as State
from apps.inspections.rules.appointments import (
    ACTS,
    BY_HOUSEHOLD,
    OPEN,
    Slot,
    Stands,
    remind_at,
    slots_fault,
    stands,
    why_not,
)
from apps.lib.clock import SHANGHAI

NOW = datetime(2026, 11, 26, 14, 0, tzinfo=SHANGHAI)


def slot(days: int, hour: int = 9, *, hours: int = 2) -> Slot:
    starts = NOW.replace(hour=hour) + timedelta(days=days)
    return Slot(starts, starts + timedelta(hours=hours))


@pytest.mark.parametrize("did", list(ACTS))
def test_what_ended_is_nobodys_to_change(did: Did) -> None:
    for state in set(State) - OPEN:
        assert why_not(did, state, slot(1).starts, NOW).endswith("不能再改。")


@pytest.mark.parametrize("did", sorted(BY_HOUSEHOLD))
def test_a_time_that_has_come_is_no_longer_the_households_to_move(did: Did) -> None:
    assert why_not(did, State.AGREED, slot(1).starts, NOW) == ""
    assert "直接打电话" in why_not(did, State.AGREED, NOW, NOW)


@pytest.mark.parametrize("did", [Did.KEEP, Did.MISS])
def test_a_result_comes_after_its_time(did: Did) -> None:
    assert why_not(did, State.AGREED, slot(1).starts, NOW) == "还没有到约定的时间。"
    assert why_not(did, State.OFFERED, None, NOW) == "还没有约定时间。"
    assert why_not(did, State.AGREED, slot(-1).starts, NOW) == ""


def test_another_time_is_asked_for_once_until_it_is_answered() -> None:
    assert why_not(Did.WISH, State.OFFERED, None, NOW) == ""
    assert "等对方提出" in why_not(Did.WISH, State.WISHED, None, NOW)
    assert "等对方提出" in why_not(Did.CHOOSE, State.WISHED, None, NOW)


@pytest.mark.parametrize(
    ("slots", "place", "words"),
    [
        ([], 0, "至少填写一个时段"),
        ([slot(each) for each in range(1, 7)], 5, "最多提出 5 个"),
        ([Slot(slot(1).ends, slot(1).starts)], 0, "晚于开始"),
        ([slot(1), slot(2, 22, hours=4)], 1, "不能跨天"),
        ([slot(0, 14)], 0, "已经过了"),
        ([slot(1), slot(1, 10)], 1, "重叠"),
    ],
)
def test_times_that_cannot_be_offered(slots: list[Slot], place: int, words: str) -> None:
    fault = slots_fault(slots, NOW)
    assert fault is not None
    assert fault.place == place
    assert words in fault.reason


def test_five_times_side_by_side_can_be_offered() -> None:
    assert slots_fault([slot(1, 9), slot(1, 11), slot(2), slot(3), slot(4)], NOW) is None


@pytest.mark.parametrize(
    ("state", "choices", "agreed", "expected"),
    [
        (State.OFFERED, [slot(-1), slot(1)], None, Stands(True, "")),
        (State.OFFERED, [slot(-1)], None, Stands(False, "提出的时段都过了，重新约")),
        (State.WISHED, [slot(1)], None, Stands(False, "住户要另约时间，请答复")),
        (State.AGREED, [], slot(1), Stands(False, "")),
        (State.AGREED, [], slot(-1), Stands(False, "登记按约上门的结果")),
        (State.DECLINED, [], None, Stands(False, "")),
    ],
)
def test_who_owes_an_answer(state: State, choices: list[Slot], agreed: Slot | None, expected: Stands) -> None:
    assert stands(state, choices, agreed, NOW) == expected


def test_reminded_the_day_before_unless_it_was_agreed_later_than_that() -> None:
    assert remind_at(slot(2).starts, NOW) == datetime(2026, 11, 27, 9, 0, tzinfo=SHANGHAI)
    assert remind_at(slot(1).starts, NOW) is None


def test_a_time_reads_with_its_weekday() -> None:
    assert slot(2).words == "11月28日 周六 09:00—11:00"
