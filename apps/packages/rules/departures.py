"""Where a plan departs from the packages it started from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from apps.packages.rules.content import PackageContent
from apps.plans.enums import SpaceKind
from apps.plans.rules import Content, Difference, Written, differences, in_wan_words


def together(packages: Iterable[tuple[SpaceKind, PackageContent]]) -> Content:
    """Return the plan that is these packages and nothing else: one room after the other."""
    plans = [said.as_plan(kind) for kind, said in packages]
    return Content(
        spaces=tuple(space for plan in plans for space in plan.spaces),
        lines=tuple(line for plan in plans for line in plan.lines),
        planned_days=sum(plan.planned_days or 0 for plan in plans) or None,
    )


def departures(base: Content, plan: Content, *, written: Written = in_wan_words) -> tuple[Difference, ...]:
    """Return what a plan says otherwise than its packages: methods, products, lines, prices, days.

    Areas, survey, hazards and days of the calendar are the home's own: no package says them.
    """
    return differences(base, _comparable(plan), written=written)


def _comparable(plan: Content) -> Content:
    spaces = tuple(
        replace(
            space,
            declared_total=None,
            parts=tuple(replace(part, area=None) for part in space.parts),
        )
        for space in plan.spaces
    )
    return Content(spaces=spaces, lines=plan.lines, planned_days=plan.planned_days)
