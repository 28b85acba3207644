"""From which packages a plan started, and where it departs from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from apps.lib.amounts import Yuan
from apps.packages.models import PackageVersion, PlanOrigin
from apps.packages.rules.departures import departures, together
from apps.plans.enums import SpaceKind
from apps.plans.models import PlanVersion
from apps.plans.queries.content import stated_content
from apps.plans.rules import Content, Difference, Written, in_wan_words, total


@dataclass(frozen=True, slots=True)
class Departure:
    """The versions a plan started from, and what it says otherwise; amounts in 元."""

    origins: tuple[PackageVersion, ...]
    differences: tuple[Difference, ...]
    price: Yuan
    """Of the packages together."""
    budget: Yuan
    """Of the plan."""


def origins_of(plan: PlanVersion, rows: Iterable[PlanOrigin]) -> list[PlanOrigin]:
    """Return those of a case's origins from which a version of its plan goes on; load ``plan`` with them.

    They are the last ones that the same enterprise started from: one that comes back after another had the
    case starts anew, and what it started from before counts no longer.
    """
    same = [
        row for row in rows if row.plan.enterprise_id == plan.enterprise_id and row.plan.number <= plan.number
    ]
    last = max((row.plan.number for row in same), default=0)
    return [row for row in same if row.plan.number == last]


def departure_of(
    plan: PlanVersion, content: Content | None = None, *, written: Written = in_wan_words
) -> Departure | None:
    """Return how a plan stands to the packages it started from; None where it started from none.

    A later version of the plan goes on from the first, as long as the enterprise is the same.
    """
    rows = PlanOrigin.objects.filter(plan__case=plan.case_id).select_related("plan", "version__package")
    ordered = rows.prefetch_related("version__lines").order_by("pk")
    origins = [row.version for row in origins_of(plan, ordered)]
    if not origins:
        return None
    base = together((SpaceKind(made.package.kind), made.content()) for made in origins)
    said = content or stated_content(plan)
    return Departure(
        tuple(origins), departures(base, said, written=written), total(base.lines), total(said.lines)
    )
