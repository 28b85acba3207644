"""撤销验收合格: proposed, told, heard, decided by one, agreed to by another, served (P9)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from apps.cases.models import Case
from apps.revocations.enums import OPEN, Party, Stage, Way


class RevocationQuerySet(models.QuerySet["Revocation"]):
    def open(self) -> Self:
        """Those in which something is still to be decided."""
        return self.filter(stage__in=OPEN)


class Revocation(models.Model):
    """One procedure; the acceptance it is about stays valid until it is decided by two."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="revocations", verbose_name="案件")
    number = models.PositiveSmallIntegerField("第几次")
    stage = models.CharField("阶段", max_length=10, choices=Stage.choices, default=Stage.PROPOSED)
    facts = models.TextField("事实", max_length=2000)
    grounds = models.TextField("理由和依据", max_length=1000)
    evidence = models.JSONField("证据", default=list)
    """Ids of the stored files, in the order they were handed in."""
    proposed_by = models.CharField("提出人", max_length=80)
    proposed_by_holder = models.CharField("提出人标识", max_length=40)
    proposed_at = models.DateTimeField("提出时间")
    statement_days = models.PositiveSmallIntegerField("陈述申辩期限（天）", null=True, blank=True)
    """As the body had set it when the notice was served; None: no term was set."""
    decided_by = models.CharField("决定人", max_length=80, blank=True)
    decided_by_holder = models.CharField("决定人标识", max_length=40, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    reason = models.TextField("决定的理由", max_length=2000, blank=True)
    agreed_by = models.CharField("复核人", max_length=80, blank=True)
    agreed_by_holder = models.CharField("复核人标识", max_length=40, blank=True)
    agreed_at = models.DateTimeField("复核时间", null=True, blank=True)

    objects = RevocationQuerySet.as_manager()

    class Meta:
        verbose_name = "撤销验收合格"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="revocation_number_unique"),
            models.UniqueConstraint(fields=["case"], condition=Q(stage__in=OPEN), name="revocation_one_open"),
            models.CheckConstraint(
                condition=Q(stage__in=(Stage.PROPOSED, Stage.TOLD)) | Q(decided_at__isnull=False),
                name="revocation_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=(Stage.REVOKED, Stage.SERVED)) | Q(agreed_at__isnull=False),
                name="revocation_agreed_by_somebody",
            ),
            models.CheckConstraint(
                # A decision of two: the database refuses one person, too.
                condition=Q(agreed_by_holder="") | ~Q(agreed_by_holder=F("decided_by_holder")),
                name="revocation_agreed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 次撤销程序"


class Service(models.Model):
    """送达 of the notice or of the decision to one party."""

    revocation = models.ForeignKey(
        Revocation, models.PROTECT, related_name="services", verbose_name="撤销程序"
    )
    of_decision = models.BooleanField("决定书")
    party = models.CharField("送给谁", max_length=12, choices=Party.choices)
    way = models.CharField("送达方式", max_length=8, choices=Way.choices)
    served_on = models.DateField("送达日期")
    recorded_by = models.CharField("登记人", max_length=80)
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "送达"
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["revocation", "of_decision", "party"], name="revocation_served_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_party_display()} {self.get_way_display()}"


class Statement(models.Model):
    """陈述申辩 of one party, as it was said or written."""

    revocation = models.ForeignKey(
        Revocation, models.PROTECT, related_name="statements", verbose_name="撤销程序"
    )
    party = models.CharField("谁", max_length=12, choices=Party.choices)
    text = models.TextField("陈述申辩", max_length=2000)
    made_on = models.DateField("日期")
    file_id = models.UUIDField("书面材料", null=True, blank=True, unique=True)
    recorded_by = models.CharField("登记人", max_length=80)
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "陈述申辩"
        ordering = ["recorded_at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_party_display()} {self.made_on}"
