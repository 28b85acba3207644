"""Programme year, frozen rule sets, targets, milestones and the work calendar (R4, R12)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from apps.lib import formats
from apps.orgs.models import Organisation
from apps.programs.enums import DayKind, RuleCode, Strength


class Program(models.Model):
    """One programme year (年度). ``group`` ties years together: a space counts once per group."""

    year = models.PositiveSmallIntegerField("年度", unique=True)
    name = models.CharField("名称", max_length=60)
    group = models.CharField("项目组", max_length=40)
    opens_on = models.DateField("开始")
    closes_on = models.DateField("结束")
    # NULL: 未设定, late facts are taken until the upper authority has accepted the 年终核定.
    late_facts_until = models.DateField("年终核定补录截止", null=True, blank=True)
    is_assumption = models.BooleanField("演示假设", default=False)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "年度计划"
        ordering = ["-year"]

    def __str__(self) -> str:
        return self.name


class RuleSet(models.Model):
    """A version of all thresholds; once frozen it never changes. Cases pin one by application date."""

    version = models.CharField("版本", max_length=20, unique=True)
    formula_id = models.CharField("公式", max_length=40)
    effective_from = models.DateField("生效")
    effective_to = models.DateField("失效", null=True, blank=True)
    frozen_at = models.DateTimeField("冻结时间", null=True, blank=True)

    class Meta:
        verbose_name = "规则版本"
        ordering = ["-effective_from", "-id"]

    def __str__(self) -> str:
        return f"规则 {self.version}"


class Rule(models.Model):
    """One parameter with its source: 文号, clause, binding strength. Empty value = 未设定."""

    rule_set = models.ForeignKey(RuleSet, models.CASCADE, related_name="rules", verbose_name="规则版本")
    code = models.CharField("参数", max_length=40, choices=RuleCode.choices)
    # Text, as a parameter may be a number, a time of day or yes and no; RuleValues gives it its type.
    value = models.CharField("取值", max_length=40, blank=True)
    source = models.CharField("文号", max_length=120)
    clause = models.CharField("条款", max_length=300, blank=True)
    strength = models.CharField("约束力", max_length=20, choices=Strength.choices)

    class Meta:
        verbose_name = "规则参数"
        constraints = [
            models.UniqueConstraint(fields=["rule_set", "code"], name="rule_once_per_set"),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()}：{self.value or '未设定'}"


class Target(models.Model):
    """Households an organisation is to reach in the year; ``households`` NULL prints as “—”."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="targets", verbose_name="年度")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="targets", verbose_name="机构"
    )
    # NULL is not 0: an organisation without a target of its own is held against none.
    households = models.PositiveIntegerField("目标（户）", null=True, blank=True)
    source = models.CharField("依据", max_length=120, blank=True)
    is_assumption = models.BooleanField("演示假设", default=False)

    class Meta:
        verbose_name = "年度目标"
        constraints = [
            models.UniqueConstraint(fields=["program", "organisation"], name="target_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.households or formats.NOTHING}"


class Milestone(models.Model):
    """A date by which a share of the target is to be completed or accepted."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="milestones", verbose_name="年度")
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="milestones",
        verbose_name="所属目标",
        help_text="节点随谁的目标：这一机构和报送至它的机构；空为本年度所有目标",
    )
    name = models.CharField("节点", max_length=40)
    due_on = models.DateField("日期")
    share = models.DecimalField("比例（%）", max_digits=5, decimal_places=2)
    measure = models.CharField(
        "口径", max_length=10, choices=[("completed", "完成"), ("passed", "验收")], default="completed"
    )
    source = models.CharField("依据", max_length=120, blank=True)
    is_assumption = models.BooleanField("演示假设", default=False)

    class Meta:
        verbose_name = "年度节点"
        ordering = ["due_on"]
        constraints = [
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=100), name="milestone_share"),
            models.UniqueConstraint(fields=["program", "organisation", "name"], name="milestone_once"),
            # Two NULLs differ, so the constraint above lets them pass.
            models.UniqueConstraint(
                fields=["program", "name"],
                condition=Q(organisation__isnull=True),
                name="milestone_of_all_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {formats.per_cents(self.share)}"


class CalendarYear(models.Model):
    """A year of the work calendar; provisional until the State Council has announced it."""

    year = models.PositiveSmallIntegerField("年份", primary_key=True)
    source = models.CharField("依据", max_length=120)
    provisional = models.BooleanField("暂定", default=False)
    version = models.PositiveIntegerField("版次", default=1)

    class Meta:
        verbose_name = "工作日历"

    def __str__(self) -> str:
        return f"{self.year}{'（暂定）' if self.provisional else ''}"


class CalendarDay(models.Model):
    """A day that differs from the plain week: a public holiday or a make-up workday (调休)."""

    year = models.ForeignKey(CalendarYear, models.CASCADE, related_name="days", verbose_name="年份")
    day = models.DateField("日期", unique=True)
    kind = models.CharField("类别", max_length=10, choices=DayKind.choices)
    name = models.CharField("名称", max_length=40)

    class Meta:
        verbose_name = "日历日"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
