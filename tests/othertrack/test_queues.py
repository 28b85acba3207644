"""Who is told when, and how long something has waited."""

from __future__ import annotations

import pytest

from apps.lib import clock
from apps.othertrack.enums import FactKind, Seen
from apps.othertrack.models import Renovation
from apps.othertrack.queries.lists import renovation_tasks
from apps.othertrack.services import approve, name_patrol, patrol, settle_problem
from apps.outbox.models import Message
from tests.factories import othertrack as made
from tests.factories.world import World, later

pytestmark = pytest.mark.django_db


def open_messages(renovation: Renovation, role: str) -> list[str]:
    rows = Message.objects.filter(subject_id=str(renovation.pk), role=role, done_at=None)
    return list(rows.order_by("created_at", "pk").values_list("title", flat=True))


def test_a_desk_is_told_once_however_much_is_written_down_meanwhile(world: World) -> None:
    renovation = made.applied(world)
    for kind in (FactKind.CONTRACT, FactKind.CODE):
        made.looked(world, renovation, kind)
    made.began(world, renovation)
    assert len(open_messages(renovation, "street_clerk")) == 1


def test_the_end_of_works_is_told_once_and_takes_the_place_of_the_review(world: World) -> None:
    renovation = made.finished(world)
    [title] = open_messages(renovation, "district_inspector")
    assert "已完工，等核准装修结果" in title
    made.ended(world, renovation)
    said = {"renovation_id": renovation.pk, "by": world.yan, "looked_on": clock.today(), "seen": "不一致"}
    approve(verdict="failed", **said)
    assert open_messages(renovation, "district_inspector") == [title]
    approve(verdict="passed", **said)
    assert open_messages(renovation, "district_inspector") == []


def test_what_comes_back_is_told_again(world: World) -> None:
    renovation = made.checked(world)
    for finding in ("absent", "found"):
        made.looked(world, renovation, FactKind.CONTRACT, finding=finding)
    assert len(open_messages(renovation, "district_reviewer")) == 1
    told = Message.objects.filter(subject_id=str(renovation.pk), role="district_reviewer")
    assert told.count() == 2


def test_a_problem_dealt_with_leaves_the_message_of_the_step(world: World) -> None:
    renovation = made.finished(world)
    with clock.at(later(1)):
        patrol(renovation_id=renovation.pk, by=world.wu, on=clock.today(), seen=Seen.OPEN, text="堆料占道")
        settle_problem(
            renovation_id=renovation.pk, by=world.wang, number=1, settled_on=clock.today(), text="已清走"
        )
    assert len(open_messages(renovation, "district_inspector")) == 1


def test_a_patrol_does_not_make_what_waits_begin_anew(world: World) -> None:
    first, second = made.checked(world), None
    with clock.at(later(5)):
        second = made.checked(world)
    with clock.at(later(20)):
        patrol(renovation_id=first.pk, by=world.wu, on=clock.today(), seen=Seen.SOUND, text="没有问题")
        name_patrol(renovation_id=first.pk, by=world.zhou, organisation_id=None)
        tasks = renovation_tasks(world.shen, limit=5)
    assert [(each.renovation.pk, each.waiting_days) for each in tasks] == [(first.pk, 20), (second.pk, 15)]


def test_a_problem_waits_since_it_was_reported(world: World) -> None:
    renovation = made.reviewed(world)
    with clock.at(later(10)):
        patrol(renovation_id=renovation.pk, by=world.wu, on=clock.today(), seen=Seen.OPEN, text="堆料占道")
    with clock.at(later(12)):
        [task] = renovation_tasks(world.wang, limit=5)
    assert task.waiting_days == 2


def test_a_result_waits_since_works_ended(world: World) -> None:
    renovation = made.reviewed(world)
    with clock.at(later(10)):
        made.ended(world, renovation)
    with clock.at(later(12)):
        [task] = renovation_tasks(world.yan, limit=5)
    assert task.waiting_days == 2
