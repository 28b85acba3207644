"""Renovations follow their bodies as cases do when one of them changes (decision 0118)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.cases.queries import dwelling_key_at
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import ChangeKind, OrganisationKind
from apps.orgs.models import BodyChange, Organisation, Region
from apps.orgs.queries import present_of, region_path, reports_to, responsible, street_of, streets_within
from apps.othertrack.models import Renovation, RenovationQuerySet
from apps.othertrack.permissions import looks_of
from apps.othertrack.services.facts import note
from apps.othertrack.services.spans import keep_span


def follow_bodies(change: BodyChange, by: Actor) -> None:
    """Give open renovations the place and bodies they have from today, within the change's transaction.

    What has ended stays with whom it ended. After a merger rows are found through the body that is left
    (``merged_into``), so that nothing is written then.
    """
    for rows, columns in _concerned(change):
        for row in list(rows.select_for_update(of=("self",)).order_by("pk")):
            _hand_over(row, columns, change, by)


def _concerned(change: BodyChange) -> list[tuple[RenovationQuerySet, Mapping[str, Any]]]:
    going_on = Renovation.objects.open()
    if change.kind in (ChangeKind.COVERAGE, ChangeKind.SUCCESSION):
        streets = streets_within(change.regions)
        if change.kind == ChangeKind.SUCCESSION:
            streets = [each for code in change.regions if (each := street_of(code)) is not None]
        return [(going_on.filter(street_code=each.code), _columns_in(present_of(each))) for each in streets]
    if change.kind == ChangeKind.REPORTING:
        upper = _city_of(change.organisation)
        return [(Renovation.objects.filter(bureau=change.organisation), {"city_bureau_id": upper})]
    if change.kind == ChangeKind.CLOSE and change.organisation.kind == OrganisationKind.PROPERTY:
        # Without a company the street patrols (R6).
        patrolled = going_on.filter(patrol_organisation=change.organisation)
        return [(patrolled, {"patrol_organisation_id": None})]
    return []


def _columns_in(street: Region) -> dict[str, Any]:
    today = clock.today()
    county, city = region_path(street)[1:3]
    columns: dict[str, Any] = {
        "street_code": street.code,
        "county_code": county.code,
        "city_code": city.code,
    }
    office = responsible(street, OrganisationKind.STREET_OFFICE, today)
    bureau = responsible(street, OrganisationKind.DISTRICT_BUREAU, today)
    if office is not None:
        columns["street_office_id"] = office.pk
    if bureau is not None:
        columns |= {"bureau_id": bureau.pk, "city_bureau_id": _city_of(bureau)}
    return columns


def _city_of(bureau: Organisation) -> int | None:
    upper = reports_to(bureau, clock.today())
    return upper.pk if upper is not None and upper.kind == OrganisationKind.CITY_BUREAU else None


def _hand_over(row: Renovation, columns: Mapping[str, Any], change: BodyChange, by: Actor) -> None:
    changed = {name: value for name, value in columns.items() if getattr(row, name) != value}
    if not changed:
        return
    for name, value in changed.items():
        setattr(row, name, value)
    street = street_of(row.street_code) if "street_code" in changed else None
    if street is not None:
        row.dwelling_key = dwelling_key_at(street, row.address)
    row.updated_at = clock.now()
    row.save()
    # It leaves the one table and enters the other at this moment, and stands in no two.
    keep_span(row, looks_of(row), is_struck=False)
    note(row, by, "handed_over", facts={"change": change.pk, **changed}, reason=change.reason)
