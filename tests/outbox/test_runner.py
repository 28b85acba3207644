"""Without a queue: the thread of the web process, one home a site, nothing lost over a restart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

import pytest
from django.core.signals import request_started
from django.db import connection

from apps.lib.actors import SYSTEM
from apps.outbox import services
from apps.outbox.models import Job
from apps.outbox.services import dispatch, execution, runner
from caseflow.celery import RedisQueue

Declare = Callable[..., Any]


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(dispatch, "_listeners", [])
    yield
    request_started.disconnect(dispatch_uid="outbox.runner")


def test_one_process_at_a_time_is_the_home(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    first = runner._only_home()
    assert first is not None
    assert runner._only_home() is None
    first.close()
    second = runner._only_home()
    assert second is not None
    second.close()


@pytest.mark.django_db
def test_a_commit_wakes_the_runner(declare: Declare, django_capture_on_commit_callbacks: Any) -> None:
    declare("t.woken", label="试")(lambda run: None)
    woken: list[bool] = []
    dispatch.listen(lambda: woken.append(True))
    with django_capture_on_commit_callbacks(execute=True):
        services.enqueue(task="t.woken", by=SYSTEM)
        assert woken == []
    assert woken == [True]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_thread_works_off_what_was_left_and_what_comes(declare: Declare) -> None:
    from tests.factories.services import wait_for

    declare("t.left", label="试")(lambda run: None)
    services.enqueue(task="t.left", by=SYSTEM, key="before the start")
    worker = runner.Runner()
    worker.start()
    try:
        done = Job.objects.filter(task="t.left", status="done")
        wait_for(lambda: done.count() == 1, "what was left is done")
        services.enqueue(task="t.left", by=SYSTEM, key="while it runs")
        wait_for(lambda: done.count() == 2, "what comes is done")
    finally:
        worker.stop(timeout=60)


@pytest.mark.django_db
def test_a_restart_takes_up_what_was_under_way(declare: Declare) -> None:
    declare("t.cut", label="试")(lambda run: None)
    job = services.enqueue(task="t.cut", by=SYSTEM)
    execution.claim(job.pk, worker="the process before")

    services.take_back_lost(all_claimed=True)
    services.run_due_jobs()

    job.refresh_from_db()
    assert (job.status, job.attempts, connection.in_atomic_block) == ("done", 2, True)


def test_with_a_queue_no_thread_is_started(settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    before = len(request_started.receivers)
    runner.serve()
    assert len(request_started.receivers) == before


def test_a_page_does_not_wait_for_a_queue_that_is_gone(settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    began = monotonic()
    with pytest.raises(ConnectionError):
        RedisQueue().publish([uuid4()])
    assert monotonic() - began < 4, "the client must not try again and again"
