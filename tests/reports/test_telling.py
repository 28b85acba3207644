"""A report that is handed in, accepted, returned or adjusted tells whoever has to do something about it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from apps.cases.models import Case
from apps.lib import clock
from apps.outbox.models import Message
from apps.reports.models import WeekSnapshot
from apps.reports.queries.ledger import closing_set, week
from apps.reports.services import accept_report, adjust, remind_reports, return_report, take_back_report
from tests.factories.weeks import (
    ASKED,
    FIRST,
    answered,
    due_morning,
    make_submitted_week,
    make_week,
    removed,
    submitted,
)
from tests.factories.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed_in(world: World) -> WeekSnapshot:
    week: WeekSnapshot = make_submitted_week(world)
    return week


@pytest.fixture(autouse=True)
def _before_noon(world: World) -> Iterator[None]:
    with clock.at(due_morning(FIRST, hour=11)):
        yield


def told(world: World, persona: str, *, still: bool = False) -> list[str]:
    """Return the kinds of a desk's messages; with ``still`` those whose work is not done."""
    rows = Message.objects.for_desk(world.people[persona]).filter(kind__startswith="report.")
    rows = rows.filter(done_at=None) if still else rows
    return list(rows.order_by("created_at", "pk").values_list("kind", flat=True))


def test_a_hand_in_tells_the_city_and_no_other_district(world: World, handed_in: WeekSnapshot) -> None:
    assert told(world, "shi") == ["report.submitted"]
    assert told(world, "xi") == []


def test_an_accepted_report_is_done_for_the_city_and_told_to_the_district(
    world: World, handed_in: WeekSnapshot
) -> None:
    accept_report(by=world.shi, snapshot=handed_in)

    assert told(world, "shi", still=True) == []
    assert told(world, "wang") == told(world, "ling") == ["report.accepted"]


def test_a_returned_report_tells_the_district_until_it_is_handed_in_again(
    world: World, handed_in: WeekSnapshot
) -> None:
    return_report(by=world.shi, snapshot=handed_in, items=ASKED, reason="传统装修数有误")
    assert told(world, "wang", still=True) == told(world, "shen", still=True) == ["report.returned"]
    assert told(world, "shi", still=True) == []

    answered(handed_in, world.wang)
    submitted(handed_in, world.wang, hour=11)

    assert told(world, "wang", still=True) == []
    assert told(world, "shi", still=True) == ["report.answered"]


def test_what_somebody_typed_as_a_reason_stands_in_no_message(world: World, handed_in: WeekSnapshot) -> None:
    return_report(by=world.shi, snapshot=handed_in, items=ASKED, reason="张示例家漏报")

    assert not Message.objects.filter(text__contains="张示例").exists()


def test_a_report_taken_back_is_not_the_city_s_to_decide_any_more(
    world: World, handed_in: WeekSnapshot
) -> None:
    take_back_report(by=world.wang, snapshot=handed_in, reason="漏报一户")

    assert told(world, "shi", still=True) == ["report.withdrawn"]


def test_a_reminder_is_done_when_the_report_is_handed_in(world: World) -> None:
    this = make_week(world)
    with clock.at(due_morning(FIRST)):
        remind_reports()
    assert "report.24h" in told(world, "wang", still=True)

    submitted(this, world.wang)

    # The week before is late, and still is.
    assert "report.24h" not in told(world, "wang", still=True)


def test_an_adjusted_week_tells_the_other_desks_of_its_district(world: World) -> None:
    taken = make_week(world)
    (case_id,) = closing_set(week(taken))
    with clock.at(due_morning(FIRST)):
        removed(Case.objects.get(pk=case_id), world.ling)
        adjust(by=world.wang, snapshot=taken, case_id=case_id, reason="误登记开工")

    assert told(world, "shen") == told(world, "ling") == ["report.adjusted"]
    assert told(world, "wang") == told(world, "xi") == []
