"""Pages for everybody are kept for a minute and cost no statement; who asks for too many others waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import LazySettings
from django.core.cache import caches
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.public.services import LARGEST_KEPT
from tests.factories.packages import publish
from tests.factories.works import signed_in
from tests.factories.world import NOON, World, make_world

pytestmark = pytest.mark.django_db
OPEN = (
    "/packages/",
    "/enterprises/",
    "/windows/",
    "/points/",
    "/progress/",
    "/packages.json",
    "/progress.csv",
)


@pytest.fixture(autouse=True)
def _kept(settings: LazySettings) -> Iterator[None]:
    settings.PUBLIC_PAGE_SECONDS = 60
    for each in (caches["counters"], caches["pages"]):
        each.clear()
    with clock.at(NOON):
        yield
    for each in (caches["counters"], caches["pages"]):
        each.clear()


@pytest.fixture
def world() -> World:
    return make_world()


def opened(path: str, **headers: str) -> Any:
    return Client(headers=headers).get(path)


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("path", OPEN)
def test_a_page_is_made_once_for_all_who_read_it(
    path: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = opened(path)
    with django_assert_num_queries(0):
        second = opened(path)
    assert second.content == first.content
    assert second["Content-Type"] == first["Content-Type"]
    assert second["Cache-Control"] == "public, max-age=60"
    assert not second.cookies


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("path", [each for each in OPEN if each.endswith("/")])
def test_larger_letters_are_kept_apart_and_go_back_to_the_same_page(path: str) -> None:
    small = opened(path)
    larger = opened(path, cookie="large-letters=large")
    assert 'class="large ' not in small.content.decode()
    assert 'class="large ' in larger.content.decode()
    assert f'?back={quote(path, safe="")}"' in larger.content.decode()
    assert opened(path).content == small.content
    assert {small["Vary"], larger["Vary"]} == {"Cookie"}


def test_another_address_is_another_page(world: World) -> None:
    publish(SYSTEM, world.shili, name="示例甲")
    assert "示例甲" in opened("/packages/?q=示例甲").content.decode()
    assert "没有合条件的套餐" in opened("/packages/?q=没有这样的").content.decode()


@pytest.mark.usefixtures("world")
def test_who_has_it_is_told_that_it_is_the_same() -> None:
    tag = opened("/windows/")["ETag"]
    same = opened("/windows/", if_none_match=tag)
    assert (same.status_code, same.content) == (304, b"")
    assert opened("/windows/", if_none_match='"other"').status_code == 200


def test_after_its_time_one_reader_makes_it_anew_and_the_others_read_the_kept_one(world: World) -> None:
    opened("/packages/")
    publish(SYSTEM, world.shili, name="示例新")
    (key,) = (name.split(":", 2)[2] for name in caches["counters"]._cache if name.endswith(":made"))
    assert "示例新" not in opened("/packages/").content.decode()
    caches["counters"].delete(key)  # as after a minute
    assert "示例新" in opened("/packages/").content.decode()
    assert "示例新" in opened("/packages/").content.decode()


def test_what_is_not_there_and_the_check_of_a_paper_are_kept_by_nobody(world: World) -> None:
    assert opened("/packages/99/").status_code == 404
    package = publish(SYSTEM, world.shili)
    Client().get("/packages/99/")
    assert opened(f"/packages/{package.pk}/").status_code == 200
    for path in ("/verify/", "/verify/ABCD-EFGH/"):
        assert "no-store" in opened(path)["Cache-Control"]


def test_who_is_signed_in_reads_the_same_page_and_leaves_no_trace_in_it(world: World) -> None:
    mine = signed_in(world, "wang").get("/windows/").content
    assert mine == opened("/windows/").content
    assert "王演示" not in mine.decode()


@pytest.mark.usefixtures("world")
def test_kept_pages_are_free_and_others_are_counted_by_address_and_minute(settings: LazySettings) -> None:
    settings.PUBLIC_PAGES_PER_ADDRESS = 3
    asked = [opened(f"/packages/?page={number}").status_code for number in (1, 2, 3, 4)]
    assert asked == [200, 200, 200, 429]
    assert opened("/packages/?page=1").status_code == 200
    beside = Client(REMOTE_ADDR="192.0.2.9").get("/packages/?page=4")
    assert beside.status_code == 200
    with clock.at(NOON + timedelta(minutes=1)):
        assert opened("/packages/?page=5").status_code == 200


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("path", ["/enterprises.csv", "/packages/", "/windows/"])
def test_what_a_page_does_not_know_makes_no_other_page(path: str) -> None:
    first = opened(path).content
    assert {opened(f"{path}?x={number}&page=&after=").content for number in range(3)} == {first}
    assert len([name for name in caches["pages"]._cache if ":page:" in name]) == 1


def test_the_next_part_hands_on_nothing_that_one_visitor_made_up(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.public.views.pages.ROWS_OF_CSV", 1)
    for name in ("示例甲", "示例乙"):
        publish(SYSTEM, world.shili, name=name)
    link = opened("/packages.csv?x=made-up&q=示例")["Link"]
    assert "made-up" not in link
    assert "q=" in link


def test_pages_take_no_more_than_was_promised_and_counters_are_many() -> None:
    assert caches["pages"]._max_entries * LARGEST_KEPT == 60_000_000
    assert caches["counters"]._max_entries >= 100_000


@pytest.mark.usefixtures("world")
def test_many_addresses_do_not_push_a_counter_out(settings: LazySettings) -> None:
    settings.PUBLIC_PAGES_PER_ADDRESS = 1
    settings.PUBLIC_PAGE_SECONDS = 0
    assert opened("/windows/").status_code == 200
    for number in range(1000):
        caches["counters"].add(f"beside:{number}", 0)
    assert opened("/windows/").status_code == 429


@pytest.mark.parametrize("public", ["", "https://chuwei.example.gov.cn/"])
def test_a_kept_comparison_names_nobody_s_host(world: World, settings: LazySettings, public: str) -> None:
    settings.PUBLIC_URL = public
    settings.ALLOWED_HOSTS = ["*"]
    query = "&".join(f"p={publish(SYSTEM, world.shili, name=name).pk}" for name in ("示例甲", "示例乙"))
    for host in ("inside.example.com", "other.example.com"):
        page = opened(f"/packages/compare/?{query}", host=host).content.decode()
        assert f'<link rel="canonical" href="{public.rstrip("/")}/packages/compare/?p=' in page
        assert "inside.example.com" not in page
