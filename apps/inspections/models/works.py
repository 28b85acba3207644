"""施工: what the enterprise reports, and days on which the works stood still (R6)."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q

from apps.cases.models import Case
from apps.enterprises.models import Enterprise
from apps.inspections.enums import ConcealedWork, FinishConfirmer, PauseStatus, ReportKind, ReportStatus
from apps.inspections.rules.ends import days_late
from apps.lib import clock
from apps.plans.enums import Means
from apps.plans.models import AGENT_HAS_PROOF, CODED_STANDS_ALONE, HouseholdSignature

ENDS = (ReportKind.FINISH.value, ReportKind.RECTIFIED.value)
"""Reports that count only once the household or the patrol has confirmed them (P1)."""


class WorksReportQuerySet(models.QuerySet["WorksReport"]):
    """Filters of reports."""

    def of_works(self, case: Case) -> Self:
        """Reports of the enterprise that works now; a replaced one's reports stay in the history."""
        return self.filter(case=case, enterprise_id=case.enterprise_id)

    def finish(self) -> Self:
        return self.filter(kind=ReportKind.FINISH)

    def rectified(self) -> Self:
        return self.filter(kind=ReportKind.RECTIFIED)

    def pending(self) -> Self:
        return self.filter(status=ReportStatus.PENDING)

    def confirmed(self) -> Self:
        return self.filter(status=ReportStatus.CONFIRMED)

    def open_of(self, case: Case, kind: ReportKind) -> WorksReport | None:
        """Return the report of an end that waits for the household or the patrol."""
        return self.of_works(case).filter(kind=kind).pending().first()


class WorksReport(models.Model):
    """开工、进度、隐蔽工程、完工、整改完成 as reported. Only the last two are confirmed or refused.

    ``on`` is the day the enterprise reports, ``confirmed_on`` the day that counts; both are kept (P1).
    """

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
    reported_holder = models.CharField("报告人编号", max_length=32, blank=True, default="", db_default="")
    # What an enterprise without an account signed, or the household of one that answers no more.
    scan_file_id = models.UUIDField("代填所凭的签字材料", null=True, blank=True)
    attempt = models.ForeignKey(
        "inspections.AcceptanceAttempt",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="end_reports",
        verbose_name="整改所依据的验收",
    )

    confirmer = models.CharField("确认方式", max_length=12, choices=FinishConfirmer.choices(), blank=True)
    confirmed_on = models.DateField("确认的完工日期", null=True, blank=True)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    confirmed_by = models.CharField("确认人", max_length=80, blank=True)
    confirmed_role = models.CharField("确认人岗位", db_column="confirmed_post", max_length=20, blank=True)
    confirmed_organisation = models.CharField("确认人单位", max_length=120, blank=True)
    confirmed_holder = models.CharField("确认人编号", max_length=32, blank=True, default="", db_default="")
    confirm_note = models.CharField("确认说明", max_length=300, blank=True)
    visit = models.ForeignKey(
        "inspections.Visit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="确认所依据的巡查",
    )

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
            # Not unlike the finish: a case may be rectified again after a further acceptance.
            models.UniqueConstraint(
                fields=["attempt"],
                condition=Q(
                    kind=ReportKind.RECTIFIED.value,
                    status__in=[ReportStatus.PENDING.value, ReportStatus.CONFIRMED.value],
                ),
                name="one_standing_rectified_report",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ENDS) | Q(status=ReportStatus.RECORDED.value),
                name="only_ends_are_confirmed",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ReportKind.RECTIFIED.value) | Q(attempt__isnull=False),
                name="rectified_report_has_attempt",
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

    @property
    def is_end(self) -> bool:
        """Whether it waits, or waited, for the household or the patrol."""
        return self.kind in ENDS

    @property
    def days_late(self) -> int:
        """迟录: days from the day reported to the day it was entered."""
        return days_late(self.on, clock.local(self.reported_at).date())

    @property
    def confirmed_days_late(self) -> int:
        """迟录: days from the day that counts to the day its confirmation was entered; 0 without one."""
        if self.confirmed_on is None or self.confirmed_at is None:
            return 0
        return days_late(self.confirmed_on, clock.local(self.confirmed_at).date())


class EndSignature(HouseholdSignature):
    """The household's own signature under the day on which works or rectification were finished (P1)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.OneToOneField(
        WorksReport, models.PROTECT, related_name="signature", verbose_name="施工报告"
    )

    class Meta:
        verbose_name = "户主完工确认签字"
        constraints = [
            models.CheckConstraint(condition=AGENT_HAS_PROOF, name="agent_end_signature_has_proof"),
            models.CheckConstraint(condition=CODED_STANDS_ALONE, name="coded_end_signature_stands_alone"),
            models.CheckConstraint(
                condition=~Q(means=Means.DRAWN.value) | ~Q(witness_name=""),
                name="drawn_end_signature_has_witness",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signer_label} {self.signed_on}"


class StopWork(models.Model):
    """停工 from ``from_on`` to ``last_on``, both included; the clock stands still only where confirmed.

    What an enterprise enters, and what is dated back, counts once street or district confirmed it.
    """

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
    resumed_holder = models.CharField("复工登记人编号", max_length=32, blank=True, default="", db_default="")
    note = models.CharField("复工说明", max_length=300, blank=True)
    stopped_holder = models.CharField("登记人编号", max_length=32, blank=True, default="", db_default="")
    # What was recorded before anybody was asked to confirm has counted since, and goes on counting.
    status = models.CharField(
        "确认",
        max_length=10,
        choices=PauseStatus.choices(),
        default=PauseStatus.CONFIRMED,
        db_default=PauseStatus.CONFIRMED.value,
    )
    settled_at = models.DateTimeField("确认时间", null=True, blank=True)
    settled_by = models.CharField("确认人", max_length=80, blank=True, default="", db_default="")
    settled_organisation = models.CharField("确认单位", max_length=120, blank=True, default="", db_default="")
    settle_note = models.CharField("确认说明", max_length=300, blank=True, default="", db_default="")

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

    @property
    def status_label(self) -> str:
        return PauseStatus(self.status).label

    @property
    def counts(self) -> bool:
        """Whether its days are taken off."""
        return self.status == PauseStatus.CONFIRMED

    @property
    def days_late(self) -> int:
        """迟录: days from its first day to the day it was entered."""
        return days_late(self.from_on, clock.local(self.stopped_at).date())
