"""A page's key sent again with another content: neither doubled nor silently lost."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.cases.models import Case
from apps.inspections.models import WorksReport
from apps.lib import clock
from tests.access.forms import fields_of
from tests.factories.stages import make_staged_case
from tests.factories.uploads import jpeg, upload
from tests.factories.world import NOON, World, later, make_world, user_of

pytestmark = pytest.mark.django_db

EDITED = "这次的内容与上次不同，还没有保存"


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


@pytest.fixture
def case(world: World) -> Case:
    return make_staged_case(world, "building")


@pytest.fixture
def desk(world: World) -> Client:
    client = Client()
    client.force_login(user_of(world.jiang))
    return client


def sent(desk: Client, case: Case, page: dict[str, list[str]], **changes: object) -> HttpResponse:
    with clock.at(later(10)):
        return desk.post(reverse("inspections:progress", kwargs={"pk": case.pk}), {**page, **changes})


def opened(desk: Client, case: Case) -> dict[str, list[str]]:
    with clock.at(later(10)):
        return fields_of(desk.get(reverse("inspections:progress", kwargs={"pk": case.pk})), "key")


def reports(case: Case) -> int:
    return WorksReport.objects.filter(case=case).count()


def photo(size: tuple[int, int] = (64, 48)) -> object:
    return upload("照片.jpg", jpeg(size=size))


def test_same_page_with_other_words_is_told_that_it_was_not_taken(desk: Client, case: Case) -> None:
    before, page = reports(case), opened(desk, case)
    first = sent(desk, case, page, text="墙板安装", photos=photo())
    again = sent(desk, case, page, text="吊顶安装", photos=photo())

    assert first.status_code == 302
    assert again.status_code == 422
    assert EDITED in again.content.decode()
    assert "吊顶安装" in again.content.decode()
    assert reports(case) == before + 1


def test_same_page_with_another_photo_is_told_too(desk: Client, case: Case) -> None:
    page = opened(desk, case)
    sent(desk, case, page, text="墙板安装", photos=photo())

    assert EDITED in sent(desk, case, page, text="墙板安装", photos=photo((100, 80))).content.decode()


def test_page_that_was_refused_so_may_be_sent_once_more(desk: Client, case: Case) -> None:
    before, page = reports(case), opened(desk, case)
    sent(desk, case, page, text="墙板安装", photos=photo())
    refused = sent(desk, case, page, text="吊顶安装", photos=photo((100, 80)))
    page = fields_of(refused, "key")

    assert sent(desk, case, page).status_code == 302
    assert reports(case) == before + 2


def test_bait_the_very_same_page_counts_once_and_says_so(desk: Client, case: Case) -> None:
    before, page = reports(case), opened(desk, case)
    answers = [sent(desk, case, page, text="墙板安装", photos=photo()) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert reports(case) == before + 1


@pytest.mark.parametrize(
    "key", ["", "x", "x.y", "0" * 36, "../../x", "\x00", "00000000-0000-0000-0000-00000000000g"]
)
def test_key_that_is_none_writes_nothing(desk: Client, case: Case, key: str) -> None:
    before, page = reports(case), opened(desk, case)
    answer = sent(desk, case, page, key=key, text="墙板安装", photos=photo())

    assert answer.status_code == 422
    assert reports(case) == before
