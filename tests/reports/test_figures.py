"""The figures of a week, the cases behind them and the sentences below the table (R10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import pytest

from apps.documents.rules.papers import PaperMark, content_hash
from apps.lib.clock import SHANGHAI
from apps.lib.formats import money
from apps.reports.rules import papers
from apps.reports.rules.figures import (
    FIGURE_LABELS,
    NOTES,
    TITLE,
    Figure,
    Figures,
    Named,
    cases_of,
    cutoff_note,
    declared_note,
    figures,
    footnotes,
)
from apps.reports.rules.ledger import Kind, Member, Movement, State
from apps.reports.rules.papers import WeeklyRow, WeeklyTable
from tests.factories.papers import WEEKLY

A, B, C, D, E = (UUID(int=number) for number in range(1, 6))


def building(amount: str) -> Member:
    return Member(State.ONGOING, Decimal(amount))


def done(amount: str) -> Member:
    return Member(State.DONE, Decimal(amount))


# A leaves, B is finished at the same amount, C becomes dearer, D comes in, E stays as it was.
OPENING = {E: done("1"), C: building("3.2"), B: building("2"), A: building("4")}
CLOSING = {E: done("1"), D: building("6.5"), C: building("3.7"), B: done("2")}


def test_a_week_is_told_in_seven_figures() -> None:
    assert figures(OPENING, CLOSING, carried=2) == Figures(
        carried=2,
        opening=4,
        added=1,
        removed=1,
        done=2,
        ongoing=2,
        amount=Decimal("13.2"),
        amount_change=Decimal("0.5"),
    )


def test_progress_of_the_week_is_what_came_in() -> None:
    assert figures(OPENING, CLOSING, carried=0).this_week == 1


def test_what_is_done_and_what_is_under_works_make_the_closing_figure() -> None:
    assert figures(OPENING, CLOSING, carried=0).closing == 4


@pytest.mark.parametrize(("opening", "adds_up"), [(3, False), (4, True), (5, False)])
def test_figures_that_do_not_add_up_are_noticed(opening: int, adds_up: bool) -> None:
    week = Figures(0, opening, 2, 1, 3, 2, Decimal(0), Decimal(0))
    assert week.adds_up is adds_up


@pytest.mark.parametrize(
    ("figure", "cases"),
    [
        (Figure.THIS_WEEK, [D]),
        (Figure.REMOVED, [A]),
        (Figure.CHANGED, [C]),
        (Figure.DONE, [B, E]),
        (Figure.ONGOING, [C, D]),
        (Figure.AMOUNT, [B, C, D, E]),
        (Figure.OPENING, [A, B, C, E]),
        (Figure.CARRIED, [A, B]),
    ],
)
def test_a_figure_opens_to_its_cases_in_their_order(figure: str, cases: list[UUID]) -> None:
    assert cases_of(figure, OPENING, CLOSING, {B: building("2"), A: building("4")}) == cases


def test_a_case_that_changes_its_state_alone_is_no_changed_amount() -> None:
    assert cases_of(Figure.CHANGED, {A: building("4")}, {A: done("4")}, {}) == []


def test_every_figure_has_its_official_name() -> None:
    assert FIGURE_LABELS == {
        "this-week": "本周进度",
        "done": "累计进度：已完成装修",
        "ongoing": "累计进度：正在装修",
        "amount": "装修合同金额",
        "opening": "上期累计",
        "removed": "核减",
        "carried": "上年结转",
        "changed": "合同金额变更",
        "finished-week": "本周完工",
        "passed-week": "本周验收合格",
    }


# --- Footnotes ---

QUIET = Figures(0, 23, 3, 1, 19, 6, Decimal("191.4"), Decimal("0.5"))


def note(movement: Movement, *, corrects: int | None = None, adjusted: bool = False) -> list[str]:
    """Return what is said of one movement, without the sum."""
    return footnotes(QUIET, [Named("上城-2026-0140", movement, corrects, adjusted)])[1:]


def moved(kind: Kind, change: str = "0", reason: str = "") -> Movement:
    return Movement(A, kind, State.ONGOING, State.ONGOING, Decimal(change), reason)


def test_without_cases_carried_over_nothing_is_said_of_them() -> None:
    (line,) = footnotes(QUIET, [])
    assert line.startswith("上期累计 23 ")
    assert line.endswith(" ＝ 本期累计 25（户）。")


@pytest.mark.parametrize(
    ("movement", "more", "line"),
    [
        (moved(Kind.OUT), {}, "核减 上城-2026-0140。"),
        (moved(Kind.OUT, reason="撤销"), {"adjusted": True}, "截止后更正：核减 上城-2026-0140（撤销）。"),
        (moved(Kind.IN, reason="漏报"), {}, "新增 上城-2026-0140（漏报）。"),
        (moved(Kind.IN), {"adjusted": True}, "截止后更正：新增 上城-2026-0140。"),
        (moved(Kind.IN), {"corrects": 45}, "更正第 45 期：新增 上城-2026-0140。"),
        (moved(Kind.IN), {"corrects": 45, "adjusted": True}, "更正第 45 期：新增 上城-2026-0140。"),
        (moved(Kind.CHANGED, "5000"), {}, f"上城-2026-0140 合同金额变更 ＋{money(Decimal(5000))} 万元。"),
        (moved(Kind.CHANGED, "0.5"), {}, f"上城-2026-0140 合同金额变更 ＋{money(Decimal('0.5'))} 万元。"),
        (moved(Kind.CHANGED, "-5000"), {}, f"上城-2026-0140 合同金额变更 {money(Decimal(-5000))} 万元。"),
        (moved(Kind.CHANGED), {"corrects": 45}, "更正第 45 期：上城-2026-0140 进度更正。"),
        (
            moved(Kind.CHANGED, reason="误点"),
            {"adjusted": True},
            "截止后更正：上城-2026-0140 进度更正（误点）。",
        ),
    ],
)
def test_what_needs_a_footnote_gets_one(movement: Movement, more: dict[str, bool], line: str) -> None:
    assert note(movement, **more) == [line]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "movement", [moved(Kind.IN), moved(Kind.CHANGED), moved(Kind.CARRIED, "2", "上年结转")]
)
def test_the_ordinary_course_of_a_case_gets_no_footnote(movement: Movement) -> None:
    assert note(movement) == []


@pytest.mark.parametrize(("due", "before"), [(26, "一"), (27, "二"), (28, "三"), (29, "四"), (30, "五")])
def test_an_earlier_cut_off_is_stated_as_such(due: int, before: str) -> None:
    closed = datetime(2026, 11, 26, tzinfo=SHANGHAI)
    assert cutoff_note(closed, datetime(2026, 11, due, 16, 5, tzinfo=SHANGHAI)) == (
        f"数据截至 2026年11月25日 24:00（报送日前{before}日；原文未规定，系本地约定），"
        f"报送截止 11月{due}日 16:05。"
    )


def test_the_declared_total_names_source_and_time() -> None:
    assert declared_note(source="装修备案系统", queried="2026年11月25日", missing_reason="") == (
        "传统装修为申报总数，来源：装修备案系统，查询时间：2026年11月25日；本系统同类案件已含在内，不另加。"
    )


def test_a_declared_total_that_is_missing_says_why() -> None:
    assert declared_note(source="装修备案系统", queried="今天", missing_reason="系统停机") == (
        "传统装修：本周未取得数据（系统停机）。"
    )


# --- The table as printed ---


def test_the_paper_numbers_the_notes_as_the_form_does() -> None:
    assert [line[:4] for line in papers.NUMBERED_NOTES] == ["1. 统", "2. “", "3.此表"]
    assert all(len(words) > 10 for words in NOTES)


def test_the_table_has_the_form_s_title() -> None:
    assert TITLE == "住宅房屋装修（厨卫换新）进展情况统计表"


def test_a_row_prints_its_amount_and_a_dash_for_none() -> None:
    amount = Decimal(12_345_000)
    assert WeeklyRow("装配化装修", 1, 2, 3, amount).amount_text == money(amount)
    assert WeeklyRow("传统装修", None, None, None, None).amount_text == "—"


def test_a_table_without_words_of_its_own_prints_the_form_s_notes_alone() -> None:
    row = WeeklyRow("装配化装修", 1, 2, 3, Decimal(1))
    table = WeeklyTable("上城区", "张示例", "第 47 期", "11月19日至25日", row, row)
    assert (table.footnotes, table.narrative, table.audit_digest) == ((), "", "")
    assert table.notes == papers.NUMBERED_NOTES


@pytest.mark.parametrize("added", [{"audit_digest": "0f0f"}, {"mark": PaperMark("第 28 期")}])
def test_what_is_added_to_the_table_leaves_its_hash_alone(added: dict[str, object]) -> None:
    assert content_hash(replace(WEEKLY, **added)) == content_hash(WEEKLY)  # type: ignore[arg-type]


def test_the_hash_of_the_table_follows_its_words() -> None:
    assert content_hash(replace(WEEKLY, narrative="本周进展平稳。")) != content_hash(WEEKLY)
