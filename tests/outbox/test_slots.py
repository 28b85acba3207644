"""Scheduled work: each slot once, however many beats there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from apps.lib import clock, jobs
from apps.outbox import services
from apps.outbox.models import Job

pytestmark = pytest.mark.django_db

Declare = Callable[..., Any]
NOON = datetime(2026, 9, 1, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    with clock.at(NOON):
        yield


def test_a_slot_is_written_once_however_many_beats_there_are(declare: Declare) -> None:
    declare("t.daily", label="试", every=jobs.Daily(8, 30))(lambda run: None)

    services.plan_slots()
    assert services.plan_slots() == 0
    assert Job.objects.filter(task="t.daily").count() == 1
    services.run_due_jobs()
    with clock.at(NOON + timedelta(hours=23)):
        services.plan_slots()
        services.plan_slots()
    assert Job.objects.filter(task="t.daily").count() == 2


def test_slots_do_not_pile_up_behind_one_that_waits(declare: Declare) -> None:
    declare("t.often", label="试", every=jobs.Every(minutes=5))(lambda run: None)
    for minute in range(0, 60, 5):
        with clock.at(NOON + timedelta(minutes=minute)):
            services.plan_slots()

    assert Job.objects.filter(task="t.often").count() == 1


@pytest.mark.parametrize(
    ("schedule", "now", "slot", "following"),
    [
        (jobs.Every(minutes=5), "2026-09-01T04:07:30", "2026-09-01T04:05:00", "2026-09-01T04:10:00"),
        (jobs.Every(minutes=60), "2026-09-01T04:00:00", "2026-09-01T04:00:00", "2026-09-01T05:00:00"),
        (jobs.Daily(8, 30), "2026-09-01T00:30:00", "2026-09-01T00:30:00", "2026-09-02T00:30:00"),
        (jobs.Daily(8, 30), "2026-09-01T00:29:59", "2026-08-31T00:30:00", "2026-09-01T00:30:00"),
        (jobs.Daily(0, 20), "2026-09-01T16:19:00", "2026-08-31T16:20:00", "2026-09-01T16:20:00"),
    ],
)
def test_slots_stand_where_the_clock_says(
    schedule: jobs.Schedule, now: str, slot: str, following: str
) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert schedule.slot(moment).replace(tzinfo=None).isoformat() == slot
    assert schedule.following(moment).replace(tzinfo=None).isoformat() == following
