"""What the pages of background work and the inbox show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Max, Q
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch, reverse

from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.jobs import REGISTRY
from apps.outbox.enums import JobStatus, Rhythm
from apps.outbox.models import Job, MailChoice, Message
from apps.outbox.models.messages import read_by

LISTED = 50
COUNTED = 99
"""The bell counts no further."""
LOOKED_AT = 200
"""Open messages that the bell looks at."""

_TONES = {
    JobStatus.QUEUED: "",
    JobStatus.RUNNING: "accent",
    JobStatus.WAITING: "warn",
    JobStatus.DONE: "ok",
    JobStatus.FAILED: "bad",
    JobStatus.CANCELLED: "",
}


@dataclass(frozen=True, slots=True)
class JobView:
    """A job in words."""

    job: Job
    tone: str
    status: str
    words: str
    """How far it is, or what became of it."""


def job_view(job: Job) -> JobView:
    """Say where a job stands."""
    status = JobStatus(job.status)
    stopping = job.cancel_requested_at is not None and status is JobStatus.RUNNING
    words = job.summary
    if status is JobStatus.RUNNING:
        share = f"{job.progress_done} / {job.progress_total}" if job.progress_total else ""
        words = " · ".join(part for part in (job.progress_text, share) if part)
    elif status in (JobStatus.WAITING, JobStatus.FAILED):
        words = job.error_text
    elif status is JobStatus.CANCELLED:
        words = f"{job.cancelled_by}：{job.cancel_reason}"
    return JobView(job, _TONES[status], "正在停下" if stopping else status.label, words)


def result_url(job: Job) -> str:
    """Return the URL of what a job made, '' while it has made no file."""
    return resolve_url(settings.JOB_RESULT_URL, pk=job.file_id) if job.file_id else ""


def job_list(actor: Actor) -> list[JobView]:
    """Return the newest jobs the actor may see, at most ``LISTED``."""
    return [job_view(job) for job in Job.objects.visible_to(actor).order_by("-created_at")[:LISTED]]


def unfinished(actor: Actor) -> list[JobView]:
    """Return the jobs the actor may see that failed or wait for another attempt, newest first."""
    rows = Job.objects.visible_to(actor).unfinished().order_by("-created_at")[:LISTED]
    return [job_view(job) for job in rows]


def unfinished_count(actor: Actor) -> int:
    """Return how many :func:`unfinished` has, never more than it lists."""
    return Job.objects.visible_to(actor).unfinished()[:LISTED].count()


@dataclass(frozen=True, slots=True)
class Scheduled:
    """One line of the schedule."""

    name: str
    label: str
    rhythm: str
    following: datetime
    last: JobView | None


def schedule() -> list[Scheduled]:
    """Return what runs by itself: how often, when next, and how it went last."""
    now = clock.now()
    # Maximum and look-up, which both databases have; DISTINCT ON is PostgreSQL's alone.
    newest = (
        Job.objects.filter(scheduled=True, task__in=REGISTRY)
        .values("task")
        .annotate(newest=Max("created_at"))
        .values_list("task", "newest")
    )
    # Begins with nothing: without any slot yet, an empty Q() would load every job.
    wanted = Q(pk=None)
    for name, moment in newest:
        wanted |= Q(task=name, created_at=moment, scheduled=True)
    last = {job.task: job_view(job) for job in Job.objects.filter(wanted)}
    return [
        Scheduled(
            task.name, task.label, task.schedule.label, task.schedule.following(now), last.get(task.name)
        )
        for task in sorted(REGISTRY.values(), key=lambda task: task.name)
        if task.schedule is not None
    ]


@dataclass(frozen=True, slots=True)
class Where:
    """What a message is about, for one who may still see it."""

    name: str
    """Its number; a title that begins with it need not say it twice."""
    text: str
    """Number and place in one line."""


_describers: dict[str, Callable[[Actor, list[str]], Mapping[str, Where]]] = {}


def register_subject(kind: str, describe: Callable[[Actor, list[str]], Mapping[str, Where]]) -> None:
    """Say how subjects of a kind are called: by their ids, as far as they lie in the actor's rows.

    Looked up when the inbox is read, so that no address stands in a message, and whoever lost sight of
    a case reads none.
    """
    _describers[kind] = describe


@dataclass(frozen=True, slots=True)
class InboxLine:
    """One message of the inbox."""

    message: Message
    is_unread: bool
    url: str
    what: str
    """What happened and what to do, in one line."""

    @property
    def is_done(self) -> bool:
        """Whether the work it asked for is done."""
        return self.message.done_at is not None


@dataclass(frozen=True, slots=True)
class Thread:
    """The messages about one subject, newest first."""

    where: str
    """Number and place; '' where there is nothing to say, or the actor may not see it."""
    letters: tuple[InboxLine, ...]


@dataclass(frozen=True, slots=True)
class InboxPage:
    """One page of the inbox, newest first."""

    threads: list[Thread]
    last: UUID | None
    """The message after which the next page begins; None where there are no older ones."""


def inbox(actor: Actor, *, after: UUID | None = None) -> InboxPage:
    """Return the newest messages to the actor's person and desk, those about one case together.

    ``after`` names the last message of the page before; one that is not the actor's begins anew.
    """
    known = Message.objects.all()
    reached = known.for_desk(actor).filter(pk=after).first() if after else None
    if reached is not None:
        at = reached.created_at
        known = known.filter(Q(created_at__lt=at) | Q(created_at=at, pk__gt=reached.pk), created_at__lte=at)
    first, *others = known.newest_for(actor, LISTED + 1)
    found = list(first.union(*others, all=True).order_by("-created_at", "pk")[: LISTED + 1])
    rows = found[:LISTED]
    unread = set(
        Message.objects.filter(pk__in=[row.pk for row in rows]).unread_by(actor).values_list("pk", flat=True)
    )
    places = _places(actor, rows)
    threads: dict[tuple[str, str], list[InboxLine]] = {}
    for row in rows:
        place = places.get((row.subject_kind, row.subject_id))
        # A subject that nobody describes is no thread: each of its messages stands alone.
        key = (row.subject_kind, row.subject_id) if place else ("", str(row.pk))
        title = row.title.removeprefix(f"{place.name} ") if place else row.title
        what = "：".join(part for part in (title, row.text) if part)
        threads.setdefault(key, []).append(InboxLine(row, row.pk in unread, page_of(row), what))
    shown = [
        Thread(where.text if (where := places.get(key)) else "", tuple(letters))
        for key, letters in threads.items()
    ]
    return InboxPage(shown, rows[-1].pk if len(found) > LISTED else None)


def _places(actor: Actor, rows: list[Message]) -> dict[tuple[str, str], Where]:
    found: dict[tuple[str, str], Where] = {}
    for kind, describe in _describers.items():
        ids = sorted({row.subject_id for row in rows if row.subject_kind == kind})
        if ids:
            found |= {(kind, each): where for each, where in describe(actor, ids).items()}
    return found


def page_of(message: Message) -> str:
    """Return the URL a message leads to, '' when it leads nowhere."""
    if not message.page:
        return ""
    subject: UUID | str = message.subject_id
    try:
        return reverse(message.page, kwargs={"pk": subject})
    # A message of weeks ago may name a page that has been moved since.
    except NoReverseMatch:
        return ""


def mail_choice(actor: Actor) -> dict[str, object]:
    """Return what a person has chosen about mails, as its form asks for it."""
    row = MailChoice.objects.filter(user_id=actor.user_id or 0).first()
    if row is None:
        return {"rhythm": Rhythm.NONE, "hour": 8, "address": ""}
    return {"rhythm": row.rhythm, "hour": row.hour, "address": row.address_encrypted.text()}


def unread_count(actor: Actor) -> str:
    """Return how many messages wait, '' for none: of the newest :data:`LOOKED_AT` that ask for something.

    Every page says it, so it must cost a busy desk no more than a quiet one. "7+" where there may be more.
    Unread ones behind these make no mark: 更早的消息 shows them.
    """
    first, *others = (
        half.annotate(is_read=read_by(actor)).values_list("created_at", "is_read")
        for half in Message.objects.filter(done_at=None).newest_for(actor, LOOKED_AT)
    )
    newest = first.union(*others, all=True).order_by("-created_at")[:LOOKED_AT]
    looked = [is_read for _, is_read in newest]
    count = looked.count(False)
    if count > COUNTED:
        return f"{COUNTED}+"
    return f"{count}{'+' if len(looked) == LOOKED_AT else ''}" if count else ""
