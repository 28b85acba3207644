"""Hours in which no text goes to a household: it waits, it is not lost; a code it asked for comes at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from apps.lib import clock
from apps.lib.clock import SHANGHAI
from apps.outbox.enums import MessageState
from apps.outbox.models import Job, Message
from apps.outbox.rules import free_from
from apps.outbox.services import run_due_jobs
from apps.programs.enums import ParameterCode, Strength
from apps.programs.rules.parameters import HOURS
from apps.programs.services import set_parameter
from tests.factories.world import NOON, World, later, make_case
from tests.household.telephone import answering

NIGHT = "21:00-08:00"


def at(hour: int, minute: int = 0, *, day: int = 3) -> datetime:
    return datetime(2026, 9, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("moment", "quiet", "free"),
    [
        (at(20, 59), NIGHT, at(20, 59)),
        (at(21), NIGHT, at(8, day=4)),
        (at(23, 59), NIGHT, at(8, day=4)),
        (at(0), NIGHT, at(8)),
        (at(7, 59), NIGHT, at(8)),
        (at(8), NIGHT, at(8)),
        (at(12, 30), "12:00-14:00", at(14)),
        (at(14), "12:00-14:00", at(14)),
        (at(22), "", at(22)),
    ],
)
def test_a_text_waits_until_the_quiet_hours_end(moment: datetime, quiet: str, free: datetime) -> None:
    assert free_from(moment, quiet) == free


def test_the_hours_are_those_of_hangzhou_wherever_the_server_counts() -> None:
    # 15:30 UTC is half past eleven at night.
    moment = datetime.fromisoformat("2026-09-03T15:30:00+00:00")

    assert free_from(moment, NIGHT).isoformat() == "2026-09-04T00:00:00+00:00"


@pytest.mark.parametrize("typed", ["21:00", "21-8", "08:00-08:00", "24:00-08:00", "21:00-08:60"])
def test_hours_are_from_and_until(typed: str) -> None:
    with pytest.raises(ValueError, match="21:00-08:00"):
        HOURS.read(typed)


def test_full_width_hours_are_read() -> None:
    assert HOURS.read("２１：００-０８：００") == NIGHT


@pytest.fixture
def by_night(world: World) -> datetime:
    """上城 sets the hours from tomorrow on; return a moment of that night."""
    set_parameter(
        by=world.ling,
        organisation=world.shangcheng,
        code=ParameterCode.QUIET_HOURS,
        value=NIGHT,
        valid_from=later(1).date(),
        strength=Strength.LOCAL,
        source="示例〔2026〕1号",
        reason="夜间不打扰",
    )
    return clock.local(later(2)).replace(hour=22, minute=30)


@pytest.mark.django_db
def test_what_happens_by_night_is_sent_in_the_morning_once(world: World, by_night: datetime) -> None:
    with answering() as telephone:
        with clock.at(by_night):
            make_case(world, "received")
            run_due_jobs()
        assert telephone.texts == []
        with clock.at(by_night.replace(hour=8, minute=0) + (later(1) - NOON)):
            run_due_jobs()
            run_due_jobs()
        assert ["申请已受理" in text for _, text in telephone.texts] == [True]


@pytest.mark.django_db
def test_a_job_that_comes_late_waits_too_and_counts_as_no_try(world: World, by_night: datetime) -> None:
    with answering() as telephone:
        with clock.at(by_night.replace(hour=20, minute=59)):
            make_case(world, "received")
        with clock.at(by_night):
            run_due_jobs()
        message = Message.objects.get(kind="household.receive")
        assert (telephone.texts, message.state, message.attempts) == ([], MessageState.QUEUED, 0)
        waiting = Job.objects.get(task="outbox.deliver", status="queued")
        assert clock.local(waiting.run_after).hour == 8
        with clock.at(waiting.run_after):
            run_due_jobs()
        assert len(telephone.texts) == 1


@pytest.mark.django_db
def test_unset_nothing_waits(world: World) -> None:
    with answering() as telephone, clock.at(clock.local(NOON).replace(hour=23)):
        make_case(world, "received")
        run_due_jobs()
        assert len(telephone.texts) == 1


@pytest.mark.django_db
def test_hours_of_another_district_hold_nobody_up(world: World, by_night: datetime, settings: Any) -> None:
    settings.MESSAGE_ADAPTER = "console"
    with clock.at(by_night):
        make_case(world, "received", by=world.bei, street_code="330106002")
    assert Job.objects.get(task="outbox.deliver").run_after == by_night
