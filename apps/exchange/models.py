"""What systems outside are asked about renovations of the other track."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from apps.exchange.enums import Close
from apps.lib.actors import Actor
from apps.othertrack.enums import DATED_CHECKS, FactKind
from apps.othertrack.models import Renovation


class Question(models.Model):
    """系统核查: one thing a desk asked a system outside of a renovation, until it is answered or given up.

    Who asked is frozen with it: the answer is written down as that person's look, by whichever worker
    brings it. Nothing of whose home it is stands here.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    renovation = models.ForeignKey(
        Renovation, models.PROTECT, related_name="questions", verbose_name="其他装修办件"
    )
    kind = models.CharField(
        "核查什么", max_length=10, choices=[(kind.value, kind.label) for kind in DATED_CHECKS]
    )
    number = models.PositiveIntegerField("此前的事实")
    """How many facts the renovation had: a look written down since then answers the question."""
    asked_at = models.DateTimeField("提出时间")
    user_id = models.BigIntegerField("提出人编号")
    asked_by = models.CharField("提出人", max_length=80)
    role = models.CharField("岗位", max_length=40)
    organisation_id = models.BigIntegerField("单位编号")
    organisation_name = models.CharField("单位", max_length=200)
    organisation_kind = models.CharField("单位种类", max_length=20)
    on_behalf_of = models.CharField("代", max_length=80, blank=True)
    on_behalf_of_id = models.BigIntegerField("代谁", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    close = models.CharField("怎样结束", max_length=10, choices=Close.choices(), blank=True)

    class Meta:
        verbose_name = "系统核查"
        constraints = [
            models.UniqueConstraint(
                fields=["renovation", "kind"], condition=Q(ended_at__isnull=True), name="question_open_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, close="") | Q(ended_at__isnull=False) & ~Q(close=""),
                name="question_end_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.renovation_id} {FactKind(self.kind).label}"

    @property
    def asker(self) -> Actor:
        """Who asked, as it was then."""
        return Actor(
            user_id=self.user_id,
            name=self.asked_by,
            role=self.role,
            organisation_id=self.organisation_id,
            organisation_name=self.organisation_name,
            organisation_kind=self.organisation_kind,
            on_behalf_of=self.on_behalf_of,
            on_behalf_of_id=self.on_behalf_of_id,
        )
