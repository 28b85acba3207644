"""Rule sets: versions of all thresholds, frozen once used (R4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from django.db import transaction

from apps.audit.services import Subject, record
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.calendars import CUTOFF_RANGE
from apps.lib.decisions import Refused
from apps.lib.filing_limit import ReturnEffect
from apps.programs.enums import RuleCode, Strength, SurfaceMethodCode
from apps.programs.models import Rule, RuleSet

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


MOST = 999
"""A limit beyond it is a slip, and frozen it would break every date reckoned from it."""


def _at_least_one(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST:
        raise ValueError("a limit is a number from 1 to 999")
    return int(text)


def _time(text: str) -> time:
    read = time.fromisoformat(text)
    if read.tzinfo is not None:
        raise ValueError("times are those of Asia/Shanghai")
    return read


def _yes_or_no(text: str) -> str:
    if text not in ("yes", "no"):
        raise ValueError("neither yes nor no")
    return text


def _share(text: str) -> Decimal:
    if not 0 <= Decimal(text) <= 100:
        raise ValueError("no share in per cent")
    return Decimal(text)


_READ: Mapping[RuleCode, Callable[[str], object]] = {
    RuleCode.MIN_PREFAB_SURFACES: _at_least_one,
    RuleCode.MIN_DRY_RATIO: _share,
    RuleCode.PREFAB_OVER: _share,
    RuleCode.MAX_WORKS_DAYS: _at_least_one,
    RuleCode.ACCEPTANCE_MONTHS: _at_least_one,
    RuleCode.FILING_WORKDAYS: _at_least_one,
    RuleCode.RETURN_EFFECT: ReturnEffect,
    RuleCode.RECTIFICATION_DAYS: _at_least_one,
    RuleCode.REPORT_DUE_TIME: _time,
    RuleCode.REPORT_CUTOFF_DAYS: _cutoff,
    RuleCode.KEPT_COUNTS: _yes_or_no,
    RuleCode.FIRST_DAY_COUNTS: _yes_or_no,
}
"""How the parameters are read when they are used."""


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
        require_readable(spec)
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
            is_frozen=True,
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


def require_readable(spec: RuleSpec) -> None:
    """Refuse a value that its parameter cannot have; an empty one is 未设定."""
    try:
        if spec.value and spec.code in _READ:
            _READ[spec.code](spec.value)
    except (ValueError, ArithmeticError):
        raise Refused(
            f"“{spec.code.label}”不能是“{spec.value}”。", field=spec.code.value, code="value"
        ) from None
