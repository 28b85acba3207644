"""The weekly report and its versions (R11)."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Q

from apps.orgs.models import Organisation
from apps.reports.enums import LIVE, ONCE_ACCEPTED, UNDONE, ReportStatus
from apps.reports.models.snapshots import WeekSnapshot


class WeeklyReport(models.Model):
    """The report a bureau owes for one week snapshot; its content lies in the versions."""

    snapshot = models.OneToOneField(
        WeekSnapshot, models.PROTECT, db_column="seal_id", related_name="report", verbose_name="周封存"
    )
    bureau = models.ForeignKey(
        Organisation, models.PROTECT, related_name="weekly_reports", verbose_name="区、县（市）住建局"
    )
    created_at = models.DateTimeField("建立时间")

    class Meta:
        verbose_name = "周报"

    def __str__(self) -> str:
        return f"周报 {self.snapshot}"


class ReportVersion(models.Model):
    """One version: a draft while it is worked on; once submitted only its verdict is added.

    ``declared_*`` is the district's own total for 传统装修 (附件3 备注2): either numbers with source and
    query time, or the reason why none were obtained this week. Where there are ``declared_lines``
    (``rules.declared.Line``) the numbers are their sums.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(WeeklyReport, models.PROTECT, related_name="versions", verbose_name="周报")
    number = models.PositiveSmallIntegerField("版次")
    status = models.CharField("状态", max_length=10, choices=ReportStatus.choices, default=ReportStatus.DRAFT)
    # What pages and callers name as the version: number counts versions, this every change of one.
    edit = models.PositiveIntegerField("修改次数", default=1)
    filler = models.CharField("填报人", max_length=60, blank=True)
    # Only for processes of the release before, which still ask it: the holder replaces it.
    filled_by_id = models.BigIntegerField("最后填写人编号", null=True)
    filled_by_holder = models.CharField(
        "最后填写人编号", max_length=32, blank=True, default="", db_default=""
    )
    narrative = models.TextField("好经验好做法", max_length=2000, blank=True)

    declared_week = models.PositiveIntegerField("传统装修 本周进度", null=True)
    declared_done = models.PositiveIntegerField("传统装修 已完成装修", null=True)
    declared_ongoing = models.PositiveIntegerField("传统装修 正在装修", null=True)
    declared_amount = models.DecimalField(
        "传统装修 合同金额（元）",
        max_digits=16,
        decimal_places=2,
        null=True,
        db_column="declared_amount_yuan",
    )
    declared_source = models.CharField("数据来源", max_length=120, blank=True)
    declared_queried_at = models.DateTimeField("查询时间", null=True)
    declared_evidence_id = models.UUIDField("佐证材料", null=True)
    declared_missing_reason = models.CharField("本周未取得的原因", max_length=200, blank=True)
    # Kept with the version and not as rows: nothing asks for a line without the version it makes up (0110).
    declared_lines = models.JSONField(
        "申报数的各行", default=list, blank=True, db_default=models.Value([], models.JSONField())
    )
    declared_amount_missing = models.PositiveIntegerField("合同金额未取得（户）", null=True)
    declared_words = models.JSONField(
        "对异常的说明", default=dict, blank=True, db_default=models.Value({}, models.JSONField())
    )

    content = models.JSONField("报送内容", default=dict, blank=True)
    content_hash = models.CharField("内容摘要", max_length=64, blank=True)
    audit_day = models.DateField("记录摘要日期", null=True)
    audit_digest = models.CharField("记录摘要", max_length=64, blank=True)
    late = models.BooleanField("迟报", default=False)
    created_at = models.DateTimeField("建立时间")
    submitted_at = models.DateTimeField("报送时间", null=True)
    submitted_by = models.CharField("报送人", max_length=80, blank=True)
    submitted_by_holder = models.CharField("报送人编号", max_length=32, blank=True, default="", db_default="")
    decided_at = models.DateTimeField("接收/退回/撤回时间", null=True)
    decided_by = models.CharField("接收/退回/撤回人", max_length=80, blank=True)
    decided_by_holder = models.CharField(
        "接收/退回/撤回人编号", max_length=32, blank=True, default="", db_default=""
    )
    return_reason = models.CharField("退回/撤回原因", max_length=300, blank=True)

    asked_before: list[Any] | None = None
    """Items of the last return, once ``queries.answers`` has read them; no column."""

    class Meta:
        verbose_name = "周报版本"
        # Papers are looked up by their check code (文书核验).
        indexes = [models.Index(fields=["content_hash"], name="report_version_by_hash")]
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="report_version_numbered"),
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(status__in=sorted(LIVE)),
                name="one_live_report_version",
            ),
            models.CheckConstraint(
                condition=(Q(status=ReportStatus.DRAFT, submitted_at__isnull=True, content_hash=""))
                | (~Q(status=ReportStatus.DRAFT) & Q(submitted_at__isnull=False) & ~Q(content_hash="")),
                name="report_submitted_is_frozen",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=sorted({*ONCE_ACCEPTED, *UNDONE})) | Q(decided_at__isnull=False),
                name="report_decided_has_time",
            ),
            models.CheckConstraint(
                condition=Q(status__in=sorted(UNDONE)) & ~Q(return_reason="")
                | ~Q(status__in=sorted(UNDONE)) & Q(return_reason=""),
                name="report_returned_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(status=ReportStatus.DRAFT)
                | ~Q(declared_missing_reason="")
                | Q(
                    declared_week__isnull=False,
                    declared_done__isnull=False,
                    declared_ongoing__isnull=False,
                    declared_queried_at__isnull=False,
                )
                & (Q(declared_amount__isnull=False) | Q(declared_amount_missing__gt=0))
                & ~Q(declared_source=""),
                name="report_declared_or_explained",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} 第 {self.number} 版"
