"""A version of 装修方案及项目预算: spaces, surfaces, budget, hazards, and how it was checked (R4)."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from apps.cases.models import Case
from apps.enterprises.models import Enterprise
from apps.plans.enums import (
    HazardSurvey,
    LineKind,
    Method,
    PlanKind,
    PlanStatus,
    SpaceKind,
    Surface,
    Touch,
)
from apps.plans.models.checks import KeptCheck

# States of a version that was once confirmed: in force, or since followed by another or void.
SIGNED = [PlanStatus.CONFIRMED.value, PlanStatus.SUPERSEDED.value, PlanStatus.VOID.value]


class PlanQuerySet(models.QuerySet["PlanVersion"]):
    """Versions by case and state, and with all that they say."""

    def of_case(self, case: Case) -> Self:
        """Versions of a case, newest first."""
        return self.filter(case=case).order_by("-number")

    def confirmed(self) -> Self:
        """The version in force: confirmed and neither superseded nor void."""
        return self.filter(status=PlanStatus.CONFIRMED)

    def with_content(self) -> Self:
        """Load everything a version says."""
        return self.select_related("enterprise", "case__rule_set").prefetch_related(
            "spaces__parts", "lines", "hazards", "evaluations"
        )


class PlanVersion(models.Model):
    """方案第 n 版. Once submitted its content never changes; ``content_hash`` proves it.

    ``hash_version`` says how the content was spelled for the hash, so that what was signed stays provable.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="plans", verbose_name="案件")
    number = models.PositiveSmallIntegerField("版次")
    kind = models.CharField("类别", max_length=10, choices=PlanKind.choices())
    status = models.CharField(
        "状态", max_length=12, choices=PlanStatus.choices(), default=PlanStatus.DRAFT.value
    )
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="plans", verbose_name="装修企业")
    designer_name = models.CharField("设计师", max_length=80)
    designer_organisation = models.CharField("设计单位", max_length=120)
    entered_on_behalf = models.BooleanField("由窗口代为录入", default=False)

    survey_on = models.DateField("上门勘测日期", null=True, blank=True)
    survey_note = models.CharField("勘测情况", max_length=500, blank=True)
    planned_start = models.DateField("计划开工日期", null=True, blank=True)
    planned_days = models.PositiveSmallIntegerField("计划工期（天）", null=True, blank=True)
    overrun_reason = models.CharField("超期原因", max_length=300, blank=True)
    note = models.CharField("方案说明", max_length=500, blank=True)
    # '' for versions of the time when nobody was asked; db_default as above the rows below.
    hazard_survey = models.CharField(
        "隐患设施查看情况",
        max_length=14,
        choices=HazardSurvey.choices(),
        blank=True,
        default="",
        db_default="",
    )

    # What a plan says of the 禁止事项 (rules/red_lines); '' as above.
    over_dry_room = models.CharField(
        "厨房、卫生间设在没有防水的房间、阳台，或下层房间上方",
        max_length=10,
        choices=Touch.choices(),
        blank=True,
        default="",
        db_default="",
    )
    bearing_structure = models.CharField(
        "拆改承重结构", max_length=10, choices=Touch.choices(), blank=True, default="", db_default=""
    )
    gas_pipes = models.CharField(
        "拆改燃气管道和设施", max_length=10, choices=Touch.choices(), blank=True, default="", db_default=""
    )
    approval_note = models.CharField("同意情况", max_length=200, blank=True, default="", db_default="")

    content_hash = models.CharField("内容校验码", max_length=64, blank=True)
    hash_version = models.PositiveSmallIntegerField("校验码写法", default=1, db_default=1)
    created_at = models.DateTimeField("建立时间")
    updated_at = models.DateTimeField("更新时间")
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    submitted_by = models.CharField("提交人", max_length=80, blank=True)
    # db_default: processes of the release before go on writing rows without it while it is replaced.
    submitted_by_holder = models.CharField("提交人编号", max_length=32, blank=True, default="", db_default="")
    rejected_at = models.DateTimeField("户主提出意见时间", null=True, blank=True)
    opinion = models.CharField("户主意见", max_length=500, blank=True)
    opinion_taken_by = models.CharField("意见记录人", max_length=80, blank=True)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    ended_at = models.DateTimeField("替代或作废时间", null=True, blank=True)
    end_reason = models.CharField("替代或作废原因", max_length=300, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "方案版本"
        ordering = ["case_id", "-number"]
        # Papers are looked up by their check code (文书核验).
        indexes = [models.Index(fields=["content_hash"], name="plan_by_hash")]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="plan_number_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(status=PlanStatus.DRAFT.value), name="one_draft_plan"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(status=PlanStatus.SUBMITTED.value), name="one_submitted_plan"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(status=PlanStatus.CONFIRMED.value), name="one_confirmed_plan"
            ),
            models.CheckConstraint(
                condition=Q(planned_days__isnull=True) | Q(planned_days__gte=1), name="plan_days_positive"
            ),
            models.CheckConstraint(
                # Superseded and void ones are left out: a draft may end before it is whole.
                condition=~Q(
                    status__in=[
                        PlanStatus.FAILED.value,
                        PlanStatus.SUBMITTED.value,
                        PlanStatus.REJECTED.value,
                        PlanStatus.CONFIRMED.value,
                    ]
                )
                | (
                    Q(submitted_at__isnull=False, planned_days__isnull=False, planned_start__isnull=False)
                    & ~Q(content_hash="")
                ),
                name="plan_submitted_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status=PlanStatus.CONFIRMED.value) | Q(confirmed_at__isnull=False),
                name="plan_confirmed_has_date",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(status__in=SIGNED),
                name="plan_once_confirmed_stays_so",
            ),
            models.CheckConstraint(
                condition=~Q(status=PlanStatus.REJECTED.value) | ~Q(opinion=""),
                name="plan_rejected_has_opinion",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[PlanStatus.SUPERSEDED.value, PlanStatus.VOID.value])
                | Q(ended_at__isnull=False),
                name="plan_ended_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"方案第 {self.number} 版"

    @property
    def state(self) -> PlanStatus:
        """The status with its Chinese label."""
        return PlanStatus(self.status)

    @property
    def is_change(self) -> bool:
        """Whether it was made after a first confirmation."""
        return self.kind == PlanKind.CHANGE


