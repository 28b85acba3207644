"""巡查与抽查: who came, what the checklist showed, which defects were found (R6)."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from apps.cases.models import Case
from apps.enterprises.models import Enterprise
from apps.inspections.enums import DefectStatus, Outcome, Severity, VisitKind
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


class Defect(models.Model):
    """巡查问题: found → rectified by the enterprise → verified on site, or sent back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="defects", verbose_name="案件")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="defects", verbose_name="巡查")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="装修企业")
    number = models.PositiveSmallIntegerField("序号")
    item_code = models.CharField("项目代码", max_length=60, blank=True)
    text = models.CharField("问题", max_length=300)
    severity = models.CharField("程度", max_length=10, choices=Severity.choices())
    status = models.CharField(
        "状态", max_length=10, choices=DefectStatus.choices(), default=DefectStatus.OPEN
    )
    due_on = models.DateField("整改期限")
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

    objects = DefectQuerySet.as_manager()

    class Meta:
        verbose_name = "巡查问题"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="defect_number_once"),
            models.CheckConstraint(condition=~Q(text=""), name="defect_has_text"),
            models.CheckConstraint(
                condition=Q(status=DefectStatus.OPEN.value) | Q(rectified_on__isnull=False),
                name="rectified_defect_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(status=DefectStatus.VERIFIED.value) | Q(verified_on__isnull=False),
                name="verified_defect_has_date",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def state(self) -> DefectStatus:
        return DefectStatus(self.status)

    @property
    def severity_label(self) -> str:
        return Severity(self.severity).label
