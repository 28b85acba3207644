"""施工: what the enterprise reports, and days on which the works stood still (R6)."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q

from apps.cases.models import Case
from apps.enterprises.models import Enterprise
from apps.inspections.enums import ConcealedWork, FinishConfirmer, ReportKind, ReportStatus


class WorksReportQuerySet(models.QuerySet["WorksReport"]):
    """Filters of reports."""

    def of_works(self, case: Case) -> Self:
        """Reports of the enterprise that works now; a replaced one's reports stay in the history."""
        return self.filter(case=case, enterprise_id=case.enterprise_id)

    def finish(self) -> Self:
        return self.filter(kind=ReportKind.FINISH)

    def pending(self) -> Self:
        return self.filter(status=ReportStatus.PENDING)

    def confirmed(self) -> Self:
        return self.filter(status=ReportStatus.CONFIRMED)


class WorksReport(models.Model):
    """开工、进度、隐蔽工程、完工 as reported. Only a finish report is confirmed or refused."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="works_reports", verbose_name="案件")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="装修企业")
    kind = models.CharField("类别", max_length=12, choices=ReportKind.choices())
    status = models.CharField(
        "状态", max_length=12, choices=ReportStatus.choices(), default=ReportStatus.RECORDED
    )
    on = models.DateField("日期")
    space = models.CharField("空间", max_length=20, blank=True)
    concealed = models.CharField("隐蔽部位", max_length=12, choices=ConcealedWork.choices(), blank=True)
    text = models.CharField("内容", max_length=500, blank=True)
    overrun_reason = models.CharField("超期原因", max_length=300, blank=True)
    reported_at = models.DateTimeField("报告时间")
    reported_by = models.CharField("报告人", max_length=80)
    # A role was called a post once, and its columns still are.
    reported_role = models.CharField("岗位", db_column="reported_post", max_length=20)
    reported_organisation = models.CharField("单位", max_length=120)

    confirmer = models.CharField("确认方式", max_length=12, choices=FinishConfirmer.choices(), blank=True)
    confirmed_on = models.DateField("确认的完工日期", null=True, blank=True)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    confirmed_by = models.CharField("确认人", max_length=80, blank=True)
    confirmed_role = models.CharField("确认人岗位", db_column="confirmed_post", max_length=20, blank=True)
    confirmed_organisation = models.CharField("确认人单位", max_length=120, blank=True)
    confirm_note = models.CharField("确认说明", max_length=300, blank=True)

    objects = WorksReportQuerySet.as_manager()

    class Meta:
        verbose_name = "施工报告"
        ordering = ["on", "reported_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "enterprise"],
                condition=Q(
                    kind=ReportKind.FINISH.value,
                    status__in=[ReportStatus.PENDING.value, ReportStatus.CONFIRMED.value],
                ),
                name="one_standing_finish_report",
            ),
            models.CheckConstraint(
                condition=Q(kind=ReportKind.FINISH.value) | Q(status=ReportStatus.RECORDED.value),
                name="only_finish_is_confirmed",
            ),
            models.CheckConstraint(
                condition=~Q(status=ReportStatus.CONFIRMED.value)
                | (Q(confirmed_on__isnull=False, confirmed_at__isnull=False) & ~Q(confirmer="")),
                name="confirmed_finish_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status=ReportStatus.REJECTED.value) | ~Q(confirm_note=""),
                name="rejected_finish_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ReportKind.CONCEALED.value) | ~Q(concealed=""),
                name="concealed_work_is_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind_label} {self.on}"

    @property
    def kind_label(self) -> str:
        return ReportKind(self.kind).label

    @property
    def concealed_label(self) -> str:
        return ConcealedWork(self.concealed).label if self.concealed else ""

    @property
    def confirmer_label(self) -> str:
        return FinishConfirmer(self.confirmer).label if self.confirmer else ""

    @property
    def state(self) -> ReportStatus:
        return ReportStatus(self.status)


class StopWork(models.Model):
    """停工: the works clock stands still from ``from_on`` to ``last_on``, both included."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="stops", verbose_name="案件")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="装修企业")
    from_on = models.DateField("停工日期")
    reason = models.CharField("停工原因", max_length=300)
    stopped_at = models.DateTimeField("登记时间")
    stopped_by = models.CharField("登记人", max_length=80)
    stopped_organisation = models.CharField("登记单位", max_length=120)
    last_on = models.DateField("最后停工日", null=True, blank=True)
    resumed_at = models.DateTimeField("复工登记时间", null=True, blank=True)
    resumed_by = models.CharField("复工登记人", max_length=80, blank=True)
    note = models.CharField("复工说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "停工"
        ordering = ["from_on", "stopped_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "enterprise"], condition=Q(last_on__isnull=True), name="one_open_stop"
            ),
            models.CheckConstraint(
                condition=Q(last_on__isnull=True) | Q(last_on__gte=F("from_on")), name="stop_dates_in_order"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="stop_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.from_on} 停工"
