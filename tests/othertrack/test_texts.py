"""What a household is texted of its renovation, and who hears when it did not get through."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from apps.lib import clock
from apps.lib.contacts import CONTACTS, MENDED_BY, Undelivered
from apps.othertrack.acts import CHECK
from apps.othertrack.enums import FactKind
from apps.othertrack.queries.household import shown_to_household
from apps.othertrack.queries.page import renovation_page
from apps.outbox.models import Message
from tests.factories import othertrack as made
from tests.factories.world import World, later

pytestmark = pytest.mark.django_db


def texts() -> list[str]:
    return list(Message.objects.filter(contact_kind="renovation").values_list("text", flat=True))


def test_a_household_is_texted_where_it_stands_without_a_name(world: World, settings: Any) -> None:
    settings.MESSAGE_ADAPTER = "console"
    renovation = made.returned(world)
    [text] = texts()
    assert renovation.number in text
    assert world.qingbo.phone in text
    assert renovation.name not in text
    assert renovation.address not in text


def test_every_turn_of_it_is_texted_once(world: World, settings: Any) -> None:
    settings.MESSAGE_ADAPTER = "console"
    made.approved(world)
    assert ["核准" in text or "审查已通过" in text for text in texts()] == [True, True]


def test_without_a_way_to_send_nothing_is_written(world: World, settings: Any) -> None:
    settings.MESSAGE_ADAPTER = ""
    made.returned(world)
    assert texts() == []


def test_its_number_is_looked_up_while_it_is_sent(world: World) -> None:
    renovation = made.applied(world)
    assert CONTACTS["renovation"](str(renovation.pk)) == renovation.phone_encrypted.text()
    assert CONTACTS["renovation"](str(uuid4())) == ""


def test_the_street_hears_of_one_that_did_not_get_through(world: World) -> None:
    renovation = made.applied(world)
    at: datetime = clock.now()
    failed = Undelivered(uuid4(), "renovation.returned", "示例", "no_answer", "运营商没有应答", at)
    MENDED_BY["renovation"](str(renovation.pk), failed)
    told = Message.objects.get(kind="renovation.undelivered")
    assert (told.organisation_id, told.role) == (world.qingbo.pk, "street_clerk")


def test_a_look_that_voids_a_review_says_so_to_all_it_concerns(world: World, settings: Any) -> None:
    settings.MESSAGE_ADAPTER = "console"
    renovation = made.reviewed(world)
    [caution] = CHECK.context(world.zhou, renovation)["cautions"]
    assert "审查作废" in caution
    look = made.looked(world, renovation, FactKind.CONTRACT, finding="differs")
    assert "区县审查因此作废" in CHECK.done(look)
    assert "作废" in texts()[-1]
    told = Message.objects.filter(kind="renovation.review_voided", organisation_id=renovation.bureau_id)
    assert set(told.values_list("role", flat=True)) == {"district_reviewer", "district_leader"}
    renovation = made.fresh(renovation)
    assert "作废" in shown_to_household(renovation).text
    steps = {each.label: each.state for each in renovation_page(world.zhou, renovation).milestones}
    assert steps["区县审查"] == "作废，要重新审查"
    with clock.at(later(1)):
        again = made.looked(world, renovation, FactKind.CONTRACT)
    assert "作废" not in CHECK.done(again)
