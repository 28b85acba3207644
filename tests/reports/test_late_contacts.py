"""Whom to telephone stands beside every report that is not there (Z, last paragraph)."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.orgs.enums import ContactDuty
from apps.orgs.services import set_contact
from apps.reports.queries.lists import grid
from apps.reports.queries.overview import overview_of
from tests.factories.copies import kept
from tests.factories.weeks import FIRST, due_morning, in_week, snapshot, started, submitted
from tests.factories.world import World

pytestmark = pytest.mark.django_db
TELEPHONE = "0571-00000012"


@pytest.fixture
@kept
def waited_for(world: World) -> World:
    """上城's week is handed in, 西湖's is not; both have a 联络员."""
    with clock.at(in_week(FIRST)):
        started(world)
        started(world, by=world.bei)
        for bureau in (world.shangcheng, world.xihu):
            set_contact(
                by=SYSTEM,
                organisation_id=bureau.pk,
                duty=ContactDuty.LIAISON,
                name="联络示例",
                title="",
                phone=TELEPHONE,
            )
    snapshot(world, FIRST, world.xihu)
    submitted(snapshot(world, FIRST), world.wang)
    return world


def words(body: object) -> str:
    return render_to_string("reports/parts/contacts.html", {"body": body})


def test_the_overview_names_whom_to_telephone(waited_for: World) -> None:
    with clock.at(due_morning(FIRST, hour=18)):
        page = overview_of(waited_for.shi, waited_for.program, today=clock.today())
    assert page.reporting is not None
    (owing,) = page.reporting.owing
    text = words(owing.snapshot.bureau)
    assert owing.name == "西湖区"
    assert "联络员 联络示例" in text
    assert f"tel:{TELEPHONE}" in text


def test_the_roll_up_does_so_in_one_query_and_only_where_a_report_is_not_there(
    waited_for: World, django_assert_num_queries: object
) -> None:
    with clock.at(due_morning(FIRST, hour=18)):
        ((group,), _) = grid(waited_for.shi, waited_for.program, FIRST, clock.now())
    waiting = {line.snapshot.bureau.short_name: line.is_waited_for for line in group.lines}
    assert waiting == {"上城": False, "西湖": True}
    late = next(line for line in group.lines if line.is_waited_for)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert TELEPHONE in words(late.snapshot.bureau)
