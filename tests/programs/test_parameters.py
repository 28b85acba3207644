"""A body's own parameters: unset by default, versions by date, those above followed where it has none."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from apps.audit.models import Event
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, Stale
from apps.orgs.models import ReportingLine
from apps.outbox.models import Message
from apps.outbox.queries import page_of
from apps.programs.enums import ParameterCode, Strength
from apps.programs.models import Parameter
from apps.programs.queries import limits_of
from apps.programs.queries.parameters import bodies_from
from apps.programs.services import set_parameter
from tests.factories.racing import at_once
from tests.factories.world import NOON, World, make_case, make_world

pytestmark = pytest.mark.django_db
TOMORROW, LATER = date(2026, 9, 2), date(2026, 10, 8)
FILING = ParameterCode.FILING_WORKDAYS


def put(world: World, by: Actor, value: str = "5", *, body: str = "shangcheng", **more: object) -> Parameter:
    said = {"code": FILING, "source": "上住建〔2026〕示例号", "strength": Strength.LOCAL} | more
    return set_parameter(
        by=by,
        organisation=getattr(world, body),
        value=value,
        **{"valid_from": TOMORROW, "reason": "会议议定", **said},  # type: ignore[arg-type]
    )


def filing(world: World, day: date = LATER) -> int | None:
    return limits_of(world.shangcheng.pk, day).number(FILING)


def test_unset_it_says_so_and_is_no_number(world: World) -> None:
    limits = limits_of(world.shangcheng.pk, LATER)
    assert limits.number(FILING) is None
    assert [limits.said(code) for code in ParameterCode] == ["未设定"] * len(ParameterCode)


def test_a_version_counts_from_its_day(world: World) -> None:
    put(world, world.ling)
    put(world, world.ling, "7", valid_from=LATER)

    assert [filing(world, day) for day in (TOMORROW - timedelta(days=1), TOMORROW, LATER)] == [None, 5, 7]


def test_a_district_follows_its_city_until_it_sets_its_own_and_after_it_takes_it_back(world: World) -> None:
    put(world, world.shi, "10", body="city")
    assert filing(world) == 10
    put(world, world.ling)
    assert filing(world) == 5
    put(world, world.ling, "")
    assert filing(world) == 10


def test_a_bureau_that_begins_to_report_later_follows_the_body_above_already(world: World) -> None:
    put(world, world.shi, "10", body="city")
    ReportingLine.objects.filter(organisation=world.shangcheng).update(valid_from=date(2027, 1, 1))
    assert filing(world) == 10
    assert bodies_from(world.shangcheng.pk, LATER)[:2] == [world.shangcheng.pk, world.city.pk]


def test_a_bureau_whose_line_has_ended_stands_under_nobody(world: World) -> None:
    put(world, world.shi, "10", body="city")
    ReportingLine.objects.filter(organisation=world.shangcheng).update(valid_to=LATER)
    assert (filing(world, LATER - timedelta(days=1)), filing(world)) == (10, None)


def test_what_was_applied_for_before_keeps_what_it_had(world: World) -> None:
    early = make_case(world, "received")
    put(world, world.ling)
    with clock.at(NOON + timedelta(days=1)):
        late = make_case(world, "received")

    assert (early.filing_due_on, late.filing_due_on) == (None, date(2026, 9, 9))


def test_the_body_is_told_and_the_change_is_recorded(world: World) -> None:
    put(world, world.shi)
    told = Message.objects.for_desk(world.wang).get(kind="parameter.set")
    assert told.title == "上城备案时限：5 个工作日"
    assert page_of(told) == reverse("administration:body-numbers", args=[world.shangcheng.pk])
    assert Event.objects.filter(action="parameter.set").count() == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"value": "五天"}, "value"),
        ({"value": "0"}, "value"),
        ({"value": ""}, "value"),
        ({"value": "25:00", "code": ParameterCode.WORK_ENDS}, "value"),
        ({"value": "全宗", "code": ParameterCode.FONDS_NUMBER}, "value"),
        ({"source": ""}, "source"),
        ({"valid_from": date(2026, 9, 1)}, "valid_from"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_field(
    world: World, more: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        put(world, world.ling, **more)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert not Parameter.objects.exists()


def test_a_change_says_why(world: World) -> None:
    put(world, world.ling)
    with pytest.raises(Refused) as refused:
        put(world, world.ling, "7", reason=" ")
    assert refused.value.field == "reason"


def test_a_stale_page_changes_nothing(world: World) -> None:
    put(world, world.ling, version=0)
    with pytest.raises(Stale):
        put(world, world.ling, "7", version=0)


@pytest.mark.parametrize("persona", ["wang", "zhou", "shenji", "xi_leader", "chen"])
def test_others_than_its_leader_and_those_above_set_nothing(world: World, persona: str) -> None:
    with pytest.raises(Refused) as refused:
        put(world, world.people[persona])
    assert refused.value.code == "post"


def test_nobody_excuses_himself_from_four_eyes_by_a_no(world: World) -> None:
    with pytest.raises(Refused) as refused:
        put(world, world.ling, "否", code=ParameterCode.REPORT_FOUR_EYES)
    assert refused.value.field == "value"


@pytest.mark.parametrize(
    ("code", "value", "words"),
    [
        (FILING, "5", "起申请的办件适用"),
        (ParameterCode.REPORT_FOUR_EYES, "是", "起报送的周报适用"),
        (ParameterCode.FONDS_NUMBER, "Z12", "起归档的适用"),
    ],
)
def test_the_message_says_what_a_parameter_holds_for(
    world: World, code: ParameterCode, value: str, words: str
) -> None:
    put(world, world.ling, value, code=code)
    assert words in Message.objects.for_desk(world.wang).get(kind="parameter.set").text


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_set_one_parameter_at_once_make_one_version() -> None:
    with clock.at(NOON):
        world = make_world()
    outcomes = at_once(
        [lambda: put(world, world.ling, version=0), lambda: put(world, world.shi, "7", version=0)],
        moment=NOON,
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["Parameter", "Stale"]
