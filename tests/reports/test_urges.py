"""催报: several bureaus at once, each told, and not twice a day without a word; who is late again (R11)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from apps.acts.services import Done, Invalid, NeverYours, attempt
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused
from apps.orgs.enums import ContactDuty
from apps.orgs.models import ReportingLine
from apps.orgs.services import set_contact
from apps.outbox.models import Message
from apps.reports.acts.grounds import WEEK
from apps.reports.acts.weeks import URGE
from apps.reports.models import Urge, WeekSnapshot
from apps.reports.queries.lists import grid
from apps.reports.queries.overview import overview_of
from apps.reports.services import take_due_snapshots, urge_reports
from tests.factories.weeks import FIRST, due_morning, submitted
from tests.factories.world import World, user_of

pytestmark = pytest.mark.django_db
NEXT = FIRST + 1


@pytest.fixture
def weeks(world: World) -> dict[tuple[str, int], WeekSnapshot]:
    """Two weeks of every bureau, none of them handed in."""
    ReportingLine.objects.update(valid_from=clock.local(due_morning(FIRST)).date())
    with clock.at(due_morning(NEXT)):
        take_due_snapshots()
    rows = WeekSnapshot.objects.select_related("bureau", "reports_to", "program")
    return {(row.bureau.short_name, row.number): row for row in rows}


def test_the_chosen_bureaus_are_told_at_once_and_it_is_noted_who_asked(
    world: World, weeks: dict[tuple[str, int], WeekSnapshot]
) -> None:
    with clock.at(due_morning(NEXT, hour=20)):
        urge_reports(by=world.shi, snapshot=weeks["上城", NEXT], bureaus=[world.shangcheng.pk, world.xihu.pk])
        page = overview_of(world.shi, world.program, today=clock.today())

    told = Message.objects.filter(kind="report.urged")
    assert {each.organisation_id for each in told} == {world.shangcheng.pk, world.xihu.pk}
    assert {each.made_by for each in Urge.objects.all()} == {"施演示"}
    assert page.reporting is not None
    assert [each.snapshot.urged_by for each in page.reporting.owing] == ["施演示", "施演示"]  # type: ignore[attr-defined]


def test_twice_a_day_wants_a_word_and_the_next_day_does_not(
    world: World, weeks: dict[tuple[str, int], WeekSnapshot]
) -> None:
    week = weeks["上城", NEXT]
    with clock.at(due_morning(NEXT, hour=19)):
        urge_reports(by=world.shi, snapshot=week, bureaus=[world.xihu.pk])
    with clock.at(due_morning(NEXT, hour=20)):
        with pytest.raises(Refused) as refused:
            urge_reports(by=world.shi, snapshot=week, bureaus=[world.shangcheng.pk, world.xihu.pk])
        assert Urge.objects.count() == 1
        urge_reports(by=world.shi, snapshot=week, bureaus=[world.xihu.pk], word="省里在催")
    with clock.at(due_morning(NEXT, hour=20) + timedelta(days=1)):
        urge_reports(by=world.shi, snapshot=week, bureaus=[world.xihu.pk])

    assert (refused.value.field, refused.value.code) == ("word", "twice_a_day")
    assert Urge.objects.count() == 3


def test_who_has_handed_in_is_not_asked(world: World, weeks: dict[tuple[str, int], WeekSnapshot]) -> None:
    submitted(weeks["上城", NEXT], world.wang)
    with clock.at(due_morning(NEXT, hour=20)):
        with pytest.raises(Refused) as refused:
            urge_reports(
                by=world.shi, snapshot=weeks["西湖", NEXT], bureaus=[world.shangcheng.pk, world.xihu.pk]
            )
        submitted(weeks["西湖", NEXT], world.xi, hour=20)
        outcome = attempt(
            URGE,
            by=world.shi,
            subject=WEEK.load(world.shi, pk=weeks["西湖", NEXT].pk),
            data={"bureaus": [str(world.xihu.pk)]},
        )

    assert (refused.value.field, refused.value.code) == ("bureaus", "handed_in")
    assert isinstance(outcome, Invalid)
    assert not Urge.objects.exists()


@pytest.mark.parametrize("persona", ["wang", "sheng"])
def test_only_who_accepts_the_week_asks_for_it(
    world: World, weeks: dict[tuple[str, int], WeekSnapshot], persona: str
) -> None:
    with clock.at(due_morning(NEXT, hour=20)):
        week = WEEK.load(world.people[persona], pk=weeks["上城", NEXT].pk)
        outcome = attempt(URGE, by=world.people[persona], subject=week, data={})
    assert isinstance(outcome, NeverYours)


def test_a_telephone_in_the_word_is_refused_at_its_field(
    world: World, weeks: dict[tuple[str, int], WeekSnapshot]
) -> None:
    with clock.at(due_morning(NEXT, hour=20)), pytest.raises(Refused) as refused:
        urge_reports(
            by=world.shi, snapshot=weeks["上城", NEXT], bureaus=[world.xihu.pk], word="请回电 13900000000"
        )
    assert refused.value.field == "word"


def test_late_in_two_weeks_running_is_said_beside_the_telephone(
    world: World, weeks: dict[tuple[str, int], WeekSnapshot]
) -> None:
    set_contact(
        by=SYSTEM,
        organisation_id=world.xihu.pk,
        duty=ContactDuty.LEADER,
        name="分管示例",
        title="",
        phone="0571-00000013",
    )
    # 上城 was in time with the first week; 西湖 was late with it, and is with the second.
    submitted(weeks["上城", FIRST], world.wang)
    submitted(weeks["西湖", FIRST], world.xi, hour=24)
    with clock.at(due_morning(NEXT, hour=20)):
        page = overview_of(world.shi, world.program, today=clock.today())
        ((group,), _) = grid(world.shi, world.program, NEXT, clock.now())
        client = Client()
        client.force_login(user_of(world.shi))
        text = client.get("/reports/").content.decode()

    assert page.reporting is not None
    said = {each.name: each.late_twice for each in page.reporting.owing}
    assert said == {"上城区": False, "西湖区": True}
    assert [line.late_twice for line in group.lines] == [False, True]
    assert text.count("已两期晚报") == 1
    assert "0571-00000013" in text
    assert "给 2 家发催报" in text


def test_late_and_handed_in_is_said_as_well(world: World, weeks: dict[tuple[str, int], WeekSnapshot]) -> None:
    submitted(weeks["西湖", FIRST], world.xi, hour=24)
    submitted(weeks["西湖", NEXT], world.xi, hour=20)
    with clock.at(due_morning(NEXT, hour=21)):
        ((group,), _) = grid(world.shi, world.program, NEXT, clock.now())
    assert [line.late_twice for line in group.lines] == [True, True]


def test_the_page_asks_all_who_were_not_asked_today(
    world: World, weeks: dict[tuple[str, int], WeekSnapshot]
) -> None:
    week = weeks["上城", NEXT]
    with clock.at(due_morning(NEXT, hour=20)):
        urge_reports(by=world.shi, snapshot=week, bureaus=[world.xihu.pk])
        client = Client()
        client.force_login(user_of(world.shi))
        text = client.get(f"/reports/{week.pk}/urge/").content.decode()
        done = attempt(
            URGE,
            by=world.shi,
            subject=WEEK.load(world.shi, pk=week.pk),
            data={"bureaus": [str(world.shangcheng.pk)], "key": "0" * 32},
        )

    boxes = dict(re.findall(r'name="bureaus" value="(\d+)"([^>]*)>', text))
    assert {pk: "checked" in rest for pk, rest in boxes.items()} == {
        str(world.shangcheng.pk): True,
        str(world.xihu.pk): False,
    }
    assert "今天 20:00 已催报" in text
    assert isinstance(done, Done)
