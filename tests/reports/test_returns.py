"""退回更正 cell by cell: what is asked, what is answered, and what the next version keeps of both (P7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from apps.cases.models import Case
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.reports.enums import AnswerKind, ReportStatus
from apps.reports.models import AskedItem, ReportVersion, WeekSnapshot
from apps.reports.queries.answers import answers_in, items_to_answer
from apps.reports.queries.changes import compared
from apps.reports.queries.ledger import closing_set, week
from apps.reports.queries.sheets import paper_of, sheet_of
from apps.reports.queries.workbook import weekly_workbook
from apps.reports.services import (
    Answer,
    Asked,
    accept_report,
    adjust,
    answer_return,
    return_report,
    save_draft,
    submit_report,
    take_back_report,
)
from tests.factories.callers import Caller, token_for
from tests.factories.weeks import (
    DECLARED,
    FIRST,
    contracted,
    due_morning,
    finished,
    in_week,
    make_submitted_week,
    snapshot,
    started,
)
from tests.factories.world import World, user_of

pytestmark = pytest.mark.django_db

CHANGED, KEPT = AnswerKind.CHANGED, AnswerKind.KEPT


@pytest.fixture
def handed_in(world: World) -> WeekSnapshot:
    week: WeekSnapshot = make_submitted_week(world)
    return week


@pytest.fixture(autouse=True)
def _before_noon(world: World) -> Iterator[None]:
    with clock.at(due_morning(FIRST, hour=11)):
        yield


def the_case(of: WeekSnapshot) -> Case:
    (case_id,) = closing_set(week(of))
    return Case.objects.get(pk=case_id)


def newest(of: WeekSnapshot) -> ReportVersion:
    return ReportVersion.objects.filter(report__snapshot=of).latest("number")


def ask(world: World, of: WeekSnapshot, *items: Asked) -> None:
    return_report(by=world.shi, snapshot=of, items=items)


def refusal(world: World, of: WeekSnapshot, items: Sequence[Asked]) -> Refused:
    with pytest.raises(Refused) as refused:
        return_report(by=world.shi, snapshot=of, items=items)
    return refused.value


def test_a_return_keeps_what_stood_in_each_cell_and_case(world: World, handed_in: WeekSnapshot) -> None:
    number = the_case(handed_in).number or ""
    ask(world, handed_in, Asked("assembled.done", "应有一户完工"), Asked("case", "是否完工", number))

    assert list(AskedItem.objects.values_list("number", "code", "before")) == [
        (1, "assembled.done", "0 户"),
        (2, "case", "正在装修，合同金额 7.62 万元"),
    ]
    returned = ReportVersion.objects.get(status=ReportStatus.RETURNED)
    assert returned.return_reason == f"共 2 项：装配化装修 已完成装修、办件 {number}"


@pytest.mark.parametrize(
    ("items", "field", "code"),
    [
        ([], "items", "items"),
        ([Asked("assembled.target", "改")], "items-0-code", "unknown_cell"),
        ([Asked("narrative", " ")], "items-0-ask", "ask"),
        ([Asked("narrative", "补"), Asked("narrative", "再补")], "items-1-code", "twice"),
        ([Asked("case", "核对", "")], "items-0-case", "case_number"),
        ([Asked("filler", "核对", "2026-330102-000001")], "items-0-case", "case_beside_cell"),
        ([Asked("case", "核对", "没有这个编号")], "items-0-case", "not_of_this_week"),
    ],
)
def test_an_unsound_item_is_refused_at_its_place(
    world: World, handed_in: WeekSnapshot, items: list[Asked], field: str, code: str
) -> None:
    refused = refusal(world, handed_in, items)

    assert (refused.field, refused.code) == (field, code)
    assert newest(handed_in).status == ReportStatus.SUBMITTED
    assert not AskedItem.objects.exists()


def test_a_case_of_another_district_or_not_yet_counted_reads_like_none(
    world: World, handed_in: WeekSnapshot
) -> None:
    elsewhere, waiting = started(world, by=world.bei), contracted(world)
    words = {
        refusal(world, handed_in, [Asked("case", "核对", case.number or "")]).reason.replace(
            case.number or "", ""
        )
        for case in (elsewhere, waiting)
    } | {refusal(world, handed_in, [Asked("case", "核对", "X")]).reason.replace("X", "")}

    assert len(words) == 1


def test_an_unanswered_item_stops_the_hand_in_and_is_named(world: World, handed_in: WeekSnapshot) -> None:
    ask(world, handed_in, Asked("declared.done", "核对"), Asked("narrative", "补充做法"))
    answer_return(by=world.wang, snapshot=handed_in, answers={1: Answer(KEPT, "已核对")})
    with pytest.raises(Refused, match="第 2 项（好经验好做法）还没有答复"):
        submit_report(by=world.wang, snapshot=handed_in)


def test_keeping_needs_a_reason(world: World, handed_in: WeekSnapshot) -> None:
    ask(world, handed_in, Asked("declared.done", "核对"))
    with pytest.raises(Refused) as refused:
        answer_return(by=world.wang, snapshot=handed_in, answers={1: Answer(KEPT, " ")})

    assert refused.value.field == "1-reason"


def test_a_counted_cell_is_changed_by_a_named_adjustment_alone(world: World, handed_in: WeekSnapshot) -> None:
    case = the_case(handed_in)
    ask(
        world,
        handed_in,
        Asked("assembled.done", "应有一户完工"),
        Asked("case", "是否完工", case.number or ""),
    )
    yes = {1: Answer(CHANGED), 2: Answer(CHANGED)}
    with pytest.raises(Refused, match="第 1 项（装配化装修 已完成装修）还没有更正") as refused:
        answer_return(by=world.wang, snapshot=handed_in, answers=yes)
    finished(case, world.zhou)
    adjust(by=world.wang, snapshot=handed_in, case_id=case.pk, reason="周三已完工")
    answer_return(by=world.wang, snapshot=handed_in, answers=yes)
    second = submit_report(by=world.wang, snapshot=handed_in)

    assert refused.value.field == "1-answer"
    cell, named = answers_in(second.content)
    words = (f"{case.number} 正在装修 → 已完成装修（周三已完工）",)
    assert (cell.before, cell.after, cell.answer, cell.adjustments) == ("0 户", "1 户", "changed", words)
    assert (named.before, named.after) == ("正在装修，合同金额 7.62 万元", "已完成装修，合同金额 7.62 万元")


def test_a_declared_cell_is_changed_by_its_value(world: World, handed_in: WeekSnapshot) -> None:
    ask(world, handed_in, Asked("declared.done", "核对"))
    with pytest.raises(Refused, match="仍是 512 户"):
        answer_return(by=world.wang, snapshot=handed_in, answers={1: Answer(CHANGED)})
    save_draft(by=world.wang, snapshot=handed_in, version=None, declared=replace(DECLARED, done=515))
    answer_return(by=world.wang, snapshot=handed_in, answers={1: Answer(CHANGED, "漏了三户")})
    second = submit_report(by=world.wang, snapshot=handed_in)

    (only,) = answers_in(second.content)
    assert (only.before, only.after, only.reason) == ("512 户", "515 户", "漏了三户")


def test_an_answer_that_no_longer_fits_stops_the_hand_in(world: World, handed_in: WeekSnapshot) -> None:
    ask(world, handed_in, Asked("declared.done", "核对"))
    answer_return(by=world.wang, snapshot=handed_in, answers={1: Answer(KEPT, "已核对")})
    save_draft(by=world.wang, snapshot=handed_in, version=None, declared=replace(DECLARED, done=515))
    with pytest.raises(Refused, match="已由 512 户 变为 515 户"):
        submit_report(by=world.wang, snapshot=handed_in)


def test_a_final_week_s_item_is_changed_by_a_correction_of_the_current_week(
    world: World, handed_in: WeekSnapshot
) -> None:
    case = the_case(handed_in)
    with clock.at(in_week(FIRST + 2)):
        snapshot(world, FIRST + 1)
        ask(world, handed_in, Asked("case", "是否完工", case.number or ""))
        finished(case, world.zhou)
        adjust(by=world.wang, snapshot=handed_in, case_id=case.pk, reason="周三已完工")
        answer_return(by=world.wang, snapshot=handed_in, answers={1: Answer(CHANGED)})
        second = submit_report(by=world.wang, snapshot=handed_in)

    (only,) = answers_in(second.content)
    assert only.before == only.after == "正在装修，合同金额 7.62 万元"
    assert only.adjustments[0].endswith(f"，计入当期，注明更正第 {FIRST} 期")


def test_answers_are_frozen_with_their_version(world: World, handed_in: WeekSnapshot) -> None:
    ask(world, handed_in, Asked("declared.done", "核对"))
    answer_return(by=world.wang, snapshot=handed_in, answers={1: Answer(KEPT, "已核对")})
    second = submit_report(by=world.wang, snapshot=handed_in)
    frozen = answers_in(second.content)
    with pytest.raises(Refused, match="已经报送"):
        answer_return(by=world.wang, snapshot=handed_in, answers={1: Answer(KEPT, "别的理由")})
    ask(world, handed_in, Asked("narrative", "补充做法"))

    assert answers_in(ReportVersion.objects.get(report__snapshot=handed_in, number=2).content) == frozen
    assert [each.code for each in items_to_answer(newest(handed_in))] == ["narrative"]


def test_a_taking_back_in_between_keeps_the_answers(world: World, handed_in: WeekSnapshot) -> None:
    ask(world, handed_in, Asked("declared.done", "核对"))
    answer_return(by=world.wang, snapshot=handed_in, answers={1: Answer(KEPT, "已核对")})
    submit_report(by=world.wang, snapshot=handed_in)
    take_back_report(by=world.wang, snapshot=handed_in, reason="漏填报人")
    third = submit_report(by=world.wang, snapshot=handed_in)

    assert [each.reason for each in answers_in(third.content)] == ["已核对"]


def test_a_return_of_the_old_form_asks_for_no_answers(world: World, handed_in: WeekSnapshot) -> None:
    ask(world, handed_in, Asked("declared.done", "核对"))
    AskedItem.objects.all().delete()
    second = submit_report(by=world.wang, snapshot=handed_in)

    assert second.status == ReportStatus.SUBMITTED
    assert "asked" not in second.content


def test_nobody_but_the_bureau_s_desk_answers(world: World, handed_in: WeekSnapshot) -> None:
    ask(world, handed_in, Asked("declared.done", "核对"))
    for stranger in (world.xi, world.shi, world.zhou, world.sheng):
        with pytest.raises(Refused):
            answer_return(by=stranger, snapshot=handed_in, answers={1: Answer(KEPT, "已核对")})


def test_what_a_version_changed_is_told_from_to_and_by_case(world: World, handed_in: WeekSnapshot) -> None:
    ask(world, handed_in, Asked("declared.done", "核对"))
    late = started(world, "30000")
    adjust(by=world.wang, snapshot=handed_in, case_id=late.pk, reason="周三开工，漏登记")
    save_draft(by=world.wang, snapshot=handed_in, version=None, declared=replace(DECLARED, done=515))
    answer_return(by=world.wang, snapshot=handed_in, answers={1: Answer(CHANGED)})
    second = submit_report(by=world.wang, snapshot=handed_in)
    accept_report(by=world.shi, snapshot=handed_in)
    first = ReportVersion.objects.get(report__snapshot=handed_in, number=1)
    opened = week(handed_in)
    found = compared(opened, [second, first], second, second.content)

    assert compared(opened, [second, first], first, first.content) is None
    assert found is not None
    assert [(each.label, each.before, each.after) for each in found.cells][:3] == [
        ("装配化装修 本周进度", "1 户", "2 户"),
        ("装配化装修 正在装修", "1 户", "2 户"),
        ("装配化装修 装修合同金额", "7.62 万元", "10.62 万元"),
    ]
    assert [(each.number, each.words) for each in found.adjustments] == [(late.number, "计入 1 户")]


# --- Page and API ---


def test_district_city_and_province_read_what_was_asked_and_answered(
    world: World, handed_in: WeekSnapshot
) -> None:
    ask(world, handed_in, Asked("declared.done", "与一码系统核对"))
    save_draft(by=world.wang, snapshot=handed_in, version=None, declared=replace(DECLARED, done=515))
    answer_return(by=world.wang, snapshot=handed_in, answers={1: Answer(CHANGED, "漏了三户")})
    submit_report(by=world.wang, snapshot=handed_in)
    where = reverse("reports:detail", args=[handed_in.pk])
    for who in (world.wang, world.shi, world.sheng):
        client = Client()
        client.force_login(user_of(who))
        page = client.get(where).content.decode()
        said = Caller(token_for(who)).get(f"/reports/weeks/{handed_in.pk}").json()

        assert all(words in page for words in ("与一码系统核对", "退回时 512 户", "515 户", "漏了三户"))
        assert [(each["before"], each["after"], each["answer"]) for each in said["asked"]] == [
            ("512 户", "515 户", "changed")
        ]
        assert said["compared"]["cells"][0] == {
            "label": "传统装修 已完成装修",
            "before": "512 户",
            "after": "515 户",
        }


def test_a_system_answers_item_by_item(world: World, handed_in: WeekSnapshot) -> None:
    ask(world, handed_in, Asked("declared.done", "核对"), Asked("narrative", "补充做法"))
    district, stranger = (Caller(token_for(each)) for each in (world.wang, world.xi))
    where = f"/reports/weeks/{handed_in.pk}"

    def post(caller: Caller, *answers: dict[str, str]) -> Any:
        version = newest(handed_in).edit
        return caller.post(f"{where}/answer", {"version": version, "answers": list(answers)}, key="")

    silent = post(district, {"number": "2", "answer": "kept", "reason": ""})
    unknown = post(district, {"number": "3", "answer": "kept", "reason": "无误"})
    first = post(district, {"number": "1", "answer": "kept", "reason": "已核对"})
    half = [each["answer"] for each in district.get(where).json()["asked"]]
    early = district.post(f"{where}/submit", {"version": newest(handed_in).edit}, key="")
    second = post(district, {"number": "2", "answer": "kept", "reason": "本周没有"})
    late = district.post(f"{where}/submit", {"version": newest(handed_in).edit}, key="")

    assert (silent.status_code, silent.json()["errors"][0]["pointer"]) == (422, "/answers/0/reason")
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "/answers/0/number")
    assert post(stranger, {"number": "1", "answer": "kept", "reason": "已核对"}).status_code == 404
    assert [each.status_code for each in (first, early, second, late)] == [200, 422, 200, 200]
    assert half == ["kept", None]
    assert "第 2 项（好经验好做法）还没有答复" in early.json()["detail"]


def test_paper_and_workbook_print_what_was_asked_and_answered(world: World, handed_in: WeekSnapshot) -> None:
    ask(world, handed_in, Asked("declared.done", "与一码核对"))
    save_draft(by=world.wang, snapshot=handed_in, version=None, declared=replace(DECLARED, done=515))
    answer_return(by=world.wang, snapshot=handed_in, answers={1: Answer(CHANGED)})
    second = submit_report(by=world.wang, snapshot=handed_in)
    sheet = sheet_of(second.content)

    (line,) = paper_of(sheet, second, handed_in).asked
    assert "与一码核对" in line
    assert "答复：改，512 户 → 515 户" in line
    page = load_workbook(BytesIO(weekly_workbook(sheet, second))).worksheets[0]
    assert any(cell.value and line in str(cell.value) for row in page.iter_rows() for cell in row)
