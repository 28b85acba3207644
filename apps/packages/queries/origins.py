"""From which packages a plan started, and where it departs from them."""

from __future__ import annotations

from dataclasses import dataclass

from apps.lib.amounts import Yuan
from apps.packages.models import PackageVersion, PlanOrigin
from apps.packages.rules.departures import departures, together
from apps.plans.enums import SpaceKind
from apps.plans.models import PlanVersion
from apps.plans.queries.content import stated_content
from apps.plans.rules import Content, Difference, total


@dataclass(frozen=True, slots=True)
class Departure:
    """The versions a plan started from, and what it says otherwise; amounts in 元."""

    origins: tuple[PackageVersion, ...]
    differences: tuple[Difference, ...]
    price: Yuan
    """Of the packages together."""
    budget: Yuan
    """Of the plan."""


def departure_of(plan: PlanVersion, content: Content | None = None) -> Departure | None:
    """Return how a plan stands to the packages it started from; None where it started from none.

    A later version of the plan goes on from the first, as long as the enterprise is the same.
    """
    rows = PlanOrigin.objects.filter(
        plan__case=plan.case_id, plan__enterprise=plan.enterprise_id, plan__number__lte=plan.number
    )
    origins = [
        row.version
        for row in rows.select_related("version__package").prefetch_related("version__lines").order_by("pk")
    ]
    if not origins:
        return None
    base = together((SpaceKind(made.package.kind), made.content()) for made in origins)
    said = content or stated_content(plan)
    return Departure(tuple(origins), departures(base, said), total(base.lines), total(said.lines))
