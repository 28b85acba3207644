"""现场 on the phone: visits on their way to the server, and their photos piece by piece (R6, R7).

The phone makes the keys, so that the same request sent twice finds the same row.
"""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from apps.cases.models import Case
from apps.inspections.enums import FieldPhotoStatus, FieldStatus, VisitKind
from apps.inspections.models.acceptance import AcceptanceAttempt
from apps.inspections.models.visits import Visit
from apps.lib import formats
from apps.lib.actors import Actor


class FieldVisitQuerySet(models.QuerySet["FieldVisit"]):
    """Filters of visits from phones."""

    def of(self, actor: Actor) -> Self:
        """Visits this person began in this role at this organisation; nobody else's."""
        return self.filter(
            user_id=actor.user_id, role=actor.role, organisation_id=actor.organisation_id or 0
        ).exclude(user_id=None)

    def open(self) -> Self:
        return self.filter(status=FieldStatus.OPEN)


class FieldVisit(models.Model):
    """One visit as a phone hands it in; it becomes a :class:`Visit` or findings of an attempt.

    ``opened_at`` and ``finished_at`` are the phone's own clock. ``happened_at`` is what counts: the
    phone's time put right by how far its clock was off when it spoke to the server, or the time
    the person stated where ``is_stated``.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="field_visits", verbose_name="案件")
    kind = models.CharField("类别", max_length=12, choices=VisitKind.choices())
    status = models.CharField("状态", max_length=10, choices=FieldStatus.choices(), default=FieldStatus.OPEN)
    user_id = models.BigIntegerField("用户编号")
    actor_name = models.CharField("巡查人", max_length=80)
    # A role was called a post once, and the column still is.
    role = models.CharField("岗位", db_column="post", max_length=20)
    organisation_id = models.BigIntegerField("单位编号")
    organisation_name = models.CharField("单位", max_length=120)
    version = models.PositiveIntegerField("载入时案件版次")
    first_seen_at = models.DateTimeField("服务器首次收到时间")
    opened_at = models.DateTimeField("手机开始时间")
    finished_at = models.DateTimeField("手机完成时间", null=True, blank=True)
    happened_at = models.DateTimeField("到场时间", null=True, blank=True)
    is_stated = models.BooleanField("到场时间由本人填写", default=False)
    clock_skew = models.IntegerField("手机时钟偏差（秒）", default=0)
    declared_count = models.PositiveSmallIntegerField("申报照片数", null=True, blank=True)
    declared_digest = models.CharField("申报内容摘要", max_length=64, blank=True)
    note = models.TextField("补交内容", blank=True)
    reason = models.CharField("原因", max_length=300, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    result = models.JSONField("首次答复", default=dict, blank=True)
    visit = models.OneToOneField(
        Visit, models.PROTECT, null=True, blank=True, related_name="field_visit", verbose_name="巡查记录"
    )
    attempt = models.ForeignKey(
        AcceptanceAttempt,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="field_visits",
        verbose_name="验收",
    )

    objects = FieldVisitQuerySet.as_manager()

    class Meta:
        verbose_name = "手机现场记录"
        ordering = ["first_seen_at"]
        indexes = [
            models.Index(fields=["user_id", "status"], name="field_visit_user"),
            models.Index(fields=["case", "status"], name="field_visit_case"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=FieldStatus.OPEN.value) | Q(closed_at__isnull=False),
                name="ended_field_visit_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status=FieldStatus.CLOSED.value)
                | Q(declared_count__isnull=False, happened_at__isnull=False),
                name="closed_field_visit_is_declared",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[FieldStatus.NOTED.value, FieldStatus.DISCARDED.value])
                | ~Q(reason=""),
                name="unrecorded_field_visit_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind_label} {formats.day(self.first_seen_at)}"

    @property
    def kind_label(self) -> str:
        return VisitKind(self.kind).label

    @property
    def status_label(self) -> str:
        return FieldStatus(self.status).label

    @property
    def phone_was_wrong(self) -> bool:
        """Whether the phone's clock was off by more than people would overlook."""
        return abs(self.clock_skew) > 120

    def is_of(self, actor: Actor) -> bool:
        """Whether this person began it, in the very role they act in now."""
        mine = (actor.user_id, actor.role, actor.organisation_id or 0)
        return actor.user_id is not None and mine == (self.user_id, self.role, self.organisation_id)


class FieldPhoto(models.Model):
    """One photo of a visit on a phone: declared by its hash, received piece by piece.

    ``slot`` says what it shows: ``visit``, ``item:CODE`` or ``extra:N``. ``parts`` lists the
    stored pieces as [name, size], encrypted like every stored file; they go once the photo is whole.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    visit = models.ForeignKey(FieldVisit, models.CASCADE, related_name="photos", verbose_name="现场记录")
    slot = models.CharField("内容", max_length=80)
    name = models.CharField("文件名", max_length=160)
    sha256 = models.CharField("手机所报摘要", max_length=64)
    size = models.PositiveBigIntegerField("大小（字节）")
    received = models.PositiveBigIntegerField("已收到（字节）", default=0)
    parts = models.JSONField("片段", default=list, blank=True)
    status = models.CharField(
        "状态", max_length=10, choices=FieldPhotoStatus.choices(), default=FieldPhotoStatus.RECEIVING
    )
    refusal = models.CharField("不能接收的原因", max_length=300, blank=True)
    file_id = models.UUIDField("文件", null=True, blank=True, unique=True)
    captured_at = models.DateTimeField("手机拍摄时间", null=True, blank=True)
    announced_at = models.DateTimeField("申报时间")
    updated_at = models.DateTimeField("最近收到时间")

    class Meta:
        verbose_name = "手机现场照片"
        ordering = ["announced_at", "id"]
        indexes = [models.Index(fields=["status", "updated_at"], name="field_photo_age")]
        constraints = [
            models.UniqueConstraint(fields=["visit", "sha256"], name="field_photo_once"),
            models.CheckConstraint(condition=Q(size__gt=0), name="field_photo_not_empty"),
            models.CheckConstraint(condition=Q(received__lte=F("size")), name="field_photo_not_longer"),
            models.CheckConstraint(
                condition=~Q(status=FieldPhotoStatus.STORED.value) | Q(file_id__isnull=False),
                name="stored_field_photo_has_file",
            ),
            models.CheckConstraint(
                condition=~Q(status=FieldPhotoStatus.REFUSED.value) | ~Q(refusal=""),
                name="refused_field_photo_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def status_label(self) -> str:
        return FieldPhotoStatus(self.status).label
