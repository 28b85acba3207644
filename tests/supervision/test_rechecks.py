"""复核 by two others: consent, reserve, record, confirmation, and what is let out of it (P10)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.outbox.models import Message
from apps.supervision.enums import Stage, Standing
from apps.supervision.models import Draw, Recheck
from apps.supervision.queries.pages import waiting_rechecks
from apps.supervision.services import (
    confirm_recheck,
    note_consent,
    publish_draw,
    record_of,
    record_recheck,
    replace_person,
)
from tests.factories.draws import accepted, drawn, fixed
from tests.factories.works import signed_in
from tests.factories.world import NOON, World, later, make_world
from tests.supervision.scripts import checked

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    """Six accepted households in 上城区."""
    with clock.at(NOON):
        made = make_world()
    with clock.at(later(20)):
        accepted(made, 6)
        yield made


@pytest.fixture
def draw(world: World) -> Draw:
    """Two of them drawn."""
    return drawn(world, fixed(world, share=Decimal(30)))


def first(draw: Draw) -> Recheck:
    return draw.rechecks.order_by("place")[0]


def going(world: World, row: Recheck) -> list[Actor]:
    people = [each.user_id for each in row.people.filter(left_reason="")]
    return [actor for key in people for actor in world.people.values() if actor.user_id == key]


def ask(world: World, row: Recheck, answer: str = "agreed", **said: Any) -> Recheck:
    plain = {"by": going(world, row)[0], "way": "phone", "asked_on": clock.today(), "note": "本人接的电话"}
    return note_consent(**{"recheck_id": row.pk, "answer": answer, **plain, **said})


def look(world: World, row: Recheck, **said: Any) -> Recheck:
    plain: dict[str, Any] = {
        "by": going(world, row)[0],
        "means": "visit",
        "checked_on": clock.today(),
        "exists": "agrees",
        "as_planned": "agrees",
        "photos": "agrees",
        "paid": None,
        "invoice": row.case.contract_amount,
        "satisfaction": "satisfied",
        "finding": "none",
        "text": "",
    }
    return record_recheck(**{"recheck_id": row.pk, **plain, **said})


def finish(world: World, row: Recheck, **said: Any) -> Recheck:
    ask(world, row)
    look(world, row, **said)
    return confirm_recheck(recheck_id=row.pk, by=going(world, row)[1], opinion="agree")


def refusal(call: Any, *args: Any, **said: Any) -> str:
    with pytest.raises(Refused) as caught:
        call(*args, **said)
    return caught.value.reason


def test_only_those_who_are_sent_ask_the_household(world: World, draw: Draw) -> None:
    row = first(draw)
    sent = {each.user_id for each in going(world, row)}
    others = [
        each for name in ("wang", "shen", "yan2", "ling") if (each := world.people[name]).user_id not in sent
    ]

    for actor in others:
        assert "抽中去复核的人" in refusal(ask, world, row, by=actor)
    assert "没有这次复核" in refusal(ask, world, row, by=world.xi_leader)


@pytest.mark.parametrize("answer", ["refused", "unreached"])
def test_a_household_that_drops_out_brings_the_next_of_the_reserve(
    world: World, draw: Draw, answer: str
) -> None:
    row = first(draw)
    ask(world, row, answer)
    due = next(each for each in json.loads(draw.outcome)["reserve"] if each["stratum"] == row.stratum)
    called = Recheck.objects.get(instead_of=row)

    assert (called.case.number, called.standing) == (due["number"], Standing.ASKING)
    assert [str(each.user_id) for each in called.people.all()] == due["inspectors"]
    assert Message.objects.filter(kind="draw.sent", title__contains="候补").count() == 2
    assert checked(record_of(Draw.objects.get(pk=draw.pk))) == []


def test_two_that_drop_out_bring_two_different_ones(world: World, draw: Draw) -> None:
    for row in draw.rechecks.all():
        ask(world, row, "refused")
    numbers = [row.case.number for row in draw.rechecks.select_related("case")]

    assert len(numbers) == len(set(numbers)) == 4


def test_a_spent_reserve_leaves_fewer_and_says_so(world: World, draw: Draw) -> None:
    while (row := Recheck.objects.filter(draw=draw, standing=Standing.ASKING).first()) is not None:
        ask(world, row, "refused")
    publish_draw(draw_id=draw.pk, by=world.ling)

    figures = Draw.objects.get(pk=draw.pk).figures
    assert (figures["refused"], figures["reserve"], figures["checked"]) == (6, 4, 0)


def test_nobody_looks_before_the_household_agreed(world: World, draw: Draw) -> None:
    assert "等住户答复" in refusal(look, world, first(draw))


def test_one_records_and_the_other_confirms(world: World, draw: Draw) -> None:
    row = first(draw)
    ask(world, row)
    look(world, row)
    one, other = going(world, row)

    assert "另一个" in refusal(confirm_recheck, recheck_id=row.pk, by=one, opinion="agree")
    assert [each.pk for each in waiting_rechecks(other, limit=9) if each.pk == row.pk] == [row.pk]
    done = confirm_recheck(recheck_id=row.pk, by=other, opinion="agree")
    assert done.standing == Standing.DONE
    assert row.pk not in {each.pk for each in waiting_rechecks(other, limit=9)}
    with pytest.raises(IntegrityError), transaction.atomic():
        Recheck.objects.filter(pk=row.pk).update(confirmed_by_holder=done.recorded_by_holder)


def test_what_is_not_right_goes_back_with_its_reason(world: World, draw: Draw) -> None:
    row = first(draw)
    ask(world, row)
    look(world, row)
    other = going(world, row)[1]

    assert "哪里要改" in refusal(confirm_recheck, recheck_id=row.pk, by=other, opinion="change")
    back = confirm_recheck(recheck_id=row.pk, by=other, opinion="change", reason="发票金额看错了")
    assert (back.standing, back.sent_back) == (Standing.AGREED, "发票金额看错了")
    look(world, row)
    confirm_recheck(recheck_id=row.pk, by=other, opinion="agree")


@pytest.mark.parametrize(
    "said",
    [
        {"exists": "differs"},
        {"photos": "differs"},
        {"invoice": Decimal("1.00")},
        {"paid": Decimal("999999.00")},
        {"finding": "warranty"},
    ],
)
def test_what_differs_or_was_found_is_put_in_words(world: World, draw: Draw, said: dict[str, Any]) -> None:
    row = first(draw)
    ask(world, row)

    assert "写明" in refusal(look, world, row, **said)
    assert look(world, row, **{**said, "text": "发票开了两张，合计一致。"}).standing == Standing.RECORDED


def test_days_lie_between_the_draw_and_today(world: World, draw: Draw) -> None:
    row = first(draw)

    for days in (-1, 1):
        assert "抽取以后" in refusal(ask, world, row, asked_on=clock.today() + timedelta(days=days))


def test_who_cannot_go_is_followed_by_ticket_and_picked_by_nobody(world: World, draw: Draw) -> None:
    row = first(draw)
    gone = going(world, row)[0]

    assert "发起人" in refusal(
        replace_person, recheck_id=row.pk, by=world.shi, user_id=gone.user_id, reason="病假"
    )
    replace_person(recheck_id=row.pk, by=world.ling, user_id=gone.user_id, reason="病假")
    now = going(world, row)
    assert len(now) == 2
    assert gone.user_id not in {each.user_id for each in now}
    barred = next(each for each in draw.facts["population"] if each["number"] == row.case.number)["barred"]
    assert not {str(each.user_id) for each in now} & set(barred)
    assert "抽中去复核的人" in refusal(ask, world, row, by=gone)


def test_where_nobody_is_left_nobody_is_replaced(world: World, draw: Draw) -> None:
    row = first(draw)
    free = len(draw.facts["inspectors"]) - 2
    barred = next(each for each in draw.facts["population"] if each["number"] == row.case.number)["barred"]
    for _turn in range(free - len(barred)):
        gone = going(world, row)[0].user_id
        replace_person(recheck_id=row.pk, by=world.ling, user_id=gone, reason="病假")
    gone = going(world, row)[0].user_id

    assert "没有别的人" in refusal(
        replace_person, recheck_id=row.pk, by=world.ling, user_id=gone, reason="病假"
    )


def test_results_are_published_as_numbers_once_all_are_through(world: World, draw: Draw) -> None:
    one, two = draw.rechecks.all()
    finish(world, one)
    assert "还有 1 户" in refusal(publish_draw, draw_id=draw.pk, by=world.ling)
    finish(world, two, finding="revocation", text="墙面没有采用装配式做法")
    assert "发起人" in refusal(publish_draw, draw_id=draw.pk, by=world.shi)
    made = publish_draw(draw_id=draw.pk, by=world.ling, note="两户都上了门")

    assert made.stage == Stage.PUBLISHED
    assert made.figures["checked"] == 2
    assert (made.figures["none"], made.figures["revocation"]) == (1, 1)
    assert "已公布" in refusal(publish_draw, draw_id=draw.pk, by=world.ling)


def test_the_public_reads_numbers_and_no_name_but_the_publisher_s(world: World, draw: Draw) -> None:
    for row in draw.rechecks.all():
        finish(world, row)
    page = Client().get(reverse("public:progress")).content.decode()
    assert "项目抽查" not in page
    publish_draw(draw_id=draw.pk, by=world.ling)
    with clock.at(clock.now() + timedelta(minutes=5)):
        page = Client().get(reverse("public:progress")).content.decode()

    assert "凌演示" in page
    assert "已复核（户）：2" in page
    numbers = [row.case.number for row in draw.rechecks.select_related("case")]
    people = [each.name for row in draw.rechecks.all() for each in row.people.all()]
    assert not [each for each in (*numbers, *people, world.shili.name) if each in page]


def test_a_finding_leads_to_warranty_correction_or_revocation(world: World, draw: Draw) -> None:
    row = first(draw)
    finish(world, row, finding="revocation", text="墙面没有采用装配式做法")
    page = signed_in(world, "ling").get(reverse("supervision:recheck", kwargs={"pk": row.pk}))

    assert reverse("revocations:page", kwargs={"pk": row.case_id}) in page.content.decode()
    assert "整改" not in page.content.decode()


def test_a_witness_opens_no_home(world: World, draw: Draw) -> None:
    url = reverse("supervision:recheck", kwargs={"pk": first(draw).pk})

    assert signed_in(world, "hu").get(url).status_code == 404
    assert signed_in(world, "xi_leader").get(url).status_code == 404
    assert signed_in(world, "shi").get(url).status_code == 200
