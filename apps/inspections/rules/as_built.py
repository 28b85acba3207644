"""As-built values of a household, and checks a, b, c recomputed on them.

杭房局〔2024〕43号 三(一)4: 对照清单逐户上门、对照方案逐项核验. An item either agrees with the last
confirmed plan, and the plan's values count, or is measured, and the measured ones count. Areas are
Decimal m²; days are calendar days.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from apps.inspections.enums import ItemKind, ItemOutcome
from apps.lib import formats
from apps.lib.calendars import Span, days_over
from apps.plans.enums import CheckCode, CheckResult, Method, Surface
from apps.plans.rules import Check, Content, PartInput, RuleParams, SpaceInput, as_stated, evaluate, part_name


@dataclass(frozen=True, slots=True)
class BuiltItem:
    """One item to go through on site, with what the plan says about it."""

    code: str
    kind: ItemKind
    space: str
    label: str
    planned: str
    surface: Surface | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What was found on one item; ``area`` (m²) and ``method`` for measured surfaces.

    ``rest_area`` and ``rest_method``: the rest of what was planned in one way and built in two.
    """

    outcome: ItemOutcome | None = None
    area: Decimal | None = None
    method: Method | None = None
    note: str = ""
    rest_area: Decimal | None = None
    rest_method: Method | None = None

    @property
    def has_rest(self) -> bool:
        """Whether anything is said of a rest."""
        return self.rest_area is not None or self.rest_method is not None

    @property
    def words(self) -> str:
        """What was measured: 装配式 12.19 ㎡；其余 保留不动 3.41 ㎡."""
        rest = f"；其余 {surface_words(self.rest_method, self.rest_area)}" if self.has_rest else ""
        return surface_words(self.method, self.area) + rest


@dataclass(frozen=True, slots=True)
class WorksDays:
    """How long the works took, and from when to when."""

    started_on: date
    completed_on: date
    span: Span

    @property
    def gross(self) -> int:
        """Calendar days on site."""
        return self.span.gross

    @property
    def net(self) -> int:
        """Calendar days without the recorded pauses."""
        return self.span.net

    @property
    def words(self) -> str:
        """One line for people."""
        paused = self.span.paused
        kept = f"，历时 {self.gross} 天，扣除停工 {paused} 天" if paused else ""
        first, last = formats.month_day(self.started_on), formats.month_day(self.completed_on)
        return f"实际 {self.net} 天（日历日，{first}至{last}{kept}）"


@dataclass(frozen=True, slots=True)
class Deviation:
    """A surface built otherwise than planned."""

    label: str
    planned: str
    built: str

    @property
    def line(self) -> str:
        return f"{self.label}：方案{self.planned}，实际{self.built}"


def surface_code(space_index: int, surface: Surface, place: int = 0) -> str:
    """Return the code of a surface item: the places of the space in the plan, of the part in its surface."""
    # The first part has no place in its code: codes stored before a surface could have parts stay the same.
    return f"surface:{space_index}:{surface.value}" + (f":{place}" if place else "")


def surface_items(space_index: int, space: SpaceInput) -> Iterator[tuple[str, str, PartInput]]:
    """Yield code, name and content of every part of a space's surfaces, in the order of the plan."""
    for surface in space.surfaces:
        parts = space.parts_of(surface)
        for place, part in enumerate(parts):
            yield surface_code(space_index, surface, place), part_name(surface, place, len(parts)), part


def items_to_accept(plan: Content) -> tuple[BuiltItem, ...]:
    """Return everything to go through: surfaces and fittings of each space, then the hazards."""
    items: list[BuiltItem] = []
    for index, space in enumerate(plan.spaces):
        items += [
            BuiltItem(
                code,
                ItemKind.SURFACE,
                space.name,
                name,
                surface_words(part.method, part.area, part.product),
                part.surface,
            )
            for code, name, part in surface_items(index, space)
        ]
        items.append(
            BuiltItem(
                f"fitting:{index}",
                ItemKind.FITTING,
                space.name,
                "设施安装与使用",
                "设施安装到位，给排水、用电可正常使用",
            )
        )
    for index, hazard in enumerate(plan.hazards):
        planned = f"更换为{hazard.product}" if hazard.product else "应更换"
        items.append(
            BuiltItem(f"hazard:{index}", ItemKind.HAZARD, hazard.location or "隐患设施", hazard.name, planned)
        )
    return tuple(items)


