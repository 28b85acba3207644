"""Filling in the declared total line by line, and handing it in (P6)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.http import Http404
from django.utils.datastructures import MultiValueDict

from apps.acts.services import Done, Invalid, NotNow
from apps.documents.models import StoredFile
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.reports.acts.grounds import WEEK
from apps.reports.models import WeekSnapshot
from apps.reports.queries.declared import beside, evidence_of, last_declared, total_beside
from apps.reports.queries.pages import opened_for, sheet_for
from apps.reports.queries.sheets import sheet_of
from apps.reports.queries.workbook import weekly_workbook
from apps.reports.rules.declared import Line, LineKind
from apps.reports.services import Declared, SentLine, return_report, save_draft, submit_report
from tests.factories import weeks
from tests.factories.uploads import pdf, upload
from tests.factories.weeks import FIRST, due_morning, snapshot, submitted
from tests.factories.world import World
from tests.reports.drafting import (
    ASKED,
    DUPLICATE,
    FILING,
    draft,
    handed_in,
    offline_places,
    page,
    press,
    saved,
    states,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _before_noon(world: World) -> Iterator[None]:
    with clock.at(due_morning(FIRST, hour=11)):
        yield


# --- filling in ---


def test_the_total_is_the_sum_of_its_lines(world: World, taken: WeekSnapshot) -> None:
    version = saved(world.wang, taken, {**FILING, **DUPLICATE})

    assert (version.declared_week, version.declared_done, version.declared_ongoing) == (11, 1298, 40)
    assert version.declared_amount == 24_503_000
    assert version.declared_source == "备案系统"
    assert clock.local(version.declared_queried_at).strftime("%Y-%m-%dT%H:%M") == ASKED
    assert [line["person"] for line in version.declared_lines] == ["王演示", "王演示"]
    assert states(taken)["declared"] == "ok"


@pytest.mark.parametrize("typed", ["2,450.30", "２４５０．３", "2450.3万", "24503000", "24,503,000.00元"])
def test_an_amount_is_read_in_the_unit_of_its_column(world: World, taken: WeekSnapshot, typed: str) -> None:
    version = saved(world.wang, taken, {**FILING, "lines-filing-amount": typed})

    assert version.declared_amount == 24_503_000
    assert page(world.wang, taken)["lines-filing-amount"] == "2450.3"


def test_any_number_of_offline_lines_each_with_its_own_day(world: World, taken: WeekSnapshot) -> None:
    for label in ("甲街道", "乙街道", "丙社区"):
        sheet = page(world.wang, taken)
        free = next(place for place in offline_places(sheet) if not sheet.get(f"{place}-label"))
        typed = {f"{free}-label": label, f"{free}-week": "2", f"{free}-day": "2026-01-21"}
        assert isinstance(press(world.wang, taken, sheet, typed), Done)

    lines = draft(taken).declared_lines
    assert [line["label"] for line in lines] == ["甲街道", "乙街道", "丙社区"]
    assert len({line["key"] for line in lines}) == 3
    assert draft(taken).declared_week == 6


def test_an_emptied_line_is_gone(world: World, taken: WeekSnapshot) -> None:
    saved(world.wang, taken, {**FILING, **DUPLICATE})
    version = saved(world.wang, taken, dict.fromkeys(DUPLICATE, ""))

    assert [line["kind"] for line in version.declared_lines] == ["filing"]
    assert version.declared_done == 1300


def test_each_line_has_its_own_evidence_and_keeps_it(world: World, taken: WeekSnapshot) -> None:
    files = MultiValueDict({"lines-filing-evidence": [upload("查询截图.pdf", pdf())]})
    first = saved(world.wang, taken, FILING, files)
    again = saved(world.wang, taken, {"lines-filing-week": "13"})

    proof = evidence_of(first, "filing")
    assert StoredFile.objects.get(pk=proof).owner_kind == "weekly_report"
    assert (evidence_of(again, "filing"), evidence_of(again, "code")) == (proof, "")


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("lines-filing-done", "很多", "请填写整数户数"),
        ("lines-filing-amount", "2450.3000001", "最多精确到分"),
        ("lines-filing-amount", "两千多", "金额请填数字"),
        ("lines-duplicate-day", "昨天", "请填写日期"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_line_and_nothing_is_lost(
    world: World, taken: WeekSnapshot, field: str, typed: str, told: str
) -> None:
    outcome = press(world.wang, taken, page(world.wang, taken), {**FILING, **DUPLICATE, field: typed})

    assert isinstance(outcome, Invalid)
    assert list(outcome.form.errors) == [field]
    assert told in str(outcome.form.errors[field])
    assert outcome.form[field].value() == typed
    kept = {**FILING, **DUPLICATE, field: typed}
    assert {name: outcome.form[name].value() for name in kept} == kept
    assert draft(taken).declared_lines == []


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"lines-filing-week": "1341"}, "lines-filing-week"),
        ({"lines-filing-queried_at": "2026-01-22T12:30"}, "lines-filing-queried_at"),
        ({**DUPLICATE, "lines-duplicate-day": "2026-01-23"}, "lines-duplicate-day"),
        ({**DUPLICATE, "lines-duplicate-day": "0001-01-01"}, "lines-duplicate-day"),
        ({"lines-filing-queried_at": "0206-01-22T08:30"}, "lines-filing-queried_at"),
        ({**DUPLICATE, "lines-duplicate-done": "1301"}, "lines-duplicate-done"),
        ({"week": "12"}, "week"),
        ({"missing_reason": "系统停机"}, "missing_reason"),
        ({"amount_missing": "1341"}, "amount_missing"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_field(
    world: World, taken: WeekSnapshot, typed: dict[str, str], field: str
) -> None:
    outcome = press(world.wang, taken, page(world.wang, taken), {**FILING, **typed})

    assert isinstance(outcome, NotNow)
    assert outcome.refused.field == field
    assert outcome.form.field_of(field) == field
    assert draft(taken).declared_lines == []


def test_a_second_click_saves_once(world: World, taken: WeekSnapshot) -> None:
    sheet = page(world.wang, taken)
    free = offline_places(sheet)[0]
    typed = {**FILING, f"{free}-label": "甲街道", f"{free}-week": "2"}
    press(world.wang, taken, sheet, typed)
    edit = draft(taken).edit

    again = press(world.wang, taken, sheet, typed)

    assert isinstance(again, Done)
    assert again.replayed
    assert (draft(taken).edit, len(draft(taken).declared_lines)) == (edit, 2)


def test_another_district_s_week_is_not_there(world: World, taken: WeekSnapshot) -> None:
    with pytest.raises(Http404):
        WEEK.load(world.bei, pk=taken.pk)
    with pytest.raises(Refused):
        save_draft(by=world.bei, snapshot=taken, version=None, declared=Declared(week=1))


# --- two people ---


def test_lines_of_two_people_stand_both(world: World, taken: WeekSnapshot) -> None:
    wang, shen = page(world.wang, taken), page(world.shen, taken)
    own, other = offline_places(wang)[0], offline_places(shen)[0]
    press(world.wang, taken, wang, {**FILING, f"{own}-label": "甲街道", f"{own}-week": "2"})

    outcome = press(world.shen, taken, shen, {**DUPLICATE, f"{other}-label": "乙街道", f"{other}-week": "3"})

    assert isinstance(outcome, Done)
    said = {(line["kind"], line["label"], line["this_week"]) for line in draft(taken).declared_lines}
    assert said == {
        ("filing", "", 12),
        ("duplicate", "", 1),
        ("offline", "甲街道", 2),
        ("offline", "乙街道", 3),
    }


def test_one_number_changed_by_both_is_asked(world: World, taken: WeekSnapshot) -> None:
    saved(world.wang, taken, FILING)
    wang, shen = page(world.wang, taken), page(world.shen, taken)
    press(world.wang, taken, wang, {"lines-filing-done": "1301"})

    asked = press(world.shen, taken, shen, {"lines-filing-done": "1302"})

    assert isinstance(asked, Invalid)
    assert list(asked.form.errors) == ["lines-filing-done"]
    assert isinstance(press(world.shen, taken, asked.form.data, {}), Done)
    assert draft(taken).declared_done == 1302


# --- beside last week ---


def test_last_week_stands_beside_and_only_names_are_taken_over(world: World, taken: WeekSnapshot) -> None:
    sheet = page(world.wang, taken)
    free = offline_places(sheet)[0]
    saved(
        world.wang,
        taken,
        {**FILING, f"{free}-label": "甲街道", f"{free}-week": "2", f"{free}-done": "5"},
    )
    typed = {f"{free}-ongoing": "0", f"{free}-amount": "0", f"{free}-day": "2026-01-21"}
    handed_in(world, taken, {**typed, f"{free}-person": "李示例"})

    following = snapshot(world, FIRST + 1)
    last = last_declared(following)
    fresh = page(world.wang, following)

    assert beside(LineKind.FILING, "", last) == (
        f"第 {FIRST} 期：本周进度 12，已完成 1300，正在装修 40，合同金额 2,450.30 万元"
    )
    assert beside(LineKind.OFFLINE, "甲街道", last).startswith(f"第 {FIRST} 期：本周进度 2，已完成 5")
    assert (beside(LineKind.CODE, "", last), beside(LineKind.OFFLINE, "乙街道", last)) == ("", "")
    assert total_beside(last).startswith(f"第 {FIRST} 期合计：本周进度 14，已完成 1305")
    assert fresh[f"{free}-label"] == "甲街道"
    numbers = [name for name in fresh if name.endswith(("week", "done", "ongoing", "amount", "day"))]
    assert {fresh.get(name) for name in numbers if not name.startswith("word")} == {None}
    assert draft(following).declared_week is None


def test_after_a_return_the_lines_are_there_again(world: World, taken: WeekSnapshot) -> None:
    before = handed_in(world, taken, FILING)
    return_report(by=world.shi, snapshot=taken, items=weeks.ASKED, reason="一码的数没有填")

    assert draft(taken).number == 2
    assert draft(taken).declared_lines == before.declared_lines


# --- handing in ---


def test_a_line_without_its_time_stops_the_hand_in_at_its_field(world: World, taken: WeekSnapshot) -> None:
    saved(world.wang, taken, {**FILING, "lines-filing-queried_at": ""})

    with pytest.raises(Refused) as refused:
        submit_report(by=world.wang, snapshot=taken)

    assert refused.value.field == "lines-filing-queried_at"
    assert "补填备案系统的查询时间" in refused.value.reason


def test_households_without_an_amount_are_said(world: World, taken: WeekSnapshot) -> None:
    typed = {**FILING, "lines-filing-amount": ""}
    saved(world.wang, taken, typed)
    assert states(taken)["declared"] == "open"

    version = handed_in(world, taken, {"amount_missing": "1,340"})

    assert version.declared_amount is None
    assert "传统装修合同金额（万元）：未取得，其中合同金额未取得 1340 户。" in version.content["footnotes"]


def test_what_is_handed_in_is_frozen_with_its_lines(world: World, taken: WeekSnapshot) -> None:
    version = handed_in(world, taken, {**FILING, **DUPLICATE})
    sheet = sheet_for(opened_for(taken, version), version)

    assert [line.kind for line in sheet.lines] == [LineKind.FILING, LineKind.DUPLICATE]
    assert sheet.sums["week"] == "备案系统 12 − 重复 1 ＝ 11"
    assert any("本周进度 备案系统 12 − 重复 1 ＝ 11" in note for note in sheet.footnotes)
    assert any("备案系统，2026年1月22日 08:30 王演示查询" in note for note in sheet.footnotes)
    assert weekly_workbook(sheet, version).startswith(b"PK")


def test_contents_from_before_there_were_lines_are_one_line(world: World, taken: WeekSnapshot) -> None:
    submitted(taken, world.wang, hour=10)
    content = dict(draft(taken).content)
    content["declared"] = {
        name: value for name, value in content["declared"].items() if name not in ("lines", "amount_missing")
    }

    sheet = sheet_of(content)

    assert [(line.name, line.week, line.done) for line in sheet.lines] == [("装修备案系统", 41, 512)]
    assert (sheet.sums, sheet.amount_missing) == ({}, 0)


def test_a_sum_that_no_column_holds_is_refused_at_its_field(world: World, taken: WeekSnapshot) -> None:
    most = Decimal("99999999999999.99")
    lines = [
        SentLine(place=str(place), line=Line(LineKind.OFFLINE, label=f"街道 {place}", done=1, amount=most))
        for place in range(2)
    ]
    with clock.at(due_morning(FIRST)), pytest.raises(Refused) as refused:
        save_draft(by=world.wang, snapshot=taken, version=None, declared=Declared(lines=tuple(lines)))
    assert (refused.value.field, refused.value.code) == ("0-amount", "too_large")


def test_more_lines_than_a_page_takes_are_all_there_again(world: World, taken: WeekSnapshot) -> None:
    """A system saved 27 offline lines; who then saves the page cuts none of them off."""
    lines = [SentLine(Line(kind=LineKind.OFFLINE, label=f"街道 {number}", week=1)) for number in range(27)]
    save_draft(by=world.wang, snapshot=taken, version=None, declared=Declared(lines=lines))
    saved(world.wang, taken, {"filler": "王演示"})

    assert [line["label"] for line in draft(taken).declared_lines] == [f"街道 {n}" for n in range(27)]


def test_households_without_an_amount_do_not_stand_beside_nothing_obtained(
    world: World, taken: WeekSnapshot
) -> None:
    with pytest.raises(Refused) as refused:
        save_draft(
            by=world.wang,
            snapshot=taken,
            version=None,
            declared=Declared(missing_reason="系统停用", amount_missing=3),
        )
    assert (refused.value.field, refused.value.code) == ("amount_missing", "both")
