"""Logs are kept as long as the law asks, and no longer than was set."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from axes.models import AccessFailureLog
from axes.models import AccessLog as SignInLog
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from apps.accounts.services.retention import purge_logs
from apps.accounts.tasks import purge_logs as job
from apps.audit.models import AccessLog, Event
from apps.audit.services import Subject, log_access, purge_accesses, triggers, verify
from apps.lib import clock
from apps.lib.decisions import Refused
from tests.factories.world import NOON, World

pytestmark = pytest.mark.django_db


def look(world: World, days_ago: int) -> None:
    """Let somebody look at a number, and sign in, so many days before noon."""
    at = NOON - timedelta(days=days_ago)
    with clock.at(at):
        log_access(
            by=world.wang, subject=Subject("case", "1"), kind="unmask", field="id_number", purpose="核对"
        )
    for model in (SignInLog, AccessFailureLog):
        row = model.objects.create(username="x", user_agent="", http_accept="", path_info="/login/")
        model.objects.filter(pk=row.pk).update(attempt_time=at)


def test_what_is_over_age_goes_and_the_chain_stays(world: World, settings: Any) -> None:
    settings.LOG_RETENTION_DAYS = 200
    for days in (10, 199, 201, 900):
        look(world, days)
    events = Event.objects.count()

    purged = purge_logs()

    assert (purged.looks, purged.sign_ins, purged.failures) == (2, 2, 2)
    assert AccessLog.objects.count() == SignInLog.objects.count() == 2
    assert Event.objects.count() == events + 1
    assert Event.objects.latest("id").fact_values["looks"] == 2
    assert verify() == []
    assert purge_logs().looks == 0


def test_the_guard_is_back_in_place_afterwards(world: World, settings: Any) -> None:
    settings.LOG_RETENTION_DAYS = 183
    look(world, 200)
    look(world, 1)
    purge_logs()
    assert triggers.missing() == []
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessLog.objects.all().delete()


@pytest.mark.parametrize("days", [0, 30, 182])
def test_less_than_six_months_is_refused(world: World, settings: Any, days: int) -> None:
    settings.LOG_RETENTION_DAYS = days
    look(world, 900)
    with pytest.raises(Refused, match="六个月"):
        purge_logs()
    with pytest.raises(CommandError, match="183"):
        call_command("purge_logs", stdout=StringIO())
    assert AccessLog.objects.count() == 1


def test_the_record_itself_refuses_younger_ones(world: World) -> None:
    with pytest.raises(ValueError, match="183"):
        purge_accesses(before=NOON - timedelta(days=182))


def test_the_default_is_three_years_and_a_job_does_it(settings: Any) -> None:
    assert settings.LOG_RETENTION_DAYS == 3 * 365
    assert job.__name__ == "purge_logs"
