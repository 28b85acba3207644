"""Real workers on a real Redis, killed in the middle: every effect happens, and happens once.

The worker is stopped by a lock the test holds in PostgreSQL, so no pause is built into the site.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from psycopg import sql

from apps.api.models import IdempotencyKey
from apps.cases.services.notices import tell_household
from apps.cases.workflow import TABLE
from apps.documents.models import StoredFile
from apps.lib import clock, jobs
from apps.lib.actors import SYSTEM
from apps.lib.jobs import Run
from apps.outbox import services
from apps.outbox.enums import JobStatus, MessageState
from apps.outbox.models import Job, Message
from apps.outbox.services import dispatch
from tests.factories.gateway import serving
from tests.factories.services import RedisServer, Site, second_connection, wait_for, waiting, workers
from tests.factories.world import World, later, make_case, make_world, user_of
from tests.outbox.kinds import KINDS, OLD, shorten

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

LEASE = 3600
"""Long, so that a slow machine loses no live worker's claim; what dies is made to expire by hand."""
START = later(40)
"""What the clock of these tests shows at first."""
FENCE = 'SELECT "outbox_job"."id"'
Declare = Callable[..., Any]


@pytest.fixture(scope="module")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.kill()


@pytest.fixture
def site(
    request: pytest.FixtureRequest,
    redis_server: RedisServer,
    tmp_path: Path,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Site]:
    """The site in its grown-out profile, at a fixed hour."""
    lease = getattr(request, "param", LEASE)
    offset = START - datetime.now(UTC)
    monkeypatch.setattr(clock, "_offset", offset)
    monkeypatch.setattr(dispatch, "_resting_until", 0.0)
    settings.REDIS_URL = redis_server.url
    settings.JOB_LEASE_SECONDS = lease
    site = Site(redis_server, tmp_path, offset.total_seconds(), lease)
    yield site
    site.close()


@pytest.fixture
def world(site: Site) -> World:
    with clock.at(later()):
        return make_world()


def standing() -> dict[str, list[str]]:
    """Return the tasks by where their jobs stand."""
    found: dict[str, list[str]] = {}
    for status, task in Job.objects.exclude(title=OLD).values_list("status", "task"):
        found.setdefault(status, []).append(task)
    return found


def time_passes(*, but: str = "") -> None:
    """Let leases and pauses of dead workers' jobs run out without waiting for them."""
    before = clock.now() - timedelta(seconds=1)
    Job.objects.filter(status=JobStatus.RUNNING).exclude(task=but).update(lease_until=before)
    services.take_back_lost()
    Job.objects.filter(status=JobStatus.WAITING).update(run_after=before)
    services.publish_due()


def all_done() -> bool:
    """Whether every job is done; tells the queue of the rest, as a beat does."""
    services.publish_due()
    return set(standing()) == {JobStatus.DONE.value}


def test_every_registered_task_has_its_entry() -> None:
    assert sorted(kind.name for kind in KINDS) == sorted(jobs.REGISTRY)


ALONE = "audit.seal_yesterday"
"""Keeps every other writer of the record waiting until it ends."""


BEHIND = 5
"""How many may wait behind another one that is at its end: push, take_up and line_up write the same
deliveries, both tasks of mails the same choices, and a change of bodies locks what others name."""


def stop(holder: psycopg.Connection) -> None:
    """Let every kind of task wait in the middle of its transaction, until ``holder`` rolls back."""
    tables = sorted({kind.table for kind in KINDS if kind.table})
    listed = sql.SQL(", ").join(map(sql.Identifier, tables))
    holder.execute(sql.SQL("LOCK TABLE {} IN EXCLUSIVE MODE").format(listed))
    holder.execute("SELECT 1 FROM outbox_job WHERE title = %s FOR UPDATE", [OLD])


