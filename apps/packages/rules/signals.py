"""What a contract that rests on packages gives to look at: a signal for officials, never a finding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from apps.lib import formats
from apps.lib.amounts import ZERO, Yuan
from apps.packages.rules.history import PricePoint, steps_of
from apps.plans.enums import LineKind, SpaceKind, Surface
from apps.plans.rules import Content


@dataclass(frozen=True, slots=True)
class Base:
    """A package as a plan started from it; ``points`` are its published prices in order (元)."""

    name: str
    kind: SpaceKind
    area: Decimal
    price: Yuan
    extra_price: Yuan | None
    points: Sequence[PricePoint]


def signals(
    bases: Sequence[Base], copied: Content, plan: Content, *, signed_on: date, days: int | None
) -> tuple[str, ...]:
    """Return in words what stands above the packages; empty where nothing does.

    ``days``: a raise so many days before the contract counts; None is 未设定, and no raise is looked for.
    """
    found = [_above(bases, plan), *_dearer(copied, plan)]
    if days is not None:
        found.extend(word for base in bases for word in _raised(base, signed_on, days))
    return tuple(word for word in found if word)


def _paid(plan: Content) -> Yuan:
    """Return items less 企业让利: what the enterprise asks, whoever pays it."""
    return sum((line.signed for line in plan.lines if line.kind != LineKind.SUPPORT), ZERO)


def allowed(bases: Iterable[Base], plan: Content) -> Yuan:
    """Return the packages' price with what they state for floor beyond their areas (元)."""
    least = ZERO
    for base in bases:
        floors = [
            area
            for space in plan.spaces
            if space.kind == base.kind and (area := space.area_of(Surface.FLOOR)) is not None
        ]
        beyond = max(Decimal(0), sum(floors, Decimal(0)) - base.area)
        least += base.price + beyond * (base.extra_price or ZERO)
    return least


def _above(bases: Sequence[Base], plan: Content) -> str:
    asked, limit = _paid(plan), allowed(bases, plan)
    if asked <= limit:
        return ""
    return (
        f"方案 {formats.money(asked)} 万元，比套餐（连同超出面积的加价）{formats.money(limit)} 万元高 "
        f"{formats.money(asked - limit)} 万元"
    )


def _dearer(copied: Content, plan: Content) -> Iterable[str]:
    former = {(line.name, line.quantity): line.amount for line in copied.lines}
    for line in plan.lines:
        was = former.get((line.name, line.quantity))
        if was is not None and line.amount is not None and line.amount > was:
            yield f"同样的“{line.name}”：套餐 {formats.yuan(was)} 元，方案 {formats.yuan(line.amount)} 元"


def _raised(base: Base, signed_on: date, days: int) -> Iterable[str]:
    for step in steps_of(base.points):
        before = (signed_on - step.on).days
        if step.is_raise and 0 <= before <= days:
            yield (
                f"“{base.name}”在签合同前 {before} 天涨价：{formats.money(step.before)} → "
                f"{formats.money(step.after)} 万元（{step.reason}）"
            )
