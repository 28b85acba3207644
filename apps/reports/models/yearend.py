"""年终核定: what a programme year counted in the end, case by case (R10, P8)."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from apps.cases.models import Case
from apps.lib.actors import Actor
from apps.orgs.enums import ScopeLevel
from apps.orgs.models import Organisation, merged_into
from apps.orgs.permissions import row_scope
from apps.programs.models import Program
from apps.reports.enums import CloseDifference, CloseStatus, MemberState
from apps.reports.models.snapshots import WeekSnapshot


class YearCloseQuerySet(models.QuerySet["YearClose"]):
    """Years by who may see them."""

    def visible_to(self, actor: Actor | None) -> Self:
        """As weeks are opened: a bureau its own and those of bodies that went up in it since, a city those
        that report to it, the province all.
        """
        scope = row_scope(actor)
        if scope.level is ScopeLevel.PROVINCE:
            return self.all()
        if scope.level is ScopeLevel.CITY:
            return self.filter(reports_to_id=scope.organisation_id)
        if scope.level is ScopeLevel.BUREAU:
            return self.filter(merged_into(scope.organisation_id, "bureau"))
        return self.none()


class YearClose(models.Model):
    """A bureau's 年终核定 of one programme year: the set at 31 December 24:00 with its named late facts.

    It equals the last weekly table plus named differences. Open until the programme's last day for late facts
    and until it is submitted; once the upper authority has accepted it, it never changes. ``content`` is
    frozen with each submission.
    """

    bureau = models.ForeignKey(
        Organisation, models.PROTECT, related_name="year_closes", verbose_name="区、县（市）住建局"
    )
    reports_to = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="year_closes_below", verbose_name="报送至"
    )
    program = models.ForeignKey(Program, models.PROTECT, related_name="year_closes", verbose_name="年度")
    last = models.OneToOneField(
        WeekSnapshot, models.PROTECT, related_name="year_close", verbose_name="本年度最后一期"
    )
    status = models.CharField("状态", max_length=10, choices=CloseStatus.choices, default=CloseStatus.OPEN)
    edit = models.PositiveIntegerField("修改次数", default=1)
    made_at = models.DateTimeField("生成时间")
    content: Any = models.JSONField("报送内容", default=dict, blank=True)
    content_hash = models.CharField("内容摘要", max_length=64, blank=True)
    scan_file_id = models.UUIDField("签字盖章扫描件", null=True)
    submitted_at = models.DateTimeField("报送时间", null=True)
    submitted_by = models.CharField("报送人", max_length=80, blank=True)
    decided_at = models.DateTimeField("接收/退回时间", null=True)
    decided_by = models.CharField("接收/退回人", max_length=80, blank=True)
    return_reason = models.CharField("退回原因", max_length=300, blank=True)

    objects = YearCloseQuerySet.as_manager()

    class Meta:
        verbose_name = "年终核定"
        # Papers are looked up by their check code (文书核验).
        indexes = [models.Index(fields=["content_hash"], name="year_close_by_hash")]
        ordering = ["bureau__region_id", "bureau_id"]
        constraints = [
            models.UniqueConstraint(fields=["program", "bureau"], name="year_closed_once"),
            models.CheckConstraint(
                condition=Q(status=CloseStatus.OPEN)
                | Q(submitted_at__isnull=False, scan_file_id__isnull=False) & ~Q(content_hash=""),
                name="year_close_submitted_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(status=CloseStatus.ACCEPTED) | Q(decided_at__isnull=False),
                name="year_close_accepted_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bureau} {self.program.year} 年终核定"

    @property
    def ended_on(self) -> date:
        """31 December of the year."""
        return date(self.program.year, 12, 31)


class YearCloseCase(models.Model):
    """One case of a 年终核定; ``state`` '' is one that the last weekly table counted and the year does not.

    ``difference`` says why it stands otherwise than in the last weekly table, '' where it does not.
    """

    close = models.ForeignKey(YearClose, models.PROTECT, related_name="cases", verbose_name="年终核定")
    case = models.ForeignKey(Case, models.PROTECT, related_name="year_closes", verbose_name="案件")
    number = models.CharField("办件编号", max_length=30)
    state = models.CharField("进度", max_length=10, choices=MemberState.choices, blank=True)
    amount = models.DecimalField(
        "装修合同金额（元）", max_digits=14, decimal_places=2, db_column="amount_yuan"
    )
    difference = models.CharField("差异", max_length=10, choices=CloseDifference.choices, blank=True)
    words = models.CharField("说明", max_length=300, blank=True)
    admitted_at = models.DateTimeField("核定时间", null=True)
    admitted_by = models.CharField("核定人", max_length=80, blank=True)

    class Meta:
        verbose_name = "年终核定案件"
        ordering = ["number", "id"]
        indexes = [
            models.Index(fields=["close", "state", "number"], name="year_close_state"),
            models.Index(
                fields=["close", "number"], condition=~Q(difference=""), name="year_close_difference"
            ),
            models.Index(
                fields=["admitted_at"], condition=Q(admitted_at__isnull=False), name="year_close_admitted"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["close", "case"], name="case_once_in_a_year_close"),
            models.CheckConstraint(
                condition=~Q(difference=CloseDifference.LATE)
                | Q(admitted_at__isnull=False) & ~Q(admitted_by="") & ~Q(words=""),
                name="late_fact_is_named",
            ),
            models.CheckConstraint(condition=~Q(state="") | ~Q(difference=""), name="case_left_out_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_state_display()}"
