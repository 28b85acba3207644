"""Daily digests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.audit import queries, services
from apps.audit.models import DayDigest
from apps.audit.services import Subject
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 16)
NOON = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)


def write(*days: int) -> None:
    """Record one event on each of the days after Monday."""
    for day in days:
        with clock.at(NOON + timedelta(days=day)):
            services.record(by=SYSTEM, subject=Subject("cases.case", 1), action="step")


def digest_of(day: int) -> DayDigest:
    """Take the digest of the day so many days after Monday, in the night after."""
    with clock.at(NOON + timedelta(days=day, hours=13)):
        return services.digest_day(MONDAY + timedelta(days=day))


def test_a_digest_covers_its_day() -> None:
    write(0, 0, 1)
    digest = digest_of(0)
    assert (digest.day, digest.count) == (MONDAY, 2)
    assert queries.undigested_count() == 1


def test_a_second_digest_changes_nothing() -> None:
    write(0)
    first = digest_of(0)
    write(0)
    assert digest_of(0).hash == first.hash
    assert DayDigest.objects.count() == 1


def test_digests_are_chained_and_leave_nothing_out() -> None:
    write(0)
    monday = digest_of(0)
    write(0, 1, 1)
    tuesday = digest_of(1)
    assert tuesday.prev == monday.hash
    assert tuesday.count == 3
    assert queries.undigested_count() == 0
    assert services.verify() == []


def test_a_day_without_events_has_a_digest_too() -> None:
    write(0)
    digest_of(0)
    assert digest_of(1).count == 0
    assert services.verify() == []


def test_days_follow_shanghai() -> None:
    with clock.at(datetime(2026, 11, 16, 16, 30, tzinfo=UTC)):
        services.record(by=SYSTEM, subject=Subject("cases.case", 1), action="after midnight")
    assert digest_of(0).count == 0
    assert digest_of(1).count == 1


def test_events_dated_back_are_digested_with_the_next_day() -> None:
    write(1)
    digest_of(1)
    write(0)
    assert digest_of(2).count == 1
    assert services.verify() == []


def test_a_day_to_come_is_refused() -> None:
    with clock.at(NOON), pytest.raises(Refused, match="尚未到来"):
        services.digest_day(MONDAY + timedelta(days=1))


def test_a_day_before_the_last_digest_is_refused() -> None:
    digest_of(2)
    with pytest.raises(Refused, match="更晚的日期已经封存"):
        digest_of(1)


def test_the_daily_digest_covers_yesterday_once() -> None:
    write(0)
    with clock.at(NOON + timedelta(days=1)):
        services.digest_until_yesterday()
        services.digest_until_yesterday()
    digest = queries.latest_digest()
    assert digest is not None
    assert (digest.day, digest.count) == (MONDAY, 1)


@pytest.mark.parametrize("command", ["digest_audit_day", "seal_audit_day"])
def test_the_command_prints_the_digest_under_its_former_name_too(command: str) -> None:
    write(0)
    out = StringIO()
    with clock.at(NOON + timedelta(days=1)):
        call_command(command, stdout=out)
    digest = queries.latest_digest()
    assert digest is not None
    assert digest.hash in out.getvalue()


def test_the_command_refuses_a_day_to_come() -> None:
    with clock.at(NOON), pytest.raises(CommandError, match="尚未到来"):
        call_command("digest_audit_day", "--day", "2026-12-01")
