"""邮件提醒: one mail with counts and links, by the choice of each official, on working days, once.

Over SMTP nothing can be sent exactly once. A mail is therefore marked as sent before it leaves: a worker
that dies in between loses one reminder, and nobody is reminded twice. What the server refuses is unmarked
and tried again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from apps.audit.services import Subject, record
from apps.encryption import Plain
from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.lib.decisions import Refused
from apps.lib.jobs import Outcome, Run, TryAgain
from apps.orgs.models import Membership, User
from apps.orgs.queries import memberships_of
from apps.outbox.enums import Channel, Rhythm
from apps.outbox.models import MailChoice, Message
from apps.outbox.services.queue import enqueue

EVERY = 10
"""Minutes between two looks: mails at once come no more often."""
HOURS = range(7, 20)
COUNTED = 999


def mail_is_on() -> bool:
    """Whether mails are sent at all; off unless a mail server is configured."""
    return bool(settings.EMAIL_HOST)


@transaction.atomic
def choose_mail(*, by: Actor, rhythm: str, hour: int, address: str = "") -> MailChoice:
    """Say how the actor wants to be told by e-mail; ``address`` is kept encrypted and forgotten with none."""
    if by.user_id is None:
        raise Refused("只有本人可以设定自己的邮件提醒。", code="person")
    wants = rhythm != Rhythm.NONE
    if wants and not address.strip():
        raise Refused("请填写邮箱。", field="address", code="required")
    if hour not in HOURS:
        raise Refused("请选择列出的时间。", field="hour", code="hour")
    now = clock.now()
    # Locked by the person: of two presses the second writes over the first.
    User.objects.select_for_update().get(pk=by.user_id)
    row = MailChoice.objects.filter(user_id=by.user_id).first() or MailChoice(
        user_id=by.user_id, sent_until=now
    )
    if not wants or row.rhythm == Rhythm.NONE:
        # What came while nobody was to be reminded is not counted later on.
        row.sent_until, row.sent_on = now, None
    row.rhythm, row.hour, row.changed_at = Rhythm(rhythm), hour, now
    row.address_encrypted = Plain(address.strip() if wants else "")
    row.save()
    record(
        by=by,
        subject=Subject("user", str(by.user_id)),
        action="mail.chosen",
        facts={"rhythm": rhythm, "hour": hour if rhythm == Rhythm.DAILY else None},
    )
    return row


@transaction.atomic
def ask_for_mails(*, is_workday: bool) -> int:
    """Write a job for each mail that is due now, once a slot; return how many. None on days of rest."""
    if not mail_is_on() or not is_workday:
        return 0
    now = clock.now()
    today, hour = clock.local(now).date(), clock.local(now).hour
    daily = Q(rhythm=Rhythm.DAILY, hour__lte=hour) & ~Q(sent_on=today)
    rows = MailChoice.objects.filter(daily | Q(rhythm=Rhythm.AT_ONCE)).values_list(
        "user_id", "rhythm", "sent_until"
    )
    slot = now.replace(minute=now.minute - now.minute % EVERY, second=0, microsecond=0)
    count = 0
    # Locked: a second timer waits, and then finds the jobs there.
    rows = rows.select_for_update()
    for user_id, rhythm, since in rows.order_by("user_id").values_list("user_id", "rhythm", "sent_until"):
        if rhythm == Rhythm.AT_ONCE and not _counted(user_id, since, now):
            continue
        when = today.isoformat() if rhythm == Rhythm.DAILY else slot.isoformat()
        enqueue(
            task="outbox.mail",
            by=SYSTEM,
            args={"user": user_id, "until": now.isoformat()},
            key=f"{user_id}:{rhythm}:{when}",
        )
        count += 1
    return count


@dataclass(frozen=True, slots=True)
class _Counted:
    desk: str
    new: int
    waiting: int


def send_mail(*, run: Run, user_id: int, until: datetime) -> Outcome:
    """Send one person's mail, unless it was sent, was given up or there is nothing to say."""
    if run.cursor == "sending":
        # Between the mark and the mail a worker died: it may have gone out.
        return Outcome("上一次发送时中断，不再发")
    choice = MailChoice.objects.filter(user_id=user_id).exclude(rhythm=Rhythm.NONE).first()
    today = clock.today()
    if choice is None or not mail_is_on() or choice.sent_until >= until:
        return Outcome("没有需要发送的")
    if choice.rhythm == Rhythm.DAILY and choice.sent_on == today:
        return Outcome("今天已经发过")
    counted = _counted(user_id, choice.sent_until, until)
    before = (choice.sent_until, choice.sent_on)
    with run.step(cursor="sending"):
        MailChoice.objects.filter(pk=choice.pk).update(sent_until=until, sent_on=today)
    if not counted:
        return Outcome("没有新消息")
    try:
        _mail(choice, counted, until).send()
    # smtplib's errors are OSErrors.
    except OSError as error:
        with run.step(cursor="refused"):
            MailChoice.objects.filter(pk=choice.pk, sent_until=until).update(
                sent_until=before[0], sent_on=before[1]
            )
        raise TryAgain("邮件服务器没有收下", after=timedelta(minutes=EVERY)) from error
    return Outcome(f"已发出，{sum(each.new for each in counted)} 条")


def _counted(user_id: int, since: datetime, until: datetime) -> list[_Counted]:
    """Return what is unread of a time, by the desks the person sits at now; none without."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return []
    unread = (
        Message.objects.filter(channel=Channel.INBOX, done_at=None)
        .filter(created_at__gt=since, created_at__lte=until)
        .exclude(reads__user_id=user_id)
    )
    found = [("您本人", unread.filter(user_id=user_id))]
    for held in _held(user_id):
        rows = unread.filter(organisation_id=held.organisation_id, role=held.role, user_id=None)
        found.append((f"{held.organisation.name} {held.get_role_display()}", rows))
    lines = []
    for desk, rows in found:
        new = rows.order_by()[: COUNTED + 1].count()
        if new:
            lines.append(_Counted(desk, new, rows.exclude(matter="").order_by()[: COUNTED + 1].count()))
    return lines


def _held(user_id: int) -> list[Membership]:
    once = {(each.organisation_id, each.role): each for each in memberships_of(user_id, clock.today())}
    return list(once.values())


def _mail(choice: MailChoice, counted: list[_Counted], until: datetime) -> EmailMessage:
    # Where officials come in; the public may have another name.
    base = next(iter(settings.CSRF_TRUSTED_ORIGINS), settings.PUBLIC_URL).rstrip("/")
    total = sum(each.new for each in counted)
    lines = [
        f"{each.desk}：{_words(each.new)} 条新消息"
        + (f"，{_words(each.waiting)} 条要办" if each.waiting else "")
        for each in counted
    ]
    if base:
        lines += ["", f"看消息：{base}{reverse('outbox:inbox')}", f"改提醒：{base}{reverse('outbox:mail')}"]
    lines += ["", "这封邮件由系统发出，不用回复。办件的内容请登录后看。"]
    return EmailMessage(
        subject=f"【厨卫换新】{_words(total)} 条新消息",
        body="\n".join(lines),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[choice.address_encrypted.text()],
        headers={
            "Auto-Submitted": "auto-generated",
            # The same mail has the same id, should a server be handed it twice.
            "Message-ID": f"<{choice.user_id}.{int(until.timestamp())}@{_domain()}>",
        },
    )


def _domain() -> str:
    return str(settings.DEFAULT_FROM_EMAIL).rsplit("@", 1)[-1].rstrip(">")


def _words(count: int) -> str:
    return f"{COUNTED}+" if count > COUNTED else str(count)
