"""Letters are drawn page by page, for the desks and on the phone: none is lost between two pages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.cases.models import Case
from apps.household.services import issue_slip
from apps.letters.models import Letter
from apps.letters.queries import PAGE, page_of_lines
from apps.letters.services import record_letter
from apps.lib import clock
from tests.factories.world import World, user_of
from tests.household.visitor import AT, Visitor, said

pytestmark = pytest.mark.django_db

MANY = PAGE + 3


@pytest.fixture
def letters(world: World, case: Case) -> list[Letter]:
    """What the household asked the street by telephone, over a month."""
    found = []
    for number in range(MANY):
        with clock.at(AT + timedelta(days=number)):
            found.append(
                record_letter(
                    case_id=case.pk, by=world.zhou, party="street", channel="telephone", text=f"问{number}"
                )
            )
    return found


def test_the_pages_have_every_letter_once_newest_first(
    world: World, case: Case, letters: list[Letter]
) -> None:
    pages = [page_of_lines(world.zhou, case, page=typed) for typed in ("1", "2")]

    assert [len(page.lines) for page in pages] == [PAGE, 3]
    assert [line.letter.number for page in pages for line in page.lines] == list(range(MANY, 0, -1))
    assert (pages[0].older, pages[0].newer) == ("?page=2", "")
    assert (pages[1].older, pages[1].newer) == ("", "?page=1")


@pytest.mark.parametrize(("typed", "number"), [("", 1), ("0", 1), ("x", 1), ("99", 2), ("²", 1)])
def test_what_is_no_page_leads_to_one(
    world: World, case: Case, letters: list[Letter], typed: str, number: int
) -> None:
    assert page_of_lines(world.zhou, case, page=typed).number == number


def test_a_message_leads_to_the_page_where_its_letter_stands(
    world: World, case: Case, letters: list[Letter]
) -> None:
    client = Client()
    client.force_login(user_of(world.zhou))
    with clock.at(AT + timedelta(days=MANY)):
        to_first = client.get(reverse("letters:letter", args=[letters[0].pk]))["Location"]
        to_last = client.get(reverse("letters:letter", args=[letters[-1].pk]))["Location"]
        page = client.get(to_first).content.decode()

    assert to_first.endswith("?page=2#letter-1")
    assert to_last.endswith(f"/letters/#letter-{MANY}")
    assert 'id="letter-1"' in page
    assert "第 2 页，共 2 页" in page


def test_the_phone_shows_the_same_pages_and_what_is_new_stays_new_until_it_was_shown(
    world: World, case: Case, letters: list[Letter]
) -> None:
    at = AT + timedelta(days=MANY)
    Letter.objects.filter(number__lte=2).update(by_household=False)
    with clock.at(at):
        slip = issue_slip(case_id=case.pk, by=world.zhou, holder="self")
    phone = Visitor().opened_at(slip, at)

    first = said(phone.get("/my/letters/", at))
    second = said(phone.get("/my/letters/?page=2", at))
    assert [len(re.findall(r'id="letter-', page)) for page in (first, second)] == [PAGE, 3]
    assert "新的" not in first
    assert second.count("<b>新的</b>") == 2
    assert "新的" not in said(phone.get("/my/letters/?page=2", at + timedelta(minutes=1)))
