"""A return names materials or fields; it is answered, looked at and counted item by item (R2, P3, P4)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps as installed
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.audit.models import Event
from apps.cases.enums import DefectKind, HoldKind, Judgement, Status
from apps.cases.models import Case, ReturnNotice
from apps.cases.queries import returns_of
from apps.cases.services import (
    Answer,
    Judged,
    ReturnItem,
    correct_facts,
    decline_case,
    file_case,
    judge_answers,
    lift_hold,
    resubmit_case,
    return_case,
    withdraw_case,
)
from apps.cases.services import returns as services
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.pages.queries.consistency import hold_problems
from tests.factories.people import id_number
from tests.factories.returns import (
    AREA,
    FINE,
    MENDED,
    PROXY,
    WANTING,
    YEAR,
    answered,
    by_agent,
    of_old_form,
    returned,
    scanned,
)
from tests.factories.world import World, later, make_case

# --- answering ---


def test_no_item_is_passed_over_in_silence(world: World) -> None:
    case = returned(world, AREA, YEAR)

    with pytest.raises(Refused) as refused:
        resubmit_case(case_id=case.pk, by=world.zhou, changes=MENDED, note="都好了")

    assert (refused.value.code, refused.value.field) == ("unanswered", "built_year-word")
    case.dwelling.refresh_from_db()
    assert case.dwelling.floor_area == Decimal("68.50")
    assert case.holds.filter(kind=HoldKind.RETURNED, closed_at__isnull=True).exists()


def test_the_same_value_typed_again_is_no_correction(world: World) -> None:
    case = returned(world)
    with pytest.raises(Refused, match="还没有回答"):
        resubmit_case(case_id=case.pk, by=world.zhou, changes={"floor_area": Decimal("68.5")})


def test_each_item_is_answered_by_its_correction_its_paper_or_its_word(world: World) -> None:
    case = returned(world, PROXY, AREA, YEAR, case=by_agent(world))

    resubmit_case(
        case_id=case.pk,
        by=world.zhou,
        changes=MENDED,
        answers={
            "authority": Answer(paper=scanned(world.zhou, pages=2)),
            "built_year": Answer("房产档案里就是这一年"),
        },
    )

    paper, area, year = returns_of(case)[0].items
    assert (paper.answer, [each.said for each in paper.papers]) == ("交了材料", ["原件扫描，2 页"])
    assert (area.answer, area.before, area.after) == ("已更正", "68.5", "66.8")
    assert (year.answer, year.word) == ("说明", "房产档案里就是这一年")


def test_what_is_shown_of_a_number_is_masked(world: World) -> None:
    case = returned(world, ReturnItem("id_number", DefectKind.WRONG, "请核对"))
    resubmit_case(case_id=case.pk, by=world.zhou, changes={"id_number": id_number("19700101")})

    item = returns_of(case)[0].items[0]
    assert item.after
    assert "19700101" not in item.before + item.after


# --- looking at the answers ---


def test_an_answer_is_looked_at_before_the_application_is_filed(world: World) -> None:
    case = answered(world)

    with pytest.raises(Refused, match="请逐项查看"):
        file_case(case_id=case.pk, by=world.wang)
    with pytest.raises(Refused) as refused:
        return_case(case_id=case.pk, by=world.wang, items=[YEAR])
    assert refused.value.code == "answered"

    judge_answers(case_id=case.pk, by=world.wang, judged={"floor_area": FINE})
    assert file_case(case_id=case.pk, by=world.wang).status == Status.FILED


def test_a_judgement_has_no_default(world: World) -> None:
    case = answered(world)
    with pytest.raises(Refused) as refused:
        judge_answers(case_id=case.pk, by=world.wang, judged={})
    assert (refused.value.code, refused.value.field) == ("unjudged", "floor_area-judgement")


def test_only_what_is_still_wrong_goes_back_again(world: World) -> None:
    case = returned(world, PROXY, AREA, case=by_agent(world))
    resubmit_case(
        case_id=case.pk,
        by=world.zhou,
        changes=MENDED,
        answers={"authority": Answer(paper=scanned(world.zhou))},
    )

    again = judge_answers(case_id=case.pk, by=world.wang, judged={"authority": WANTING, "floor_area": FINE})

    (item,) = again.items.all()
    assert (again.number, item.target, item.text, item.late_reason) == (2, "authority", WANTING.text, "")
    assert item.kind == DefectKind.WRONG
    assert [notice.judged_by for notice in case.returns.all()] == [world.wang.signature, ""]


def test_what_is_still_wrong_is_said_in_words(world: World) -> None:
    case = answered(world)
    with pytest.raises(Refused) as refused:
        judge_answers(case_id=case.pk, by=world.wang, judged={"floor_area": Judged(Judgement.WANTING)})
    assert refused.value.field == "floor_area-text"


@pytest.mark.parametrize("person", ["zhou", "yan", "shi", "chen"])
def test_answers_are_looked_at_by_the_district_s_desk(world: World, person: str) -> None:
    case = answered(world)
    expected = Case.DoesNotExist if person == "chen" else Refused
    with pytest.raises(expected):
        judge_answers(case_id=case.pk, by=world.people[person], judged={"floor_area": FINE})


def test_a_further_item_is_refused_at_its_own_line_whatever_goes_back_before_it(world: World) -> None:
    case = answered(world)
    wanting = {"floor_area": WANTING}

    with pytest.raises(Refused) as twice:
        judge_answers(case_id=case.pk, by=world.wang, judged=wanting, items=[AREA])
    with pytest.raises(Refused) as late:
        judge_answers(case_id=case.pk, by=world.wang, judged=wanting, items=[YEAR])

    assert (twice.value.code, twice.value.field) == ("twice", "items-0-field")
    assert (late.value.code, late.value.field) == ("late", "items-0-late_reason")


def test_more_items_than_one_return_takes_are_refused_where_they_begin(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST_ITEMS", 2)
    case = answered(world)
    more = [replace(each, late_reason="上次漏看了") for each in (YEAR, replace(YEAR, field="rooms"))]

    with pytest.raises(Refused) as refused:
        judge_answers(case_id=case.pk, by=world.wang, judged={"floor_area": WANTING}, items=more)

    assert (refused.value.code, refused.value.field) == ("most", "items-1-field")


# --- 首次未告知 ---


def test_a_new_item_on_unchanged_content_needs_its_reason_and_is_counted(world: World) -> None:
    case = answered(world)
    judge_answers(case_id=case.pk, by=world.wang, judged={"floor_area": FINE})
    with pytest.raises(Refused) as refused:
        return_case(case_id=case.pk, by=world.wang, items=[YEAR])
    assert (refused.value.code, refused.value.field) == ("late", "items-0-late_reason")

    return_case(case_id=case.pk, by=world.wang, items=[replace(YEAR, late_reason="上次漏看了")])

    assert [each.told_late for each in returns_of(case)] == [0, 1]
    event = Event.objects.filter(action="case.returned", subject_id=str(case.pk)).latest("seq")
    assert '"told_late":1' in event.facts.replace(" ", "")


def test_what_was_changed_or_asked_before_is_no_late_item(world: World) -> None:
    case = returned(world)
    resubmit_case(case_id=case.pk, by=world.zhou, changes={**MENDED, "rooms": 3})
    judge_answers(case_id=case.pk, by=world.wang, judged={"floor_area": FINE})
    with clock.at(later(1)):
        correct_facts(case_id=case.pk, by=world.zhou, changes={"built_year": 1990}, reason="抄错")
    rooms = ReturnItem("rooms", DefectKind.WRONG, "请核对")

    with pytest.raises(Refused) as refused:
        return_case(case_id=case.pk, by=world.wang, items=[replace(AREA, late_reason="漏看")])
    assert refused.value.code == "not_late"
    assert return_case(case_id=case.pk, by=world.wang, items=[AREA, rooms, YEAR]).number == 2


# --- while a return is open ---


def test_an_application_is_not_declined_while_its_return_waits(world: World) -> None:
    case = returned(world)

    with pytest.raises(Refused, match="等待街道补交"):
        decline_case(case_id=case.pk, by=world.wang, clause="附件3 备注1", reason="新房首次装修")


def test_a_lifted_return_waits_for_nothing_and_another_may_follow(world: World) -> None:
    case = returned(world)
    hold = case.holds.get(kind=HoldKind.RETURNED, closed_at__isnull=True)
    lift_hold(case_id=case.pk, hold_id=hold.pk, by=world.ling, reason="经查不属于本项目范围")

    assert list(hold_problems(iter([case]))) == []
    notice = return_case(case_id=case.pk, by=world.wang, items=[AREA])
    resubmit_case(case_id=case.pk, by=world.zhou, changes=MENDED)
    notice.refresh_from_db()
    assert (notice.number, notice.resubmitted_by) == (2, world.zhou.signature)


def test_a_household_that_withdrew_comes_again_and_the_new_case_finds_the_old(world: World) -> None:
    number, address = id_number("19650131"), "示例路9号9幢9单元909室"
    first = make_case(world, "received", id_number=number, address=address)
    withdraw_case(case_id=first.pk, by=world.zhou)

    assert make_case(world, id_number=number, address=address).follows == first
    other = make_case(world, id_number=number, address="示例路9号9幢9单元808室")
    assert other.follows is None


def test_another_household_of_the_dwelling_follows_nobody(world: World) -> None:
    address = "示例路9号9幢9单元909室"
    first = make_case(world, "received", id_number=id_number("19650131"), address=address)
    withdraw_case(case_id=first.pk, by=world.zhou)
    assert make_case(world, id_number=id_number("19700101"), address=address).follows is None


# --- reading ---


def test_a_longer_return_asks_no_more_queries(world: World) -> None:
    def asked(case: Case) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            returns_of(case)
        return len(queries)

    one = returned(world, AREA)
    names = ("floor_area", "built_year", "rooms", "halls", "bathrooms")
    assert asked(returned(world, *(replace(AREA, field=name) for name in names))) == asked(one)


def test_what_no_list_knows_any_more_can_go_back_again(world: World) -> None:
    case = of_old_form(world, ("other", "missing", "请补交社区证明"))
    silent = {"other": Answer("社区说不出具")}
    resubmit_case(case_id=case.pk, by=world.zhou, changes={}, answers=silent)

    again = judge_answers(case_id=case.pk, by=world.wang, judged={"other": WANTING})

    (item,) = again.items.all()
    assert (item.target, item.text, item.of_old_form, item.basis) == ("other", WANTING.text, True, "")
    resubmit_case(case_id=case.pk, by=world.zhou, changes={}, answers=silent)
    judge_answers(case_id=case.pk, by=world.wang, judged={"other": FINE})
    assert file_case(case_id=case.pk, by=world.wang).status == Status.FILED


def test_a_target_that_an_old_return_names_twice_becomes_one_item(world: World) -> None:
    twice = (("rooms", "wrong", "请核对。"), ("other", "missing", "请补"), ("rooms", "missing", "写明室数"))
    case, closed = of_old_form(world, *twice), of_old_form(world, *twice)
    closed.holds.update(closed_at=clock.now(), closed_on=clock.today())

    import_module("apps.cases.migrations.0017_doubled_items_of_old_returns").join_doubled(installed, None)

    items = [(item.number, item.target, item.text) for item in returns_of(case)[0].items]
    assert items == [(1, "rooms", "请核对；缺失：写明室数"), (2, "other", "请补")]
    assert len(returns_of(closed)[0].items) == 3
    kept = {"other": Answer("没有")}
    resubmit_case(case_id=case.pk, by=world.zhou, changes={"rooms": 4}, answers=kept)
    assert returns_of(case)[0].items[0].answer == "已更正"


def test_returns_of_the_old_form_are_kept_word_for_word(world: World) -> None:
    case = make_case(world, "received")
    notice = ReturnNotice.objects.create(
        case=case,
        returned_at=clock.now(),
        returned_by="王演示",
        resubmitted_at=clock.now(),
        changes=[{"field": "rooms", "label": "室", "before": "2", "after": "3"}],
    )
    notice.old_items = [
        {"field": "ownership", "kind": "missing", "text": "请补交不动产权证复印件"},
        {"field": "rooms", "kind": "wrong", "text": "请核对"},
    ]

    class Old:
        """The models as the migration knows them, with the column that is gone by now."""

        @staticmethod
        def get_model(app: str, name: str) -> Any:
            model = installed.get_model(app, name)
            if name != "ReturnNotice":
                return model
            return type("Then", (), {"objects": type("Rows", (), {"iterator": lambda **_: iter([notice])})})

    import_module("apps.cases.migrations.0012_items_of_old_returns").rows_of_items(Old, None)

    proof, rooms = returns_of(case)[0].items
    assert (proof.label, proof.text, proof.of_old_form) == ("不动产权证", "请补交不动产权证复印件", True)
    assert (rooms.answer, rooms.before, rooms.after) == ("已更正", "2", "3")
