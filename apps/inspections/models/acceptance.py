"""验收: attempts, as-built items, recomputed checks, opinions, rectification, mediation (R7)."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from apps.cases.models import Case
from apps.enterprises.models import Enterprise
from apps.inspections.enums import (
    AttemptResult,
    ItemKind,
    ItemOutcome,
    MediationCause,
    Satisfaction,
    Verdict,
)
from apps.inspections.rules.verdicts import took_too_long
from apps.lib import clock
from apps.plans.enums import Means, Method, Surface
from apps.plans.models import AGENT_HAS_PROOF, CODED_STANDS_ALONE, HouseholdSignature, KeptCheck, PlanVersion


class AttemptQuerySet(models.QuerySet["AcceptanceAttempt"]):
    """Filters of attempts."""

    def open(self) -> Self:
        return self.filter(result=AttemptResult.OPEN)

    def open_of(self, case: Case) -> AcceptanceAttempt | None:
        """Return the attempt being worked on; one loaded with its case is not read again."""
        loaded: list[AcceptanceAttempt] | None = getattr(case, "open_attempts", None)
        if loaded is None:
            return self.open().filter(case=case).first()
        return loaded[0] if loaded else None

    def with_details(self) -> Self:
        """Load everything a page or a paper shows of an attempt."""
        return self.select_related("plan", "enterprise").prefetch_related(
            "items", "evaluations", "opinions", "rectifications"
        )


class AcceptanceAttempt(models.Model):
    """第 n 次现场验收 against one confirmed version of the plan. Verdict and 满意 stand apart."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="attempts", verbose_name="案件")
    number = models.PositiveSmallIntegerField("次数")
    plan = models.ForeignKey(PlanVersion, models.PROTECT, related_name="attempts", verbose_name="对照方案")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="装修企业")
    result = models.CharField(
        "结论", max_length=10, choices=AttemptResult.choices(), default=AttemptResult.OPEN
    )
    arranged_on = models.DateField("约定验收日期")
    due_on = models.DateField("验收期限", null=True, blank=True)
    opened_at = models.DateTimeField("安排时间")
    opened_by = models.CharField("安排人", max_length=80)
    visited_at = models.DateTimeField("现场验收时间", null=True, blank=True)
    inspector_name = models.CharField("住建部门验收人", max_length=80)
    # The account beside the printed name: two people may bear one name (Actor.made). db_default lets
    # processes of the release before go on writing.
    inspector_holder = models.CharField(
        "住建部门验收人编号", max_length=32, blank=True, default="", db_default=""
    )
    # A role was called a post once, and the column still is.
    inspector_role = models.CharField("岗位", db_column="inspector_post", max_length=20)
    inspector_organisation = models.CharField("单位", max_length=120)
    companions = models.CharField("其他验收人员", max_length=120, blank=True)
    overrun_reason = models.CharField("超期原因", max_length=300, blank=True)

    verdict = models.CharField("验收意见", max_length=6, choices=Verdict.choices(), blank=True)
    opinion = models.CharField("住建部门验收人员意见", max_length=500, blank=True)
    verdict_at = models.DateTimeField("意见时间", null=True, blank=True)
    verdict_by = models.CharField("意见人", max_length=80, blank=True)
    verdict_by_holder = models.CharField("意见人编号", max_length=32, blank=True, default="", db_default="")
    verdict_signature_id = models.UUIDField("验收人签字", null=True, blank=True)

    mend_due_on = models.DateField("整改期限", null=True, blank=True)
    """By when what it asked for was to be mended; None where it passed, or no limit is set."""

    satisfaction = models.CharField(
        "改造家庭确认意见", max_length=14, choices=Satisfaction.choices(), blank=True
    )
    concluded_at = models.DateTimeField("办结时间", null=True, blank=True)
    concluded_by = models.CharField("办结人", max_length=80, blank=True)
    concluded_by_holder = models.CharField("办结人编号", max_length=32, blank=True, default="", db_default="")
    # The paper in ink: signed by the household and the inspector, scanned after it was concluded.
    signed_form_id = models.UUIDField("签字的验收表", null=True, blank=True)
    content_hash = models.CharField("验收表内容校验码", max_length=64, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = "验收"
        # Papers are looked up by their check code (文书核验).
        indexes = [models.Index(fields=["content_hash"], name="attempt_by_hash")]
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="attempt_number_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(result=AttemptResult.OPEN.value), name="one_open_attempt"
            ),
            models.CheckConstraint(
                condition=Q(verdict="")
                | (Q(verdict_at__isnull=False, visited_at__isnull=False) & ~Q(opinion="")),
                name="verdict_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(result=AttemptResult.PASSED.value)
                | Q(verdict=Verdict.PASS.value, satisfaction=Satisfaction.SATISFIED.value),
                name="passed_needs_both_conditions",
            ),
            models.CheckConstraint(
                condition=Q(result=AttemptResult.OPEN.value) | Q(concluded_at__isnull=False),
                name="concluded_attempt_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 次验收"

    @property
    def is_open(self) -> bool:
        return self.result == AttemptResult.OPEN

    @property
    def result_label(self) -> str:
        return AttemptResult(self.result).label

    @property
    def verdict_label(self) -> str:
        return Verdict(self.verdict).label if self.verdict else ""

    @property
    def satisfaction_label(self) -> str:
        return Satisfaction(self.satisfaction).label if self.satisfaction else ""

    @property
    def took_too_long(self) -> bool:
        """Whether its own check of the days found the works longer than the limit."""
        return took_too_long(self.evaluations.all())

    @property
    def stated_overrun(self) -> str:
        """Why the works took too long; '' where they did not, whatever was typed."""
        return self.overrun_reason if self.took_too_long else ""

    @property
    def visited_on(self) -> date | None:
        """Day of the visit in Shanghai."""
        return clock.local(self.visited_at).date() if self.visited_at else None

    @property
    def inspectors(self) -> str:
        """Everyone who accepted, as the form names them."""
        return "、".join(name for name in (self.inspector_name, self.companions) if name)

    @property
    def is_late(self) -> bool:
        """Organised after the month was over: the bureau's lateness, never the household's."""
        return bool(self.due_on and self.visited_on and self.visited_on > self.due_on)


class AcceptanceItem(models.Model):
    """One item of the round: what the plan says, and what was found on site.

    ``rest_area`` and ``rest_method``: what was planned in one way and built in two (R35).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    attempt = models.ForeignKey(AcceptanceAttempt, models.CASCADE, related_name="items", verbose_name="验收")
    position = models.PositiveSmallIntegerField("次序")
    code = models.CharField("项目代码", max_length=60)
    kind = models.CharField("类别", max_length=10, choices=ItemKind.choices())
    space = models.CharField("空间", max_length=60)
    part = models.CharField("部位", max_length=10, choices=Surface.choices(), blank=True)
    label = models.CharField("项目", max_length=120)
    planned = models.CharField("方案", max_length=300)
    outcome = models.CharField("核验", max_length=10, choices=ItemOutcome.choices(), blank=True)
    area = models.DecimalField("实测面积（㎡）", max_digits=8, decimal_places=2, null=True, blank=True)
    method = models.CharField("实际工法", max_length=10, choices=Method.choices(), blank=True)
    rest_area = models.DecimalField(
        "其余部分面积（㎡）", max_digits=8, decimal_places=2, null=True, blank=True
    )
    rest_method = models.CharField(
        "其余部分工法", max_length=10, choices=Method.choices(), blank=True, default="", db_default=""
    )
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "验收项目"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "code"], name="acceptance_item_once"),
            models.CheckConstraint(
                condition=~Q(outcome=ItemOutcome.MEASURED.value) | (Q(area__gt=0) & ~Q(method="")),
                name="measured_item_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(rest_area__isnull=True, rest_method="")
                | Q(outcome=ItemOutcome.MEASURED.value, rest_area__gt=0) & ~Q(rest_method=""),
                name="rest_of_item_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=ItemOutcome.DISAGREES.value) | ~Q(note=""),
                name="disagreeing_item_is_explained",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.space} {self.label}"

    @property
    def method_label(self) -> str:
        return Method(self.method).label if self.method else ""


class AcceptanceEvaluation(KeptCheck):
    """A check recomputed on as-built values; made anew with the findings, until the verdict."""

    attempt = models.ForeignKey(
        AcceptanceAttempt, models.CASCADE, related_name="evaluations", verbose_name="验收"
    )

    class Meta:
        verbose_name = "实测核验"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "code"], name="as_built_evaluated_once"),
        ]


class HouseholdOpinion(HouseholdSignature):
    """改造家庭确认意见 with its signature (R23). Later ones add, never replace."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    attempt = models.ForeignKey(
        AcceptanceAttempt, models.PROTECT, related_name="opinions", verbose_name="验收"
    )
    value = models.CharField("意见", max_length=14, choices=Satisfaction.choices())
    remark = models.CharField("户主说明", max_length=300, blank=True)
    recorded_by = models.CharField("记录人", max_length=80)
    recorded_by_holder = models.CharField("记录人编号", max_length=32, blank=True, default="", db_default="")
    recorded_organisation = models.CharField("记录单位", max_length=120)

    class Meta:
        verbose_name = "改造家庭意见"
        # Papers are looked up by their check code (文书核验).
        indexes = [models.Index(fields=["content_hash"], name="opinion_by_hash")]
        ordering = ["signed_at"]
        constraints = [
            models.CheckConstraint(condition=AGENT_HAS_PROOF, name="agent_opinion_has_proof"),
            models.CheckConstraint(condition=CODED_STANDS_ALONE, name="coded_opinion_stands_alone"),
            models.CheckConstraint(
                condition=~Q(means=Means.DRAWN.value) | ~Q(witness_name=""), name="drawn_opinion_has_witness"
            ),
            models.CheckConstraint(
                condition=~Q(value=Satisfaction.DISSATISFIED.value) | ~Q(remark=""),
                name="dissatisfaction_is_explained",
            ),
        ]

    def __str__(self) -> str:
        return self.value_label

    @property
    def value_label(self) -> str:
        return Satisfaction(self.value).label


