"""An answer about a home is believed whole or not at all."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from apps.exchange.rules.answers import Reading, read

TODAY = date(2026, 10, 1)
SOUND: dict[str, Any] = {
    "question": "q-1",
    "address": "示例路1号",
    "found": True,
    "on": "2026-09-01",
    "number": "示例装备〔2026〕0001号",
}
ABSENT = {"question": "q-1", "address": "示例路1号", "found": False}


def judged(said: dict[str, Any], *, needs_number: bool = True) -> Reading | str:
    return read(said, question="q-1", address="示例路1号", today=TODAY, needs_number=needs_number)


def test_a_sound_answer_is_read() -> None:
    assert judged(SOUND) == Reading(True, date(2026, 9, 1), "示例装备〔2026〕0001号")
    assert judged(ABSENT) == Reading(False)
    assert judged({**ABSENT, "on": None, "number": ""}) == Reading(False)


def test_a_number_is_asked_for_where_the_contract_has_one() -> None:
    without = {**SOUND, "number": None}
    assert judged(without, needs_number=False) == Reading(True, date(2026, 9, 1))
    assert isinstance(judged(without), str)


@pytest.mark.parametrize(
    "number",
    [
        "杭装备〔2026〕0001号",
        "示例装备字(2026)12号",
        "BA-2026-0000001",
        "330102-2026",
        "YM0001",
        "20260000001",
    ],
)
def test_numbers_of_such_systems_are_kept(number: str) -> None:
    assert judged({**SOUND, "number": number}) == Reading(True, date(2026, 9, 1), number)


@pytest.mark.parametrize(
    ("lie", "part"),
    [
        ({"question": "q-2"}, "question"),
        ({"question": None}, "question"),
        ({"address": "示例路2号"}, "address"),
        ({"address": ["示例路1号"]}, "address"),
        ({"found": "true"}, "found"),
        ({"found": 1}, "found"),
        ({"found": None}, "found"),
        ({"found": False}, "查不到"),
        ({"on": None}, "日期"),
        ({"on": "昨天"}, "日期"),
        ({"on": "2026-02-30"}, "日期"),
        ({"on": "0001-01-01"}, "日期"),
        ({"on": 20260901}, "日期"),
        ({"on": "2026-10-02"}, "晚于今天"),
        ({"on": "9999-12-31"}, "晚于今天"),
        ({"number": 5}, "编号"),
        ({"number": "x" * 61}, "编号"),
        ({"number": "<b>"}, "编号"),
        ({"number": "13800000000"}, "编号"),
        ({"number": "8613800000000"}, "编号"),
        ({"number": "138-0000-0000"}, "编号"),
        ({"number": "BA138.0000/0000"}, "编号"),
        ({"number": "330102000000000"}, "编号"),
        ({"number": "33010200000000000X"}, "编号"),
        ({"number": "0571-00000000"}, "编号"),
        ({"number": "张示例住清波街道示例小区1幢101"}, "编号"),
        ({"number": "张示例〔2026〕1号"}, "编号"),
        ({"number": "示例装备〔2026〕13800000000号"}, "编号"),
        ({"number": "zhang-shili"}, "编号"),
        ({"number": "\x00"}, "编号"),
    ],
)
def test_a_lie_is_refused_whole(lie: dict[str, Any], part: str) -> None:
    words = judged({**SOUND, **lie})
    assert isinstance(words, str)
    assert part in words


@pytest.mark.parametrize("said", [{}, {"id": "P-1"}])
def test_nothing_said_is_no_answer(said: dict[str, Any]) -> None:
    assert isinstance(judged(said), str)
