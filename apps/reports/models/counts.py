"""What is kept beside the snapshots, so that no page adds a year up again (R32, R34).

All of it follows from movements, adjustments and the records of cases; ``verify_counters`` works it out anew
and says where it differs.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from apps.cases.models import Case
from apps.orgs.models import Organisation
from apps.programs.models import Program
from apps.reports.enums import MemberState, ProofOccasion
from apps.reports.models.snapshots import WeekSnapshot


class SetMember(models.Model):
    """A case in a bureau's set (名单) from one week through another, with one state and one amount.

    Named adjustments of a week are in it. What opens a year (上年结转) stands in the week before its first.
    """

    bureau = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="区、县（市）住建局"
    )
    program = models.ForeignKey(Program, models.PROTECT, related_name="+", verbose_name="年度")
    case = models.ForeignKey(Case, models.PROTECT, related_name="set_members", verbose_name="案件")
    # Beside the case, where it never changes: lists of a million are paged by it without a join.
    number = models.CharField("办件编号", max_length=30)
    state = models.CharField("进度", max_length=10, choices=MemberState.choices)
    amount = models.DecimalField(
        "装修合同金额（元）", max_digits=14, decimal_places=2, db_column="amount_yuan"
    )
    from_number = models.PositiveSmallIntegerField("自第几期")
    to_number = models.PositiveSmallIntegerField("至第几期", null=True)
    passed_number = models.PositiveSmallIntegerField("第几期验收合格", null=True)

    class Meta:
        verbose_name = "名单"
        ordering = ["number", "id"]
        indexes = [
            models.Index(fields=["bureau", "program", "number"], name="member_number"),
            models.Index(fields=["bureau", "program", "state", "number"], name="member_state_number"),
            models.Index(fields=["bureau", "program", "state", "to_number"], name="member_state_until"),
            models.Index(
                fields=["bureau", "program", "number"],
                condition=Q(passed_number__isnull=False),
                name="member_passed",
            ),
            # What came in, was completed or passed in a week: a year's members are not read for it.
            models.Index(fields=["bureau", "program", "from_number", "number"], name="member_from"),
            models.Index(fields=["bureau", "program", "passed_number", "number"], name="member_passed_week"),
            # Whether a case stood so in the week before already.
            models.Index(fields=["bureau", "program", "to_number", "case"], name="member_before"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "program", "case"],
                condition=Q(to_number__isnull=True),
                name="member_once_a_set",
            ),
            models.CheckConstraint(
                condition=Q(to_number__isnull=True) | Q(to_number__gte=F("from_number")),
                name="member_weeks_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.get_state_display()}"


class DayCount(models.Model):
    """By how many households a bureau's 已完成 and 验收合格 changed on one day, by the recorded time.

    Sums over the days of a programme year give the count on any day; the sum through a cut-off is that
    week's 已完成, with the adjustments of the week.
    """

    bureau = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="区、县（市）住建局"
    )
    program = models.ForeignKey(Program, models.PROTECT, related_name="+", verbose_name="年度")
    day = models.DateField("日期")
    done = models.IntegerField("已完成装修增减", default=0)
    passed = models.IntegerField("验收合格增减", default=0)

    class Meta:
        verbose_name = "逐日增减"
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["program", "bureau", "day"], name="day_counted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.done:+d}"


class SnapshotProof(models.Model):
    """Outcome of an independent recount (独立复算) of a week, and when it was made. Never changed.

    ``differing`` names the first cases on which the kept set and the records disagree, ``count`` counts all.
    """

    snapshot = models.ForeignKey(WeekSnapshot, models.PROTECT, related_name="proofs", verbose_name="周封存")
    made_at = models.DateTimeField("复算时间")
    occasion = models.CharField("时机", max_length=10, choices=ProofOccasion.choices)
    count = models.PositiveIntegerField("不一致户数", default=0)
    differing: Any = models.JSONField("不一致的案件", default=list, blank=True)
    totals_agree = models.BooleanField("合计与变动一致")

    class Meta:
        verbose_name = "独立复算"
        ordering = ["made_at", "id"]

    def __str__(self) -> str:
        return f"{self.snapshot} {self.get_occasion_display()}"

    @property
    def agrees(self) -> bool:
        """Whether set, stored totals and records say the same."""
        return self.totals_agree and not self.count


class StageDays(models.Model):
    """How long the steps took that ended in a bureau's week: per step, how many cases took how many days.

    One row a week, whatever the number of cases: ``counts`` names the state a step begins with, then days and
    cases. What is corrected later changes nothing here.
    """

    snapshot = models.OneToOneField(
        WeekSnapshot, models.PROTECT, related_name="stage_days", verbose_name="周封存"
    )
    counts: Any = models.JSONField("每一步用几天", default=dict)

    class Meta:
        verbose_name = "每一步用时"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.snapshot} 每一步用时"
