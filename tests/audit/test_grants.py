"""On PostgreSQL the application is not the owner: it works, and cannot open its own record.

The role of these tests is made on the test's server with what ``migrate`` grants it; the attacks come over a
connection of that role's own, as from somebody who has the application's password.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.core import checks
from django.db import connection

from apps.audit import services
from apps.audit.models import AccessLog, Event
from apps.audit.services import Subject, grants, triggers
from apps.lib import clock
from apps.lib.actors import SYSTEM

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROLE = f"caseflow_application_{os.getpid()}"
CASE = Subject("cases.case", 1)


@pytest.fixture
def role() -> Iterator[str]:
    """Make the application's role, with nothing but what is granted to it."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE} LOGIN")
    grants.grant(ROLE)
    yield ROLE
    with connection.cursor() as cursor:
        cursor.execute(f"DROP OWNED BY {ROLE}")
        cursor.execute(f"DROP ROLE {ROLE}")


@contextmanager
def as_application() -> Iterator[psycopg.Connection[Any]]:
    """Connect anew, as the application."""
    with psycopg.connect(**{**connection.get_connection_params(), "user": ROLE}) as other:
        yield other


@pytest.fixture
def written() -> None:
    """Put a row into every table of the record."""
    with clock.at(datetime(2025, 11, 16, 4, 0, tzinfo=UTC)):
        services.record(by=SYSTEM, subject=CASE, action="step")
        services.log_access(by=SYSTEM, subject=CASE, kind="export", field="phone", purpose="月报")
        services.digest_day(clock.today())


GUARDED = ("audit_event", "audit_daydigest", "audit_accesslog", "audit_chain")
ATTACKS = [
    *(f"DROP TRIGGER {table}_no_delete ON {table}" for table in GUARDED),
    *(f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_delete" for table in GUARDED),
    *(f"ALTER TABLE {table} DISABLE TRIGGER ALL" for table in GUARDED),
    *(f"DELETE FROM {table}" for table in GUARDED),  # noqa: S608
    *(f"TRUNCATE {table} CASCADE" for table in GUARDED),
    *(f"DROP TABLE {table} CASCADE" for table in GUARDED),
    *(f"ALTER TABLE {table} RENAME TO elsewhere" for table in GUARDED),
    "UPDATE audit_event SET reason = 'x'",
    "UPDATE audit_daydigest SET count = 0",
    "UPDATE audit_accesslog SET purpose = 'x'",
    "UPDATE audit_chain SET head = 'x'",
    "UPDATE django_migrations SET name = 'x'",
    "SET session_replication_role = replica",
    "DROP FUNCTION audit_refuse() CASCADE",
    "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
    "CREATE FUNCTION mine() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "CREATE TABLE mine (id int)",
    "CREATE TRIGGER mine BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "CREATE RULE mine AS ON INSERT TO audit_event DO INSTEAD NOTHING",
    "SELECT audit_purge_accesses(now())",
    "SELECT audit_purge_accesses(now() - interval '182 days')",
    "SET ROLE postgres",
]


@pytest.mark.usefixtures("role", "written")
@pytest.mark.parametrize("attack", ATTACKS)
def test_the_application_s_role_is_refused(attack: str) -> None:
    refused = (psycopg.errors.InsufficientPrivilege, psycopg.errors.IntegrityError)
    with as_application() as other, pytest.raises(refused):
        other.execute(attack)

    assert Event.objects.count() == 1
    assert triggers.missing() == []


@pytest.mark.usefixtures("written")
def test_looks_over_age_are_removed_by_the_application_too(role: str) -> None:
    with clock.at(datetime(2026, 11, 1, tzinfo=UTC)):
        services.log_access(by=SYSTEM, subject=CASE, kind="export", field="phone", purpose="近来")
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
    try:
        removed = services.purge_accesses(before=clock.now() - timedelta(days=300))
    finally:
        connection.close()

    assert removed == 1
    assert [look.purpose for look in AccessLog.objects.all()] == ["近来"]
    assert triggers.missing() == []


def test_the_deployment_check_tells_an_owner_from_an_application(role: str, settings: Any) -> None:
    settings.PROFILE = "production"

    def told() -> list[str]:
        found = checks.run_checks(tags=[checks.Tags.security], include_deployment_checks=True)
        return [error.msg for error in found if error.id == "audit.E002"]

    assert "audit_accesslog、audit_chain、audit_daydigest、audit_event" in told()[0]
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
    try:
        assert told() == []
        assert triggers.missing() == []
    finally:
        connection.close()
