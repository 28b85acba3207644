"""Footnotes of a week's table."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from apps.lib.clock import SHANGHAI
from apps.reports.rules.figures import Figures, Named, cutoff_note, declared_note, footnotes
from apps.reports.rules.ledger import Kind, Movement, State

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
