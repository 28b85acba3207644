"""Whoever complains reaches a body that is not the one complained of; nobody else reads it."""

from __future__ import annotations

import pytest

from apps.audit.models import Event
from apps.cases.models import Case
from apps.documents.models import StoredFile
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.outbox.models import Message
from apps.programs.enums import ParameterCode
from apps.tickets.enums import About, Kind, Source
from apps.tickets.models import MOST_PICTURES, Ticket, TicketSeries
from apps.tickets.rules.numbers import number_read
from apps.tickets.services import add_pictures, open_ticket
from apps.tickets.services.opening import code_index
from tests.factories.parameters import in_force
from tests.factories.tickets import SAID, complain
from tests.factories.uploads import jpeg, upload
from tests.factories.world import World, later

pytestmark = pytest.mark.django_db


def readers(world: World, ticket: Ticket) -> set[str]:
    """Return who of the world meets a ticket in its rows."""
    return {
        name
        for name, by in world.people.items()
        if Ticket.objects.visible_to(by).filter(pk=ticket.pk).exists()
    }


def test_a_complaint_of_an_enterprise_lies_with_the_district(world: World) -> None:
    ticket = complain(world)
    assert (ticket.body, ticket.bureau, ticket.city) == (world.shangcheng, world.shangcheng, world.city)
    assert number_read(ticket.number) == ticket.number


def test_it_is_read_by_the_district_and_those_above_alone(world: World) -> None:
    found = readers(world, complain(world))
    assert {"wang", "ling", "shi", "sheng"} <= found
    assert not found & {"xi", "xiu", "zhou", "hu", "chen", "jiang", "tao", "wu"}


def test_a_complaint_of_the_district_lies_with_the_city_and_the_district_has_none_of_it(world: World) -> None:
    ticket = complain(world, about=About.BUREAU)
    assert (ticket.body, ticket.complained_body) == (world.city, world.shangcheng)
    assert not readers(world, ticket) & {"wang", "shen", "ling", "zhou", "xi"}
    assert "shi" in readers(world, ticket)


def test_a_complaint_of_the_city_lies_with_the_province_alone(world: World) -> None:
    ticket = complain(world, about=About.CITY)
    assert ticket.body == world.province
    assert readers(world, ticket) == {"sheng"}


def test_a_complaint_of_a_bureau_under_the_province_goes_there(world: World) -> None:
    ticket = complain(world, about=About.BUREAU, bureau=world.xiuzhou)
    assert ticket.body == world.province
    assert "xiu" not in readers(world, ticket)


def test_a_complaint_of_a_street_lies_with_its_district_and_not_with_the_street(world: World) -> None:
    ticket = complain(world, about=About.UNSAID, complained_body=world.qingbo)
    assert (ticket.about, ticket.body) == (About.STREET, world.shangcheng)
    assert "zhou" not in readers(world, ticket)


def test_forcing_an_enterprise_on_people_is_not_told_to_whoever_may_have_done_it(world: World) -> None:
    ticket = complain(world, kind=Kind.FORCED)
    assert ticket.body == world.city
    assert not readers(world, ticket) & {"wang", "zhou"}


def test_where_no_body_stands_above_it_is_said(world: World) -> None:
    with pytest.raises(Refused, match="12345") as refused:
        complain(world, about=About.BUREAU, bureau=world.province)
    assert refused.value.field == "about"


def test_a_rating_of_a_case_opens_a_ticket_there(world: World, case: Case) -> None:
    ticket = open_ticket(
        by=world.wang, kind=Kind.RATING, source=Source.RATING, text="回答问题不清楚。", case=case
    )
    assert (ticket.body, ticket.case) == (world.shangcheng, case)


def test_without_a_period_no_clock_runs(world: World) -> None:
    ticket = complain(world)
    assert (ticket.call_due_on, ticket.settle_due_on, ticket.due_on) == (None, None, None)


def test_the_periods_of_its_body_run_from_the_day_after(world: World) -> None:
    with clock.at(later(40)):
        in_force(world.shi, world.city, ParameterCode.TICKET_CALL_DAYS, "1")
        in_force(world.shi, world.city, ParameterCode.TICKET_SETTLE_DAYS, "15")
        ticket = complain(world)
    assert ticket.call_due_on == later(41).date()
    assert ticket.due_on == later(55).date()


def test_nobody_is_to_be_called_who_left_no_telephone(world: World) -> None:
    with clock.at(later(40)):
        in_force(world.shi, world.city, ParameterCode.TICKET_CALL_DAYS, "1")
        ticket = complain(world, author_name="", author_phone="")
    assert ticket.is_anonymous
    assert ticket.call_due_on is None


def test_the_day_of_12345_wins(world: World) -> None:
    ticket = complain(world, hotline_number="2026090112345", hotline_due_on=later(3).date())
    assert ticket.due_on == later(3).date()


def test_sent_twice_it_is_one_and_shows_its_code_again(world: World) -> None:
    first, second = (complain(world, request_key="页面一") for _ in range(2))
    assert (first.pk, first.code) == (second.pk, second.code)
    assert Ticket.objects.count() == 1


def test_sent_twice_it_uses_up_one_number(world: World) -> None:
    for key in ("页面一", "页面一", "页面二"):
        complain(world, request_key=key)
    assert TicketSeries.objects.get().last == 2


def test_the_code_is_kept_nowhere(world: World) -> None:
    ticket = complain(world, request_key="页面一")
    kept = Ticket.objects.get()
    assert kept.code == ""
    assert ticket.code not in str(Ticket.objects.values().get())
    assert kept.code_index == code_index(kept, ticket.code)


def test_what_was_said_and_by_whom_is_encrypted(world: World) -> None:
    ticket = Ticket.objects.get(pk=complain(world).pk)
    row = str(Ticket.objects.values().get())
    assert SAID not in row
    assert "钱示例" not in row
    assert (ticket.text_encrypted.text(), ticket.author_name_encrypted.text()) == (SAID, "钱示例")


def test_a_picture_bears_no_name_of_its_author(world: World) -> None:
    ticket = complain(world, pictures=[upload("钱示例家厨房.jpg", jpeg())])
    file = StoredFile.objects.get(owner_id=str(ticket.pk))
    assert "钱示例" not in f"{file.original_name}{file.label}{file.uploaded_by_name}"
    assert file.camera_time == ""


def test_more_pictures_than_there_is_room_for_are_refused(world: World) -> None:
    ticket = complain(world)
    many = [upload(f"{n}.jpg", jpeg()) for n in range(MOST_PICTURES + 1)]
    with pytest.raises(Refused, match="最多") as refused:
        add_pictures(ticket=ticket, by=world.wang, pictures=many)
    assert refused.value.field == "pictures"
    assert not ticket.pictures.exists()


def test_the_same_picture_sent_twice_is_one(world: World) -> None:
    ticket = complain(world)
    for _ in range(2):
        add_pictures(ticket=ticket, by=world.wang, pictures=[upload("a.jpg", jpeg())])
    assert ticket.pictures.count() == 1


def test_record_and_message_name_nobody(world: World) -> None:
    ticket = complain(world)
    event = Event.objects.get(action="ticket.opened")
    assert (event.subject_kind, event.actor_name) == ("ticket", "本人（网页）")
    message = Message.objects.get(kind="ticket.waits")
    assert message.organisation_id == world.shangcheng.pk
    assert message.title == f"诉求件 {ticket.number} 等您办理"
    assert "钱示例" not in message.title + message.text


def test_nothing_said_is_no_ticket(world: World) -> None:
    with pytest.raises(Refused) as refused:
        complain(world, text="  ")
    assert refused.value.field == "text"
