"""Every write to the programme year, its rules, targets, milestones and calendar (R4, R12)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

import chinese_calendar
from django.db import transaction

from apps.audit.services import Subject, record
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.calendars import CUTOFF_RANGE
from apps.lib.decisions import Refused
from apps.lib.filing_limit import ReturnEffect
from apps.orgs.models import Organisation
from apps.programs.enums import DayKind, RuleCode, Strength, SurfaceMethodCode
from apps.programs.models import (
    CalendarDay,
    CalendarYear,
    Milestone,
    Program,
    Rule,
    RuleSet,
    Target,
)

H = "杭房局〔2024〕43号"
Z = "浙建管发〔2024〕80号"
LOCAL = "本系统约定，可由主管部门另行设定"


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """Value and source of one parameter; an empty value is 未设定."""

    code: RuleCode
    value: str
    source: str
    clause: str
    strength: Strength


TEXT_RULES: tuple[RuleSpec, ...] = (
    RuleSpec(
        RuleCode.MIN_PREFAB_SURFACES,
        "2",
        f"{Z} 四；{H} 二(一)",
        "墙面、地面、吊顶3个部位中需有2个以上部位采用装配式施工工艺",
        Strength.BINDING,
    ),
    RuleSpec(
        RuleCode.MIN_DRY_RATIO,
        "70",
        f"{Z} 四；{H} 二(一)",
        "单个空间干式工法应用比例不低于70%",
        Strength.BINDING,
    ),
    RuleSpec(
        RuleCode.MAX_WORKS_DAYS, "15", f"{Z} 四；{H} 二(一)", "整体施工期原则上不超过15天", Strength.BINDING
    ),
    RuleSpec(
        RuleCode.ACCEPTANCE_MONTHS,
        "1",
        f"{H} 三(一)4",
        "装修完工后 1 个月内，各地住建部门组织项目验收",
        Strength.BINDING,
    ),
    RuleSpec(
        RuleCode.REPORT_DUE_TIME, "17:30", f"{H} 附件3备注3", "此表每周四下班前统计上报", Strength.LOCAL
    ),
    RuleSpec(
        RuleCode.REPORT_CUTOFF_DAYS,
        "1",
        LOCAL,
        "数据截至报送日前一日 24:00，留出一个上午核对",
        Strength.LOCAL,
    ),
    RuleSpec(
        RuleCode.PREFAB_OVER,
        "50",
        LOCAL,
        "一个部位分几部分施工的，装配式面积超过该部位面积的一半，该部位计为装配式",
        Strength.LOCAL,
    ),
    RuleSpec(RuleCode.KEPT_COUNTS, "yes", LOCAL, "“保留不动”的面积计入干式工法比例的分母", Strength.LOCAL),
    RuleSpec(
        RuleCode.FIRST_DAY_COUNTS, "yes", LOCAL, "开工当日与完工当日都计入工期总日历天数", Strength.LOCAL
    ),
    RuleSpec(RuleCode.RECTIFICATION_DAYS, "", "", "文件未规定整改期限", Strength.LOCAL),
    RuleSpec(RuleCode.FILING_WORKDAYS, "", "", "文件未规定备案时限", Strength.LOCAL),
    RuleSpec(RuleCode.RETURN_EFFECT, "", "", "文件未规定退回补正期间是否停计", Strength.LOCAL),
)
"""Thresholds of the two texts and the local conventions beside them."""


def _cutoff(text: str) -> int:
    if int(text) not in CUTOFF_RANGE:
        raise ValueError("a week has no such working day")
    return int(text)


def _at_least_one(text: str) -> int:
    if int(text) < 1:
        raise ValueError("a limit needs at least one workday")
    return int(text)


_READ: Mapping[RuleCode, Callable[[str], object]] = {
    RuleCode.MIN_PREFAB_SURFACES: int,
    RuleCode.MIN_DRY_RATIO: Decimal,
    RuleCode.PREFAB_OVER: Decimal,
    RuleCode.MAX_WORKS_DAYS: int,
    RuleCode.ACCEPTANCE_MONTHS: int,
    RuleCode.FILING_WORKDAYS: _at_least_one,
    RuleCode.RETURN_EFFECT: ReturnEffect,
    RuleCode.RECTIFICATION_DAYS: _at_least_one,
    RuleCode.REPORT_DUE_TIME: time.fromisoformat,
    RuleCode.REPORT_CUTOFF_DAYS: _cutoff,
}
"""How the parameters that are no yes or no are read when they are used."""


@transaction.atomic
def open_program(
    *, by: Actor, year: int, name: str, group: str, is_assumption: bool = False, note: str = ""
) -> Program:
    """Open a programme year from 1 January to 31 December."""
    program = Program.objects.create(
        year=year,
        name=name,
        group=group,
        opens_on=date(year, 1, 1),
        closes_on=date(year, 12, 31),
        is_assumption=is_assumption,
        note=note,
    )
    record(by=by, subject=Subject("program", str(program.pk)), action="program.opened", facts={"year": year})
    return program


@transaction.atomic
def freeze_rule_set(
    *,
    by: Actor,
    version: str,
    effective_from: date,
    specs: tuple[RuleSpec, ...] = TEXT_RULES,
    formula_id: str = SurfaceMethodCode.AREA.value,
) -> RuleSet:
    """Write a rule set and freeze it at once; a frozen set is never edited, only succeeded.

    Refused where the version is there, or a value is none that its parameter can have.
    """
    if RuleSet.objects.filter(version=version).exists():
        raise Refused(f"规则版本 {version} 已经存在。", field="version", code="exists")
    for spec in specs:
        _require_readable(spec)
    # Frozen before its rules are written: all of it is one transaction, and nobody sees half a set.
    rule_set = RuleSet.objects.create(
        version=version, formula_id=formula_id, effective_from=effective_from, frozen_at=clock.now()
    )
    Rule.objects.bulk_create(
        Rule(
            rule_set=rule_set,
            code=spec.code,
            value=spec.value,
            source=spec.source,
            clause=spec.clause,
            strength=spec.strength,
        )
        for spec in specs
    )
    record(
        by=by,
        subject=Subject("rule_set", version),
        action="rule_set.frozen",
        facts={spec.code.value: spec.value for spec in specs},
    )
    return rule_set


def _require_readable(spec: RuleSpec) -> None:
    try:
        if spec.value and spec.code in _READ:
            _READ[spec.code](spec.value)
    except (ValueError, ArithmeticError):
        raise Refused(
            f"“{spec.code.label}”不能是“{spec.value}”。", field=spec.code.value, code="value"
        ) from None


@transaction.atomic
def set_targets(
    *,
    by: Actor,
    program: Program,
    households: Mapping[Organisation, int | None],
    source: str,
    is_assumption: bool = False,
) -> None:
    """Set the year's targets; None prints as “—” (no target of its own)."""
    for organisation, number in households.items():
        Target.objects.update_or_create(
            program=program,
            organisation=organisation,
            defaults={"households": number, "source": source, "is_assumption": is_assumption},
        )
    record(
        by=by,
        subject=Subject("program", str(program.pk)),
        action="targets.set",
        facts={str(organisation.pk): number for organisation, number in households.items()},
    )


