"""Working off one job: claim, transactions that check the claim, end.

What makes an effect happen exactly once: the effect, the progress and the job's end are committed in
one database transaction, and that transaction ends by locking the job's row and checking that this
attempt's token still stands. A worker that died committed nothing; a worker that was given up and
comes back is refused at the lock.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F

from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.lib.jobs import REGISTRY, Answer, Ending, Json, Outcome, Task, TryAgain
from apps.outbox.enums import JobStatus
from apps.outbox.models import Job
from apps.outbox.rules import wait_after
from apps.outbox.services.heartbeat import Heartbeat

logger = logging.getLogger(__name__)


class Cancelled(Exception):
    """Somebody cancelled the job; what the running transaction wrote is undone."""


class Lost(Exception):
    """The claim no longer stands: the job was given to another worker, or has ended."""


def worker_name() -> str:
    """Return host and process number, by which the list of jobs names this process."""
    return f"{socket.gethostname()}:{os.getpid()}"


def lease() -> timedelta:
    """Return how long a worker may be silent before its job is given to another."""
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


class Running:
    """One attempt; what the task sees is described by :class:`apps.lib.jobs.Run`."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._has_ended = False

    @property
    def job_id(self) -> UUID:
        return self._job.pk

    @property
    def token(self) -> UUID:
        assert self._job.lease is not None  # noqa: S101 - the claim set it
        return self._job.lease

    @property
    def args(self) -> Mapping[str, Json]:
        given: Mapping[str, Json] = self._job.args
        return given

    @property
    def personal(self) -> Mapping[str, Json]:
        if not self._job.personal_encrypted:
            return {}
        opened: Mapping[str, Json] = json.loads(self._job.personal_encrypted.text())
        return opened

    @property
    def by(self) -> Actor:
        return self._job.actor

    @property
    def is_last(self) -> bool:
        return self._job.attempts >= self._job.max_attempts

    @property
    def cursor(self) -> str:
        return self._job.cursor

    @property
    def done(self) -> int:
        return self._job.progress_done

    @property
    def has_ended(self) -> bool:
        return self._has_ended

    def report(self, done: int, total: int | None = None, text: str = "") -> None:
        # durable refuses an outer transaction, inside which leaving the block would commit nothing.
        with transaction.atomic(durable=True):
            row = self._fenced()
            self._progress(row, done, total, text)
            row.save(update_fields=["progress_done", "progress_total", "progress_text"])
        self._job = row

    @contextmanager
    def step(
        self, *, cursor: str, done: int | None = None, total: int | None = None, text: str = ""
    ) -> Iterator[None]:
        with transaction.atomic(durable=True):
            yield
            row = self._fenced()
            self._progress(row, row.progress_done if done is None else done, total, text)
            row.cursor = cursor
            row.save(update_fields=["cursor", "progress_done", "progress_total", "progress_text"])
        self._job = row

    @contextmanager
    def ending(self) -> Iterator[Ending]:
        with transaction.atomic(durable=True):
            ending = Ending()
            yield ending
            row = self._fenced()
            row.summary = ending.outcome.summary
            row.file_id = ending.outcome.file_id
            # A finished job shows as complete, even where fewer items turned up than were announced.
            row.progress_total = max(row.progress_total, row.progress_done)
            row.progress_done = row.progress_total
            _end(row, JobStatus.DONE)
        self._job = row
        self._has_ended = True

    def _fenced(self) -> Job:
        """Lock the row until the transaction ends; raise Lost or Cancelled if it may not commit."""
        row = Job.objects.select_for_update().get(pk=self._job.pk)
        if row.status != JobStatus.RUNNING or row.lease != self.token:
            raise Lost
        if row.cancel_requested_at is not None:
            raise Cancelled
        return row

    @staticmethod
    def _progress(row: Job, done: int, total: int | None, text: str) -> None:
        # A constraint of the table: never more done than there is in all.
        row.progress_total = max(done, row.progress_total if total is None else total)
        row.progress_done = done
        row.progress_text = text or row.progress_text


def _end(row: Job, status: JobStatus, *, text: str = "", detail: str = "") -> None:
    """Write the end of a locked row."""
    row.status = status
    row.lease = row.lease_until = None
    if status is not JobStatus.FAILED:  # what failed may be tried again
        row.personal_encrypted = b""
    row.error_text, row.error_detail = text[:300], detail[:200]
    row.finished_at = clock.now()
    row.save()


