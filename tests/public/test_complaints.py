"""/complaints/ as a stranger uses it, and as one who guesses does."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from apps.documents.models import StoredFile
from apps.tickets.enums import End, Status
from apps.tickets.models import Ticket
from apps.tickets.rules.numbers import ticket_number
from apps.tickets.services import accept_ticket, settle_ticket
from tests.factories.people import phone
from tests.factories.tickets import SAID, complain
from tests.factories.uploads import jpeg, upload
from tests.factories.world import World, make_world, user_of

pytestmark = pytest.mark.django_db
ANSWER = "企业已约定上门修补。"


@pytest.fixture
def world() -> World:
    caches["counters"].clear()
    return make_world()


@pytest.fixture
def stranger(client: Client) -> Client:
    return client


def body(world: World, client: Client, **more: Any) -> dict[str, Any]:
    page = client.get("/complaints/").content.decode()
    found = re.search(r'name="request" value="([^"]+)"', page)
    assert found
    plain = {"request": found[1], "kind": "quality", "about": "enterprise", "text": SAID}
    return {**plain, "bureau": world.shangcheng.pk, **more}


def opened(ticket: Ticket, **more: Any) -> dict[str, Any]:
    return {"number": ticket.number, "code": ticket.code, **more}


def test_larger_letters_lose_nothing_that_is_typed(world: World, stranger: Client) -> None:
    typed = body(world, stranger, author_name="张示例", author_phone="138")
    answer = stranger.post("/complaints/", {**typed, "letters": "1"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert not Ticket.objects.exists()
    assert 'class="large' in page
    form = answer.context["form"]
    assert {name: str(form[name].value()) for name in typed} == {
        key: str(said) for key, said in typed.items()
    }
    assert 'class="large' in stranger.get("/complaints/").content.decode()
    stranger.post("/complaints/", {**typed, "letters": "1"})
    assert 'class="large' not in stranger.get("/complaints/").content.decode()


def test_letters_ask_for_no_code_and_count_as_no_try(world: World, stranger: Client) -> None:
    said = {"number": "2026-000123-4", "code": "12", "letters": "1"}
    for url in ("/complaints/status/", "/progress/renovation/"):
        answer = stranger.post(url, said)
        assert answer.status_code == 200
        assert answer.context["form"]["code"].value() == "12"


def test_what_was_opened_with_a_code_has_no_link_that_asks_for_it_again(
    world: World, stranger: Client
) -> None:
    ticket = complain(world)
    page = stranger.post("/complaints/status/", opened(ticket)).content.decode()
    assert ticket.number in page
    assert "大字" not in page


def test_anybody_complains_and_is_shown_number_and_code(world: World, stranger: Client) -> None:
    answer = stranger.post("/complaints/", body(world, stranger))
    ticket = Ticket.objects.get()
    page = answer.content.decode()
    assert ticket.number in page
    assert ticket.is_anonymous
    assert re.search(r"\d\d \d{4} \d{4}", page)
    assert "no-store" in answer["Cache-Control"]


def test_sent_twice_it_is_one_with_the_same_code(world: World, stranger: Client) -> None:
    sent = body(world, stranger)
    codes = {
        re.findall(r'shown-once">([\d ]+)<', stranger.post("/complaints/", sent).content.decode())[0]
        for _ in range(2)
    }
    assert len(codes) == 1
    assert Ticket.objects.count() == 1


def test_what_is_changed_and_sent_from_the_same_page_is_another(world: World, stranger: Client) -> None:
    sent = body(world, stranger)
    stranger.post("/complaints/", sent)
    stranger.post("/complaints/", {**sent, "text": "还有一件事。"})
    assert Ticket.objects.count() == 2


def test_what_was_typed_stays_and_each_fault_stands_at_its_field(world: World, stranger: Client) -> None:
    sent = body(world, stranger, bureau="", author_phone="12", text="三次没有来。")
    answer = stranger.post("/complaints/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请选择在哪个区县。" in page
    assert "三次没有来。" in page
    assert not Ticket.objects.exists()


def test_a_body_that_is_no_bureau_is_no_place(world: World, stranger: Client) -> None:
    for other in (world.qingbo.pk, world.city.pk, 10**9, "x"):
        assert stranger.post("/complaints/", body(world, stranger, bureau=other)).status_code == 422


def test_a_rating_is_not_brought_up_by_hand(world: World, stranger: Client) -> None:
    assert stranger.post("/complaints/", body(world, stranger, kind="rating")).status_code == 422


def test_one_address_does_not_fill_the_desks(world: World, stranger: Client, settings: Any) -> None:
    settings.COMPLAINTS_PER_ADDRESS = 2
    for number in range(2):
        stranger.post("/complaints/", body(world, stranger, text=f"第 {number} 件。"))
    answer = stranger.post("/complaints/", body(world, stranger, text="第三件，写了很久。"))
    assert answer.status_code == 429
    assert "第三件，写了很久。" in answer.content.decode()
    assert Ticket.objects.count() == 2


def test_sent_again_after_a_lost_answer_it_is_shown_whatever_was_sent_meanwhile(
    world: World, stranger: Client, settings: Any
) -> None:
    settings.COMPLAINTS_PER_ADDRESS = 1
    sent = body(world, stranger)
    pages = [stranger.post("/complaints/", sent) for _ in range(3)]
    codes = {re.findall(r'shown-once">([\d ]+)<', each.content.decode())[0] for each in pages}
    assert ({each.status_code for each in pages}, len(codes)) == ({200}, 1)
    assert stranger.post("/complaints/", {**sent, "text": "还有一件事。"}).status_code == 429


def test_number_and_code_show_how_far_it_is_and_nothing_that_was_written(
    world: World, stranger: Client
) -> None:
    ticket = complain(world)
    page = stranger.post("/complaints/status/", opened(ticket)).content.decode()
    assert f"已经收到，等{world.shangcheng.name}受理" in page
    for hidden in (SAID, "钱示例", phone(7)):
        assert hidden not in page


def test_wrong_code_and_unknown_number_are_answered_alike(world: World, stranger: Client) -> None:
    ticket = complain(world)
    answers = [
        stranger.post("/complaints/status/", {"number": number, "code": "0123456789"})
        for number in (ticket.number, ticket_number(2026, 999999))
    ]
    pages = {re.sub(r'value="[^"]*"|csrfmiddlewaretoken[^>]*', "", each.content.decode()) for each in answers}
    assert {each.status_code for each in answers} == {404}
    assert len(pages) == 1


def test_one_wrong_digit_of_the_number_is_told_before_anything_is_looked_up(
    world: World, stranger: Client, django_assert_num_queries: Any
) -> None:
    number = complain(world).number
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    with django_assert_num_queries(0):
        answer = stranger.post("/complaints/status/", {"number": wrong, "code": "0123456789"})
    assert answer.status_code == 422


def test_who_guesses_is_stopped_on_every_door_and_a_right_code_still_opens(
    world: World, stranger: Client, settings: Any
) -> None:
    settings.UNKNOWN_CODES_PER_ADDRESS = 3
    ticket = complain(world)
    wrong = {"number": ticket.number, "code": "0123456789"}
    for door in ("status", "reopen", "pictures"):
        assert stranger.post(f"/complaints/{door}/", wrong).status_code == 404
    for door in ("status", "reopen", "pictures"):
        assert stranger.post(f"/complaints/{door}/", wrong).status_code == 429
    assert stranger.post("/complaints/status/", opened(ticket)).status_code == 200
    sent = opened(ticket, pictures=[upload("a.jpg", jpeg())])
    assert "加上了 1 张照片" in stranger.post("/complaints/pictures/", sent).content.decode()
    # Who mistyped here is not taken for a guesser of check codes.
    assert stranger.get("/verify/", {"code": "ABCD-EFGH"}).status_code == 404


def test_pictures_sent_with_a_wrong_code_are_said_to_be_lost(world: World, stranger: Client) -> None:
    wrong = {"number": complain(world).number, "code": "0123456789"}
    page = stranger.post("/complaints/pictures/", {**wrong, "pictures": [upload("a.jpg", jpeg())]})
    assert "您刚才选的照片没有送出" in page.content.decode()


def test_no_address_shows_a_ticket(world: World, stranger: Client) -> None:
    ticket = complain(world)
    for address in (f"/complaints/status/?number={ticket.number}&code={ticket.code}", "/complaints/reopen/"):
        assert world.shangcheng.name not in stranger.get(address, follow=True).content.decode()


def test_pictures_come_after_and_bear_no_name(world: World, stranger: Client) -> None:
    ticket = complain(world)
    answer = stranger.post("/complaints/pictures/", opened(ticket, pictures=[upload("钱示例家.jpg", jpeg())]))
    assert answer.status_code == 200
    assert "加上了 1 张照片" in answer.content.decode()
    assert StoredFile.objects.get(owner_id=str(ticket.pk)).original_name == "照片1.jpg"


def test_a_picture_is_not_fetched_by_strangers_nor_by_whom_it_concerns(
    world: World, stranger: Client
) -> None:
    ticket = complain(world, about="bureau", pictures=[upload("a.jpg", jpeg())])
    address = f"/files/{ticket.pictures.get().file_id}/"
    assert stranger.get(address).status_code == 302
    for name, status in (("wang", 404), ("chen", 404), ("xi", 404), ("shi", 200)):
        client = Client()
        client.force_login(user_of(world.people[name]))
        assert client.get(address).status_code == status, name


def test_it_is_brought_up_once_more(world: World, stranger: Client) -> None:
    ticket = complain(world)
    accept_ticket(ticket_id=ticket.pk, by=world.wang)
    settle_ticket(ticket_id=ticket.pk, by=world.wang, end=End.ANSWERED, text=ANSWER)
    assert ANSWER in stranger.post("/complaints/status/", opened(ticket)).content.decode()
    answer = stranger.post("/complaints/reopen/", opened(ticket, text=""))
    assert answer.status_code == 422
    answer = stranger.post("/complaints/reopen/", opened(ticket, text="还是没有来。"))
    assert "已经重新提出" in answer.content.decode()
    assert Ticket.objects.get().status == Status.WAITING


def test_words_are_not_lost_with_a_code_that_is_not_taken(world: World, stranger: Client) -> None:
    ticket = complain(world)
    answer = stranger.post(
        "/complaints/reopen/", {"number": ticket.number, "code": "1", "text": "还是没有来。"}
    )
    assert "还是没有来。" in answer.content.decode()


def test_the_page_is_small_and_has_no_script(world: World, stranger: Client) -> None:
    page = stranger.get("/complaints/").content
    assert len(page) < 40_000
    assert b"<script" not in page