def test_killed_in_the_middle_each_kind_of_job_takes_effect_once(site: Site, world: World) -> None:
    given = {kind: kind.prepare(world) for kind in KINDS}
    shorten(world.program)

    with second_connection() as before_effect, second_connection() as before_end:
        stop(before_effect)
        for kind, more in given.items():
            if more is not None:
                services.enqueue(task=kind.name, **{"by": SYSTEM, **more})
        worker = site.worker(processes=len(KINDS))
        wait_for(lambda: len(waiting()) >= len(KINDS), "all wait before their effect", seen=waiting)
        worker.kill()
        before_effect.rollback()
        wait_for(lambda: not workers(), "the database has let go of the first worker", seen=workers)

        # Once more, now with the effect written and only the end of the job missing.
        stop(before_effect)
        time_passes(but=ALONE)
        worker = site.worker(processes=len(KINDS))
        others = len(KINDS) - 1
        wait_for(lambda: len(waiting()) >= others, "the second attempts wait", seen=waiting)
        before_end.execute("SELECT 1 FROM outbox_job WHERE status = 'running' FOR UPDATE")
        before_effect.rollback()
        at_end = others - BEHIND
        wait_for(lambda: len(waiting(FENCE)) >= at_end, "those that can wait at the end", seen=waiting)
        worker.kill()
        before_end.rollback()
        wait_for(lambda: not workers(), "the database has let go of the second worker", seen=workers)

    idle = Job.objects.exclude(status=JobStatus.RUNNING).exclude(title=OLD)
    assert list(idle.values_list("task", "status", "attempts", "error_text", "error_detail")) == []
    time_passes()
    site.worker(processes=2)
    wait_for(all_done, "all are done", seen=standing)

    assert {kind.name: kind.effect() for kind in KINDS} == {kind.name: kind.once for kind in KINDS}
    # Newest first: what a job set to work when it was done, a text to deliver, gives way to the one cut off.
    attempts = dict(Job.objects.order_by("-created_at").values_list("task", "attempts"))
    assert attempts == {kind.name: 2 if kind.name == ALONE else 3 for kind in KINDS}


@pytest.mark.parametrize("site", [2.0], indirect=True)
def test_two_beats_plan_each_slot_once_and_give_a_dead_worker_s_job_away(site: Site) -> None:
    IdempotencyKey.objects.create(key="x", purpose="old", created_at=later(-10))
    for _ in range(2):
        site.beat()
    with second_connection() as holder:
        holder.execute("LOCK TABLE outbox_idempotencykey IN EXCLUSIVE MODE")
        worker = site.worker()
        wait_for(lambda: waiting("outbox_idempotencykey"), "the task has begun", seen=standing)
        worker.kill()
    site.worker()
    planned = sorted(task.name for task in jobs.REGISTRY.values() if task.schedule)
    wait_for(lambda: standing() == {"done": standing().get("done")}, "all are done", seen=standing)

    assert sorted(Job.objects.values_list("task", flat=True)) == planned
    assert Job.objects.get(task="outbox.forget_old_keys").attempts >= 2
    assert not IdempotencyKey.objects.exists()


def test_while_redis_is_gone_pages_work_and_jobs_wait(
    site: Site, redis_server: RedisServer, world: World
) -> None:
    make_case(world, "received")
    site.worker()
    client = Client()
    client.force_login(user_of(world.wang))
    redis_server.kill()

    for _ in range(3):
        answer = client.post(reverse("pages:case-export"), {"key": uuid4().hex, "purpose": "核对"})
        assert answer.status_code == 302
        assert "排队中" in client.get(answer["Location"]).content.decode()
    assert services.publish_due() == 0
    assert client.get(reverse("pages:workbench")).status_code == 200

    redis_server.start()
    wait_for(all_done, "all are done", seen=standing)
    assert StoredFile.objects.filter(owner_kind="job").count() == 3
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}


def test_what_redis_forgets_is_told_again(site: Site, redis_server: RedisServer) -> None:
    services.enqueue(task="outbox.forget_old_keys", by=SYSTEM)
    assert Job.objects.get().published_at is not None
    redis_server.kill()
    redis_server.start()
    site.worker()

    assert services.publish_due() == 0, "what was told a moment ago may still be on its way"
    Job.objects.update(published_at=clock.now() - timedelta(seconds=10))
    wait_for(all_done, "it is done", seen=standing)


