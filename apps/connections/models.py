"""对接: which systems outside are switched off, what is to be sent to them, and every call that was made."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from apps.connections.enums import UNSENT, WRONG, DeliveryState, Fault
from apps.lib.actors import Actor
from apps.orgs.models import Organisation, bodies_within
from apps.orgs.permissions import own_body
from apps.outbox.models import Job


class Switch(models.Model):
    """对接开关: whether anything is sent to one system outside; no row means that nobody switched it off."""

    partner = models.CharField("对接系统", max_length=40, primary_key=True)
    is_on = models.BooleanField("启用", default=True)
    reason = models.CharField("原因", max_length=200, blank=True)
    changed_by = models.CharField("由谁", max_length=80)
    changed_at = models.DateTimeField("何时")

    class Meta:
        verbose_name = "对接开关"

    def __str__(self) -> str:
        return self.partner


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """What waits, what went wrong."""

    def unsent(self) -> Self:
        return self.filter(state__in=sorted(UNSENT))

    def wrong(self) -> Self:
        return self.filter(state__in=sorted(WRONG))

    def returned_to(self, actor: Actor) -> Self:
        """What came back to the actor's own body, or one that went up in it, whatever became of it."""
        return self.filter(desk__in=bodies_within(own_body(actor)))

    def idle(self) -> Self:
        """No job is at work on it, whatever became of the last one."""
        return self.filter(~Exists(Job.objects.active().filter(pk=OuterRef("job_id"))))

    def ready(self, now: datetime) -> Self:
        """Its pause is over, and the other side has what must come before it, or will never have it."""
        decided = (DeliveryState.DELIVERED, DeliveryState.CANCELLED)
        former = Delivery.objects.filter(
            partner=OuterRef("partner"), reference=OuterRef("after"), state__in=decided
        )
        rows = self.filter(Q(due_at=None) | Q(due_at__lte=now))
        return rows.filter(Q(after="") | Exists(former))


class Delivery(models.Model):
    """推送: one record of ours that a system outside is to have, once.

    Its content is read anew from the record whenever it is sent; here stand the reference and a keyed
    digest. Its id is the key by which the other side knows a repeated call.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partner = models.CharField("对接系统", max_length=40)
    reference = models.CharField("记录", max_length=80)
    """Kind and id of the record: ``rating:<uuid>``."""
    label = models.CharField("名称", max_length=80)
    """In words, without personal values: 办件编号 and kind."""
    state = models.CharField(
        "状态", max_length=12, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    attempts = models.PositiveIntegerField("调用次数", default=0)
    job_id = models.UUIDField("任务", null=True, blank=True)
    tried_at = models.DateTimeField("上次排队", null=True, blank=True)
    """When a job was last set to it: who waits longest comes first, so that none keeps others waiting."""
    due_at = models.DateTimeField("下次推送不早于", null=True, blank=True)
    """After calls without an answer: it is taken up no earlier. By hand it is sent at any time."""
    after = models.CharField("前一件", max_length=80, blank=True)
    """Reference of what the other side must have before, known once this was to be sent without."""
    fault = models.CharField("故障", max_length=12, choices=Fault.choices, blank=True)
    field = models.CharField("字段", max_length=80, blank=True)
    words = models.CharField("说明", max_length=200, blank=True)
    desk = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="由谁更正"
    )
    """Whose desk can mend what was refused last; empty where no desk is known for it."""
    mend_page = models.CharField("更正的页面", max_length=80, blank=True)
    mend_id = models.CharField("更正的对象", max_length=64, blank=True)
    looked_at = models.DateTimeField("上次核对", null=True, blank=True)
    """When a refused one was last held against its record: who was looked at longest ago comes first."""
    content_digest = models.CharField("内容摘要", max_length=64, blank=True)
    remote_id = models.CharField("对方编号", max_length=80, blank=True)
    created_at = models.DateTimeField("提交时间")
    delivered_at = models.DateTimeField("送达时间", null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "推送"
        constraints = [models.UniqueConstraint(fields=["partner", "reference"], name="delivery_once")]
        indexes = [
            models.Index(fields=["partner", "-created_at"], name="delivery_newest"),
            models.Index(
                fields=["partner", "state", "-created_at"],
                condition=~Q(state=DeliveryState.DELIVERED.value),
                name="delivery_open",
            ),
            models.Index(
                fields=["desk", "created_at"],
                condition=Q(state=DeliveryState.REFUSED.value, desk__isnull=False),
                name="delivery_of_desk",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Call(models.Model):
    """调用记录: one call to a system outside, written down before it is made and completed by its answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="calls", verbose_name="推送")
    partner = models.CharField("对接系统", max_length=40)
    number = models.PositiveIntegerField("第几次")
    asked_by = models.CharField("由谁", max_length=80)
    content_digest = models.CharField("内容摘要", max_length=64)
    started_at = models.DateTimeField("开始")
    milliseconds = models.PositiveIntegerField("用时（毫秒）", null=True, blank=True)
    """None where the worker ended before an answer was written down."""
    status = models.PositiveSmallIntegerField("应答状态", null=True, blank=True)
    fault = models.CharField("故障", max_length=12, choices=Fault.choices, blank=True)
    field = models.CharField("字段", max_length=80, blank=True)
    words = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "调用记录"
        constraints = [models.UniqueConstraint(fields=["delivery", "number"], name="call_once")]
        indexes = [models.Index(fields=["partner", "-started_at"], name="call_newest")]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.number}"
