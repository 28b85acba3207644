"""Messages: what was told to whom, by which way, and whether it arrived."""

from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Exists, OuterRef, Q

from apps.lib.actors import Actor
from apps.outbox.enums import Channel, MessageState


class MessageQuerySet(models.QuerySet["Message"]):
    """The filters of the inbox."""

    def for_desk(self, actor: Actor) -> Self:
        """Messages in the page's inbox of the actor: to the person, or to the role's desk."""
        mine = Q(organisation_id=actor.organisation_id, role=actor.role, user_id=None)
        if actor.user_id is not None:
            mine |= Q(user_id=actor.user_id)
        return self.filter(mine, channel=Channel.INBOX)

    def newest_for(self, actor: Actor, most: int) -> list[MessageQuerySet]:
        """Return the ``most`` newest of these to the actor's desk, and those to the person, to be united.

        Asked with one OR, PostgreSQL collects all that a desk was ever told before it looks at the newest.
        Each half is found along its own index, in a subquery: SQLite takes no limit in a half of a union.
        """
        halves = [Q(organisation_id=actor.organisation_id, role=actor.role, user_id=None)]
        if actor.user_id is not None:
            halves.append(Q(user_id=actor.user_id))
        inbox = self.filter(channel=Channel.INBOX).order_by("-created_at", "pk")
        return [
            self.model._default_manager.filter(pk__in=inbox.filter(half)[:most].values("pk"))
            for half in halves
        ]

    def unread_by(self, actor: Actor) -> Self:
        """Messages the person has not opened; a desk's message is unread for each who sits there.

        What asked for work that is done meanwhile need not be read any more.
        """
        return self.filter(~read_by(actor), done_at=None)


def read_by(actor: Actor) -> Exists:
    """Whether the person has opened a message. An API token is no person: to it all is unread."""
    return Exists(MessageRead.objects.filter(message=OuterRef("pk"), user_id=actor.user_id or 0))


class Message(models.Model):
    """One message to one recipient. Its texts name cases by number, never people.

    A telephone number is not kept here: ``contact_kind`` and ``contact_id`` say whose it is, and it
    is looked up while the message is being sent.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    """Also the token by which a gateway tells a repeated message from a new one."""
    key = models.CharField(max_length=240, unique=True)
    """What must be told once: a second message of the same matter to the same recipient is dropped."""
    channel = models.CharField("渠道", max_length=10, choices=Channel.choices)
    kind = models.CharField("事项", max_length=60)
    title = models.CharField("标题", max_length=120)
    text = models.CharField("内容", max_length=300, blank=True)
    page = models.CharField(max_length=80, blank=True)
    """Name of the page to open, with the subject's id as ``pk``."""
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)

    # What work it asks for: such a message is done when its subject waits for something else.
    matter = models.CharField("要办的事", max_length=60, blank=True, default="", db_default="")
    done_at = models.DateTimeField("办结时间", null=True, blank=True)

    user_id = models.BigIntegerField("收件人编号", null=True)
    organisation_id = models.BigIntegerField("收件单位编号", null=True)
    role = models.CharField("收件岗位", db_column="post", max_length=40, blank=True)
    contact_kind = models.CharField(max_length=40, blank=True)
    contact_id = models.CharField(max_length=64, blank=True)

    state = models.CharField("状态", max_length=12, choices=MessageState.choices)
    attempts = models.PositiveSmallIntegerField("发送次数", default=0)
    adapter = models.CharField("发送方式", max_length=20, blank=True)
    gateway_id = models.CharField("网关编号", max_length=80, blank=True)
    error_text = models.CharField("未送达原因", max_length=200, blank=True)
    told_by = models.CharField("由谁引起", max_length=80)
    created_at = models.DateTimeField("时间")
    sent_at = models.DateTimeField("发出时间", null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "消息"
        verbose_name_plural = "消息"
        indexes = [
            models.Index(fields=["organisation_id", "role", "-created_at"], name="outbox_message_desk"),
            models.Index(
                fields=["user_id", "-created_at"],
                condition=Q(user_id__isnull=False),
                name="outbox_message_user",
            ),
            models.Index(
                # The count in the head of every page.
                fields=["organisation_id", "role", "-created_at"],
                condition=Q(done_at__isnull=True, user_id__isnull=True),
                name="outbox_message_undone",
            ),
            models.Index(fields=["channel", "created_at"], name="outbox_message_age"),
            models.Index(
                fields=["subject_kind", "subject_id"],
                condition=Q(done_at__isnull=True) & ~Q(matter=""),
                name="outbox_message_open",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(channel=Channel.INBOX.value, contact_id="")
                & (Q(user_id__isnull=False) | Q(organisation_id__isnull=False))
                | Q(channel=Channel.SMS.value, user_id__isnull=True, organisation_id__isnull=True)
                & ~Q(contact_id=""),
                name="outbox_message_one_recipient",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class MessageRead(models.Model):
    """A person has opened a message."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="reads")
    user_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "user_id"], name="outbox_message_read_once")
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.user_id}"
