"""Lists: every row once while others are added, a fixed number of questions however long they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.cases.models import Case
from apps.lib import clock
from apps.lib.actors import Actor
from tests.factories.callers import Caller, registration
from tests.factories.world import NOON, World, make_case

Calls = Callable[[Actor], Caller]


def cases(world: World, count: int) -> list[Case]:
    """Register households one minute after the other, newest last."""
    made = []
    for minute in range(count):
        with clock.at(NOON + timedelta(minutes=minute)):
            made.append(make_case(world, "submitted"))
    return made


def numbers(page: Any) -> list[str]:
    return [row["number"] for row in page["results"]]


def walk(caller: Caller, path: str, query: dict[str, Any], key: str = "next") -> list[list[str]]:
    """Return the numbers of every page from here on."""
    page = caller.get(path, query).json()
    pages = [numbers(page)]
    while page[key]:
        page = caller.get(page[key]).json()
        pages.append(numbers(page))
    return pages


def test_every_row_once_in_pages(world: World, calls: Calls) -> None:
    made = [case.number for case in reversed(cases(world, 7))]

    pages = walk(calls(world.wang), "/cases", {"page_size": 3})

    assert pages == [made[:3], made[3:6], made[6:]]


def test_the_way_back_is_the_way_there(world: World, calls: Calls) -> None:
    made = [case.number for case in reversed(cases(world, 7))]
    caller = calls(world.wang)
    page = caller.get("/cases", {"page_size": 3}).json()
    while page["next"]:
        page = caller.get(page["next"]).json()

    back = []
    while page["previous"]:
        page = caller.get(page["previous"]).json()
        back.append(numbers(page))

    assert back == [made[3:6], made[:3]]
    assert page["previous"] is None


def test_rows_added_and_changed_meanwhile_hide_and_repeat_nothing(world: World, calls: Calls) -> None:
    made = cases(world, 6)
    caller = calls(world.wang)
    page = caller.get("/cases", {"page_size": 2}).json()
    seen = numbers(page)

    with clock.at(NOON + timedelta(hours=2)):
        make_case(world, "submitted")
        calls(world.zhou).post(f"/cases/{made[5].pk}/receive", {"version": made[5].version})
        while page["next"]:
            page = caller.get(page["next"]).json()
            seen += numbers(page)

    assert seen == [case.number for case in reversed(made)]


def test_rows_of_one_moment_are_told_apart(world: World, calls: Calls) -> None:
    made = {make_case(world, "submitted").number for _ in range(5)}

    pages = walk(calls(world.wang), "/cases", {"page_size": 2})

    flat = [number for page in pages for number in page]
    assert len(flat) == len(set(flat)) == 5
    assert set(flat) == made


def test_a_row_of_one_moment_that_leaves_meanwhile_hides_no_other(world: World, calls: Calls) -> None:
    for _ in range(5):
        make_case(world, "submitted")
    caller = calls(world.wang)
    first = caller.get("/cases", {"status": "submitted", "page_size": 2}).json()
    left = first["results"][0]

    with clock.at(NOON + timedelta(hours=2)):
        calls(world.zhou).post(f"/cases/{left['id']}/receive", {"version": left["version"]})
        seen = numbers(first) + [number for page in walk(caller, first["next"], {}) for number in page]

    assert len(seen) == len(set(seen)) == 5


def test_what_changed_since(world: World, calls: Calls) -> None:
    made = cases(world, 4)

    page = calls(world.wang).get("/cases", {"updated_since": (NOON + timedelta(minutes=2)).isoformat()})

    assert numbers(page.json()) == [made[3].number, made[2].number]
    assert numbers(calls(world.wang).get("/cases", {"number": made[1].number}).json()) == [made[1].number]


def test_a_cursor_of_another_list_is_refused(world: World, calls: Calls) -> None:
    case = cases(world, 3)[0]
    caller = calls(world.wang)
    link = caller.get("/cases", {"page_size": 1}).json()["next"]

    refused = caller.get(link.replace("/cases?", f"/cases/{case.pk}/events?"))

    assert refused.status_code == 422


@pytest.mark.parametrize(
    ("path", "most"),
    [("/cases", 3), ("/cases/{pk}/events", 4), ("/cases/{pk}/files", 4), ("/enterprises", 4)],
)
def test_a_list_asks_a_fixed_number_of_questions(world: World, calls: Calls, path: str, most: int) -> None:
    made = cases(world, 8)
    caller = calls(world.wang)
    caller.get("/me")

    with CaptureQueriesContext(connection) as asked:
        answer = caller.get(path.format(pk=made[0].pk))

    assert answer.status_code == 200
    assert len(asked) <= most, [query["sql"][:80] for query in asked.captured_queries]


def test_a_case_and_a_registration_ask_a_bounded_number(world: World, calls: Calls) -> None:
    case = make_case(world, "designing")
    street = calls(world.zhou)
    street.get("/me")

    with CaptureQueriesContext(connection) as looking:
        street.get(f"/cases/{case.pk}")
    with CaptureQueriesContext(connection) as registering:
        made = street.post("/cases", registration())

    assert made.status_code == 201
    # Among them: the answers to what was asked at registration.
    assert len(looking) <= 7
    plain = [query for query in registering.captured_queries if "SAVEPOINT" not in query["sql"]]
    # Among them: the street's lock (its move to another bureau waits for the registration), and what the
    # bodies set for the days until filing, read for the desk's message and again for the answer, and what
    # they ask; twice whether the other track has the home.
    assert len(plain) <= 59, len(plain)
