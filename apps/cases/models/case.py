"""The case: one household's kitchen and/or bathroom, one row that moves through the table."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q

from apps.cases.enums import (
    ENDED,
    FINISHED,
    NOT_HOLDING_SPACE,
    REMOVED,
    STARTED,
    AreaType,
    LinkedProgramme,
    RenovationScope,
    Status,
    Track,
)
from apps.enterprises.models import Enterprise
from apps.lib.actors import Actor
from apps.orgs.enums import ScopeLevel
from apps.orgs.models import Organisation
from apps.orgs.permissions import HOUSEHOLD, row_scope
from apps.programs.models import Program, RuleSet

_COLUMN_OF_LEVEL = {
    ScopeLevel.CITY: "city_bureau_id",
    ScopeLevel.BUREAU: "bureau_id",
    ScopeLevel.STREET: "street_office_id",
    ScopeLevel.ENTERPRISE: "enterprise__organisation_id",
    ScopeLevel.PROPERTY: "patrol_organisation_id",
}

# Lists in the order of Status: a set's order changes from run to run, and so would the migrations.
_HOLDING = [status.value for status in Status if status not in NOT_HOLDING_SPACE]
_STARTED = [status.value for status in Status if status in STARTED]
_FINISHED = [status.value for status in Status if status in FINISHED]
_BEFORE_START = [status.value for status in Status if status not in STARTED | REMOVED]


class CaseQuerySet(models.QuerySet["Case"]):
    """Named conditions that lists, counts and reminders are made of."""

    def visible_to(self, actor: Actor | None) -> Self:
        """Rows the actor may see (R19): equality on one indexed column, drafts only at their counter."""
        if actor is not None and actor.role == HOUSEHOLD and actor.case_id is not None:
            return self.filter(pk=actor.case_id).exclude(status=Status.DRAFT)
        scope = row_scope(actor)
        if scope.level is ScopeLevel.NONE:
            return self.none()
        # The province has no column: no equality could be asked, and every row but the drafts is its.
        if scope.level is ScopeLevel.PROVINCE:
            return self.exclude(status=Status.DRAFT)
        rows = self.filter(**{_COLUMN_OF_LEVEL[scope.level]: scope.organisation_id})
        # Both register at a counter; to everybody else a draft is nobody's case yet.
        if scope.level in (ScopeLevel.STREET, ScopeLevel.BUREAU):
            return rows
        return rows.exclude(status=Status.DRAFT)

    def open(self) -> Self:
        return self.exclude(status__in=[*ENDED, Status.DRAFT])

    def started(self) -> Self:
        """Started and not removed: what the weekly report counts (R10)."""
        return self.filter(status__in=STARTED)

    def finished(self) -> Self:
        return self.filter(status__in=FINISHED)

    def for_display(self) -> Self:
        """Load what a list row shows, without N+1."""
        return self.select_related("household", "dwelling", "enterprise", "street_office", "bureau")

    def for_waiting(self) -> Self:
        """Load what a list row shows that says whom a case waits for."""
        return self.for_display().select_related("enterprise__organisation", "patrol_organisation")


class Case(models.Model):
    """案件. ``status`` is assigned by ``services.move`` and nowhere else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # NULL, not '', until it is submitted: a unique column takes any number of NULLs.
    number = models.CharField("办件编号", max_length=30, unique=True, null=True, blank=True)
    track = models.CharField("类别", max_length=12, choices=Track.choices, default=Track.ASSEMBLED)
    status = models.CharField("状态", max_length=20, choices=Status.choices, default=Status.DRAFT)
    version = models.PositiveIntegerField("版次", default=1)
    program = models.ForeignKey(Program, models.PROTECT, related_name="cases", verbose_name="年度")
    program_group = models.CharField("项目组", max_length=40)
    # The rules of the day of application, for good: later ones do not reach back.
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="cases", verbose_name="规则版本")

    # Copied at registration: lists ask one indexed column, and old cases stay whose the street was then.
    street_code = models.CharField("街道代码", max_length=12)
    former_street = models.CharField("分设以前的街道代码", max_length=12, blank=True)
    """Of a case that followed a street which was split: the street it was in, of whose parts it has one."""
    county_code = models.CharField("区县代码", max_length=6)
    city_code = models.CharField("城市代码", max_length=4)
    street_office = models.ForeignKey(
        Organisation, models.PROTECT, related_name="street_cases", verbose_name="乡镇（街道）"
    )
    bureau = models.ForeignKey(
        Organisation, models.PROTECT, related_name="bureau_cases", verbose_name="区、县（市）住建局"
    )
    limits_bureau = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="期限所依的住建局",
        help_text="移交时正在计算的期限仍依原住建局的本级参数（决定 0129）；为空时依现在的",
    )
    city_bureau = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="city_cases",
        verbose_name="市级主管部门",
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="装修企业"
    )
    patrol_organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="patrol_cases",
        verbose_name="巡查主体",
        help_text="物业服务企业；为空时由乡镇（街道）巡查",
    )

    # A household that withdrew and comes again: the earlier case stays, and is found from the new one (P4).
    follows = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name="此前撤回的办件",
    )
    applied_on = models.DateField("填表时间")
    # Both columns keep the names they have in the API (migration 0007).
    renovation_scope = models.CharField(
        "改造意愿", db_column="will", max_length=10, choices=RenovationScope.choices
    )
    area_type = models.CharField(
        "城镇/农村", db_column="setting", max_length=10, choices=AreaType.choices, default=AreaType.URBAN
    )
    linked_programmes = models.JSONField("结合项目", default=list, blank=True)
    dwelling_key = models.CharField("住宅标识", max_length=64, db_index=True)
    # The columns of amounts say 元: a process of the release that kept 万元 must fail, not misread (0093).
    intended_budget = models.DecimalField(
        "装修预算（元）",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        db_column="intended_budget_yuan",
    )
    contract_amount = models.DecimalField(
        "装修合同金额（元）",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        db_column="contract_amount_yuan",
    )
    planned_days = models.PositiveSmallIntegerField("计划工期（天）", null=True, blank=True)
    overrun = models.BooleanField("超过规定工期", default=False)
    backfilled = models.BooleanField("补录", default=False)
    backfill_reason = models.CharField("补录原因", max_length=300, blank=True)

    received_on = models.DateField("受理日期", null=True, blank=True)
    filing_due_on = models.DateField("备案到期日", null=True, blank=True)
    started_on = models.DateField("开工日期", null=True, blank=True)
    completed_on = models.DateField("完工日期", null=True, blank=True)
    passed_on = models.DateField("验收合格日期", null=True, blank=True)
    # Of the latest rectification: the days it was asked for and confirmed as finished (P1).
    rectifying_from = models.DateField("要求整改日期", null=True, blank=True)
    rectified_on = models.DateField("整改完成日期", null=True, blank=True)
    works_due_on = models.DateField("施工到期日", null=True, blank=True)
    acceptance_due_on = models.DateField("验收到期日", null=True, blank=True)
    rectification_due_on = models.DateField("整改到期日", null=True, blank=True)
    calendar_version = models.CharField("日历版本", max_length=40, blank=True)

    created_at = models.DateTimeField("建立时间")
    updated_at = models.DateTimeField("更新时间")
    created_by_name = models.CharField("登记人", max_length=80)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "案件"
        ordering = ["-updated_at", "-id"]
        indexes = [
            models.Index(fields=["bureau", "-updated_at"], name="case_bureau_updated"),
            models.Index(fields=["bureau", "status", "works_due_on"], name="case_bureau_status_due"),
            models.Index(fields=["bureau", "status", "acceptance_due_on"], name="case_bureau_accept_due"),
            models.Index(fields=["street_office", "-updated_at"], name="case_street_updated"),
            models.Index(fields=["street_office", "status", "works_due_on"], name="case_street_status_due"),
            models.Index(fields=["city_bureau", "-updated_at"], name="case_city_updated"),
            models.Index(fields=["enterprise", "-updated_at"], name="case_enterprise_updated"),
            models.Index(fields=["patrol_organisation", "-updated_at"], name="case_patrol_updated"),
            models.Index(fields=["-updated_at"], name="case_updated"),
            # Lists by state or street, newest first, for other systems that keep in step.
            models.Index(fields=["bureau", "status", "-updated_at"], name="case_bureau_status_updated"),
            models.Index(fields=["city_bureau", "status", "-updated_at"], name="case_city_status_updated"),
            models.Index(fields=["street_code", "-updated_at"], name="case_street_code_updated"),
        ]
        constraints = [
            # Two constraints, not one on dwelling and scope: a case of both spaces meets one of either.
            models.UniqueConstraint(
                fields=["program_group", "dwelling_key"],
                condition=Q(
                    renovation_scope__in=[RenovationScope.KITCHEN, RenovationScope.BOTH], status__in=_HOLDING
                ),
                name="one_kitchen_per_dwelling",
            ),
            models.UniqueConstraint(
                fields=["program_group", "dwelling_key"],
                condition=Q(
                    renovation_scope__in=[RenovationScope.BATHROOM, RenovationScope.BOTH], status__in=_HOLDING
                ),
                name="one_bathroom_per_dwelling",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.DRAFT) | Q(number__isnull=False), name="case_numbered"
            ),
            models.CheckConstraint(
                # These two end a case before its start or after it; a converted one had always begun.
                condition=Q(status__in=[*_BEFORE_START, Status.TERMINATED, Status.REVOKED])
                | Q(started_on__isnull=False),
                name="case_started_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=_FINISHED) | Q(completed_on__isnull=False),
                name="case_finished_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.PASSED, Status.ARCHIVED]) | Q(passed_on__isnull=False),
                name="case_passed_has_date",
            ),
            models.CheckConstraint(
                condition=Q(completed_on__isnull=True) | Q(completed_on__gte=F("started_on")),
                name="case_dates_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(
                    status__in=[
                        Status.CONTRACTED,
                        Status.BUILDING,
                        Status.COMPLETED,
                        Status.RECTIFYING,
                        Status.PASSED,
                        Status.ARCHIVED,
                    ]
                )
                | Q(contract_amount__gt=0),
                name="case_contracted_has_amount",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.DESIGNING, Status.CONFIRMED, Status.CONTRACTED, *_STARTED])
                | Q(enterprise__isnull=False),
                name="case_designing_has_enterprise",
            ),
        ]

    def __str__(self) -> str:
        return self.number or "草稿"

    @property
    def regions(self) -> tuple[str, ...]:
        """Codes of the regions it lies in, smallest first: whose lists are offered to the household."""
        return (self.street_code, self.county_code, self.city_code, self.city_code[:2])

    @property
    def wants_kitchen(self) -> bool:
        return self.renovation_scope in (RenovationScope.KITCHEN, RenovationScope.BOTH)

    @property
    def wants_bathroom(self) -> bool:
        return self.renovation_scope in (RenovationScope.BATHROOM, RenovationScope.BOTH)

    @property
    def linked_programme_labels(self) -> list[str]:
        return [LinkedProgramme(code).label for code in self.linked_programmes]


class CaseNumber(models.Model):
    """The last number given per bureau and year; locked while one is taken."""

    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    # A row, not a sequence: that would keep counting when a submission is undone, and leave a gap.
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "编号"
        constraints = [models.UniqueConstraint(fields=["bureau", "year"], name="case_number_series")]

    def __str__(self) -> str:
        return f"{self.bureau}-{self.year}-{self.last}"
