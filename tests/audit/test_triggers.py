"""The database itself refuses to change what was recorded."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core import checks
from django.db import IntegrityError, connection, transaction

from apps.audit import services
from apps.audit.services import Subject, triggers
from apps.lib import clock
from apps.lib.actors import SYSTEM

pytestmark = pytest.mark.django_db

CASE = Subject("cases.case", 1)


@pytest.fixture
def written() -> None:
    """Put a row into every table of the record."""
    with clock.at(datetime(2026, 11, 16, 4, 0, tzinfo=UTC)):
        services.record(by=SYSTEM, subject=CASE, action="step")
        services.log_access(by=SYSTEM, subject=CASE, kind="export", field="phone", purpose="月报")
        services.digest_day(clock.today())


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET reason = 'x'",
        "DELETE FROM audit_event",
        "UPDATE audit_daydigest SET count = 0",
        "DELETE FROM audit_daydigest",
        "UPDATE audit_accesslog SET purpose = 'x'",
        "DELETE FROM audit_accesslog",
        "DELETE FROM audit_chain",
        "UPDATE audit_chain SET seq = seq - 1",
        "UPDATE audit_chain SET seq = seq",
        "UPDATE audit_chain SET head = 'x'",
        "UPDATE audit_chain SET subject_id = '2', seq = seq + 1",
    ],
)
def test_the_database_refuses(statement: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"):
        run(statement)


@pytest.mark.postgres
@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("table", ["audit_event", "audit_daydigest", "audit_accesslog", "audit_chain"])
def test_the_database_refuses_to_empty_tables(table: str) -> None:
    # Foreign keys still to be checked in this transaction would refuse first, for another reason.
    run("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="append-only"):
        run(f"TRUNCATE {table} CASCADE")


def test_all_triggers_are_in_place_after_migrating() -> None:
    assert triggers.missing() == []


def test_installing_again_does_no_harm() -> None:
    triggers.install()
    triggers.install()
    assert triggers.missing() == []


@pytest.mark.usefixtures("written")
def test_lifting_ends_with_the_block() -> None:
    with triggers.lifted():
        assert "audit_event_no_update" in triggers.missing()
        run("UPDATE audit_event SET reason = 'x'")
    assert triggers.missing() == []


def test_the_system_check_reports_a_missing_trigger() -> None:
    drop = "DROP TRIGGER audit_event_no_delete"
    run(drop + (" ON audit_event" if connection.vendor == "postgresql" else ""))
    found = checks.run_checks(tags=[checks.Tags.database], databases=["default"])
    triggers.install()
    assert [(error.id, "audit_event_no_delete" in error.msg) for error in found] == [("audit.E001", True)]


@pytest.mark.postgres
def test_a_disabled_trigger_counts_as_missing() -> None:
    run("ALTER TABLE audit_event DISABLE TRIGGER audit_event_no_update")
    assert triggers.missing() == ["audit_event_no_update"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("turn", [1, 2])
def test_tests_that_commit_start_clean_and_guarded(turn: int) -> None:
    from apps.audit.models import Event

    assert Event.objects.count() == 1, turn
    assert triggers.missing() == []
