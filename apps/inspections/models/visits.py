"""巡查与现场检查: who came, what the checklist showed, which defects were found (R6)."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from apps.cases.enums import CorrectionKind
from apps.cases.models import Case, Correction
from apps.enterprises.models import Enterprise
from apps.inspections.enums import DefectStatus, Outcome, Severity, VisitKind
from apps.inspections.rules.defects import Stand, stand
from apps.letters.enums import Channel
from apps.lib import clock
from apps.plans.models import PlanVersion


class Visit(models.Model):
    """One visit on site; name, role and organisation stand as they were that day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="visits", verbose_name="案件")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="装修企业")
    plan = models.ForeignKey(
        PlanVersion, models.PROTECT, null=True, related_name="+", verbose_name="对照方案"
    )
    kind = models.CharField("类别", max_length=12, choices=VisitKind.choices())
    visited_on = models.DateField("日期")
    recorded_at = models.DateTimeField("记录时间")
    inspector_name = models.CharField("巡查人", max_length=80)
    inspector_holder = models.CharField("巡查人编号", max_length=32, blank=True, default="", db_default="")
    # A role was called a post once, and the column still is.
    inspector_role = models.CharField("岗位", db_column="inspector_post", max_length=20)
    inspector_organisation = models.CharField("单位", max_length=120)
    found_bad = models.BooleanField("发现问题", default=False)
    note = models.CharField("情况说明", max_length=500, blank=True)
    # Somebody was there all the same: what is taken back is the verdict, not the visit.
    withdrawn_at = models.DateTimeField("意见撤回时间", null=True, blank=True)

    class Meta:
        verbose_name = "巡查记录"
        ordering = ["-visited_on", "-recorded_at"]

    def __str__(self) -> str:
        return f"{self.visited_on} {self.kind_label}"

    @property
    def kind_label(self) -> str:
        return VisitKind(self.kind).label


