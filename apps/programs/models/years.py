"""Programme year with its targets and milestones (R12)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

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

    class Meta:
        verbose_name = "年度计划"
        ordering = ["-year"]

    def __str__(self) -> str:
        return self.name


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
