"""The three checks of a plan, explained in words.

a. 墙面、地面、吊顶 3 个部位中应有 2 个以上部位采用装配式施工工艺;
b. 单个空间干式工法应用比例不低于 70 %;
c. 整体施工期原则上不超过 15 天 (浙建管发〔2024〕80号; 杭房局〔2024〕43号 二(一)).

The thresholds are parameters of a frozen rule set; an unset one checks nothing and says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Protocol

from apps.lib.calendars import days_over
from apps.lib.formats import NOTHING, per_cents, percent
from apps.plans.enums import CheckCode, CheckResult, Method, Surface
from apps.plans.rules.content import Content, SpaceInput
from apps.plans.rules.measures import SpaceMeasure, measure, prefab_share


class RuleParams(Protocol):
    """Thresholds of one rule set; None means 未设定. ``min_dry_ratio`` and ``prefab_over`` are in percent."""

    @property
    def min_prefab_surfaces(self) -> int | None: ...
    @property
    def min_dry_ratio(self) -> Decimal | None: ...
    @property
    def kept_counts(self) -> bool: ...
    @property
    def prefab_over(self) -> Decimal: ...
    @property
    def max_works_days(self) -> int | None: ...
    @property
    def version(self) -> str: ...
    @property
    def formula_id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class SpaceFinding:
    """What a check found in one space; ``passed`` None while a value is missing."""

    space: str
    passed: bool | None
    measured: str
    advice: str = ""

    @property
    def line(self) -> str:
        """One sentence for the household and the desk."""
        return f"{self.space} {self.measured}" + (f"，{self.advice}" if self.advice else "")


@dataclass(frozen=True, slots=True)
class Check:
    """One check with everything needed to repeat it."""

    code: CheckCode
    title: str
    result: CheckResult
    passed: bool | None
    inputs: dict[str, object]
    threshold: str
    formula_id: str
    rule_version: str
    explanation: tuple[str, ...]
    findings: tuple[SpaceFinding, ...] = ()

    @property
    def flagged(self) -> bool:
        """Passed only with a stated reason: stays marked everywhere."""
        return self.result is CheckResult.FLAGGED


def evaluate(plan: Content, values: RuleParams) -> tuple[Check, ...]:
    """Return the three checks a, b, c in order."""
    return (
        _prefab_surfaces(plan, values),
        _dry_ratio(plan, values),
        _works_days(plan, values),
    )


def may_submit(checks: tuple[Check, ...]) -> bool:
    """Whether a version may go to the household: no check failed and none is incomplete."""
    return all(check.result not in (CheckResult.FAILED, CheckResult.INCOMPLETE) for check in checks)


def _inputs(plan: Content) -> dict[str, object]:
    return {
        "spaces": [
            {
                "kind": str(space.kind),
                "name": space.name,
                "surfaces": [
                    {
                        "part": str(part.surface),
                        # As text: JSON would make a float of it, and the check must be repeatable from this.
                        "area": None if part.area is None else str(part.area),
                        "method": None if part.method is None else str(part.method),
                    }
                    for part in space.parts
                ],
            }
            for space in plan.spaces
        ]
    }


def _combined(findings: tuple[SpaceFinding, ...]) -> CheckResult:
    # First: what fails already will not pass when the rest is filled in.
    if any(finding.passed is False for finding in findings):
        return CheckResult.FAILED
    if not findings or any(finding.passed is None for finding in findings):
        return CheckResult.INCOMPLETE
    return CheckResult.PASSED


_PASSED = {
    CheckResult.PASSED: True,
    CheckResult.FLAGGED: True,
    CheckResult.FAILED: False,
    CheckResult.INCOMPLETE: None,
    CheckResult.NOT_SET: None,
}


def measured(space: SpaceInput, values: RuleParams) -> SpaceMeasure:
    """Measure a space by the parameters of a rule set."""
    return measure(space, kept_counts=values.kept_counts, prefab_over=values.prefab_over)


def _with_prefab(space: SpaceInput, surfaces: tuple[Surface, ...]) -> SpaceInput:
    return replace(
        space,
        parts=tuple(
            replace(part, method=Method.PREFAB) if part.surface in surfaces else part for part in space.parts
        ),
    )


def _smallest_change(space: SpaceInput, passes: Callable[[SpaceInput], bool]) -> tuple[Surface, ...]:
    """Return the fewest surfaces, then the smallest area, that make a space pass as wholly 装配式."""
    others = [surface for surface in space.surfaces if prefab_share(space, surface) != 1]

    def area(surfaces: tuple[Surface, ...]) -> Decimal:
        changed = [part for part in space.parts if part.surface in surfaces and part.method != Method.PREFAB]
        return sum((part.area or Decimal(0) for part in changed), Decimal(0))

    # All groups are tried: a space has three surfaces, so there are seven at most.
    for count in range(1, len(others) + 1):
        fitting = [group for group in combinations(others, count) if passes(_with_prefab(space, group))]
        if fitting:
            return min(fitting, key=area)
    return ()


def _change(space: SpaceInput, surfaces: tuple[Surface, ...]) -> str:
    mixed = any(prefab_share(space, surface) != 0 for surface in surfaces)
    names = "、".join(surface.label for surface in surfaces)
    return f"{names}{'全部' if mixed else ''}改为装配式后为"


def _prefab_surfaces(plan: Content, values: RuleParams) -> Check:
    least = values.min_prefab_surfaces
    title = f"每个空间的墙面、地面、吊顶中 {least} 个以上部位采用装配式"
    findings = () if least is None else tuple(_prefab_finding(space, least, values) for space in plan.spaces)
    return _space_check(CheckCode.PREFAB_SURFACES, title, plan, values, findings, least)


def _prefab_finding(space: SpaceInput, least: int, values: RuleParams) -> SpaceFinding:
    found = measured(space, values)
    words = found.prefab_words + _mixed(space, values)
    # Asked before what is missing, which cannot take back what is reached.
    if found.prefab >= least:
        return SpaceFinding(space.name, True, words)
    if not all(part.method for part in space.parts) or not space.parts:
        return SpaceFinding(space.name, None, words, "还有部位没有选工法")
    if found.undecided:
        return SpaceFinding(space.name, None, words, "还有部位没有填面积")
    surfaces = _smallest_change(space, lambda changed: measured(changed, values).prefab >= least)
    after = measured(_with_prefab(space, surfaces), values).prefab
    advice = f"{_change(space, surfaces)} {after} 个" if surfaces else ""
    return SpaceFinding(space.name, False, words, advice)


def _mixed(space: SpaceInput, values: RuleParams) -> str:
    """Say of every surface that is 装配式 in part whether it counts, and by what share."""
    said = []
    for surface in space.surfaces:
        share = prefab_share(space, surface)
        if share is not None and 0 < share < 1:
            counts = share * 100 > Fraction(values.prefab_over)
            said.append(
                f"{surface.label}装配式占 {percent(share)}，{'' if counts else '不'}超过 "
                f"{per_cents(values.prefab_over)}，{'计入' if counts else '不计入'}"
            )
    return f"（{'；'.join(said)}）" if said else ""


def _dry_ratio(plan: Content, values: RuleParams) -> Check:
    least = values.min_dry_ratio
    title = "单个空间干式工法应用比例" + (f"不低于 {per_cents(least)}" if least is not None else "")
    findings = () if least is None else tuple(_ratio_finding(space, least, values) for space in plan.spaces)
    return _space_check(CheckCode.DRY_RATIO, title, plan, values, findings, least)


def _reaches(found: SpaceMeasure, least: Decimal) -> bool:
    return found.ratio is not None and found.ratio * 100 >= Fraction(least)


def _ratio_finding(space: SpaceInput, least: Decimal, values: RuleParams) -> SpaceFinding:
    found = measured(space, values)
    if not found.complete:
        return SpaceFinding(space.name, None, NOTHING, "还有部位没有填面积或工法")
    # Nothing counts, so there is no ratio to reach: failed, where an empty sum would pass.
    if found.ratio is None:
        return SpaceFinding(space.name, False, NOTHING, "各部位均保留不动，没有计入比例的面积")
    if _reaches(found, least):
        return SpaceFinding(space.name, True, found.percent)
    surfaces = _smallest_change(space, lambda changed: _reaches(measured(changed, values), least))
    after = measured(_with_prefab(space, surfaces), values)
    advice = f"{_change(space, surfaces)} {percent(after.ratio)}" if surfaces else ""
    return SpaceFinding(space.name, False, found.percent, advice)


def _space_check(
    code: CheckCode,
    title: str,
    plan: Content,
    values: RuleParams,
    findings: tuple[SpaceFinding, ...],
    least: Decimal | int | None,
) -> Check:
    inputs = {**_inputs(plan), "kept_counts": values.kept_counts}
    if code is CheckCode.PREFAB_SURFACES:
        inputs["prefab_over"] = str(values.prefab_over)
    if least is None:
        result = CheckResult.NOT_SET
        explanation: tuple[str, ...] = (CheckResult.NOT_SET.label,)
        title = code.label
    else:
        result = _combined(findings)
        explanation = tuple(finding.line for finding in findings) or ("还没有填写空间",)
    return Check(
        code=code,
        title=title,
        result=result,
        passed=_PASSED[result],
        inputs=inputs,
        threshold="" if least is None else str(least),
        formula_id=values.formula_id if code is CheckCode.DRY_RATIO else "",
        rule_version=values.version,
        explanation=explanation,
        findings=findings,
    )


def _works_days(plan: Content, values: RuleParams) -> Check:
    most, days, reason = values.max_works_days, plan.planned_days, plan.overrun_reason.strip()
    title = CheckCode.WORKS_DAYS.label
    explanation: tuple[str, ...]
    if most is None:
        result, explanation = CheckResult.NOT_SET, (CheckResult.NOT_SET.label,)
    else:
        title = f"整体施工期原则上不超过 {most} 天"
        if days is None:
            result, explanation = CheckResult.INCOMPLETE, ("还没有填写计划工期",)
        elif not (over := days_over(days, most)):
            result, explanation = CheckResult.PASSED, (f"计划 {days} 天（日历日）",)
        elif reason:
            result = CheckResult.FLAGGED
            explanation = (
                f"计划 {days} 天（日历日），比 {most} 天多 {over} 天",
                f"原因：{reason}",
                "开工前须有区县知悉意见",
            )
        else:
            result = CheckResult.FAILED
            explanation = (f"计划 {days} 天（日历日），比 {most} 天多 {over} 天，须写明超期原因",)
    return Check(
        code=CheckCode.WORKS_DAYS,
        title=title,
        result=result,
        passed=_PASSED[result],
        inputs={"planned_days": days, "overrun_reason": bool(reason)},
        threshold="" if most is None else str(most),
        formula_id="",
        rule_version=values.version,
        explanation=explanation,
    )
