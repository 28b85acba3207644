"""A site that starts late owes no weeks of before, and its start can be put right."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused
from apps.reports.models import WeekSnapshot
from apps.reports.queries.lists import programs_with_weeks, weeks_of
from apps.reports.queries.weeks import program_weeks
from apps.reports.services import correct_reporting_start
from tests.factories.weeks import FIRST, due_morning, snapshot, submitted
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def due(taken: WeekSnapshot):  # type: ignore[no-untyped-def]
    return clock.local(taken.due_at).date()


def test_weeks_before_the_start_are_owed_by_nobody(world: World) -> None:
    newest = snapshot(world, FIRST)
    with clock.at(due_morning(FIRST)):
        owed = correct_reporting_start(by=SYSTEM, bureau=world.shangcheng, on=due(newest), reason="本期启用")

        assert owed == 1
        (program,) = programs_with_weeks(world.wang)
        assert [line.snapshot for line in weeks_of(world.shangcheng.pk, program, clock.now())] == [newest]
    assert list(WeekSnapshot.objects.visible_to(world.shi)) == [newest]
    assert next(each.number for each in program_weeks(world.program, world.shangcheng)) == FIRST


def test_later_weeks_go_on_from_those_nobody_owes(world: World) -> None:
    first = snapshot(world, FIRST)
    with clock.at(due_morning(FIRST)):
        correct_reporting_start(by=SYSTEM, bureau=world.shangcheng, on=due(first), reason="本期启用")
    second = snapshot(world, FIRST + 1)

    assert second.previous == first
    assert second.is_owed


def test_what_was_handed_in_stays_owed(world: World) -> None:
    taken = submitted(snapshot(world, FIRST), world.wang)
    with clock.at(due_morning(FIRST)), pytest.raises(Refused) as refused:
        correct_reporting_start(
            by=SYSTEM, bureau=world.shangcheng, on=due(taken) + timedelta(days=1), reason="下期启用"
        )
    assert (refused.value.field, refused.value.code) == ("on", "handed_in")


def test_a_week_before_the_first_taken_one_cannot_be_owed(world: World) -> None:
    taken = snapshot(world, FIRST)
    with clock.at(due_morning(FIRST)):
        correct_reporting_start(by=SYSTEM, bureau=world.shangcheng, on=due(taken), reason="本期启用")
        first = WeekSnapshot.objects.earliest("cutoff_at")
        back = correct_reporting_start(by=SYSTEM, bureau=world.shangcheng, on=due(first), reason="写错了")
        with pytest.raises(Refused) as refused:
            correct_reporting_start(
                by=SYSTEM, bureau=world.shangcheng, on=due(first) - timedelta(days=7), reason="再早一期"
            )
    assert back == WeekSnapshot.objects.owed().count() == FIRST
    assert refused.value.code == "too_early"


def test_without_a_reason_nothing_changes(world: World) -> None:
    with pytest.raises(Refused) as refused:
        correct_reporting_start(by=SYSTEM, bureau=world.shangcheng, on=clock.today(), reason=" ")
    assert refused.value.field == "reason"


def test_the_command_says_what_is_owed(world: World) -> None:
    taken = snapshot(world, FIRST)
    out = StringIO()
    with clock.at(due_morning(FIRST)):
        day = f"{due(taken):%Y-%m-%d}"
        call_command("reporting_start", "--from", day, "--reason", "本期启用", stdout=out)
        assert "应报 1 期" in out.getvalue()
        with pytest.raises(CommandError, match="没有这个机构"):
            call_command("reporting_start", "--from", day, "--reason", "试", "--bureau", "0")
