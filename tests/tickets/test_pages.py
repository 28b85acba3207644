"""诉求 in the desk: what is written down at the counter, and that its code is shown there alone."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from apps.audit.models import AccessLog
from apps.tickets.enums import About, Kind, Source
from apps.tickets.models import Ticket
from tests.factories.people import phone
from tests.factories.tickets import SAID, complain
from tests.factories.world import World, user_of

pytestmark = pytest.mark.django_db


def desk(world: World, name: str) -> Client:
    client = Client()
    client.force_login(user_of(world.people[name]))
    return client


def written(world: World, client: Client, **more: Any) -> Any:
    page = client.get("/tickets/record/").content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    said = {"key": key[1], "source": "desk", "kind": "quality", "about": "enterprise", "text": SAID}
    return client.post("/tickets/record/", {**said, "bureau": world.shangcheng.pk, **more})


def test_the_counter_writes_down_and_hands_number_and_code_over(world: World) -> None:
    client = desk(world, "zhou")
    answer = written(world, client, author_phone=phone(7))
    ticket = Ticket.objects.get()
    assert (ticket.source, ticket.body, ticket.recorded_by) == (Source.DESK, world.shangcheng, "周示例")
    page = client.get(answer["Location"]).content.decode()
    code = re.search(r"\d\d \d{4} \d{4}", page)
    assert code
    sheet = client.get(f"/tickets/{ticket.pk}/receipt/")
    text = "".join(each.extract_text() for each in PdfReader(BytesIO(sheet.content)).pages)
    assert ticket.number in text
    assert code[0] in text
    assert SAID[:6] not in text


def test_nobody_else_is_shown_the_code_and_the_street_not_the_ticket(world: World) -> None:
    client = desk(world, "zhou")
    where = written(world, client)["Location"]
    for name, status in (("wang", 404), ("hu", 404), ("chen", 403)):
        assert desk(world, name).get(where).status_code == status, name
    assert client.get(f"/tickets/{Ticket.objects.get().pk}/").status_code == 404


def test_what_concerns_the_district_goes_past_it_though_it_wrote_it_down(world: World) -> None:
    client = desk(world, "wang")
    where = written(world, client, about="bureau")["Location"]
    ticket = Ticket.objects.get()
    assert ticket.body == world.city
    assert world.city.name in client.get(where).content.decode()
    assert client.get(f"/tickets/{ticket.pk}/").status_code == 404
    assert ticket.number not in client.get("/tickets/?state=all").content.decode()


def test_a_sheet_of_12345_needs_its_number_and_what_was_typed_stays(world: World) -> None:
    answer = written(world, desk(world, "wang"), source="hotline", text="来电：门框发黑。")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "请填写工单编号。" in page
    assert "来电：门框发黑。" in page


def test_another_district_s_case_is_no_case(world: World) -> None:
    answer = written(world, desk(world, "xi"), bureau=world.xihu.pk, case_number="上城-2026-0001")
    assert answer.status_code == 422
    assert "没有这个办件编号" in answer.content.decode()
    assert written(world, desk(world, "xi"), bureau=world.shangcheng.pk).status_code == 422


@pytest.mark.parametrize("name", ["chen", "wu", "yan"])
def test_whoever_handles_none_has_no_list(world: World, name: str) -> None:
    complain(world)
    assert desk(world, name).get("/tickets/").status_code == 403


def test_the_page_names_nobody_before_the_purpose_is_said(world: World) -> None:
    ticket, client = complain(world), desk(world, "wang")
    for address in ("/tickets/", f"/tickets/{ticket.pk}/", f"/tickets/{ticket.pk}/author/"):
        page = client.get(address).content.decode()
        assert "钱示例" not in page
        assert phone(7) not in page
    assert client.post(f"/tickets/{ticket.pk}/author/", {"purpose": ""}).status_code == 422
    assert not AccessLog.objects.filter(field="author").exists()
    answer = client.post(f"/tickets/{ticket.pk}/author/", {"purpose": "回电话"})
    assert phone(7) in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("name", ["shi", "sheng", "shenji", "xi"])
def test_whoever_looks_on_meets_no_page_of_the_author(world: World, name: str) -> None:
    ticket = complain(world, kind=Kind.FRAUD)
    assert desk(world, name).get(f"/tickets/{ticket.pk}/author/").status_code == 404


def test_the_body_it_concerns_meets_it_nowhere(world: World) -> None:
    ticket, client = complain(world, about=About.BUREAU), desk(world, "wang")
    for address in ("", "author/", "accept/", "settle/", "forward/"):
        assert client.get(f"/tickets/{ticket.pk}/{address}").status_code == 404, address
    for address in ("/tickets/?state=all", f"/tickets/?number={ticket.number}", "/"):
        assert ticket.number not in client.get(address).content.decode().replace(f'"{ticket.number}"', "")


def test_the_button_of_the_page_accepts_with_what_its_form_holds(world: World) -> None:
    ticket, client = complain(world), desk(world, "wang")
    page = client.get(f"/tickets/{ticket.pk}/").content.decode()
    drawn = re.search(
        rf'<form method="post" action="(/tickets/{ticket.pk}/accept/)">(.*?)</form>', page, re.S
    )
    assert drawn
    held = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', drawn[2]))
    answer = client.post(drawn[1], held, follow=True)
    ticket.refresh_from_db()
    assert ticket.accepted_at is not None
    assert "已受理。" in answer.content.decode()
