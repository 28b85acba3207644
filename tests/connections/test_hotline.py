"""12345 is told how a ticket with its 工单 ended: as the contract says, and nothing of whose it is."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.apps import apps

from apps.connections.enums import DeliveryState
from apps.connections.models import Delivery
from apps.connections.services import line_up
from apps.lib import clock
from apps.outbox.services import run_due_jobs
from apps.tickets.enums import End, StepKind
from apps.tickets.models import TicketStep
from apps.tickets.services import accept_ticket, note_hotline, reopen_ticket, settle_ticket
from apps.tickets.services.hotline import PARTNER
from tests.factories.partner import PartnerServer
from tests.factories.people import phone
from tests.factories.tickets import SAID, complain
from tests.factories.world import World, later

DOCS = Path(__file__).resolve().parents[2] / "docs" / "connections"
SCHEMA = json.loads((DOCS / f"{PARTNER.key}-{PARTNER.contract}.schema.json").read_text("utf-8"))
EXAMPLE = json.loads((DOCS / "12345.md").read_text("utf-8").split("```json")[1].split("```")[0])
SHEET, ANSWER = "HZ26090112345", "示例：已约定上门。"


def settled(world: World, **more: Any) -> Any:
    """王演示 answers a complaint."""
    with clock.at(later(1)):
        ticket = complain(world, **more)
        accept_ticket(ticket_id=ticket.pk, by=world.wang)
        settle_ticket(ticket_id=ticket.pk, by=world.wang, end=End.ANSWERED, text=ANSWER)
    return ticket


def run(day: int = 1) -> None:
    with clock.at(later(day)):
        run_due_jobs()


@pytest.mark.django_db
def test_it_is_told_the_answer_and_nothing_of_whose_it_is(world: World, partner: PartnerServer) -> None:
    settled(world, hotline_number=SHEET)
    run()
    [(_, body)] = partner.calls
    told = json.loads(body)
    jsonschema.validate(told, SCHEMA, format_checker=jsonschema.FormatChecker())
    assert (told["sheet"], told["end"], told["answer"]) == (SHEET, "answered", ANSWER)
    kept = body.decode() + str(list(Delivery.objects.values()))
    assert not [each for each in ("钱示例", phone(7), SAID) if each in kept]


@pytest.mark.django_db
def test_a_ticket_without_a_sheet_is_told_to_nobody(world: World, partner: PartnerServer) -> None:
    settled(world)
    run()
    assert not Delivery.objects.exists()


@pytest.mark.django_db
def test_settled_again_it_is_told_again_under_another_key(world: World, partner: PartnerServer) -> None:
    ticket = settled(world, hotline_number=SHEET)
    run()
    ticket.refresh_from_db()
    with clock.at(later(2)):
        reopen_ticket(ticket=ticket, by=world.wang, text="没有上门。")
        accept_ticket(ticket_id=ticket.pk, by=world.wang)
        settle_ticket(ticket_id=ticket.pk, by=world.wang, end=End.ANSWERED, text="今天上门。")
    run(2)
    assert [said["answer"] for said in partner.kept.values()] == [ANSWER, "今天上门。"]


def settled_again(world: World, ticket: Any, day: int, sheet: str) -> None:
    """It is brought up again, with what 12345 sends about it then, and answered."""
    ticket.refresh_from_db()
    with clock.at(later(day)):
        reopen_ticket(ticket=ticket, by=world.wang, text="没有上门。")
        note_hotline(ticket_id=ticket.pk, by=world.wang, number=sheet, due_on=later(day + 5).date())
        accept_ticket(ticket_id=ticket.pk, by=world.wang)
        settle_ticket(ticket_id=ticket.pk, by=world.wang, end=End.ANSWERED, text="今天上门。")


@pytest.mark.django_db
def test_each_sheet_gets_the_answer_that_ended_it(world: World, partner: PartnerServer) -> None:
    ticket = settled(world, hotline_number=SHEET)
    settled_again(world, ticket, 2, "HZ26090300001")  # before the first answer went out
    run(2)
    told = {said["sheet"]: said["answer"] for said in partner.kept.values()}
    assert told == {SHEET: ANSWER, "HZ26090300001": "今天上门。"}


@pytest.mark.django_db
def test_an_end_before_there_was_a_sheet_is_told_to_nobody(world: World, partner: PartnerServer) -> None:
    settled_again(world, settled(world), 2, SHEET)
    run(2)
    assert [said["answer"] for said in partner.kept.values()] == ["今天上门。"]
    assert line_up(PARTNER) == 1


@pytest.mark.django_db
def test_the_second_end_of_a_sheet_names_the_first(world: World, partner: PartnerServer) -> None:
    ticket = settled(world, hotline_number=SHEET)
    run()
    settled_again(world, ticket, 2, SHEET)
    run(2)
    first, second = partner.kept.values()
    jsonschema.validate(second, SCHEMA, format_checker=jsonschema.FormatChecker())
    assert second["after"] == first["id"]


@pytest.mark.django_db
def test_ends_from_before_get_the_sheet_that_was_noted_by_then(world: World, partner: PartnerServer) -> None:
    opened_with = settled(world, hotline_number=SHEET)
    noted_later = settled(world)
    settled_again(world, noted_later, 2, "HZ26090300001")
    ends = TicketStep.objects.filter(kind=StepKind.SETTLED)
    ends.update(sheet="")
    import_module("apps.tickets.migrations.0004_sheet_of_an_end").keep_sheets(apps, None)
    assert list(ends.filter(ticket=opened_with).values_list("sheet", flat=True)) == [SHEET]
    assert list(ends.filter(ticket=noted_later).values_list("sheet", flat=True)) == ["", "HZ26090300001"]


@pytest.mark.django_db
def test_a_silent_12345_holds_up_no_end(world: World, settings: Any) -> None:
    settings.HOTLINE_URL, settings.HOTLINE_SECRET = "http://127.0.0.1:9/", "x" * 32  # nobody listens there
    ticket = settled(world, hotline_number=SHEET)
    run()
    ticket.refresh_from_db()
    assert ticket.settled_on is not None
    assert Delivery.objects.get().state == DeliveryState.UNANSWERED


@pytest.mark.django_db
def test_all_of_it_is_lined_up_anew(world: World, partner: PartnerServer) -> None:
    settled(world, hotline_number=SHEET)
    settled(world)
    run()
    assert line_up(PARTNER) == 1
    assert Delivery.objects.get().state == DeliveryState.WAITING


def test_the_example_of_the_page_keeps_the_contract() -> None:
    jsonschema.validate(EXAMPLE, SCHEMA, format_checker=jsonschema.FormatChecker())


def test_every_field_it_may_refuse_stands_in_the_contract() -> None:
    assert set(PARTNER.fields) <= set(SCHEMA["properties"])