def surface_words(method: Method | None, area: Decimal | None, product: str = "") -> str:
    """Return 装配式 18.60 ㎡（产品）."""
    words = [method.short if method else "", f"{formats.area(area)} ㎡" if area is not None else ""]
    return " ".join(word for word in words if word) + (f"（{product}）" if product else "")


def as_built_spaces(plan: Content, found: Mapping[str, Found]) -> tuple[SpaceInput, ...]:
    """Return the plan's spaces with every measured surface replaced; unchecked ones are empty.

    A surface that was not gone through, or disagrees without a measurement, has neither area nor
    method, so that no check passes on it.
    """
    return tuple(
        replace(
            space,
            parts=tuple(
                built
                for code, _, part in surface_items(index, space)
                for built in _built(part, found.get(code))
            ),
        )
        for index, space in enumerate(plan.spaces)
    )


def _built(part: PartInput, found: Found | None) -> Iterator[PartInput]:
    if found is not None and found.outcome is ItemOutcome.AGREES:
        yield part
    elif found is not None and found.outcome is ItemOutcome.MEASURED:
        yield replace(part, area=found.area, method=found.method)
        if found.has_rest:
            yield replace(part, area=found.rest_area, method=found.rest_method)
    else:
        yield replace(part, area=None, method=None)


def deviations(plan: Content, found: Mapping[str, Found]) -> tuple[Deviation, ...]:
    """Return the surfaces that were measured and differ from the plan in method or area."""
    result = []
    for index, space in enumerate(plan.spaces):
        for code, name, part in surface_items(index, space):
            item = found.get(code)
            if item is None or item.outcome is not ItemOutcome.MEASURED:
                continue
            # A rest is a deviation even if the sum is right: it was planned in one way.
            if item.has_rest or (part.method, part.area) != (item.method, item.area):
                planned = surface_words(part.method, part.area)
                result.append(Deviation(f"{space.name}{name}", planned, item.words))
    return tuple(result)


def evaluate_as_built(
    plan: Content,
    found: Mapping[str, Found],
    days: WorksDays | None,
    values: RuleParams,
    overrun_reason: str = "",
) -> tuple[Check, ...]:
    """Return checks a, b, c on the as-built values; ``days`` None while completion is unknown."""
    # None and not 0: without a completion day the check of the days is open, not passed.
    net = days.net if days else None
    # What was written for a plan that is no longer too long explains nothing of what was built.
    reason = overrun_reason.strip() or as_stated(plan, values.max_works_days).overrun_reason.strip()
    built = replace(plan, spaces=as_built_spaces(plan, found), planned_days=net, overrun_reason=reason)
    checks = evaluate(built, values)
    return tuple(
        replace(
            check,
            explanation=_days_words(check, days, reason, values),
            inputs={**check.inputs, **_days_inputs(days)},
        )
        if check.code is CheckCode.WORKS_DAYS
        else _only_findings(check)
        for check in checks
    )


def _only_findings(check: Check) -> Check:
    """Drop the advice: how a plan could still pass is no help for what is built."""
    if not check.findings:
        return check
    return replace(
        check,
        explanation=tuple(
            f"{each.space} {each.measured}" + ("，有部位未核验或不符合" if each.passed is None else "")
            for each in check.findings
        ),
    )


def _days_inputs(days: WorksDays | None) -> dict[str, object]:
    if days is None:
        return {}
    return {
        "started_on": days.started_on.isoformat(),
        "completed_on": days.completed_on.isoformat(),
        "gross": days.gross,
        "net": days.net,
    }


def _days_words(check: Check, days: WorksDays | None, reason: str, values: RuleParams) -> tuple[str, ...]:
    most = values.max_works_days
    if check.result is CheckResult.NOT_SET or days is None or most is None:
        return check.explanation if check.result is CheckResult.NOT_SET else ("完工日期未确认",)
    over = days_over(days.net, most)
    if not over:
        return (days.words,)
    return (days.words, f"比 {most} 天多 {over} 天", f"原因：{reason}" if reason else "须写明超期原因")
