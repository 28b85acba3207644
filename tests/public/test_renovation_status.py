"""A household reads with number and 查询码 how far its application of 其他装修 is."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from apps.othertrack.models import Renovation
from apps.othertrack.queries.codes import code_for, renovation_with
from apps.othertrack.rules.codes import digits_of, grouped, number_read
from tests.factories import othertrack as made
from tests.factories.world import World, make_world

pytestmark = pytest.mark.django_db
URL = "/progress/renovation/"


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def renovation(world: World) -> Renovation:
    return made.checked(world)


def typed(number: str, code: str) -> Any:
    return Client().post(URL, {"number": number, "code": code})


def test_number_and_code_show_how_far_it_is_and_not_whose_it_is(renovation: Renovation) -> None:
    page = typed(renovation.number, grouped(code_for(renovation))).content.decode()
    assert "区里正在审查" in page
    assert renovation.number in page
    assert renovation.name not in page
    assert renovation.address not in page


@pytest.mark.parametrize("number", ["上城其他-2026-0001", "上城其他－2026－０００１", " 上城其他—2026—0001 "])
def test_a_number_is_read_however_it_is_typed(number: str) -> None:
    assert number_read(number) == "上城其他-2026-0001"


def test_digits_are_read_as_people_mean_them() -> None:
    assert digits_of("０1 2345-6789") == "0123456789"


def test_a_wrong_code_and_an_unknown_number_answer_alike(renovation: Renovation) -> None:
    wrong = "0000000001" if code_for(renovation) != "0000000001" else "0000000002"
    answers = [typed(renovation.number, wrong), typed("上城其他-2026-9999", code_for(renovation))]
    assert [each.status_code for each in answers] == [404, 404]
    assert renovation_with(renovation.number, wrong) is None


def test_another_s_code_opens_nothing(world: World, renovation: Renovation) -> None:
    assert renovation_with(renovation.number, code_for(made.applied(world))) is None


def test_a_short_code_is_told_before_anything_is_looked_up(renovation: Renovation) -> None:
    answer = typed(renovation.number, "123")
    assert answer.status_code == 422
    assert renovation.number in answer.content.decode()


def test_guessing_is_slowed_and_the_right_code_still_answers(renovation: Renovation, settings: Any) -> None:
    settings.UNKNOWN_CODES_PER_ADDRESS = 2
    codes = [typed(renovation.number, f"000000000{number}").status_code for number in range(4)]
    assert codes[-1] == 429
    assert typed(renovation.number, code_for(renovation)).status_code == 200
