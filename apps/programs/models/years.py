"""Programme year with its targets and milestones (R12)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from apps.lib import formats
from apps.orgs.models import Organisation


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
    # NULL: every kind there is; which kinds there are is said by the case's own list.
    linked_programmes = models.JSONField("可结合的项目", null=True, blank=True)
    edit = models.PositiveIntegerField("修改次数", default=1, db_default=1)
    """Counts changes of the year's own dates: a page is drawn from one of them."""

    class Meta:
        verbose_name = "年度计划"
        ordering = ["-year"]

    def __str__(self) -> str:
        return self.name


class TargetVersion(models.Model):
    """What versions of a target share. A change adds one and says why; none is ever written over.

    In force on a day is the newest version that has begun by then (:meth:`begun`).
    """

    number = models.PositiveSmallIntegerField("版次", default=1, db_default=1)
    # NULL is not 0: an organisation without a target of its own is held against none.
    households = models.PositiveIntegerField("目标（户）", null=True, blank=True)
    source = models.CharField("依据", max_length=120, blank=True)
    is_assumption = models.BooleanField("演示假设", default=False)
    valid_from = models.DateField("生效", null=True, blank=True, help_text="空为自始有效")
    reason = models.CharField("变更原因", max_length=200, blank=True, default="", db_default="")
    recorded_at = models.DateTimeField("登记时间", null=True, blank=True)
    recorded_by_name = models.CharField("登记人", max_length=80, blank=True, default="", db_default="")

    class Meta:
        abstract = True

    def begun(self, on: date) -> bool:
        """Whether it counts on a day already."""
        return self.valid_from is None or self.valid_from <= on


class Target(TargetVersion):
    """Households an organisation is to reach in the year; ``households`` NULL prints as “—”."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="targets", verbose_name="年度")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="targets", verbose_name="机构"
    )

    class Meta:
        verbose_name = "年度目标"
        constraints = [
            models.UniqueConstraint(fields=["program", "organisation", "number"], name="target_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.households or formats.NOTHING}"


class SpanTarget(TargetVersion):
    """Households an organisation is to reach over several years, the last one included.

    Source of the kind: 浙建管发〔2024〕80号 (6000 by 2027 beside at least 1500 a year).
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="span_targets", verbose_name="机构"
    )
    first_year = models.PositiveSmallIntegerField("起始年度")
    last_year = models.PositiveSmallIntegerField("截止年度")

    class Meta:
        verbose_name = "多年目标"
        ordering = ["organisation_id", "first_year", "last_year", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "first_year", "last_year", "number"], name="span_target_version_once"
            ),
            models.CheckConstraint(
                condition=Q(last_year__gt=F("first_year")), name="span_target_years_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.first_year}～{self.last_year} {self.households or formats.NOTHING}"


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
