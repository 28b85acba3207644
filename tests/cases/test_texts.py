"""短信 to a household: one row an event, short, with its door and the street, nothing personal."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from apps.cases.enums import DefectKind
from apps.cases.models import Case
from apps.cases.queries.wordings import NOTICES
from apps.cases.services import ReturnItem, return_case
from apps.cases.services.texts import text_household
from apps.cases.workflow import MOVES, TEXTS, Text
from apps.cases.workflow.texts import COUNT, MISSING, ROOM, composed, listed, parts_of
from apps.inspections.services import conclude
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.outbox.models import Message
from apps.plans.services import propose_change, replace_enterprise
from apps.programs.rules.wordings import filled
from tests.factories.plans import content, submit
from tests.factories.stages import make_staged_case
from tests.factories.world import World, later, make_case

SITE, STREET = "https://cw.example.cn", "0571-00000000"


@pytest.fixture
def sending(settings: Any) -> None:
    settings.MESSAGE_ADAPTER, settings.HOUSEHOLD_PAGE = "console", f"{SITE}/my/"


def sent(case: Case) -> dict[str, str]:
    """Return what the household was sent, by event."""
    rows = Message.objects.filter(contact_id=str(case.pk)).order_by("created_at")
    return {row.kind.removeprefix("household."): row.text for row in rows}


# --- pure ---


@pytest.mark.parametrize(("event", "text"), TEXTS.items(), ids=str)
def test_a_text_goes_out_as_one(event: str, text: Text) -> None:
    whole = composed(
        filled(text.words, NOTICES[f"household-{event}"].sample), link=f"{SITE}/my/", asks=STREET
    )

    assert parts_of(whole) <= text.parts, len(whole)
    assert "{" not in whole


def test_a_return_stays_within_two_whatever_is_missing() -> None:
    words = filled(TEXTS["returned"].words, {"办件编号": "上城-2026-0001", COUNT: "12", MISSING: "长" * ROOM})

    assert parts_of(composed(words, link=f"{SITE}/my/", asks=STREET)) == 2


@pytest.mark.parametrize(
    ("labels", "room", "said"),
    [
        (["身份证明"], 10, "身份证明"),
        (["身份证明", "产权证明"], 10, "身份证明、产权证明"),
        (["身份证明", "产权证明", "委托书"], 10, "身份证明、产权证明等"),
        (["身份证明", "产权证明"], 9, "身份证明、产权证明"),
        (["身份证明", "产权证明"], 8, "身份证明等"),
        (["房屋所有权证明"], 4, "房屋所有"),
    ],
)
def test_what_is_missing_is_named_as_far_as_there_is_room(labels: list[str], room: int, said: str) -> None:
    assert listed(labels, room) == said


def test_every_text_of_a_move_is_named_as_the_move() -> None:
    # A row under a name that no move and no service knows would never be sent.
    beside = {name for name in TEXTS if name not in {move.name for move in MOVES}}
    assert beside == {
        "returned",
        "plan_ready",
        "change_ready",
        "finish_reported",
        "rectified_reported",
        "opinion",
        "handed_over",
        "appointment_offered",
        "appointment_moved",
        "appointment_agreed",
        "appointment_cancelled",
        "appointment_tomorrow",
        "letter",
        "letter_asks",
        "letter_answered",
        "defect_answered",
        "put_right",
        "revocation_proposed",
        "revocation_kept",
        "recheck_refused",
    }


# --- along the way ---


@pytest.mark.django_db
@pytest.mark.usefixtures("sending")
def test_a_household_hears_of_each_step_and_reads_nothing_personal(world: World) -> None:
    case = make_staged_case(world, "satisfied", name="张示例")
    with clock.at(later(18)):
        conclude(case_id=case.pk, by=world.yan)
    texts = sent(case)

    # The enterprise is chosen by the household itself, and the contract it signs: no news to it.
    assert set(texts) == {
        "receive",
        "file",
        "plan_ready",
        "start_works",
        "finish_reported",
        "finish_works",
        "opinion",
        "pass_acceptance",
    }
    household, home = case.household, case.dwelling.address
    secrets = [household.name, household.phone_encrypted.text(), household.id_number_encrypted.text(), home]
    # The door number alone would give the home away, too.
    door = home.rsplit("号", 1)[-1] or home
    for text in texts.values():
        assert text.startswith("【厨卫换新】")
        assert text.endswith(f"{SITE}/my/ 问{case.street_office.phone or case.street_office.name}")
        assert not [each for each in [*secrets, door] if each in text]


@pytest.mark.django_db
@pytest.mark.usefixtures("sending")
def test_the_link_of_a_text_opens_the_household_s_door(world: World) -> None:
    case = make_case(world, "received")
    link = next(part for part in sent(case)["receive"].split("。")[-1].split() if part.startswith("https"))

    page = Client().get(urlsplit(link).path, follow=True)

    assert page.redirect_chain
    assert 'name="number"' in page.content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("sending")
def test_a_return_says_what_is_missing_and_not_what_was_written(world: World) -> None:
    case = make_case(world, "received")
    return_case(
        case_id=case.pk,
        by=world.wang,
        items=[
            ReturnItem("phone", DefectKind.WRONG, "张示例的电话打不通"),
            ReturnItem("family_size", DefectKind.WRONG, "与户口簿不一致"),
        ],
    )

    assert f"{case.number} 要补 2 项：" in sent(case)["returned"]
    assert "家庭人数" in sent(case)["returned"]
    assert "张示例" not in sent(case)["returned"]


@pytest.mark.django_db
@pytest.mark.usefixtures("sending")
def test_a_plan_that_fails_its_checks_is_nobody_s_news(world: World) -> None:
    case = make_staged_case(world, "failing_plan", name="张示例")

    assert "plan_ready" not in sent(case)


@pytest.mark.django_db
@pytest.mark.usefixtures("sending")
def test_a_change_and_another_enterprise_are_news(world: World) -> None:
    case = make_staged_case(world, "contracted", name="张示例")
    with clock.at(later(5)):
        propose_change(case_id=case.pk, by=world.chen, reason="换材料")
        submit(world, case, plan=content(start=later(8).date()))
        replace_enterprise(case_id=case.pk, by=world.zhou, reason="住户另选", enterprise=world.yangben)

    assert {"change_ready", "replace_enterprise"} <= set(sent(case))


@pytest.mark.django_db
@pytest.mark.usefixtures("sending")
def test_the_same_event_is_sent_once(world: World) -> None:
    case = make_case(world, "received")

    assert [text_household(case=case, event="letter", by=SYSTEM, key="a") for _ in range(2)] == [1, 0]


@pytest.mark.django_db
def test_nothing_is_written_where_nothing_can_be_sent(world: World) -> None:
    case = make_case(world, "received")

    assert sent(case) == {}


@pytest.mark.django_db
@pytest.mark.usefixtures("sending")
def test_without_an_address_for_the_public_a_text_has_no_link(world: World, settings: Any) -> None:
    settings.HOUSEHOLD_PAGE = ""
    case = make_case(world, "received")

    assert "http" not in sent(case)["receive"]
    assert "已受理。问" in sent(case)["receive"]