class Rectification(models.Model):
    """One item that a failed acceptance asks for; done with proof before the second acceptance."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    attempt = models.ForeignKey(
        AcceptanceAttempt, models.PROTECT, related_name="rectifications", verbose_name="验收"
    )
    number = models.PositiveSmallIntegerField("序号")
    text = models.CharField("整改事项", max_length=300)
    done_on = models.DateField("整改完成日期", null=True, blank=True)
    note = models.CharField("整改情况", max_length=300, blank=True)
    done_at = models.DateTimeField("报告时间", null=True, blank=True)
    done_by = models.CharField("报告人", max_length=80, blank=True)

    class Meta:
        verbose_name = "整改事项"
        ordering = ["attempt_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "number"], name="rectification_number_once"),
            models.CheckConstraint(condition=~Q(text=""), name="rectification_has_text"),
        ]

    def __str__(self) -> str:
        return self.text


class Mediation(models.Model):
    """调解: what was tried before a household is closed without its confirmation (R7)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="mediations", verbose_name="案件")
    cause = models.CharField("事由", max_length=14, choices=MediationCause.choices())
    opened_on = models.DateField("开始日期")
    opened_at = models.DateTimeField("登记时间")
    opened_by = models.CharField("登记人", max_length=80)
    held_on = models.DateField("调解日期", null=True, blank=True)
    """Empty, as the mediator is, where the case ended before anybody held it."""
    mediator = models.CharField("调解人", max_length=80, blank=True)
    record = models.CharField("调解记录", max_length=1000, blank=True)
    agreed = models.BooleanField("达成一致", default=False)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)
    closed_by = models.CharField("记录人", max_length=80, blank=True)

    class Meta:
        verbose_name = "调解"
        ordering = ["opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(closed_at__isnull=True), name="one_open_mediation"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True)
                | (~Q(record="") & (Q(held_on__isnull=False) | Q(mediator=""))),
                name="closed_mediation_is_documented",
            ),
        ]

    def __str__(self) -> str:
        return f"调解（{self.cause_label}）"

    @property
    def cause_label(self) -> str:
        return MediationCause(self.cause).label
