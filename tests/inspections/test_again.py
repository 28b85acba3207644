"""整改后二次验收: what was asked is carried over, what failed comes first, the last photos stand beside."""

from __future__ import annotations

import pytest
from django.urls import reverse

from apps.cases.models import Case
from apps.inspections import services
from apps.inspections.enums import AttemptResult, ItemKind, ItemOutcome, PhotoOf, Verdict
from apps.inspections.models import AcceptanceAttempt, AcceptanceItem, Photo, Rectification
from apps.inspections.queries.again import befores
from apps.inspections.queries.papers import acceptance_paper, round_list, states_its_hash
from apps.inspections.queries.rectification_notice import rectification_notice
from apps.inspections.rules import BuiltItem, Found, again, rectification_items
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.programs.enums import ParameterCode
from tests.factories.field import Phone
from tests.factories.parameters import in_force
from tests.factories.works import (
    fail_acceptance,
    go_through,
    household_says,
    make_works_case,
    mend_all,
    photo,
    signed_in,
    verdict,
)
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db
HAZARD = "hazard:1"


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


@pytest.fixture
def case(world: World) -> Case:
    """A household whose acceptance failed, mended since."""
    case = fail_acceptance(world, make_works_case(world, "attempt"))
    mend_all(world, case)
    case.refresh_from_db()
    return case


def opened(world: World, case: Case) -> AcceptanceAttempt:
    with clock.at(later(19)):
        return services.open_acceptance(case_id=case.pk, by=world.yan2, arranged_on=clock.today())


# --- rules ---


def item(code: str, kind: ItemKind = ItemKind.SURFACE) -> BuiltItem:
    return BuiltItem(code, kind, "厨房", code, "")


def test_what_failed_comes_first_and_the_rest_keeps_its_order() -> None:
    items = (item("a"), item("b"), item("c"))
    assert [each.code for each in again.failed_first(items, frozenset("c"))] == ["c", "a", "b"]


def test_what_was_asked_is_carried_by_its_number() -> None:
    (one, two) = again.carried_items({2: "换开关", 1: "补缝"})
    assert [(each.code, each.label, each.planned) for each in (one, two)] == [
        ("carried:1", "第 1 项", "补缝"),
        ("carried:2", "第 2 项", "换开关"),
    ]
    assert [again.carried_number(code) for code in ("carried:12", "surface:0:wall")] == [12, None]


def still(asked: str, note: str) -> str:
    found = {"carried:1": Found(ItemOutcome.DISAGREES, note=note)}
    (line,) = rectification_items(again.carried_items({1: asked}), found, ())
    return line


def test_what_was_not_mended_is_asked_for_again_after_the_note_of_today() -> None:
    second = still("补缝", "还有缝")
    assert second == "还有缝（仍未整改到位，上次要求：补缝）"
    assert still(second, "仍有缝") == "仍有缝（仍未整改到位，上次要求：补缝）"


def test_a_long_line_loses_of_the_last_time_and_not_of_today() -> None:
    line = still("旧" * 300, "新" * 100)
    assert len(line) == 300
    assert line.startswith("新" * 100 + "（仍未整改到位，上次要求：旧")


def test_what_was_asked_and_the_item_it_came_from_give_one_line() -> None:
    items = (*again.carried_items({1: "厨房墙面不符合：开裂"}), item("wall"))
    found = {
        "carried:1": Found(ItemOutcome.DISAGREES, note="还有缝"),
        "wall": Found(ItemOutcome.DISAGREES, note="右角起鼓"),
    }
    assert rectification_items(items, found, (), twins={"carried:1": "wall"}) == (
        "还有缝；右角起鼓（仍未整改到位，上次要求：厨房墙面不符合：开裂）",
    )


# --- the second acceptance ---


def test_it_begins_with_what_was_asked_then_with_what_failed(world: World, case: Case) -> None:
    attempt = opened(world, case)
    first, second, *_ = attempt.items.all()
    assert (first.code, first.kind, first.planned) == (
        "carried:1",
        ItemKind.CARRIED,
        "隐患设施卫生间无漏电保护未更换：仍为旧开关",
    )
    assert second.code == HAZARD, "the plan's own item that failed"


def test_a_first_acceptance_carries_nothing(world: World) -> None:
    case = make_works_case(world, "attempt")
    attempt = AcceptanceAttempt.objects.get(case=case)
    assert not attempt.items.filter(kind=ItemKind.CARRIED).exists()
    assert befores(attempt) == {}


def test_what_is_known_of_the_last_time_comes_with_its_newest_photos(world: World, case: Case) -> None:
    known = befores(opened(world, case))
    asked, failed = known["carried:1"], known[HAZARD]
    row = Rectification.objects.get(attempt__case=case)
    shown = Photo.objects.filter(subject=PhotoOf.RECTIFICATION, subject_id=row.pk)
    assert (asked.mended_on, asked.mended_note) == (row.done_on, row.note)
    assert [each.pk for each in asked.photos] == [each.pk for each in shown.order_by("-added_at", "-pk")]
    assert failed.words == "未更换：仍为旧开关"


