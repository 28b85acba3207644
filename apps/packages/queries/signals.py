"""Contracts that rest on packages, with what there is to look at, for bureau and city."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from apps.cases.models import Case
from apps.lib.actors import Actor
from apps.lib.amounts import Yuan
from apps.packages.models import PackageVersion, PlanOrigin
from apps.packages.permissions import may_see_signals
from apps.packages.queries.desk import price_points
from apps.packages.queries.origins import origins_of
from apps.packages.rules.departures import together
from apps.packages.rules.history import steps_of
from apps.packages.rules.signals import Base, allowed, asked_by, comparable, signals
from apps.plans.enums import ContractKind, SpaceKind
from apps.plans.models import Contract, PlanVersion
from apps.plans.queries.content import content_of
from apps.plans.rules import Content
from apps.programs.enums import ParameterCode
from apps.programs.queries.parameters import limit_book

PAGE_SIZE = 30
CODES = (ParameterCode.PRICE_RAISE_DAYS,)


@dataclass(frozen=True, slots=True)
class Looked:
    """The contract in force, the packages its plan started from, and what is to look at."""

    contract: Contract
    origins: tuple[PackageVersion, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignalPage:
    """A page of contracts, newest first."""

    rows: list[Looked]
    number: int
    more: bool


def signal_page(actor: Actor, number: int) -> SignalPage:
    """Return the contracts in force whose plan started from a package; newest first.

    In force is the newest that is not void, supplements included: its amount is the whole. As many
    statements for a page as for one row.
    """
    started = PlanOrigin.objects.filter(plan__case__in=Case.objects.visible_to(actor))
    rows = _standing().filter(case__in=started.values("plan__case"))
    begin = (number - 1) * PAGE_SIZE
    contracts = list(rows.order_by("-signed_on", "-recorded_at")[begin : begin + PAGE_SIZE + 1])
    return SignalPage(_looked(contracts[:PAGE_SIZE]), number, len(contracts) > PAGE_SIZE)


def signals_for(plan: PlanVersion, actor: Actor) -> Looked | None:
    """Return what there is to look at of a plan's case; None where nothing is, or not for this actor.

    Of the contract in force, whichever version of the plan is open.
    """
    if not may_see_signals(actor):
        return None
    if not PlanOrigin.objects.filter(plan__case=plan.case_id).exists():
        return None
    found = _looked(_standing().filter(case=plan.case_id)[:1])
    return next((each for each in found if each.words), None)


def _standing() -> QuerySet[Any]:
    """Return the contracts in force with the day on which the parties first agreed."""
    standing = Contract.objects.filter(case=OuterRef("case"), voided_at__isnull=True)
    return (
        Contract.objects.filter(
            ~Exists(standing.filter(number__gt=OuterRef("number"))), voided_at__isnull=True
        )
        .annotate(main_on=Subquery(standing.filter(kind=ContractKind.MAIN.value).values("signed_on")[:1]))
        .select_related("case", "enterprise")
    )


@dataclass(frozen=True, slots=True)
class Measured:
    """A contract that rests on packages, in numbers; amounts in 元."""

    case_id: UUID
    packages: str
    asked: Yuan
    """By the contract, with 政府支持 of its plan."""
    allowed: Yuan | None
    """By the packages; None where a room came from none."""
    raises: tuple[tuple[str, date, Yuan, Yuan], ...]
    """Package, day, price before and after."""
    signed_on: date
    days: int | None
    """A raise so many days before the contract counts; None: 未设定."""


def measured(cases: Collection[UUID]) -> list[Measured]:
    """Return the contracts in force of some cases that rest on packages (as many statements as for one)."""
    started = PlanOrigin.objects.filter(plan__case__in=cases)
    found = []
    for each in _taken(_standing().filter(case__in=started.values("plan__case"))):
        asked = asked_by(each.plan, each.contract.amount)[0][1]
        raises = [
            (base.name, step.on, step.before, step.after)
            for base in each.bases
            for step in steps_of(base.points)
            if step.is_raise
        ]
        found.append(
            Measured(
                each.contract.case_id,
                "、".join(f"{made.name}第 {made.number} 版" for made in each.made),
                asked,
                allowed(each.bases, each.plan) if comparable(each.bases, each.plan) else None,
                tuple(raises),
                each.agreed_on,
                each.days,
            )
        )
    return found


def _looked(contracts: Iterable[Any]) -> list[Looked]:
    looked = []
    for each in _taken(contracts):
        copied = together((SpaceKind(made.package.kind), made.content()) for made in each.made)
        words = signals(
            each.bases,
            copied,
            each.plan,
            amount=each.contract.amount,
            signed_on=each.agreed_on,
            days=each.days,
        )
        looked.append(Looked(each.contract, each.made, words))
    return looked


@dataclass(frozen=True, slots=True)
class _Taken:
    """A contract with what it rests on."""

    contract: Any
    made: tuple[PackageVersion, ...]
    bases: list[Base]
    plan: Content
    agreed_on: date
    days: int | None


def _taken(contracts: Iterable[Any]) -> Iterator[_Taken]:
    shown = list(contracts)
    plans = PlanVersion.objects.with_content().in_bulk([each.plan_id for each in shown])
    origins = _origins([each.case_id for each in shown])
    points = _points({row.version.package_id for found in origins.values() for row in found})
    book = limit_book(CODES)
    for contract in shown:
        plan = plans[contract.plan_id]
        made = tuple(row.version for row in origins_of(plan, origins[contract.case_id]))
        if not made:
            continue
        # A raise is looked for before the parties agreed, not before they agreed again.
        agreed_on: date = contract.main_on or contract.signed_on
        limits = book.of(contract.case.bureau_id or 0, agreed_on)
        yield _Taken(
            contract,
            made,
            [base_of(each, points[each.package_id]) for each in made],
            content_of(plan),
            agreed_on,
            limits.number(ParameterCode.PRICE_RAISE_DAYS),
        )


def _origins(cases: list[UUID]) -> dict[UUID, list[PlanOrigin]]:
    rows = PlanOrigin.objects.filter(plan__case__in=cases).order_by("pk")
    found: dict[UUID, list[PlanOrigin]] = defaultdict(list)
    for row in rows.select_related("plan", "version__package").prefetch_related("version__lines"):
        found[row.plan.case_id].append(row)
    return found


def _points(packages: set[int]) -> dict[int, list[PackageVersion]]:
    found: dict[int, list[PackageVersion]] = defaultdict(list)
    for row in PackageVersion.objects.filter(package__in=packages, published_on__isnull=False):
        found[row.package_id].append(row)
    return found


def base_of(made: PackageVersion, versions: list[PackageVersion]) -> Base:
    """Return the version a plan started from, with the prices published up to it."""
    return Base(
        name=made.name,
        kind=SpaceKind(made.package.kind),
        area=made.package.area,
        price=made.price,
        extra_price=made.extra_price,
        points=price_points([each for each in versions if each.number <= made.number]),
    )
