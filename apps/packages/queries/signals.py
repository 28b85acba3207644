"""Contracts that rest on packages, with what there is to look at, for bureau and city."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from apps.cases.models import Case
from apps.lib.actors import Actor
from apps.packages.models import PackageVersion, PlanOrigin
from apps.packages.queries.desk import price_points
from apps.packages.rules.departures import together
from apps.packages.rules.signals import Base, signals
from apps.plans.enums import ContractKind, SpaceKind
from apps.plans.models import Contract, PlanVersion
from apps.plans.queries.content import content_of
from apps.programs.enums import ParameterCode
from apps.programs.queries.parameters import limit_book

PAGE_SIZE = 30
CODES = (ParameterCode.PRICE_RAISE_DAYS,)


@dataclass(frozen=True, slots=True)
class Looked:
    """A contract, the packages its plan started from, and what is to look at."""

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
    """Return contracts whose plan started from a package; as many statements for a page as for one row."""
    started = PlanOrigin.objects.filter(plan__case__in=Case.objects.visible_to(actor))
    rows = Contract.objects.filter(
        kind=ContractKind.MAIN.value, voided_at__isnull=True, case__in=started.values("plan__case")
    ).select_related("case", "enterprise")
    begin = (number - 1) * PAGE_SIZE
    contracts = list(rows.order_by("-signed_on", "-recorded_at")[begin : begin + PAGE_SIZE + 1])
    shown = contracts[:PAGE_SIZE]
    plans = PlanVersion.objects.with_content().in_bulk([each.plan_id for each in shown])
    origins = _origins([each.case_id for each in shown])
    points = _points({row.version.package_id for found in origins.values() for row in found})
    book = limit_book(CODES)
    looked = []
    for contract in shown:
        plan = plans[contract.plan_id]
        made = tuple(
            row.version
            for row in origins[contract.case_id]
            if row.plan.enterprise_id == plan.enterprise_id and row.plan.number <= plan.number
        )
        if not made:
            continue
        limits = book.of(contract.case.bureau_id or 0, contract.signed_on)
        bases = [_base(each, points[each.package_id]) for each in made]
        copied = together((SpaceKind(each.package.kind), each.content()) for each in made)
        words = signals(
            bases,
            copied,
            content_of(plan),
            signed_on=contract.signed_on,
            days=limits.number(ParameterCode.PRICE_RAISE_DAYS),
        )
        looked.append(Looked(contract, made, words))
    return SignalPage(looked, number, len(contracts) > PAGE_SIZE)


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


def _base(made: PackageVersion, versions: list[PackageVersion]) -> Base:
    return Base(
        name=made.name,
        kind=SpaceKind(made.package.kind),
        area=made.package.area,
        price=made.price,
        extra_price=made.extra_price,
        points=price_points(versions),
    )
