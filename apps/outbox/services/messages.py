"""Telling desks, people and households: one row a recipient, in the transaction of what it tells of."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from apps.audit.rules import Subject, refuse_personal
from apps.audit.services import joining
from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.outbox.enums import Channel, MessageState
from apps.outbox.models import Message, MessageRead
from apps.outbox.rules import free_from
from apps.outbox.services.queue import enqueue

KEPT_DAYS = 90


@dataclass(frozen=True, slots=True)
class Desk:
    """Everybody who holds a role at an organisation."""

    organisation_id: int
    role: str


@dataclass(frozen=True, slots=True)
class Person:
    """One account."""

    user_id: int


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody outside, reached by telephone; the number is looked up when the message is sent."""

    kind: str
    id: str


Recipient = Desk | Person | Contact


def sms_is_on() -> bool:
    """Whether messages to telephones are sent at all; off unless an adapter is configured."""
    return bool(settings.MESSAGE_ADAPTER)


@joining
def tell(
    *,
    to: Iterable[Recipient],
    kind: str,
    title: str,
    by: Actor,
    key: str,
    subject: Subject,
    text: str = "",
    page: str = "",
    matter: str = "",
    quiet: str = "",
    until: datetime | None = None,
) -> int:
    """Write a message to each recipient; return how many had not been told of this matter.

    ``key`` names the matter: telling it again to the same recipient is dropped. Texts must not hold
    personal values (an ID or mobile number raises ValueError). Desks and people find it in their
    inbox at once; ``matter``, the work it asks for, lets :func:`settle` end it. A :class:`Contact` is
    sent a text message by a job, and nothing is written while no way to send one is configured; within
    ``quiet`` hours (:func:`free_from`) it waits until they end. From ``until`` on it is not sent any more.
    """
    refuse_personal(title)
    now = clock.now()
    rows = []
    for recipient in to:
        if not isinstance(recipient, Contact):  # what goes out names the office's telephone
            refuse_personal(text)
        if isinstance(recipient, Contact) and not sms_is_on():
            continue
        row = Message(
            id=uuid4(),
            key=f"{key}|{_name(recipient)}"[:240],
            kind=kind,
            title=title[:120],
            text=text[:300],
            page=page,
            matter=matter,
            subject_kind=subject.kind,
            subject_id=subject.key,
            told_by=by.signature,
            created_at=now,
            channel=Channel.INBOX,
            state=MessageState.DELIVERED,
        )
        match recipient:
            case Desk():
                row.organisation_id, row.role = recipient.organisation_id, recipient.role
            case Person():
                row.user_id = recipient.user_id
            case Contact():
                row.channel, row.state = Channel.SMS, MessageState.QUEUED
                row.contact_kind, row.contact_id = recipient.kind, recipient.id
        rows.append(row)
    if not rows:
        return 0
    # The database drops what was told before, but does not say which: the new ones bear their fresh ids.
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    new = set(Message.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    for row in rows:
        if row.pk in new and row.channel == Channel.SMS:
            enqueue_text(row, key=str(row.pk), quiet=quiet, until=until)
    return len(new)


def enqueue_text(row: Message, *, key: str, quiet: str, until: datetime | None = None) -> None:
    """Let a job send a text message, not within quiet hours, and not from ``until`` on."""
    args = {"message": str(row.pk), "quiet": quiet, "until": until.isoformat() if until else ""}
    enqueue(
        task="outbox.deliver",
        by=SYSTEM,
        args={name: value for name, value in args.items() if value},
        key=key,
        run_after=free_from(clock.now(), quiet),
    )


_AGAIN = "|again:"


@joining
def send_again(*, message_id: UUID, anew: bool, quiet: str = "", until: datetime | None = None) -> bool:
    """Send a text once more that did not get through; False where it is not there or not to be sent again.

    Under its own token, so that a gateway which took it after all, without an answer, drops it; ``anew``
    under another one, for it goes to another number. From ``until`` on it is not sent any more.
    """
    row = Message.objects.select_for_update().filter(pk=message_id, channel=Channel.SMS).first()
    if row is None or row.state not in (MessageState.FAILED, MessageState.SUPPRESSED):
        return False
    tries = f"{row.pk}:{clock.now().isoformat()}"
    if anew:
        # What it told stays readable in its key (told_key).
        row.pk, row.key = uuid4(), f"{row.key.partition(_AGAIN)[0]}{_AGAIN}{tries}"
        row.attempts, row.created_at, row.adapter = 0, clock.now(), ""
    row.state, row.error_text, row.gateway_id, row.sent_at = MessageState.QUEUED, "", "", None
    row.save(force_insert=anew)
    enqueue_text(row, key=tries, quiet=quiet, until=until)
    return True


def told_key(message_id: UUID) -> str:
    """Return the ``key`` under which a message was told; '' where it is not there any more."""
    key = Message.objects.filter(pk=message_id).values_list("key", flat=True).first()
    return (key or "").partition("|")[0]


@joining
def tell_code(
    *,
    to: Contact,
    kind: str,
    title: str,
    text: str,
    code: str,
    until: datetime,
    by: Actor,
    key: str,
    subject: Subject,
) -> Message:
    """Send a one-time code by telephone, once for ``key``, and not after ``until``; return its message.

    ``text`` holds :data:`HIDDEN` where the code stands: the message kept here never says it, the job carries
    it encrypted and forgets it when it has been sent.
    """
    refuse_personal(title)
    row = Message(
        id=uuid4(),
        key=f"{key}|{_name(to)}"[:240],
        kind=kind,
        title=title[:120],
        text=text[:300],
        subject_kind=subject.kind,
        subject_id=subject.key,
        told_by=by.signature,
        created_at=clock.now(),
        channel=Channel.SMS,
        state=MessageState.QUEUED,
        contact_kind=to.kind,
        contact_id=to.id,
    )
    row.save(force_insert=True)
    enqueue(
        task="outbox.deliver",
        by=SYSTEM,
        args={"message": str(row.pk), "until": until.isoformat()},
        personal={"code": code},
        key=str(row.pk),
    )
    return row


@joining
def settle(
    *, subject: Subject, keep: Iterable[str] = (), matter: str = "", desks: Iterable[Desk] = ()
) -> int:
    """End the messages about a subject that ask for other work than ``keep``; return how many.

    Of ``matter`` only those to ``desks`` go on: the work is not another's any more.
    """
    ended = ~Q(matter__in=list(keep))
    if matter:
        still = Q(pk=None)
        for desk in desks:
            still |= Q(organisation_id=desk.organisation_id, role=desk.role)
        ended |= Q(matter=matter) & ~still
    return _open(subject).filter(ended).update(done_at=clock.now())


@joining
def end_told(*, subject_kind: str, subject_ids: Collection[str], organisation_ids: Collection[int]) -> int:
    """End what the desks of some bodies were told about some subjects: they are theirs no more."""
    rows = Message.objects.filter(
        subject_kind=subject_kind,
        subject_id__in=subject_ids,
        organisation_id__in=organisation_ids,
        done_at__isnull=True,
    )
    return rows.update(done_at=clock.now())


@joining
def lapse(*, subject: Subject, kinds: Collection[str]) -> int:
    """End messages of some kinds that say what is so no longer, and let the same be said again later."""
    # The key goes too: a last day that moves away and back is worth a second reminder.
    return (
        _open(subject)
        .filter(kind__in=kinds)
        .update(done_at=clock.now(), key=Concat(Value("lapsed:"), Cast("id", CharField())))
    )


def asked(*, subject: Subject, matter: str) -> set[Desk]:
    """Return the desks that have an open message about this work."""
    rows = _open(subject).filter(matter=matter, organisation_id__isnull=False)
    return {Desk(each or 0, role) for each, role in rows.values_list("organisation_id", "role")}


def _open(subject: Subject) -> QuerySet[Message]:
    rows = Message.objects.filter(subject_kind=subject.kind, subject_id=subject.key)
    return rows.filter(done_at__isnull=True).exclude(matter="")


def _name(recipient: Recipient) -> str:
    match recipient:
        case Desk():
            return f"desk:{recipient.organisation_id}:{recipient.role}"
        case Person():
            return f"user:{recipient.user_id}"
        case Contact():
            return f"{recipient.kind}:{recipient.id}"


@transaction.atomic
def mark_read(*, by: Actor, message_id: UUID | None = None) -> int:
    """Mark one message of the actor's inbox as read, or all of them; return how many were unread."""
    rows = Message.objects.for_desk(by).unread_by(by)
    if message_id is not None:
        rows = rows.filter(pk=message_id)
    if by.user_id is None:
        return 0
    now = clock.now()
    found = [
        MessageRead(message_id=pk, user_id=by.user_id, at=now) for pk in rows.values_list("pk", flat=True)
    ]
    MessageRead.objects.bulk_create(found, ignore_conflicts=True)
    return len(found)


@transaction.atomic
def forget_old_messages(*, days: int = KEPT_DAYS) -> int:
    """Delete messages older than ``days``; return how many. What they told of stands in the record."""
    rows = Message.objects.filter(created_at__lt=clock.now() - timedelta(days=days))
    # delete() would count the marks of reading along.
    count = rows.count()
    rows.delete()
    return count
