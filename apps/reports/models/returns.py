"""What a return of a weekly report asks, cell by cell, and what the district answers (R11, P7)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from apps.cases.models import Case
from apps.reports.enums import AnswerKind
from apps.reports.models.versions import ReportVersion
from apps.reports.rules.cells import MOST_SAID


class AskedItem(models.Model):
    """退回的一项: one cell of the table or one case of the week, what is asked of it, and the answer.

    ``code`` is a cell of ``rules.cells``, or ``case``. The answer stays open to change until the next
    version is handed in, which keeps both in its content.
    """

    version = models.ForeignKey(
        ReportVersion, models.PROTECT, related_name="asked", verbose_name="被退回的一版"
    )
    number = models.PositiveSmallIntegerField("序号")
    code = models.CharField("栏目", max_length=40)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+", verbose_name="案件")
    ask = models.CharField("要求", max_length=300)
    before = models.CharField("退回时的值", max_length=MOST_SAID)
    answer = models.CharField("答复", max_length=10, choices=AnswerKind.choices, blank=True)
    reason = models.CharField("说明", max_length=300, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.CharField("答复人", max_length=80, blank=True)
    answered_by_holder = models.CharField("答复人编号", max_length=32, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "退回的一项"
        ordering = ["version_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="asked_item_numbered"),
            models.UniqueConstraint(
                fields=["version", "code"], condition=Q(case__isnull=True), name="cell_asked_once"
            ),
            models.UniqueConstraint(
                fields=["version", "case"], condition=Q(case__isnull=False), name="case_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(code="case", case__isnull=False) | ~Q(code="case") & Q(case__isnull=True),
                name="asked_cell_or_case",
            ),
            models.CheckConstraint(condition=~Q(ask=""), name="asked_item_says_what"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | ~Q(answer="") & Q(answered_at__isnull=False),
                name="asked_item_answered_at",
            ),
            models.CheckConstraint(
                condition=~Q(answer=AnswerKind.KEPT) | ~Q(reason=""), name="asked_item_kept_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} 第 {self.number} 项"
