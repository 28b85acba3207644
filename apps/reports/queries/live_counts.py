"""The counts of the moment: read from what was kept, and worked out anew from the cases (R32)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, DateField, F, IntegerField, OuterRef, Q, Subquery, Sum, Value

from apps.cases.enums import FINISHED, STARTED, LinkedProgramme, Status
from apps.cases.models import Case
from apps.cases.queries import running_periods
from apps.inspections.models import AcceptanceAttempt
from apps.lib.actors import Actor
from apps.programs.models import Program
from apps.reports.enums import LiveFacet
from apps.reports.models import LiveCount


@dataclass(frozen=True, slots=True)
class Key:
    """What a kept row counts: whose households, and which number of the moment."""

    program_id: int
    city_bureau_id: int | None
    bureau_id: int
    street_office_id: int | None
    facet: str
    value: str
    day: date | None


def has_programme(programme: LinkedProgramme) -> Q:
    """Cases that were registered with a linked programme."""
    # A list of codes as JSON: quotes keep one code from being found inside another.
    return Q(linked_programmes__icontains=f'"{programme.value}"')


def bureaus_counted() -> list[int]:
    """Return every bureau that has cases or kept counts (two queries)."""
    cases = Case.objects.order_by().values_list("bureau_id", flat=True).distinct()
    return sorted({*cases, *LiveCount.objects.order_by().values_list("bureau_id", flat=True).distinct()})


def live_differences(bureau_id: int) -> dict[Key, int]:
    """Return by how many a bureau's kept counts differ from its cases; nothing where they agree.

    One statement, so that what is committed meanwhile stands on both sides or on neither.
    """
    rows = _kept(bureau_id).union(*_counted(bureau_id), all=True)
    found: dict[Key, int] = defaultdict(int)
    for *key, count in rows:
        found[Key(*key)] += count
    return {key: count for key, count in found.items() if count}


_COLUMNS = ("program_id", "city_bureau_id", "bureau_id", "street_office_id")


def _kept(bureau_id: int) -> Any:
    rows = LiveCount.objects.filter(bureau_id=bureau_id).order_by()
    return rows.values_list(*_COLUMNS, "facet", "value", "day").annotate(total=-Sum("count"))


def _counted(bureau_id: int) -> list[Any]:
    cases = Case.objects.filter(bureau_id=bureau_id).exclude(status=Status.DRAFT).order_by()
    latest = AcceptanceAttempt.objects.filter(case=OuterRef("pk")).order_by("-number")
    spoken = (
        cases.filter(status__in=FINISHED)
        .annotate(
            verdict=Subquery(latest.values("verdict")[:1]), said=Subquery(latest.values("satisfaction")[:1])
        )
        .exclude(verdict=None)
        .exclude(verdict="")
    )
    return [
        _rows(cases, LiveFacet.STATUS, F("status"), street=True),
        *(
            _rows(
                cases.filter(status=status, **{f"{each.column}__isnull": False}),
                LiveFacet.DUE,
                Value(status.value),
                day=F(each.column),
            )
            for status, each in running_periods().items()
        ),
        *(
            _rows(cases.filter(has_programme(each), status__in=STARTED), LiveFacet.LINKED, Value(each.value))
            for each in LinkedProgramme
        ),
        _rows(spoken, LiveFacet.OPINION, F("said")),
    ]


def _rows(cases: Any, facet: LiveFacet, value: Any, *, day: Any = None, street: bool = False) -> Any:
    nothing = Value(None, output_field=IntegerField())
    return (
        cases.annotate(
            of_street=F("street_office_id") if street else nothing,
            of_facet=Value(facet.value),
            of_value=value,
            of_day=day or Value(None, output_field=DateField()),
        )
        .values_list(
            "program_id", "city_bureau_id", "bureau_id", "of_street", "of_facet", "of_value", "of_day"
        )
        .annotate(total=Count("pk"))
    )


@dataclass(frozen=True, slots=True)
class StreetName:
    """What a street's office is called, and its code."""

    name: str
    region_id: str


@dataclass(frozen=True, slots=True)
class LiveCounts:
    """The counts of the moment of one reader's cases of a year."""

    by_status: Mapping[str, int]
    late: Mapping[str, int]
    """Past the last day of the period that runs, by state."""
    linked: Mapping[str, int]
    opinions: Mapping[str, int]
    by_street: Mapping[int, Mapping[str, int]]
    """Households by street, then by state."""
    streets: Mapping[int, StreetName]
    """The streets of them."""


def live_counts(actor: Actor, program: Program, *, today: date) -> LiveCounts:
    """Sum what is kept (one query, as large as there are streets, states and days, whatever the cases)."""
    by: dict[str, dict[str, int]] = {each.value: defaultdict(int) for each in LiveFacet}
    streets: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = LiveCount.objects.visible_to(actor).filter(past_or_undated(today), program=program).order_by()
    names: dict[int, StreetName] = {}
    # With the names, which a page would else ask for in a statement of its own.
    of_street = ("street_office_id", "street_office__name", "street_office__region_id")
    for facet, value, street, name, region, count in rows.values_list("facet", "value", *of_street).annotate(
        total=Sum("count")
    ):
        by[facet][value] += count
        if facet == LiveFacet.STATUS:
            streets[street][value] += count
            names[street] = StreetName(name or "", region or "")
    return LiveCounts(
        by_status=by[LiveFacet.STATUS],
        late=by[LiveFacet.DUE],
        linked=by[LiveFacet.LINKED],
        opinions=by[LiveFacet.OPINION],
        by_street=streets,
        streets=names,
    )


def past_or_undated(today: date) -> Q:
    """Rows that count today: all without a day, and what was due before."""
    return Q(day__isnull=True) | Q(day__lt=today)


def live_counts_by_bureau(actor: Actor, program: Program, rows: Q, *, today: date) -> dict[int, int]:
    """Return how many households of each bureau some kept rows count (one query)."""
    kept = (
        LiveCount.objects.visible_to(actor).filter(rows, past_or_undated(today), program=program).order_by()
    )
    return {
        bureau: count for bureau, count in kept.values_list("bureau_id").annotate(total=Sum("count")) if count
    }