class VisitItem(models.Model):
    """One line of the checklist as derived from the confirmed plan that day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="items", verbose_name="巡查")
    position = models.PositiveSmallIntegerField("次序")
    code = models.CharField("项目代码", max_length=60)
    group = models.CharField("类别", max_length=40)
    label = models.CharField("检查项目", max_length=200)
    outcome = models.CharField("结果", max_length=4, choices=Outcome.choices())
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "检查项目"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "code"], name="visit_item_once"),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.BAD.value) | ~Q(note=""), name="bad_item_is_explained"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def outcome_label(self) -> str:
        return Outcome(self.outcome).label


class DefectQuerySet(models.QuerySet["Defect"]):
    """Filters of defects."""

    def of_works(self, case: Case) -> Self:
        """Defects of the enterprise that works now; those of a replaced one bind it no more."""
        return self.filter(case=case, enterprise_id=case.enterprise_id)

    def unsettled(self) -> Self:
        return self.exclude(status=DefectStatus.VERIFIED)

    def of_visits(self) -> Self:
        """Those that a visit found: they hold up a case until somebody looked again."""
        return self.filter(channel="")

    def of_household(self) -> Self:
        """Those that the household reported: seen at acceptance, holding up nothing (decision 0157)."""
        return self.exclude(channel="")

    def of_this_household(self) -> Self:
        """Leave out what was reported before 变更装修人: no business of the new household."""
        later = Correction.objects.filter(case=OuterRef("case"), made_at__gt=OuterRef("reported_at"))
        return self.filter(~Exists(later.filter(kind=CorrectionKind.SUCCESSOR)))


class Defect(models.Model):
    """巡查问题: found → rectified by the enterprise → verified on site, or sent back.

    Or 住户反映的问题 (``channel``): reported by the household, answered by the enterprise, settled by the
    household's own word or on site; it opens no hold and has no visit.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="defects", verbose_name="案件")
    visit = models.ForeignKey(
        Visit, models.PROTECT, null=True, blank=True, related_name="defects", verbose_name="巡查"
    )
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="装修企业")
    number = models.PositiveSmallIntegerField("序号")
    item_code = models.CharField("项目代码", max_length=60, blank=True)
    text = models.CharField("问题", max_length=300)
    severity = models.CharField("程度", max_length=10, choices=Severity.choices())
    status = models.CharField(
        "状态", max_length=10, choices=DefectStatus.choices(), default=DefectStatus.OPEN
    )
    due_on = models.DateField("整改期限", null=True, blank=True)
    found_on = models.DateField("发现日期")
    found_by = models.CharField("发现人", max_length=80)
    found_organisation = models.CharField("发现单位", max_length=120)
    rectified_on = models.DateField("整改日期", null=True, blank=True)
    rectified_note = models.CharField("整改情况", max_length=300, blank=True)
    rectified_by = models.CharField("整改人", max_length=80, blank=True)
    rectified_holder = models.CharField(
        "整改报告人编号", max_length=32, blank=True, default="", db_default=""
    )
    rectified_at = models.DateTimeField("整改报告时间", null=True, blank=True)
    verified_on = models.DateField("复查日期", null=True, blank=True)
    verified_note = models.CharField("复查情况", max_length=300, blank=True)
    verified_by = models.CharField("复查人", max_length=80, blank=True)
    verified_at = models.DateTimeField("复查时间", null=True, blank=True)
    sent_back = models.PositiveSmallIntegerField("复查未通过次数", default=0)
    sent_back_reason = models.CharField("复查未通过原因", max_length=300, blank=True)

    # 住户反映的问题
    channel = models.CharField(
        "住户怎样反映", max_length=12, choices=Channel.choices(), blank=True, default="", db_default=""
    )
    reported_at = models.DateTimeField("反映时间", null=True, blank=True)
    recorded_by = models.CharField("代记人", max_length=200, blank=True, default="", db_default="")
    answer_due_on = models.DateField("答复期限", null=True, blank=True)
    """By the bureau's parameter; None where none is set: no clock runs."""
    comes_on = models.DateField("企业约定来修的日期", null=True, blank=True)
    answer = models.CharField("企业答复", max_length=300, blank=True, default="", db_default="")
    answered_by = models.CharField("答复人", max_length=80, blank=True, default="", db_default="")
    answered_holder = models.CharField("答复人编号", max_length=32, blank=True, default="", db_default="")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    said_again = models.CharField("住户说没有修好", max_length=300, blank=True, default="", db_default="")
    said_again_at = models.DateTimeField("住户说没有修好的时间", null=True, blank=True)
    times_again = models.PositiveSmallIntegerField("住户说没有修好的次数", default=0, db_default=0)
    seen_at = models.DateTimeField("现场看过的时间", null=True, blank=True)
    """When an official last wrote down what became of it; None again once the household says not mended."""

    objects = DefectQuerySet.as_manager()

    class Meta:
        verbose_name = "巡查问题"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="defect_number_once"),
            models.CheckConstraint(condition=~Q(text=""), name="defect_has_text"),
            models.CheckConstraint(
                # The household may say that it is well, or the enterprise that nothing is wrong.
                condition=Q(status=DefectStatus.OPEN.value) | Q(rectified_on__isnull=False) | ~Q(channel=""),
                name="rectified_defect_has_date",
            ),
            models.CheckConstraint(
                condition=Q(channel="", visit__isnull=False, due_on__isnull=False)
                & ~Q(status=DefectStatus.DISPUTED.value)
                | ~Q(channel="") & Q(visit__isnull=True, reported_at__isnull=False),
                name="defect_found_or_reported",
            ),
            models.CheckConstraint(
                condition=~Q(status=DefectStatus.VERIFIED.value) | Q(verified_on__isnull=False),
                name="verified_defect_has_date",
            ),
        ]
        indexes = [
            models.Index(
                fields=["reported_at", "case"],
                condition=~Q(channel="") & ~Q(status=DefectStatus.VERIFIED.value),
                name="defect_reported_open",
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def state(self) -> DefectStatus:
        return DefectStatus(self.status)

    @property
    def severity_label(self) -> str:
        return Severity(self.severity).label

    @property
    def is_reported(self) -> bool:
        """Whether the household reported it, and no visit found it."""
        return bool(self.channel)

    @property
    def channel_label(self) -> str:
        return Channel(self.channel).label if self.channel else ""

    @property
    def stand(self) -> Stand:
        """Where a report of the household stands today."""
        return stand(
            self.state,
            answered=self.answered_at is not None,
            answer_due_on=self.answer_due_on,
            comes_on=self.comes_on,
            today=clock.today(),
        )
