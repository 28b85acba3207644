"""A page of a list costs the same in a table of a million rows: read along an index, nothing sorted."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection

from apps.api.pagination import _beyond
from apps.cases.enums import Status
from apps.cases.models import Case
from apps.lib import clock
from apps.lib.actors import Actor
from tests.factories.world import NOON, World, make_world

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
SORT = re.compile(r"^\s*(?:->\s+)?Sort\s+\(", re.MULTILINE)
ORDER = ("-updated_at", "-id")


@pytest.fixture
def world(db: None) -> World:
    with clock.at(NOON):
        return make_world()


@pytest.fixture
def _as_if_large(db: None) -> None:
    """Make the planner think of a large table: reading or sorting all of it is out of the question."""
    with connection.cursor() as cursor:
        for setting in ("enable_seqscan", "enable_sort", "enable_bitmapscan"):
            cursor.execute(f"SET LOCAL {setting} = off")


@pytest.mark.usefixtures("_as_if_large")
@pytest.mark.parametrize("persona", ["zhou", "wang", "shi", "sheng", "chen", "wu"])
@pytest.mark.parametrize(
    "narrowed",
    [
        lambda rows: rows,
        lambda rows: rows.filter(status=Status.FILED),
        lambda rows: rows.filter(street_code="330102001"),
        lambda rows: rows.filter(updated_at__gte=NOON),
        lambda rows: rows.filter(_beyond(["updated_at", "id"], [NOON, "0" * 32], less=True)),
    ],
    ids=["all", "state", "street", "since", "next page"],
)
def test_no_list_is_sorted(world: World, persona: str, narrowed: Callable[[object], object]) -> None:
    person: Actor = world.people[persona]

    plan = narrowed(Case.objects.visible_to(person)).order_by(*ORDER)[:51].explain()  # type: ignore[attr-defined]

    assert "Seq Scan on cases_case" not in plan, plan
    # Rows of one moment may be put in order among themselves, never the whole list.
    assert not SORT.search(plan), plan