def claim(job_id: UUID, *, worker: str) -> Job | None:
    """Take a due job for this worker; None when another was quicker or there is nothing to do."""
    now = clock.now()
    token = uuid4()
    # One conditional UPDATE: of two workers one changes the row, the other changes none.
    taken = (
        Job.objects.due(now)
        .filter(pk=job_id)
        .update(
            status=JobStatus.RUNNING,
            attempts=F("attempts") + 1,
            lease=token,
            claimed_by=worker[:120],
            lease_until=now + lease(),
            heartbeat_at=now,
            started_at=now,
            error_text="",
            error_detail="",
        )
    )
    if not taken:
        return None
    return Job.objects.filter(lease=token).get(pk=job_id)


def run_job(job_id: UUID, *, worker: str = "", beats: bool = True) -> JobStatus | None:
    """Claim and work off one job; return how the attempt ended, None when it was not ours to do.

    Whatever the task raises ends in words on the row, not here: only the loss of the database and
    the end of the process get out.
    """
    job = claim(job_id, worker=worker or worker_name())
    if job is None:
        return None
    run = Running(job)
    try:
        task = _task_of(job)
        with Heartbeat(job.pk, run.token, longest=task.longest, active=beats):
            _call(task, run)
    except Exception as error:  # noqa: BLE001 - whatever a task raises belongs on its row
        return _settle(job.pk, run.token, error)
    return JobStatus.DONE


def _task_of(job: Job) -> Task:
    if job.task not in REGISTRY:
        raise TryAgain("当前程序版本不认识这项任务，等待更新后再试")
    return REGISTRY[job.task]


def _call(task: Task, run: Running) -> None:
    if task.in_steps:
        answer = task.call(run)
        if not run.has_ended:
            with run.ending() as ending:
                ending.outcome = _outcome(answer)
        return
    with run.ending() as ending:
        ending.outcome = _outcome(task.call(run))


def _outcome(answer: Answer) -> Outcome:
    if isinstance(answer, Outcome):
        return answer
    if isinstance(answer, int):
        return Outcome(f"处理 {answer} 项" if answer else "没有需要处理的")
    return Outcome(answer or "")


@transaction.atomic(durable=True)
def _settle(job_id: UUID, token: UUID, error: Exception) -> JobStatus | None:
    """Put the end of a failed attempt on the row, if it is still this attempt's to write."""
    # By the token, not by the number alone: another worker may hold the row by now.
    row = Job.objects.select_for_update().filter(pk=job_id, lease=token).first()
    if row is None or isinstance(error, Lost):
        logger.warning("job %s: given to another worker, nothing was written", job_id)
        return None
    if isinstance(error, Cancelled) or row.cancel_requested_at is not None:
        _end(row, JobStatus.CANCELLED)
        return JobStatus.CANCELLED
    if isinstance(error, Refused):
        _end(row, JobStatus.FAILED, text=error.reason, detail=error.code)
        return JobStatus.FAILED
    detail = where(error)
    if isinstance(error, TryAgain):
        text, pause = error.reason, error.after or wait_after(row.attempts)
    else:
        text, pause = "程序出错，没有写入任何内容", wait_after(row.attempts)
        # The message may quote personal values, so only kind and places are logged.
        frames = "".join(traceback.format_tb(error.__traceback__))
        logger.error("job %s (%s), attempt %d: %s\n%s", job_id, row.task, row.attempts, detail, frames)
    give_up_or_wait(row, text=text, detail=detail, pause=pause)
    return JobStatus(row.status)


def give_up_or_wait(row: Job, *, text: str, detail: str, pause: timedelta) -> None:
    """End a locked row after its last attempt, or let it wait for the next."""
    if row.attempts >= row.max_attempts:
        _end(row, JobStatus.FAILED, text=f"{text}；已试 {row.attempts} 次，不再自动重试", detail=detail)
        return
    row.status = JobStatus.WAITING
    # published_at too: the queue has to be told of it anew.
    row.lease = row.lease_until = row.published_at = None
    row.run_after = clock.now() + pause
    row.error_text, row.error_detail = text[:300], detail[:200]
    row.save()


def where(error: BaseException) -> str:
    """Return the kind of an error and its place in the code, without its message."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return type(error).__name__
    last = frames[-1]
    return f"{type(error).__name__} · {Path(last.filename).name}:{last.lineno}"


def end_cancelled(row: Job) -> None:
    """End a locked row that no worker holds any more, or that none has taken yet."""
    _end(row, JobStatus.CANCELLED)