def test_a_worker_asked_to_stop_finishes_the_job_at_hand(site: Site) -> None:
    with second_connection() as holder:
        holder.execute("LOCK TABLE outbox_idempotencykey IN EXCLUSIVE MODE")
        job = services.enqueue(task="outbox.forget_old_keys", by=SYSTEM)
        worker = site.worker(processes=1)
        wait_for(lambda: waiting("outbox_idempotencykey"), "the task has begun", seen=standing)
        worker.ask_to_stop()
        wait_for(lambda: "Warm shutdown" in worker.log, "it has heard", seen=lambda: worker.log)
    assert worker.stop() == 0

    job.refresh_from_db()
    assert (job.status, job.attempts) == (JobStatus.DONE, 1)


def test_a_worker_killed_between_the_gateway_and_the_commit_sends_under_the_same_token(
    site: Site, world: World, settings: Any
) -> None:
    case = make_case(world, "received")
    with serving() as gateway:
        settings.MESSAGE_ADAPTER = "http"
        site.environment |= {"TEST_MESSAGE_ADAPTER": "http", "TEST_GATEWAY_URL": gateway.url}
        gateway.may_answer.clear()
        tell_household(case=case, move=TABLE["file"], by=SYSTEM, key="gateway")
        worker = site.worker(processes=1)
        wait_for(lambda: gateway.received, "the gateway has it", seen=standing)
        worker.kill()
        gateway.may_answer.set()
        time_passes()
        site.worker(processes=1)
        wait_for(all_done, "it is done", seen=standing)

    assert (len(gateway.received), len(gateway.sent)) == (2, 1)
    assert Message.objects.get(kind="household.file").state == MessageState.SENT


def test_a_worker_that_comes_back_from_the_dead_is_refused(declare: Declare) -> None:
    begun, go_on = threading.Event(), threading.Event()
    first = threading.current_thread()

    @declare("t.mark", label="试")
    def mark(run: Run) -> None:
        name = threading.current_thread().name
        IdempotencyKey.objects.create(key=name, purpose="mark", created_at=clock.now())
        if threading.current_thread() is not first:
            begun.set()
            go_on.wait(60)

    job = services.enqueue(task="t.mark", by=SYSTEM)
    ended: list[object] = []

    def work() -> None:
        try:
            ended.append(services.run_job(job.pk, worker="zombie", beats=False))
        finally:
            connection.close()

    zombie = threading.Thread(target=work, name="zombie")
    zombie.start()
    assert begun.wait(60)
    time_passes()
    assert services.run_job(job.pk) == JobStatus.DONE
    go_on.set()
    zombie.join(60)

    assert ended == [None]
    assert list(IdempotencyKey.objects.values_list("key", flat=True)) == [first.name]


def test_of_many_beats_at_once_each_slot_is_written_once(declare: Declare) -> None:
    together = threading.Barrier(6)
    declare("t.slot", label="试", every=jobs.Every(minutes=60))(lambda run: None)

    def beat() -> None:
        try:
            together.wait(60)
            services.plan_slots()
        finally:
            connection.close()

    beats = [threading.Thread(target=beat) for _ in range(6)]
    for each in beats:
        each.start()
    for each in beats:
        each.join(60)

    assert Job.objects.filter(task="t.slot").count() == 1


def test_of_many_workers_at_once_one_claims(declare: Declare) -> None:
    together = threading.Barrier(6)
    declare("t.claim", label="试")(lambda run: None)
    job = services.enqueue(task="t.claim", by=SYSTEM)
    outcomes: list[object] = []

    def work() -> None:
        try:
            together.wait(60)
            outcomes.append(services.run_job(job.pk))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)

    assert outcomes.count(JobStatus.DONE) == 1
    assert outcomes.count(None) == 5
