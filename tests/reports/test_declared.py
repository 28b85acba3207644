"""The declared total as a sum of lines: what it comes to, what it lacks, what is strange about it (P6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.reports.rules.declared import (
    DEDUCTED,
    FIXED,
    JUMP_LEAST,
    JUMP_TIMES,
    Line,
    LineKind,
    Totals,
    Warning,
    declared_notes,
    gaps,
    of_plain,
    overdrawn,
    sum_text,
    to_plain,
    totals,
    warnings,
)

AT = datetime.fromisoformat("2026-11-26T08:30:00+08:00")
FILING = Line(LineKind.FILING, "filing", "", 12, 300, 40, Decimal("3000000"), AT, person="王示例")
CODE = Line(LineKind.CODE, "code", "", 3, 60, 5, Decimal("600000.50"), AT, person="王示例")
STREET = Line(
    LineKind.OFFLINE, "k1", "甲街道", 2, 4, 1, Decimal("50000"), day=date(2026, 11, 25), person="李示例"
)
TWICE = Line(LineKind.DUPLICATE, "duplicate", "", 1, 2, None, None, day=date(2026, 11, 25), person="王示例")
FOUR = (FILING, CODE, STREET, TWICE)

_numbers = st.none() | st.integers(0, 10_000)
_amounts = st.none() | st.decimals(0, 10**10, places=2)
_lines = st.lists(
    st.builds(
        Line,
        kind=st.sampled_from([kind for kind in LineKind if kind is not LineKind.SINGLE]),
        key=st.text("abc", max_size=4),
        label=st.text("甲乙", max_size=3),
        week=_numbers,
        done=_numbers,
        ongoing=_numbers,
        amount=_amounts,
        queried_at=st.none() | st.just(AT),
        day=st.none() | st.dates(date(2000, 1, 1)),
        person=st.text("王李", max_size=2),
    ),
    max_size=8,
)


def test_sources_are_added_and_the_rest_is_taken_off() -> None:
    assert totals(FOUR, amount_missing=3) == Totals(16, 362, 46, Decimal("3650000.50"), 3)


def test_the_sum_is_written_as_a_sum() -> None:
    assert sum_text(FOUR, "week") == "备案系统 12 ＋ 一码 3 ＋ 线下 2 − 重复 1 ＝ 16"
    assert sum_text(FOUR, "amount") == "备案系统 300.00 ＋ 一码 60.00005 ＋ 线下 5.00 ＝ 365.00005"


def test_offline_lines_are_one_term_and_one_source_is_no_sum() -> None:
    other = replace(STREET, key="k2", label="乙街道", week=5)

    assert sum_text((FILING, STREET, other), "week") == "备案系统 12 ＋ 线下 7 ＝ 19"
    assert sum_text((FILING,), "week") == "备案系统 12"
    assert sum_text((TWICE,), "week") == ""


@given(_lines, st.randoms())
def test_a_total_knows_no_order(lines: list[Line], random: Any) -> None:
    shuffled = list(lines)
    random.shuffle(shuffled)

    assert totals(shuffled) == totals(lines)
    assert [sum_text(shuffled, column) for column in ("week", "amount")] == [
        sum_text(lines, column) for column in ("week", "amount")
    ]


@given(_lines)
def test_what_comes_in_twice_and_is_taken_off_once_counts_once(lines: list[Line]) -> None:
    sources = [line for line in lines if line.kind not in DEDUCTED]
    again = [replace(line, kind=LineKind.DUPLICATE) for line in sources]

    assert totals([*sources, *sources, *again]) == totals(sources)


@given(_lines)
def test_a_line_is_read_as_it_was_written(lines: list[Line]) -> None:
    assert [of_plain(to_plain(line)) for line in lines] == lines


@given(_lines)
def test_more_taken_off_than_there_is_is_found(lines: list[Line]) -> None:
    summed = totals(lines)
    negative = any(
        value is not None and value < 0 for value in (summed.week, summed.done, summed.ongoing, summed.amount)
    )

    assert (overdrawn(lines) is not None) is negative


def test_zero_is_said_and_nothing_is_not() -> None:
    none = Line(LineKind.CODE, "code", week=0, done=0, ongoing=0, amount=Decimal(0))

    assert totals([none]) == Totals(0, 0, 0, Decimal(0))
    assert totals([replace(none, week=None)]).week is None
    assert not Line(LineKind.OFFLINE, "k1", "甲街道").filled


@pytest.mark.parametrize(
    ("line", "lacks"),
    [
        (FILING, []),
        (replace(FILING, queried_at=None), ["备案系统的查询时间"]),
        (replace(CODE, person="", ongoing=None), ["一码的正在装修", "一码的查询人"]),
        (replace(STREET, label=""), ["线下的名称"]),
        (replace(STREET, day=None), ["线下（甲街道）的日期"]),
        (replace(CODE, amount=None), ["一码的合同金额"]),
        (TWICE, []),
        (replace(TWICE, person=""), ["重复的经手人"]),
        (Line(LineKind.OFFLINE, "k1", "甲街道"), []),
    ],
)
def test_a_line_says_what_it_lacks(line: Line, lacks: list[str]) -> None:
    assert [gap.words for gap in gaps([line], amount_missing=None)] == lacks


def test_an_amount_may_be_missing_where_it_is_said_of_how_many() -> None:
    assert gaps([replace(FILING, amount=None)], amount_missing=340) == []


BEFORE = Totals(10, 300, 40, Decimal("3400000"))


@pytest.mark.parametrize(
    ("now", "codes"),
    [
        (Totals(12, 310, 42, Decimal("3500000")), []),
        (Totals(12, 310, 43, Decimal("3500000")), [Warning.SUM]),
        (Totals(12, 299, 53, Decimal("3500000")), [Warning.DONE]),
        (Totals(12, 310, 42, Decimal("3399999.99")), [Warning.AMOUNT]),
        (Totals(49, 310, 79, Decimal("3900000")), []),
        (Totals(50, 310, 80, Decimal("3900000")), [Warning.WEEK_JUMP]),
        (Totals(12, 310, 42, Decimal("34000000")), [Warning.AMOUNT_JUMP]),
        (Totals(12, 310, 42, None), []),
    ],
)
def test_what_differs_strangely_from_last_week_is_named(now: Totals, codes: list[Warning]) -> None:
    assert list(warnings(now, BEFORE, neighbours=True)) == codes


def test_a_few_more_than_hardly_any_are_no_jump() -> None:
    before, now = Totals(1, 300, 40), Totals(JUMP_LEAST, 300, 60)

    assert JUMP_LEAST > JUMP_TIMES
    assert warnings(now, before, neighbours=True) == {}


def test_over_a_missing_week_sums_need_not_hold() -> None:
    now = Totals(60, 290, 43, Decimal("3400000"))

    assert list(warnings(now, BEFORE, neighbours=False)) == [Warning.DONE]
    assert warnings(now, None, neighbours=False) == {}


def test_households_without_an_amount_do_not_lower_the_average() -> None:
    now = Totals(12, 310, 42, Decimal("3400000"), amount_missing=300)

    assert list(warnings(now, BEFORE, neighbours=True)) == [Warning.AMOUNT_JUMP]


def test_a_warning_carries_its_numbers() -> None:
    found = warnings(Totals(12, 299, 40, Decimal("3400000")), BEFORE, neighbours=True)

    assert found[Warning.SUM] == "上期累计 340 ＋ 本周 12 ＝ 352，所填累计 339，相差 13 户"
    assert found[Warning.DONE] == "上期已完成 300 户，本期 299 户，少 1 户"


def test_the_footnotes_name_each_line_with_time_and_person() -> None:
    notes = declared_notes(
        [*FOUR, Line(LineKind.OFFLINE, "k2", "乙街道")],
        amount_missing=3,
        warned=[("已完成比上期减少：少 1 户", "重复登记已剔除。")],
    )

    assert notes == [
        "传统装修为申报总数（户）：本周进度 备案系统 12 ＋ 一码 3 ＋ 线下 2 − 重复 1 ＝ 16；"
        "已完成 备案系统 300 ＋ 一码 60 ＋ 线下 4 − 重复 2 ＝ 362；"
        "正在装修 备案系统 40 ＋ 一码 5 ＋ 线下 1 ＝ 46。本系统同类案件已含在内，不另加。",
        "传统装修合同金额（万元）：备案系统 300.00 ＋ 一码 60.00005 ＋ 线下 5.00 ＝ 365.00005，"
        "其中合同金额未取得 3 户。",
        "传统装修数据来源：备案系统，2026年11月26日 08:30 王示例查询，未附佐证；"
        "一码，2026年11月26日 08:30 王示例查询，未附佐证；"
        "线下（甲街道）本周 2 户，2026年11月25日 李示例统计，未附佐证；"
        "重复，2026年11月25日 王示例核对，未附佐证。",
        "传统装修：已完成比上期减少：少 1 户。说明：重复登记已剔除。",
    ]


def test_every_kind_but_offline_is_there_once() -> None:
    assert set(LineKind) - set(FIXED) == {LineKind.OFFLINE, LineKind.SINGLE}
