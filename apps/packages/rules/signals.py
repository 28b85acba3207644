"""What a contract that rests on packages gives to look at: a signal for officials, never a finding."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from apps.lib import formats
from apps.lib.amounts import ZERO, Yuan
from apps.packages.rules.history import PricePoint, steps_of
from apps.plans.enums import LineKind, SpaceKind, Surface
from apps.plans.rules import Content, total


@dataclass(frozen=True, slots=True)
class Base:
    """A package as a plan started from it; ``points`` are its prices (元) up to that version."""

    name: str
    kind: SpaceKind
    area: Decimal
    price: Yuan
    extra_price: Yuan | None
    points: Sequence[PricePoint]


def signals(
    bases: Sequence[Base],
    copied: Content,
    plan: Content,
    *,
    amount: Yuan,
    signed_on: date,
    days: int | None,
) -> tuple[str, ...]:
    """Return in words what stands above the packages; empty where nothing does.

    ``amount``: what the household pays by the contract in force (元); ``plan`` is the one it rests on.
    ``days``: a raise so many days before the contract counts; None is 未设定, and no raise is looked for.
    """
    found = [*_above(bases, plan, amount), *_dearer(copied, plan)]
    if days is not None:
        found.extend(word for base in bases for word in _raised(base, signed_on, days))
    return tuple(found)


def asked_by(plan: Content, amount: Yuan) -> tuple[tuple[str, Yuan], ...]:
    """Return what the enterprise asks by contract and by plan (元), whoever pays it; equal ones once.

    A contract says what the household pays, so 政府支持 of its plan belongs to it.
    """
    support = sum((line.amount or ZERO for line in plan.lines if line.kind == LineKind.SUPPORT), ZERO)
    contract, planned = amount + support, total(plan.lines) + support
    said = f"合同连同政府支持 {formats.money(contract)} 万元" if support else ""
    found = ((said or f"合同 {formats.money(contract)} 万元", contract),)
    return found if contract == planned else (*found, (f"方案 {formats.money(planned)} 万元", planned))


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


def comparable(bases: Sequence[Base], plan: Content) -> bool:
    """Whether each room of a plan came from a package.

    One that came from none has no price to stand above: then lines alone are held side by side.
    """
    return Counter(space.kind for space in plan.spaces) <= Counter(base.kind for base in bases)


def _above(bases: Sequence[Base], plan: Content, amount: Yuan) -> Iterator[str]:
    if not comparable(bases, plan):
        return
    limit = allowed(bases, plan)
    for said, asked in asked_by(plan, amount):
        if asked > limit:
            yield (
                f"{said}，比套餐（连同超出面积的加价）{formats.money(limit)} 万元高 "
                f"{formats.money(asked - limit)} 万元"
            )


def _dearer(copied: Content, plan: Content) -> Iterator[str]:
    former, present = _amounts(copied), _amounts(plan)
    for key, amounts in present.items():
        was, now = former.get(key, []), list(amounts)
        # Lines of one name are pairs: those that stayed first, then the dearest with the dearest.
        for amount in list(was):
            if amount in now:
                was.remove(amount)
                now.remove(amount)
        pairs = zip(sorted(was, reverse=True), sorted(now, reverse=True), strict=False)
        for before, after in pairs:
            if after > before:
                yield f"同样的“{key[0]}”：套餐 {formats.yuan(before)} 元，方案 {formats.yuan(after)} 元"


def _amounts(content: Content) -> dict[tuple[str, str], list[Yuan]]:
    found: dict[tuple[str, str], list[Yuan]] = defaultdict(list)
    for line in content.lines:
        if line.kind == LineKind.ITEM and line.amount is not None:
            found[line.name, line.quantity].append(line.amount)
    return found


def _raised(base: Base, signed_on: date, days: int) -> Iterable[str]:
    for step in steps_of(base.points):
        before = (signed_on - step.on).days
        if step.is_raise and 0 <= before <= days:
            yield (
                f"“{base.name}”在签合同前 {before} 天涨价：{formats.money(step.before)} → "
                f"{formats.money(step.after)} 万元（{step.reason}）"
            )
