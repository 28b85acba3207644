"""Who steers a draw by witnesses, numbers or the database is stopped, and named (decision 0179)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.urls import reverse

from apps.audit.services import digest_day
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.orgs.enums import Role
from apps.orgs.models import Membership
from apps.supervision.enums import Stage
from apps.supervision.models import Draw
from apps.supervision.queries.recusal import TIED
from apps.supervision.rules import commitment
from apps.supervision.services import commit_number, declare_tie, end_tie, open_number, withdraw_draw
from tests.factories.draws import NUMBERS, accepted, digested, fixed
from tests.factories.works import signed_in
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    """Six accepted households in 上城区."""
    with clock.at(NOON):
        made = make_world()
    with clock.at(later(20)):
        accepted(made, 6)
        yield made


def refusal(call: object, **said: object) -> str:
    with pytest.raises(Refused) as caught:
        call(**said)  # type: ignore[operator]
    return caught.value.reason


def test_both_witnesses_of_one_body_are_refused_by_any_post_of_theirs(world: World) -> None:
    chosen = [world.zhou.user_id, world.hu.user_id]
    assert fixed(world, witnesses=chosen).stage == Stage.FIXED
    street = Membership.objects.get(user=world.hu.user_id).organisation
    Membership.objects.create(
        user_id=world.zhou.user_id,
        organisation=street,
        role=Role.STREET_CLERK,
        valid_from=clock.today(),
    )

    assert "两个单位" in refusal(fixed, world=world, witnesses=chosen)


@pytest.mark.parametrize("number", ["123456", "-", "1" * 80])
def test_a_number_that_could_be_guessed_ends_the_draw_with_its_witness_named(
    world: World, number: str
) -> None:
    draw = fixed(world)
    made = commitment(draw.fixed_sha256, str(world.shi.user_id), number.strip("-"))
    commit_number(draw_id=draw.pk, by=world.shi, commitment=made)
    commit_number(draw_id=draw.pk, by=world.hu, number=NUMBERS["hu"])
    digest_day(clock.today())

    ended = open_number(draw_id=draw.pk, by=world.shi, number=number)
    assert ended.stage == Stage.WITHDRAWN
    assert "施演示封存的数字不合要求" in ended.withdrawn_reason
    assert "作罢" in refusal(open_number, draw_id=draw.pk, by=world.hu, number=NUMBERS["hu"])


def test_a_commitment_changed_in_the_database_stops_the_draw(world: World) -> None:
    draw, other = digested(world, fixed(world)), "55918273640918273645"
    made = commitment(draw.fixed_sha256, str(world.shi.user_id), other)
    draw.witnesses.filter(user=world.shi.user_id).update(commitment=made)

    assert "封存值和封存的时候不一样" in refusal(open_number, draw_id=draw.pk, by=world.shi, number=other)


def test_another_day_digest_cannot_be_chosen_in_the_database(world: World) -> None:
    draw = digested(world, fixed(world))
    Draw.objects.filter(pk=draw.pk).update(committed_event=draw.committed_event - 1)

    assert "封存的时间" in refusal(open_number, draw_id=draw.pk, by=world.shi, number=NUMBERS["shi"])


def test_a_witness_put_in_place_of_another_stops_the_draw(world: World) -> None:
    draw = fixed(world)
    draw.witnesses.filter(user=world.hu.user_id).update(user=world.sheng.user_id)

    assert "见证人和固定" in refusal(commit_number, draw_id=draw.pk, by=world.shi, number=NUMBERS["shi"])


def test_no_second_draw_of_the_same_cases_while_one_waits(world: World) -> None:
    first = fixed(world)

    assert first.title in refusal(fixed, world=world, share=Decimal(50))
    digested(world, first)
    assert first.title in refusal(fixed, world=world)
    withdraw_draw(draw_id=first.pk, by=world.ling, reason="见证人出差")
    assert fixed(world).stage == Stage.FIXED


def test_a_bureau_does_not_hold_up_the_city_and_the_city_s_comes_first(world: World) -> None:
    below = fixed(world)
    above = fixed(world, by=world.shi, witnesses=[world.sheng.user_id, world.ling.user_id])

    assert {"title": below.title, "how": "等见证人封存数字"} in above.facts["earlier"]
    withdraw_draw(draw_id=below.pk, by=world.ling, reason="由市里抽")
    assert above.title in refusal(fixed, world=world)


def test_what_the_organiser_declared_for_others_bars_nobody_in_the_own_draw(world: World) -> None:
    wang = world.wang.user_id
    declare_tie(by=world.ling, user_id=wang, enterprise=world.shili, reason="亲属任职")
    own = fixed(world)
    above = fixed(world, by=world.shi, witnesses=[world.sheng.user_id, world.ling.user_id])

    assert not any(each["barred"].get(str(wang)) == TIED for each in own.facts["population"])
    said = {"key": str(wang), "name": "王演示", "enterprise": world.shili.name, "lifted": ""}
    day = {"declared": f"{clock.today().isoformat()} 凌演示"}
    assert own.facts["ties"] == [{**said, **day, "bars": False}]
    assert above.facts["ties"] == [{**said, **day, "bars": True}]
    assert all(str(wang) in each["barred"] for each in above.facts["population"])


def test_a_tie_lifted_before_the_draw_is_named_in_it(world: World) -> None:
    tie = declare_tie(by=world.wang, user_id=world.wang.user_id, enterprise=world.shili, reason="亲属任职")
    end_tie(tie_id=tie.pk, by=world.ling, reason="亲属已离职")

    draw = fixed(world)
    (said,) = draw.facts["ties"]
    assert (said["lifted"], said["bars"]) == (f"{clock.today().isoformat()} 凌演示", False)
    page = signed_in(world, "shi").get(reverse("supervision:draw", kwargs={"pk": draw.pk})).content.decode()
    assert f"{said['lifted']} 取消" in page