def _row_key() -> models.CharField[str, str]:
    """Return the column by which a row is known again, though rows are written anew with every draft."""
    # db_default: processes of the release before go on writing rows without it while it is replaced.
    return models.CharField("行标识", max_length=12, blank=True, default="", db_default="")


class Space(models.Model):
    """A space of a version; ``declared_total`` is the 总面积 typed from the site survey."""

    plan = models.ForeignKey(PlanVersion, models.CASCADE, related_name="spaces", verbose_name="方案")
    position = models.PositiveSmallIntegerField("次序")
    key = _row_key()
    kind = models.CharField("空间", max_length=10, choices=SpaceKind.choices())
    name = models.CharField("名称", max_length=20)
    declared_total = models.DecimalField(
        "勘测总面积（㎡）", max_digits=8, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = "空间"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="space_position_once"),
            models.CheckConstraint(
                condition=Q(declared_total__isnull=True) | Q(declared_total__gt=0),
                name="space_total_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SurfacePart(models.Model):
    """部分 of 墙面, 地面 or 吊顶 of a space: area, method, product (R35). Mostly the whole surface."""

    # Table and column keep the names of the time when a surface was one part (R35): nothing was copied.
    space = models.ForeignKey(Space, models.CASCADE, related_name="parts", verbose_name="空间")
    surface = models.CharField("部位", max_length=10, choices=Surface.choices(), db_column="part")
    position = models.PositiveSmallIntegerField("次序", default=0, db_default=0)
    area = models.DecimalField("面积（㎡）", max_digits=8, decimal_places=2, null=True, blank=True)
    method = models.CharField("工法", max_length=10, choices=Method.choices(), blank=True)
    product = models.CharField("产品", max_length=120, blank=True)

    class Meta:
        verbose_name = "部位"
        db_table = "plans_surface"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["space", "surface", "position"], name="surface_part_once"),
            models.CheckConstraint(
                condition=Q(area__isnull=True) | Q(area__gt=0), name="surface_area_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.space}{Surface(self.surface).label}"


class BudgetLine(models.Model):
    """A line of the budget; the amount is positive, 企业让利 and 政府支持 are subtracted."""

    plan = models.ForeignKey(PlanVersion, models.CASCADE, related_name="lines", verbose_name="方案")
    position = models.PositiveSmallIntegerField("次序")
    key = _row_key()
    kind = models.CharField("类别", max_length=10, choices=LineKind.choices())
    name = models.CharField("项目", max_length=80)
    quantity = models.CharField("数量", max_length=40, blank=True)
    amount = models.DecimalField(
        "金额（元）", max_digits=14, decimal_places=2, null=True, blank=True, db_column="amount_yuan"
    )

    class Meta:
        verbose_name = "预算"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="line_position_once"),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0), name="line_amount_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Hazard(models.Model):
    """陈旧落后、存在安全隐患的设施设备 found at the survey: always 应更换, verified at acceptance."""

    plan = models.ForeignKey(PlanVersion, models.CASCADE, related_name="hazards", verbose_name="方案")
    position = models.PositiveSmallIntegerField("次序")
    key = _row_key()
    name = models.CharField("设施名称", max_length=60)
    location = models.CharField("位置", max_length=60, blank=True)
    product = models.CharField("更换为", max_length=120, blank=True)

    class Meta:
        verbose_name = "隐患设施"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="hazard_position_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Evaluation(KeptCheck):
    """One check of one submitted version. Append-only."""

    # PROTECT, where the content above is CASCADE: what was checked once cannot go with its plan.
    plan = models.ForeignKey(PlanVersion, models.PROTECT, related_name="evaluations", verbose_name="方案")

    class Meta:
        verbose_name = "核验记录"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="evaluated_once"),
        ]
