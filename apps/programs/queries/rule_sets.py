"""Thresholds of a rule set, with their types and sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from django.db.models import Q

from apps.lib.calendars import CLOSE_OF_WORK, CUTOFF_DAYS
from apps.lib.filing_limit import ReturnEffect
from apps.programs.enums import RuleCode, Strength
from apps.programs.models import Rule, RuleSet


@dataclass(frozen=True, slots=True)
class RuleSource:
    """Where a parameter comes from and how strongly it binds."""

    label: str
    value: str
    source: str
    clause: str
    strength_label: str


PREFAB_OVER = Decimal(50)
"""More than half of a surface, in per cent, for rule sets frozen before a surface had parts (R35)."""


@dataclass(frozen=True, slots=True)
class RuleValues:
    """Typed parameters of one rule set; None means 未设定 and checks nothing."""

    version: str
    formula_id: str
    min_prefab_surfaces: int | None = None
    min_dry_ratio: Decimal | None = None
    kept_counts: bool = True
    max_works_days: int | None = None
    first_day_counts: bool = True
    acceptance_months: int | None = None
    rectification_days: int | None = None
    filing_workdays: int | None = None
    return_effect: ReturnEffect = ReturnEffect.RUNS_ON
    prefab_over: Decimal = PREFAB_OVER
    sources: Mapping[str, RuleSource] = field(default_factory=dict)


def rules_of(rule_set: RuleSet) -> RuleValues:
    """Return a rule set's parameters with their types; None or the default where it has no value."""
    rows = {row.code: row for row in rule_set.rules.all()}

    def text(code: RuleCode) -> str:
        return rows[code].value if code in rows else ""

    def whole(code: RuleCode) -> int | None:
        return int(text(code)) if text(code) else None

    return RuleValues(
        version=rule_set.version,
        formula_id=rule_set.formula_id,
        min_prefab_surfaces=whole(RuleCode.MIN_PREFAB_SURFACES),
        min_dry_ratio=Decimal(text(RuleCode.MIN_DRY_RATIO)) if text(RuleCode.MIN_DRY_RATIO) else None,
        # The one threshold with a default: a rule set that is frozen cannot be given a parameter later.
        prefab_over=Decimal(text(RuleCode.PREFAB_OVER) or PREFAB_OVER),
        # Compared with no: a rule set that lacks the parameter counts, as RuleValues does.
        kept_counts=text(RuleCode.KEPT_COUNTS) != "no",
        max_works_days=whole(RuleCode.MAX_WORKS_DAYS),
        first_day_counts=text(RuleCode.FIRST_DAY_COUNTS) != "no",
        acceptance_months=whole(RuleCode.ACCEPTANCE_MONTHS),
        rectification_days=whole(RuleCode.RECTIFICATION_DAYS),
        filing_workdays=whole(RuleCode.FILING_WORKDAYS),
        return_effect=ReturnEffect(text(RuleCode.RETURN_EFFECT)),
        sources={
            row.code: RuleSource(
                label=RuleCode(row.code).label,
                value=row.value or "未设定",
                source=row.source,
                clause=row.clause,
                strength_label=Strength(row.strength).label,
            )
            for row in rows.values()
        },
    )


@dataclass(frozen=True, slots=True)
class ReportTimes:
    """When a year's weekly reports are due on their day, and how many days before data are cut off."""

    due_time: time = CLOSE_OF_WORK
    cutoff_days: int = CUTOFF_DAYS


def report_times(year: int) -> ReportTimes:
    """Return the report times of the rule set in force when a year begins; constant over the year."""
    # As of 1 January: the weeks of a year follow one rule from the first to the last.
    opening = date(year, 1, 1)
    rows = (
        Rule.objects.filter(
            Q(rule_set__effective_to__isnull=True) | Q(rule_set__effective_to__gt=opening),
            code__in=(RuleCode.REPORT_DUE_TIME, RuleCode.REPORT_CUTOFF_DAYS),
            rule_set__frozen_at__isnull=False,
            rule_set__effective_from__lte=opening,
        )
        .exclude(value="")
        .order_by("rule_set__effective_from", "rule_set_id")
        .values_list("rule_set_id", "code", "value")
    )
    in_force = list(rows)
    # All from the newest rule set: two sets in force at once are not mixed.
    values = {code: value for rule_set, code, value in in_force if rule_set == in_force[-1][0]}
    due = values.get(RuleCode.REPORT_DUE_TIME.value)
    days = values.get(RuleCode.REPORT_CUTOFF_DAYS.value)
    return ReportTimes(
        due_time=time.fromisoformat(due) if due else CLOSE_OF_WORK,
        cutoff_days=int(days) if days else CUTOFF_DAYS,
    )


def rule_set_of(on: date) -> RuleSet:
    """Return the frozen rule set in force on an application date."""
    found = (
        RuleSet.objects.filter(frozen_at__isnull=False, effective_from__lte=on)
        # exclude() keeps the rows without an end; filter(effective_to__gt=on) would lose them.
        .exclude(effective_to__lte=on)
        .order_by("-effective_from", "-id")
        .first()
    )
    if found is None:
        raise RuleSet.DoesNotExist(f"no frozen rule set in force on {on}")
    return found
