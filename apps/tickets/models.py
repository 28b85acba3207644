"""诉求件, the steps that were taken of it, and the pictures that came with it."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from apps.cases.models import Case
from apps.encryption import EncryptedField, Tie
from apps.enterprises.models import Enterprise
from apps.lib.actors import Actor
from apps.orgs.enums import ScopeLevel
from apps.orgs.models import Organisation, merged_into
from apps.orgs.permissions import row_scope
from apps.tickets.enums import About, End, Kind, Source, Status, StepKind
from apps.tickets.rules.routes import is_clue

MOST_PICTURES = 6
"""Pictures of one ticket."""


class TicketQuerySet(models.QuerySet["Ticket"]):
    """Tickets as those who may read them meet them."""

    def visible_to(self, actor: Actor | None) -> Self:
        """Return the tickets of an actor's body: those it has, and those below it that it looks after.

        Never one that concerns the body itself. Enterprises and property companies have none; whether the
        actor's role reads tickets at all is asked of ``may_read``.
        """
        scope = row_scope(actor)
        own = scope.organisation_id
        rows = self.exclude(merged_into(own, "complained_body"))
        with_it = merged_into(own, "body")
        if scope.level is ScopeLevel.STREET:
            return rows.filter(with_it)
        if scope.level is ScopeLevel.BUREAU:
            return rows.filter(with_it | merged_into(own, "bureau"))
        if scope.level is ScopeLevel.CITY:
            return rows.filter(with_it | merged_into(own, "city"))
        # The one body above all: no column could be asked.
        return rows if scope.level is ScopeLevel.PROVINCE else self.none()

    def with_body(self, actor: Actor) -> Self:
        """Return what the actor's own body has."""
        return self.visible_to(actor).filter(merged_into(row_scope(actor).organisation_id, "body"))

    def open(self) -> Self:
        return self.exclude(status=Status.SETTLED)

    def for_display(self) -> Self:
        """Load what a row of a list shows."""
        return self.select_related("body", "bureau", "case", "enterprise", "complained_body")


