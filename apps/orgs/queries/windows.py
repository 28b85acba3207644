"""Where a household goes: the windows of streets and their bureaus, county by county (R14)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from apps.orgs.enums import OrganisationKind, RegionLevel
from apps.orgs.models import Organisation, Region

ON_ONE_PAGE = 100
"""Windows on one page."""


@dataclass(frozen=True, slots=True)
class WindowsPage:
    """The windows of a county, and where others are: counties with how many each has."""

    rows: list[Organisation]
    counties: list[tuple[str, str, str, int]]
    """Code, city, name, number of windows."""
    county: str
    number: int
    pages: int


def _windows() -> QuerySet[Any]:
    # By where it lies: 西湖风景名胜区 is a bureau in a street.
    street = Q(region__level=RegionLevel.STREET)
    office = Q(kind=OrganisationKind.STREET_OFFICE)
    rows = Organisation.objects.active().filter(
        kind__in=(OrganisationKind.STREET_OFFICE, OrganisationKind.DISTRICT_BUREAU), region__isnull=False
    )
    return rows.annotate(
        county=Case(When(street, then=F("region__parent_id")), default=F("region_id")),
        # The bureau stands before its streets.
        place=Case(When(office, then=Value(1)), default=Value(0), output_field=IntegerField()),
    )


def windows_page(county: str = "", number: int = 1) -> WindowsPage:
    """Return a page of the windows, all or those of a county (code); four queries."""
    rows = _windows()
    counted = rows.order_by("county").values_list("county").annotate(number=Count("pk"))
    counts = {code: count for code, count in counted if code}
    names = _named(counts)
    county = county if county in counts else ""
    shown = rows.filter(county=county) if county else rows.filter(county__in=list(counts))
    total = counts[county] if county else sum(counts.values())
    pages = max(1, -(-total // ON_ONE_PAGE))
    number = min(max(number, 1), pages)
    begin = (number - 1) * ON_ONE_PAGE
    page = shown.order_by("county", "place", "region_id", "pk")[begin : begin + ON_ONE_PAGE]
    return WindowsPage(
        list(page.select_related("region__parent")),
        [(code, *names.get(code, ("", code)), counts[code]) for code in sorted(counts)],
        county,
        number,
        pages,
    )


def _named(counts: Mapping[str, int]) -> dict[str, tuple[str, str]]:
    rows = Region.objects.filter(pk__in=list(counts)).select_related("parent")
    return {row.pk: (row.parent.name if row.parent else "", row.name) for row in rows}
