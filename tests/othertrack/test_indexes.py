"""Lists and queues of renovations read along an index, whatever the table holds."""

from __future__ import annotations

import re

import pytest
from django.db import connection

from apps.lib import clock
from apps.lib.actors import Actor
from apps.othertrack.forms.lists import Wanted
from apps.othertrack.queries.lists import listed, renovation_rows, waited_from, waiting_for
from tests.factories import othertrack as made
from tests.factories.world import NOON, World, make_world

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
SORT = re.compile(r"^\s*(?:->\s+)?Sort\s+\(", re.MULTILINE)


@pytest.fixture
def world(db: None) -> World:
    with clock.at(NOON):
        world = make_world()
        made.applied(world)
    with connection.cursor() as cursor:
        for setting in ("enable_seqscan", "enable_sort", "enable_bitmapscan"):
            cursor.execute(f"SET LOCAL {setting} = off")
    return world


@pytest.mark.parametrize("persona", ["zhou", "wang", "shi", "sheng", "wu"])
@pytest.mark.parametrize("state", ["open", "all"])
def test_no_list_is_sorted_or_read_whole(world: World, persona: str, state: str) -> None:
    person: Actor = world.people[persona]
    plan = listed(person, Wanted(state=state)).order_by("-updated_at", "-pk")[:31].explain()
    assert "Seq Scan on othertrack_renovation" not in plan, plan
    assert not SORT.search(plan), plan


@pytest.mark.parametrize("persona", ["shen", "ling", "yan", "wu"])
def test_no_queue_is_sorted_or_read_whole(world: World, persona: str) -> None:
    person: Actor = world.people[persona]
    plan = waiting_for(person).order_by(waited_from(person), "pk")[:31].explain()
    assert "Seq Scan on othertrack_renovation" not in plan, plan
    assert not SORT.search(plan), plan


@pytest.mark.parametrize("persona", ["zhou", "wang"])
def test_the_queue_of_a_counter_reads_no_more_than_is_open_there(world: World, persona: str) -> None:
    plan = waiting_for(world.people[persona]).order_by()[:31].explain()
    assert "Seq Scan on othertrack_renovation" not in plan, plan
    assert "renovation_queue_" in plan, plan


def test_the_lists_of_a_system_are_read_alike(world: World) -> None:
    plan = renovation_rows(world.people["wang"]).order_by("-updated_at", "-pk")[:51].explain()
    assert "renovation_newest_bureau" in plan, plan
