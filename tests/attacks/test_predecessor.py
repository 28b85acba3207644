"""A rival's papers: whoever takes over a case gets nothing that its predecessor stored.

An enterprise sees the files stored while the household had chosen it. Officials keep seeing all of
them: the case has one history.
"""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from apps.cases.models import Case
from apps.documents.models import StoredFile
from apps.inspections.models import Photo
from apps.lib import clock
from apps.plans.services import replace_enterprise
from tests.factories.callers import Caller, token_for
from tests.factories.stages import make_staged_case
from tests.factories.world import NOON, World, later, make_world, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


@pytest.fixture
def case(world: World) -> Case:
    """A case that 示例 had built in, before the household went to 样本."""
    case = make_staged_case(world, "building")
    hand_over(world, case, world.yangben, day=20)
    return case


def hand_over(world: World, case: Case, enterprise: object, *, day: int) -> None:
    with clock.at(later(day)):
        replace_enterprise(case_id=case.pk, by=world.zhou, reason="户主自行更换", enterprise=enterprise)  # type: ignore[arg-type]


def ways_to(case: Case) -> list[str]:
    """Return the URLs of everything stored for the case that is not sensitive, and its photos."""
    files = StoredFile.objects.owned_by("case", case.pk).filter(sensitive=False)
    return [
        *(reverse("documents:file", kwargs={"pk": file.pk}) for file in files),
        *(
            reverse("inspections:photo", kwargs={"pk": case.pk, "photo_id": photo.pk})
            for photo in Photo.objects.filter(case=case)
        ),
    ]


def answers(world: World, persona: str, urls: list[str]) -> set[int]:
    client = Client()
    client.force_login(user_of(world.people[persona]))
    with clock.at(later(60)):
        return {client.get(url).status_code for url in urls}


def test_successor_gets_none_of_the_predecessor_s_files(world: World, case: Case) -> None:
    urls = ways_to(case)
    assert len(urls) >= 4
    assert answers(world, "tao", urls) == {404}


def test_successor_s_archive_offers_no_way_to_them(world: World, case: Case) -> None:
    client = Client()
    client.force_login(user_of(world.tao))
    with clock.at(later(60)):
        page = client.get(reverse("archives:archive", kwargs={"pk": case.pk})).content.decode()
    assert [url for url in ways_to(case) if url in page] == []


def listed(world: World, case: Case, persona: str) -> tuple[int, set[int]]:
    """Return how many files the persona's system is told of, and how it is answered for each."""
    with clock.at(later(60)):
        caller = Caller(token_for(world.people[persona]))
        told = caller.get(f"/cases/{case.pk}/files").json()["results"]
        files = StoredFile.objects.owned_by("case", case.pk).filter(sensitive=False)
        return len(told), {caller.get(f"/files/{file.pk}").status_code for file in files}


def test_successor_s_system_is_told_of_none(world: World, case: Case) -> None:
    assert listed(world, case, "tao") == (0, {404})
    told, answered = listed(world, case, "wang")
    assert told >= 4
    assert answered == {200}


def test_predecessor_gets_nothing_any_more(world: World, case: Case) -> None:
    assert answers(world, "chen", ways_to(case)) == {404}


@pytest.mark.parametrize("persona", ["zhou", "wang", "shenji"])
def test_officials_keep_the_whole_history(world: World, case: Case, persona: str) -> None:
    assert answers(world, persona, ways_to(case)) == {200}


def test_bait_whoever_was_chosen_at_the_time_gets_them(world: World, case: Case) -> None:
    urls = ways_to(case)
    hand_over(world, case, world.shili, day=30)

    assert answers(world, "chen", urls) == {200}
    assert answers(world, "tao", urls) == {404}