@transaction.atomic
def set_milestones(
    *, by: Actor, program: Program, organisation: Organisation | None = None, is_assumption: bool = False
) -> None:
    """Set the three milestones of 杭房局〔2024〕43号 四(一) for the programme's year.

    They belong to the target of ``organisation`` and of those that report to it; None is every target.
    """
    year = program.year
    for name, due_on, share, measure in (
        ("9月底", date(year, 9, 30), 60, "completed"),
        ("11月底", date(year, 11, 30), 100, "completed"),
        ("12月20日前验收", date(year, 12, 20), 100, "passed"),
    ):
        Milestone.objects.update_or_create(
            program=program,
            organisation=organisation,
            name=name,
            defaults={
                "due_on": due_on,
                "share": Decimal(share),
                "measure": measure,
                "source": f"{H} 四(一)",
                "is_assumption": is_assumption,
            },
        )
    record(
        by=by,
        subject=Subject("program", str(program.pk)),
        action="milestones.set",
        facts={
            "year": year,
            "is_assumption": is_assumption,
            "organisation": organisation.pk if organisation else None,
        },
    )


@transaction.atomic
def load_calendar(*, by: Actor, year: int) -> CalendarYear:
    """Seed a year of holidays and make-up workdays (调休) from the announced calendar.

    A year the State Council has not announced is stored as provisional with plain weekends, never
    guessed.
    """
    try:
        days = chinese_calendar.get_dates(date(year, 1, 1), date(year, 12, 31))
        details = {day: chinese_calendar.get_holiday_detail(day) for day in days}
        provisional = False
    # What chinesecalendar raises for a year that it does not know.
    except NotImplementedError:
        details, provisional = {}, True
    calendar, _ = CalendarYear.objects.update_or_create(
        year=year,
        defaults={
            "source": "放假安排尚未公布，暂按周末计算"
            if provisional
            else "国务院办公厅节假日安排（chinesecalendar）",
            "provisional": provisional,
        },
    )
    # Replaced as a whole: an announcement may also take a day back.
    calendar.days.all().delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(
            year=calendar,
            day=day,
            kind=DayKind.HOLIDAY if resting else DayKind.MAKEUP,
            name=str(name or "")[:40],
        )
        for day, (resting, name) in details.items()
        # Plain weekends have no name: only days unlike the plain week are kept.
        if name and (resting or day.weekday() >= 5)
    )
    record(
        by=by,
        subject=Subject("calendar", str(year)),
        action="calendar.loaded",
        facts={"days": calendar.days.count(), "provisional": provisional},
    )
    return calendar
