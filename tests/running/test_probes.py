"""Questions machines ask: alive, ready, counters; and what strangers do not learn from the answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse

from apps.accounts import middleware
from apps.audit.services import triggers
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.operations.queries import readiness
from apps.outbox.enums import Channel, MessageState
from apps.outbox.models import Message
from apps.outbox.services import enqueue

STRANGER = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture(autouse=True)
def _forget_good_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "_schema_is_current", False)


class Unreachable:
    """A cursor that meets a server which is away; its words hold what strangers must not read."""

    def __enter__(self) -> None:
        raise OperationalError('connection to server at "10.0.0.5" failed: password authentication')

    def __exit__(self, *_: object) -> None:
        """Nothing was opened."""


def test_alive_needs_no_database_no_host_name_and_no_session(client: Client) -> None:
    # without the db fixture a query would fail the test
    answer = client.get("/healthz", headers={"host": "10.0.0.7:8000"})

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_ready_names_every_part(client: Client) -> None:
    answer = client.get("/readyz", headers={"host": "10.0.0.7:8000"}, **STRANGER)

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ready",
        "checks": {
            "database": "ok",
            "migrations": "ok",
            "audit_triggers": "ok",
            "storage": "ok",
            "redis": "off",
        },
    }


@pytest.mark.django_db
def test_not_ready_without_the_triggers_of_the_record(client: Client) -> None:
    with triggers.lifted():
        answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["checks"]["audit_triggers"]) == (503, "failed")


@pytest.mark.django_db
def test_not_ready_while_migrations_wait(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'reports'")
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["checks"]["migrations"]) == (503, "failed")


@pytest.mark.django_db
def test_a_lost_database_is_told_without_its_address(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "cursor", lambda: Unreachable())
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == "failed"
    assert b"10.0.0.5" not in answer.content
    assert b"password" not in answer.content


@pytest.mark.django_db
def test_not_ready_without_the_store(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness.os, "access", lambda *_: False)

    assert client.get("/readyz").json()["checks"]["storage"] == "failed"
    assert default_storage is not None


@pytest.mark.django_db
def test_redis_away_degrades_but_stays_ready(client: Client, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"  # nothing listens on port 1
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["checks"]["redis"]) == (200, "degraded")


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_probes_answer_questions_only(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


@pytest.mark.django_db
def test_probes_leave_no_line_in_the_access_log(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[str] = []
    monkeypatch.setattr(
        middleware.access_log, "info", lambda *_, extra: lines.append(extra["fields"]["route"])
    )
    for path in ("/healthz", "/readyz", "/metrics"):
        client.get(path)
    client.get(reverse(middleware.settings.LOGIN_URL))

    assert lines == [middleware.settings.LOGIN_URL]  # the control: other requests do leave one


# --- metrics ---


def metrics(client: Client, **extra: Any) -> str:
    answer = client.get("/metrics", **extra)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"].startswith("text/plain")
    return str(answer.content.decode())


def value(text: str, start: str) -> float:
    """Return the value of the one line that begins with ``start``; 0 without it."""
    lines = [line for line in text.splitlines() if line.startswith(start)]
    return sum(float(line.rpartition(" ")[2]) for line in lines)


@pytest.mark.django_db
def test_requests_are_counted_by_route_and_never_by_address(client: Client) -> None:
    line = 'caseflow_http_request_duration_seconds_count{method="GET",route="cases:case",status="302"}'
    before = value(metrics(client), line)
    client.get("/cases/01234567-89ab-cdef-0123-456789abcdef/")
    client.get("/no/such/330106198001010011/")
    text = metrics(client)

    assert value(text, line) == before + 1
    assert 'route="none"' in text
    assert "330106198001010011" not in text
    assert "01234567" not in text


@pytest.mark.django_db
def test_failed_sign_ins_are_counted(client: Client, settings: Any) -> None:
    before = value(metrics(client), "caseflow_failed_logins_total")
    client.post(reverse(settings.LOGIN_URL), {"username": "nobody", "password": "wrong-password"})

    assert value(metrics(client), "caseflow_failed_logins_total") == before + 1


@pytest.mark.django_db
def test_statements_the_database_refuses_are_counted(client: Client) -> None:
    before = value(metrics(client), "caseflow_database_errors_total{")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM no_such_table")

    assert value(metrics(client), "caseflow_database_errors_total{") == before + 1


@pytest.mark.django_db
def test_waiting_jobs_are_told_with_the_longest_wait(client: Client) -> None:
    assert value(metrics(client), "caseflow_oldest_waiting_job_seconds") == 0
    with clock.at(clock.now() - timedelta(minutes=5)):
        enqueue(task="cases.refresh_clocks", by=SYSTEM, args={})
    text = metrics(client)

    assert value(text, 'caseflow_jobs{state="queued"}') == 1
    assert 295 < value(text, "caseflow_oldest_waiting_job_seconds") < 360


@pytest.mark.django_db
def test_messages_are_told_by_state(client: Client) -> None:
    Message.objects.create(
        key="case/1",
        channel=Channel.SMS,
        kind="accepted",
        title="受理",
        contact_kind="household",
        contact_id="1",
        state=MessageState.FAILED,
        told_by="系统",
        created_at=clock.now(),
    )
    text = metrics(client)

    assert value(text, 'caseflow_messages{state="failed"}') == 1
    assert value(text, 'caseflow_messages{state="sent"}') == 0


@pytest.mark.django_db
def test_a_stranger_reads_no_metrics(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = "right-token"
    bearer = {"HTTP_AUTHORIZATION": "Bearer right-token"}

    assert client.get("/metrics", **STRANGER).status_code == 403
    assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer wrong", **STRANGER).status_code == 403
    # a proxy on the same machine does not make a stranger a neighbour
    assert client.get("/metrics", HTTP_X_FORWARDED_FOR="203.0.113.9").status_code == 403
    assert client.get("/metrics", **bearer, **STRANGER).status_code == 200


@pytest.mark.django_db
def test_an_empty_token_opens_nothing(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = ""

    assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer ", **STRANGER).status_code == 403


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every query meet a server that is away."""
    from apps.operations.queries import exposition

    def gone() -> None:
        raise OperationalError("away")

    monkeypatch.setattr(exposition, "unsealed_count", gone)


@pytest.mark.django_db
def test_metrics_are_given_without_the_database(client: Client, away: None) -> None:
    assert "caseflow_database_up 0.0" in metrics(client)