class Ticket(models.Model):
    """诉求件: a complaint or a clue, from anybody, with or without a name; some body has it until it ends.

    ``bureau`` and ``city`` are who else looks on; empty where it concerns, or may concern, that very body.
    """

    code: ClassVar[str] = ""
    """The 查询码, on the instance that has just been opened and nowhere else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField("诉求编号", max_length=20, unique=True)
    kind = models.CharField("类别", max_length=12, choices=Kind.choices())
    source = models.CharField("来源", max_length=12, choices=Source.choices())
    status = models.CharField("状态", max_length=12, choices=Status.choices(), default=Status.WAITING)
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="tickets", verbose_name="案件"
    )
    about = models.CharField("反映谁", max_length=12, choices=About.choices())
    about_name = models.CharField("对方名称", max_length=80, blank=True)
    """As the author wrote it; it may be nobody's name here."""
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="装修企业"
    )
    complained_body = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="反映的机关"
    )
    """It never sees the ticket."""
    body = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="承办单位")
    bureau = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="区、县（市）住建局",
    )
    city = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="市级主管部门"
    )
    text_encrypted = EncryptedField("内容（密文）", tie=Tie.COLUMN)
    """Encrypted: whoever complains writes down names and telephones."""
    author_name_encrypted = EncryptedField("姓名（密文）", tie=Tie.COLUMN)
    author_phone_encrypted = EncryptedField("电话（密文）", tie=Tie.COLUMN)
    code_index = models.CharField("查询码摘要", max_length=64)
    request_index = models.CharField("提交摘要", max_length=64, unique=True, null=True, blank=True)
    """Keyed digest of the page it was sent from: sent twice, it is one."""
    recorded_by = models.CharField("代录人", max_length=80, blank=True)
    recorded_organisation = models.CharField("代录单位", max_length=120, blank=True)
    opened_at = models.DateTimeField("收到时间")
    begun_on = models.DateField("期限起算日")
    """The day it came, or came again."""
    call_due_on = models.DateField("回访期限", null=True, blank=True)
    called_at = models.DateTimeField("回访时间", null=True, blank=True)
    settle_due_on = models.DateField("办结期限", null=True, blank=True)
    hotline_number = models.CharField("12345 工单编号", max_length=40, blank=True)
    hotline_due_on = models.DateField("12345 工单期限", null=True, blank=True)
    due_on = models.DateField("期限", null=True, blank=True)
    """The one that counts: of the 12345 工单, else ``settle_due_on``; empty: no clock runs."""
    accepted_at = models.DateTimeField("受理时间", null=True, blank=True)
    settled_on = models.DateField("办结日期", null=True, blank=True)
    end = models.CharField("办结方式", max_length=12, choices=End.choices(), blank=True)
    reopened_at = models.DateTimeField("重新提出时间", null=True, blank=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = "诉求件"
        ordering = ["-opened_at", "-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=Status.SETTLED, settled_on__isnull=False) & ~Q(end="")
                | ~Q(status=Status.SETTLED) & Q(settled_on__isnull=True, end=""),
                name="ticket_end_with_its_day",
            ),
            models.CheckConstraint(
                condition=Q(complained_body__isnull=True) | ~Q(complained_body=models.F("body")),
                name="ticket_not_with_whom_it_concerns",
            ),
        ]
        indexes = [
            models.Index(fields=["body", "status", "due_on"], name="ticket_of_body"),
            models.Index(fields=["bureau", "status", "due_on"], name="ticket_of_bureau"),
            models.Index(fields=["city", "status", "due_on"], name="ticket_of_city"),
            models.Index(fields=["status", "due_on"], name="ticket_by_due"),
            models.Index(fields=["opened_at"], name="ticket_by_day"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_clue(self) -> bool:
        """Whether it is a 线索."""
        return is_clue(self.kind)

    @property
    def is_anonymous(self) -> bool:
        """Whether the author left neither name nor telephone, and no case."""
        return not (self.author_name_encrypted or self.author_phone_encrypted or self.case_id)


class TicketStep(models.Model):
    """办理记录: one thing done of a ticket. Rows are added and never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="steps", verbose_name="诉求件")
    number = models.PositiveSmallIntegerField("序号")
    kind = models.CharField("做了什么", max_length=12, choices=StepKind.choices())
    at = models.DateTimeField("时间")
    by = models.CharField("办理人", max_length=80)
    organisation = models.CharField("单位", max_length=120, blank=True)
    text_encrypted = EncryptedField("内容（密文）", tie=Tie.COLUMN)
    end = models.CharField("办结方式", max_length=12, choices=End.choices(), blank=True)
    to_name = models.CharField("转给谁", max_length=120, blank=True)
    receipt = models.CharField("回执", max_length=120, blank=True)
    way = models.CharField("到哪里反映", max_length=200, blank=True)
    sheet = models.CharField("12345 工单编号", max_length=40, blank=True)
    """Of an end: the 工单 that it ends; brought up again, the ticket may have another."""

    class Meta:
        verbose_name = "办理记录"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["ticket", "number"], name="ticket_step_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class TicketPicture(models.Model):
    """A picture that came with a ticket; its name here says nothing of the author's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="pictures", verbose_name="诉求件")
    number = models.PositiveSmallIntegerField("序号")
    file_id = models.UUIDField("文件", unique=True)

    class Meta:
        verbose_name = "诉求件照片"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["ticket", "number"], name="ticket_picture_once")]

    def __str__(self) -> str:
        return f"照片 {self.number}"


class TicketSeries(models.Model):
    """How many tickets a year has given numbers to."""

    year = models.PositiveSmallIntegerField("年度", unique=True)
    last = models.PositiveIntegerField("最后一号", default=0)

    class Meta:
        verbose_name = "诉求编号序列"

    def __str__(self) -> str:
        return f"{self.year} {self.last}"
