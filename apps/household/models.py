"""办件查询凭条, the visits it opens, wrong tries, and which version of the plan was shown to whom."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from apps.cases.models import Case
from apps.household.enums import Holder
from apps.household.rules.codes import Secret
from apps.lib import formats
from apps.plans.models import PlanVersion


class SlipQuerySet(models.QuerySet["Slip"]):
    """Slips with what telling whether they stand needs."""

    def with_case(self) -> Self:
        """Load the case, its household and its bodies."""
        return self.select_related("case__household", "case__street_office", "case__bureau")

    def not_revoked(self) -> Self:
        return self.filter(revoked_at__isnull=True)


class Slip(models.Model):
    """办件查询凭条: paper by which a household, or its agent, reads its own case. It opens nothing else.

    Link and code are kept as keyed digests only: whoever reads the table can open no case.
    """

    secret: ClassVar[Secret | None] = None
    """What is printed, on the instance that has just been issued and nowhere else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="slips", verbose_name="案件")
    number = models.PositiveSmallIntegerField("第几张")
    holder = models.CharField("给谁", max_length=10, choices=Holder.choices)
    agent_index = models.CharField("代办人索引", max_length=64, blank=True)
    """Keyed digest of the agent's name; '' for the household. Another agent needs another slip."""
    token_index = models.CharField("链接摘要", max_length=64, unique=True)
    code_index = models.CharField("查询码摘要", max_length=64)
    acts = models.BooleanField("可用验证码代办", default=False, db_default=False)
    """The 委托书 says that the agent may act, and the agent does so by a code to the number of that day."""
    phone_index = models.CharField("代办人号码摘要", max_length=64, blank=True, default="", db_default="")
    """Keyed digest of the agent's number when it was issued, for a slip that acts: no other one speaks."""
    issued_at = models.DateTimeField("开具时间")
    issued_by = models.CharField("开具人", max_length=80)
    issued_organisation = models.CharField("开具单位", max_length=120)
    expires_at = models.DateTimeField("有效期至")
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)
    revoked_by = models.CharField("停用人", max_length=80, blank=True)
    revoke_reason = models.CharField("停用原因", max_length=200, blank=True)
    used_at = models.DateTimeField("最近使用", null=True, blank=True)
    letters_seen_at = models.DateTimeField("看过留言", null=True, blank=True)

    objects = SlipQuerySet.as_manager()

    class Meta:
        verbose_name = "办件查询凭条"
        ordering = ["-issued_at"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="slip_number_once"),
            models.CheckConstraint(
                condition=Q(acts=False) | Q(holder=Holder.AGENT.value) & ~Q(phone_index=""),
                name="slip_acts_for_household",
            ),
            models.UniqueConstraint(
                fields=["case", "holder"], condition=Q(revoked_at__isnull=True), name="one_slip_per_holder"
            ),
        ]

    def __str__(self) -> str:
        return f"凭条第 {self.number} 张"


class Visit(models.Model):
    """One opening of a slip on one phone: it lasts minutes, is no session of an official, and only reads."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slip = models.ForeignKey(Slip, models.CASCADE, related_name="visits", verbose_name="凭条")
    secret_index = models.CharField("凭据摘要", max_length=64, unique=True)
    opened_at = models.DateTimeField("打开时间")
    seen_at = models.DateTimeField("最近一次")
    ended_at = models.DateTimeField("退出时间", null=True, blank=True)

    class Meta:
        verbose_name = "查询"
        ordering = ["-opened_at"]

    def __str__(self) -> str:
        return f"{self.slip_id} {formats.moment(self.opened_at)}"


class Tries(models.Model):
    """Wrong digits against one slip or number, from one address, or against a link that nobody issued."""

    key = models.CharField("对象摘要", max_length=64, unique=True)
    wrong = models.PositiveSmallIntegerField("输错次数", default=0)
    # Null: processes of the release before go on writing rows without it while it is replaced.
    first_at = models.DateTimeField("起算时间", null=True, blank=True)
    last_at = models.DateTimeField("最近一次")
    locked_until = models.DateTimeField("锁定至", null=True, blank=True)

    class Meta:
        verbose_name = "输错记录"
        indexes = [models.Index(fields=["last_at"], name="tries_last_at")]

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.wrong}"

    def is_locked(self, now: datetime) -> bool:
        return self.locked_until is not None and self.locked_until > now


class ShownPlan(models.Model):
    """A version of the plan that was shown under a slip: the next one says what changed since."""

    slip = models.ForeignKey(Slip, models.CASCADE, related_name="shown_plans", verbose_name="凭条")
    plan = models.ForeignKey(PlanVersion, models.CASCADE, related_name="+", verbose_name="方案")
    shown_at = models.DateTimeField("首次打开时间")

    class Meta:
        verbose_name = "住户看过的方案"
        ordering = ["-shown_at"]
        constraints = [models.UniqueConstraint(fields=["slip", "plan"], name="plan_shown_once")]

    def __str__(self) -> str:
        return f"{self.slip_id} {self.plan_id}"


class OneTimeCode(models.Model):
    """一次性验证码 sent to the registered telephone: for one visit, one act, and what was shown and said.

    The code is kept as a keyed digest tied to the row, and the number and the address likewise.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slip = models.ForeignKey(Slip, models.CASCADE, related_name="codes", verbose_name="凭条")
    visit_id = models.UUIDField("查询")
    act = models.CharField("办理动作", max_length=60)
    content_hash = models.CharField("所示内容摘要", max_length=64)
    """SHA-256 of the act, of what was shown and of what the household said to it."""
    code_index = models.CharField("验证码摘要", max_length=64)
    phone_index = models.CharField("号码摘要", max_length=64)
    address_index = models.CharField("地址摘要", max_length=64)
    sent_at = models.DateTimeField("要求时间")
    expires_at = models.DateTimeField("有效期至")
    tries = models.PositiveSmallIntegerField("输错次数", default=0)
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    class Meta:
        verbose_name = "一次性验证码"
        ordering = ["-sent_at"]
        indexes = [
            models.Index(fields=["phone_index", "sent_at"], name="code_by_number"),
            models.Index(fields=["address_index", "sent_at"], name="code_by_address"),
            models.Index(fields=["sent_at"], name="code_sent_at"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {formats.moment(self.sent_at)}"
