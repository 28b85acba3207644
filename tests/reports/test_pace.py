"""Pace, forecast and footnotes."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from apps.lib.clock import SHANGHAI
from apps.reports.rules.figures import Figures, Named, cutoff_note, declared_note, footnotes
from apps.reports.rules.ledger import Kind, Movement, State
from apps.reports.rules.pace import Point, forecast, median, needed, outlook, speed

SEPTEMBER = Point("9月底", date(2026, 9, 30), Decimal(60))
NOVEMBER = Point("11月底", date(2026, 11, 30), Decimal(100))


def test_a_part_of_a_household_is_a_whole_one() -> None:
    assert needed(30, Decimal(60)) == 18
    assert needed(31, Decimal(60)) == 19


def test_forecast_is_never_rounded_up() -> None:
    assert forecast(19, Fraction(1, 2), today=date(2026, 11, 9), due_on=date(2026, 11, 30)) == 20


def test_speed_is_that_of_the_last_four_weeks() -> None:
    assert speed([1, 2, 3, 10, 12, 14, 16, 18]) == 2
    assert speed([5]) == 0
    assert speed([5, 4]) == 0


def test_a_missed_milestone_is_bad_and_a_likely_miss_warns() -> None:
    rows = outlook(
        [NOVEMBER, SEPTEMBER],
        target=30,
        reached={"completed": 17},
        history={"completed": [13, 14, 15, 16, 17]},
        today=date(2026, 11, 16),
    )

    assert [(row.point.name, row.tone, row.missing) for row in rows] == [
        ("9月底", "bad", 1),
        ("11月底", "warn", 11),
    ]


@given(st.lists(st.integers(0, 400), max_size=30))
def test_median_lies_in_the_middle(values: list[int]) -> None:
    middle = median(values)
    if middle is None:
        assert values == []
    else:
        assert 2 * sum(value <= middle for value in values) >= len(values)
        assert 2 * sum(value >= middle for value in values) >= len(values)


WEEK = Figures(2, 23, 3, 1, 19, 6, Decimal(1_914_000), Decimal(5000))


def test_footnotes_say_the_sum_and_every_removal() -> None:
    out = Movement(UUID(int=1), Kind.OUT, State.ONGOING, None, Decimal(-5), "与另一案件为同一住宅")
    more = Movement(UUID(int=2), Kind.CHANGED, State.ONGOING, State.ONGOING, Decimal(5000), "补充协议")
    lines = footnotes(WEEK, [Named("上城-2026-0131", out), Named("上城-2026-0140", more, corrects=45)])

    assert lines == [
        "上期累计 23 ＋ 新增 3 − 核减 1 ＝ 本期累计 25（户）。",
        "累计进度含上年结转的正在装修 2 户，开工时已计入上年，不计入本周进度。",
        "核减 上城-2026-0131（与另一案件为同一住宅）。",
        "更正第 45 期：上城-2026-0140 合同金额变更 ＋0.50 万元（补充协议）。",
    ]


def test_the_cut_off_is_stated_as_a_local_convention() -> None:
    note = cutoff_note(
        datetime(2026, 11, 26, tzinfo=SHANGHAI), datetime(2026, 11, 26, 17, 30, tzinfo=SHANGHAI)
    )

    assert note == (
        "数据截至 2026年11月25日 24:00（报送日前一日；原文未规定，系本地约定），报送截止 11月26日 17:30。"
    )


def test_an_empty_declared_total_gives_its_reason() -> None:
    assert "一码系统停机" in declared_note(source="", queried="", missing_reason="一码系统停机")