def test_nothing_passes_before_every_asked_item_was_looked_at(world: World, case: Case) -> None:
    opened(world, case)
    with clock.at(later(19)):
        rows = AcceptanceItem.objects.filter(attempt__case=case, attempt__number=2)
        found = {row.code: Found(ItemOutcome.AGREES) for row in rows.exclude(kind=ItemKind.CARRIED)}
        services.record_items(case_id=case.pk, by=world.yan2, visited_at=clock.now(), found=found)
        with pytest.raises(Refused) as refusal:
            verdict(world, case, by=world.yan2)
    assert "上次要求整改第 1 项" in refusal.value.reason


def test_what_is_still_not_mended_does_not_pass_and_is_asked_for_again(world: World, case: Case) -> None:
    opened(world, case)
    with clock.at(later(19)):
        bad = Found(ItemOutcome.DISAGREES, note="仍是旧的")
        go_through(world, case, by=world.yan2, carried__1=bad, hazard__1=bad)
        with pytest.raises(Refused):
            verdict(world, case, by=world.yan2)
        verdict(world, case, Verdict.FAIL, by=world.yan2)
        services.conclude(case_id=case.pk, by=world.yan2)
    (row,) = Rectification.objects.filter(attempt__case=case, attempt__number=2)
    assert row.text == "仍是旧的（仍未整改到位，上次要求：隐患设施卫生间无漏电保护未更换：仍为旧开关）"


def test_the_form_shows_what_was_asked_apart_and_keeps_its_hash(world: World, case: Case) -> None:
    opened(world, case)
    with clock.at(later(19)):
        go_through(world, case, by=world.yan2)
        verdict(world, case, by=world.yan2)
        household_says(world, case)
        services.conclude(case_id=case.pk, by=world.yan2)
    attempt = AcceptanceAttempt.objects.get(case=case, number=2)
    paper = acceptance_paper(case, attempt)
    assert attempt.result == AttemptResult.PASSED
    assert [(each.item, each.verdict) for each in paper.carried] == [("第 1 项", "已整改到位")]
    assert all(each.verdict == "与方案一致" for each in paper.of_plan)
    assert states_its_hash(case, attempt)
    assert states_its_hash(case, AcceptanceAttempt.objects.get(case=case, number=1))


def test_the_printed_round_list_carries_it_too(world: World, case: Case) -> None:
    with clock.at(later(19)):
        (visit,) = round_list(world.yan2).visits
    assert [each.planned for each in visit.carried] == ["隐患设施卫生间无漏电保护未更换：仍为旧开关"]


def test_the_limit_stands_on_the_notice_and_beside_the_item(world: World) -> None:
    case = make_works_case(world, "attempt")
    with clock.at(later(16)):
        in_force(world.ling, world.shangcheng, ParameterCode.RECTIFICATION_DAYS, "3")
    Case.objects.filter(pk=case.pk).update(applied_on=later(16).date())
    case = fail_acceptance(world, Case.objects.get(pk=case.pk))
    attempt = AcceptanceAttempt.objects.get(case=case)
    assert attempt.mend_due_on == case.rectification_due_on is not None
    notice = rectification_notice(case, attempt)
    assert notice is not None
    assert notice.due_text


def test_without_a_limit_no_notice_names_one(world: World, case: Case) -> None:
    attempt = AcceptanceAttempt.objects.get(case=case)
    notice = rectification_notice(case, attempt)
    assert notice is not None
    assert (attempt.mend_due_on, notice.due_text) == (None, "")


# --- on site ---


def test_phone_and_page_show_the_last_photo_beside_today_s(world: World, case: Case) -> None:
    opened(world, case)
    with clock.at(later(19)):
        first, *_ = Phone.of(world, "yan2").task(case, "acceptance")["items"]
        page = signed_in(world, "yan2").get(reverse("inspections:acceptance-items", kwargs={"pk": case.pk}))
    (shown, *_) = first["before"]["photos"]
    assert (first["kind"], first["before"]["mended"]) == (
        "carried",
        Rectification.objects.get(attempt__case=case).note,
    )
    assert shown["url"] in page.text
    assert page.text.index("上次要求整改") < page.text.index("厨房")


def test_a_photo_of_today_belongs_to_the_carried_item(world: World, case: Case) -> None:
    attempt = opened(world, case)
    with clock.at(later(19)):
        services.record_items(
            case_id=case.pk,
            by=world.yan2,
            visited_at=clock.now(),
            found={"carried:1": Found(ItemOutcome.AGREES)},
            photos={"carried:1": [photo("今天.jpg")]},
        )
    row = attempt.items.get(code="carried:1")
    assert Photo.objects.filter(subject=PhotoOf.ITEM, subject_id=row.pk).count() == 1
