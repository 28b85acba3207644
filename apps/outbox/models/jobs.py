"""Background work: one row a job, written in the transaction that asks for it."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from apps.encryption import EncryptedField
from apps.lib.actors import SYSTEM, Actor
from apps.lib.jobs import REGISTRY
from apps.orgs.enums import Role
from apps.outbox.enums import ACTIVE, UNSTARTED, JobStatus, oversees_as

# Lists in the order of JobStatus: a set's order changes from run to run, and so would the migrations.
_UNSTARTED = [status.value for status in JobStatus if status in UNSTARTED]
_ACTIVE = [status.value for status in JobStatus if status in ACTIVE]


class JobQuerySet(models.QuerySet["Job"]):
    """The filters of the queue and of the lists."""

    def visible_to(self, actor: Actor) -> Self:
        """Own jobs at this organisation; for the bureau's leader the bureau's, for overseers the system's."""
        # Begins with nothing: an empty Q() would let every job through.
        seen = Q(pk=None)
        if actor.user_id is not None:
            seen |= Q(user_id=actor.user_id, organisation_id=actor.organisation_id)
        if actor.role == Role.DISTRICT_LEADER:
            seen |= Q(organisation_id=actor.organisation_id)
        if oversees_as(actor.role, actor.organisation_kind):
            seen |= Q(user_id=None, organisation_id=None)
        return self.filter(seen)

    def due(self, now: datetime) -> Self:
        """Waiting for a worker, and its time has come."""
        return self.filter(status__in=_UNSTARTED, run_after__lte=now)

    def unfinished(self) -> Self:
        """Given up, or waiting for another attempt after one that failed."""
        return self.filter(status__in=(JobStatus.FAILED, JobStatus.WAITING))

    def active(self) -> Self:
        return self.filter(status__in=_ACTIVE)

    def lost(self, now: datetime) -> Self:
        """Claimed by a worker that has not been heard of since."""
        return self.filter(status=JobStatus.RUNNING, lease_until__lt=now)


class Job(models.Model):
    """One piece of background work. The queue carries nothing but its id.

    A worker claims the row: ``attempts`` goes up and ``lease`` gets a fresh token. Every transaction
    of the attempt ends by checking that the token still stands, so a worker that was given up can
    no longer commit anything. ``args`` never hold personal values; what may be personal lies in
    ``personal_encrypted`` and is emptied when the job is done or cancelled.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    task = models.CharField("任务", max_length=80)
    title = models.CharField("名称", max_length=120)
    args = models.JSONField("参数", default=dict, blank=True)
    personal_encrypted = EncryptedField(default=b"", blank=True, db_column="sealed")
    key = models.CharField(max_length=200, blank=True)
    """What must not be asked for twice, within the task; '' for jobs that may repeat."""
    scheduled = models.BooleanField("定时", default=False)

    # Who asked, frozen like the events of the record: no foreign keys, nothing changes when people move on.
    user_id = models.BigIntegerField("发起人编号", null=True)
    actor_name = models.CharField("发起人", max_length=80)
    actor_role = models.CharField("岗位", db_column="actor_post", max_length=40)
    organisation_id = models.BigIntegerField("单位编号", null=True)
    organisation_name = models.CharField("单位", max_length=200)
    organisation_kind = models.CharField(max_length=20, blank=True)
    on_behalf_of = models.CharField("代", max_length=80, blank=True)
    scope_organisation_id = models.BigIntegerField(null=True)
    scope_kind = models.CharField(max_length=20, blank=True)

    status = models.CharField("状态", max_length=12, choices=JobStatus.choices, default=JobStatus.QUEUED)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    run_after = models.DateTimeField("最早开始")
    published_at = models.DateTimeField(null=True)
    """When the queue was last told; None while it has not been."""
    lease = models.UUIDField(null=True)
    claimed_by = models.CharField("执行者", max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)

    progress_done = models.PositiveIntegerField("已处理", default=0)
    progress_total = models.PositiveIntegerField("共", default=0)
    progress_text = models.CharField("进展", max_length=200, blank=True)
    cursor = models.CharField(max_length=200, blank=True)
    """How far the committed steps have come."""

    summary = models.CharField("结果", max_length=500, blank=True)
    file_id = models.UUIDField("结果文件", null=True)
    error_text = models.CharField("原因", max_length=300, blank=True)
    error_detail = models.CharField("技术信息", max_length=200, blank=True)
    """Kind of error and the place in the code; never its message, which may quote personal values."""

    cancel_requested_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField("取消原因", max_length=200, blank=True)
    cancelled_by = models.CharField("取消人", max_length=80, blank=True)

    created_at = models.DateTimeField("提交时间")
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "后台任务"
        verbose_name_plural = "后台任务"
        indexes = [
            # Partial: ended jobs are many, those a worker looks for are few.
            models.Index(fields=["run_after"], condition=Q(status__in=_UNSTARTED), name="outbox_job_due"),
            models.Index(
                fields=["lease_until"], condition=Q(status=JobStatus.RUNNING.value), name="outbox_job_lease"
            ),
            models.Index(fields=["user_id", "-created_at"], name="outbox_job_user"),
            models.Index(fields=["organisation_id", "-created_at"], name="outbox_job_organisation"),
            models.Index(fields=["task", "-created_at"], name="outbox_job_task"),
            models.Index(fields=["-created_at"], name="outbox_job_created"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["task", "key"], condition=~Q(key=""), name="outbox_job_once"),
            models.CheckConstraint(
                condition=Q(status=JobStatus.RUNNING.value, lease__isnull=False, lease_until__isnull=False)
                | ~Q(status=JobStatus.RUNNING.value) & Q(lease__isnull=True),
                name="outbox_job_running_has_lease",
            ),
            models.CheckConstraint(
                condition=Q(status__in=_ACTIVE, finished_at__isnull=True)
                | ~Q(status__in=_ACTIVE) & Q(finished_at__isnull=False),
                name="outbox_job_ended_has_time",
            ),
            models.CheckConstraint(
                condition=Q(progress_total=0) | Q(progress_done__lte=F("progress_total")),
                name="outbox_job_progress_in_range",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def actor(self) -> Actor:
        """Return who asked, as frozen then."""
        if self.organisation_id is None and self.user_id is None and self.actor_role == SYSTEM.role:
            return SYSTEM
        return Actor(
            user_id=self.user_id,
            name=self.actor_name,
            role=self.actor_role,
            organisation_id=self.organisation_id,
            organisation_name=self.organisation_name,
            organisation_kind=self.organisation_kind,
            on_behalf_of=self.on_behalf_of,
            scope_organisation_id=self.scope_organisation_id,
            scope_kind=self.scope_kind,
        )

    @property
    def is_active(self) -> bool:
        return self.status in ACTIVE

    @property
    def max_attempts(self) -> int:
        """How often it is tried before it ends as failed."""
        task = REGISTRY.get(self.task)
        return task.max_attempts if task else 1
