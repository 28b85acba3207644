"""申请条件: none by default, versions by date, those above asked beside one's own."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from apps.audit.models import Event
from apps.lib.decisions import Refused, Stale
from apps.outbox.models import Message
from apps.outbox.queries import page_of
from apps.programs.models import Condition
from apps.programs.queries import conditions_of
from apps.programs.rules.conditions import Effect, Option, judge, unsound
from apps.programs.services import add_condition
from tests.factories.conditions import NEVER_BEFORE, NO, SOURCE, UNSURE, YES, asked, changed, said
from tests.factories.world import World

TODAY, TOMORROW, LATER = date(2026, 9, 1), date(2026, 9, 2), date(2026, 10, 8)
OPTIONS = (YES, NO, UNSURE)


# --- what an answer leads to ---


@pytest.mark.parametrize(
    ("answer", "word", "code"),
    [
        ("是", "", None),
        ("否", "", "condition"),
        ("否", "确实没有", "condition"),
        ("说不清", "", "required"),
        ("说不清", "房子是去年买的", None),
        ("也许", "", "invalid_choice"),
        ("", "", "required"),
    ],
)
def test_an_answer_is_noted_needs_a_word_or_refuses(answer: str, word: str, code: str | None) -> None:
    found = judge(OPTIONS, answer, word, source=SOURCE)
    assert (found and found.code) == code


def test_a_refusal_says_by_which_document() -> None:
    found = judge(OPTIONS, "否", "", source=SOURCE)
    assert found is not None
    assert SOURCE in found.words


@pytest.mark.parametrize(("answer", "fits"), [("三口人", True), ("", False), ("长" * 201, False)])
def test_a_question_without_answers_takes_a_text(answer: str, fits: bool) -> None:
    assert (judge((), answer, "", source=SOURCE) is None) is fits


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), ""),
        ((YES, NO), ""),
        ((YES,), "至少写两个回答"),
        ((YES, Option("是", Effect.WORD)), "写得一样"),
        ((NO, Option("不知道", Effect.REFUSES)), "没有人能登记"),
        (tuple(Option(str(number), Effect.NOTED) for number in range(9)), "最多 8 个"),
    ],
)
def test_a_question_has_answers_that_somebody_can_give(options: tuple[Option, ...], words: str) -> None:
    found = unsound(options)
    assert words in found
    assert bool(found) is bool(words)


# --- what a body asks ---


@pytest.mark.django_db
def test_nobody_asks_anything_by_default(world: World) -> None:
    assert conditions_of(world.shangcheng.pk, LATER) == ()


@pytest.mark.django_db
def test_a_question_counts_from_its_day_until_it_is_asked_no_more(world: World) -> None:
    row = add_condition(by=world.ling, organisation=world.shangcheng, **said(valid_from=TOMORROW))
    changed(world.ling, row, text="改过的问题？", valid_from=date(2026, 10, 1))
    changed(world.ling, row, is_asked=False, valid_from=LATER)

    days = (TODAY, TOMORROW, date(2026, 10, 1), LATER)
    texts = [[each.text for each in conditions_of(world.shangcheng.pk, day)] for day in days]
    assert texts == [[], [NEVER_BEFORE], ["改过的问题？"], []]


@pytest.mark.django_db
def test_a_district_asks_its_own_beside_its_city_s_and_province_s(world: World) -> None:
    asked(world.ling, world.shangcheng, text="区里问的？")
    asked(world.sheng, world.province, text="省里问的？")
    asked(world.shi, world.city, text="市里问的？")

    def texts(bureau: int) -> list[str]:
        return [each.text for each in conditions_of(bureau, TODAY)]

    assert texts(world.shangcheng.pk) == ["省里问的？", "市里问的？", "区里问的？"]
    assert texts(world.xihu.pk) == ["省里问的？", "市里问的？"]


@pytest.mark.django_db
def test_its_desks_are_told_and_led_there_and_the_record_says_who(world: World) -> None:
    add_condition(
        by=world.shi, organisation=world.shangcheng, **said(hint="电话 13800000970", source="13800000970 号")
    )
    told = Message.objects.for_desk(world.wang).get(kind="condition.set")
    assert page_of(told) == reverse("administration:body-numbers", args=[world.shangcheng.pk])
    assert Event.objects.filter(action="condition.set").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"text": " "}, "text"),
        ({"source": ""}, "source"),
        ({"answers": (YES,)}, "answers"),
        ({"valid_from": TODAY}, "valid_from"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_field(
    world: World, more: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        add_condition(by=world.ling, organisation=world.shangcheng, **said(**more))
    assert refused.value.field == field
    assert not Condition.objects.exists()


@pytest.mark.django_db
def test_a_change_says_why_and_a_stale_page_changes_nothing(world: World) -> None:
    row = asked(world.ling, world.shangcheng)
    with pytest.raises(Refused) as refused:
        changed(world.ling, row, reason=" ")
    assert refused.value.field == "reason"
    changed(world.ling, row, version=1)
    with pytest.raises(Stale):
        changed(world.ling, row, version=1)
    with pytest.raises(Stale):
        add_condition(by=world.ling, organisation=world.shangcheng, version=1, **said())


@pytest.mark.django_db
@pytest.mark.parametrize("persona", ["wang", "zhou", "shenji", "xi_leader", "chen"])
def test_others_than_who_sets_its_parameters_ask_nothing(world: World, persona: str) -> None:
    with pytest.raises(Refused) as refused:
        add_condition(by=world.people[persona], organisation=world.shangcheng, **said())
    assert refused.value.code == "post"
