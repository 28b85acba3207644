"""期初数: cumulative figures of a year that was begun on paper (R10)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from apps.orgs.models import Organisation
from apps.programs.models import Program


class InitialFigures(models.Model):
    """What a bureau's year counted on paper before its first week here, or a correction of it. Never changed.

    The columns are changes: the sum over the rows up to a week counts in that week. A correction made after a
    week was handed in counts from the next one on, and is printed there.
    """

    bureau = models.ForeignKey(
        Organisation, models.PROTECT, related_name="initial_figures", verbose_name="区、县（市）住建局"
    )
    program = models.ForeignKey(Program, models.PROTECT, related_name="initial_figures", verbose_name="年度")
    from_number = models.PositiveSmallIntegerField("自第几期计入")
    day = models.DateField("计入的日期", help_text="逐日数和年度节点自这一天起含期初数")
    done = models.IntegerField("已完成装修")
    ongoing = models.IntegerField("正在装修")
    passed = models.IntegerField("验收合格", help_text="已完成中已验收合格的户数")
    amount = models.DecimalField(
        "装修合同金额（元）", max_digits=16, decimal_places=2, db_column="amount_yuan"
    )
    as_of = models.DateField("截至")
    source = models.CharField("来源", max_length=120)
    basis = models.CharField("依据", max_length=200)
    reason = models.CharField("更正原因", max_length=300, blank=True)
    # Of a row that a merger wrote: what left here stands there from the same week on.
    other = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="并入的机构",
        help_text="机构合并时转出或转入期初数的另一机构",
    )
    made_at = models.DateTimeField("登记时间")
    made_by = models.CharField("登记人", max_length=80)

    class Meta:
        verbose_name = "期初数"
        ordering = ["from_number", "id"]
        indexes = [models.Index(fields=["program", "bureau"], name="initial_of_a_year")]
        constraints = [
            models.CheckConstraint(condition=~Q(source="") & ~Q(basis=""), name="initial_says_whence"),
        ]

    def __str__(self) -> str:
        return f"{self.bureau} {self.program.year} 期初数"
