"""Every write to regions and organisations: what there is, what it covers, to whom it reports."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.db import transaction

from apps.audit.services import Subject, record
from apps.lib.actors import Actor
from apps.orgs.enums import OrganisationKind, RegionLevel
from apps.orgs.models import Coverage, Organisation, Region, ReportingLine


@transaction.atomic
def load_regions(*, path: Path, by: Actor) -> int:
    """Load the divisions of a CSV (code,name,level,parent); return how many stand afterwards.

    Repeatable: names are brought up to date, nothing is removed (a vanished code is a succession
    with a date, never a deletion).
    """
    with path.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    order = list(RegionLevel.values)
    rows.sort(key=lambda row: (order.index(row["level"]), row["code"]))
    for level in order:
        Region.objects.bulk_create(
            [
                Region(code=row["code"], name=row["name"], level=level, parent_id=row["parent"] or None)
                for row in rows
                if row["level"] == level
            ],
            # One statement a level, and running the load again only brings names up to date.
            update_conflicts=True,
            update_fields=["name", "level", "parent"],
            unique_fields=["code"],
        )
    record(by=by, subject=Subject("regions", "33"), action="regions.loaded", facts={"rows": len(rows)})
    return Region.objects.count()


@transaction.atomic
def create_organisation(
    *,
    by: Actor,
    kind: OrganisationKind,
    name: str,
    short_name: str,
    valid_from: date,
    region: Region | None = None,
    covers: Iterable[Region] = (),
    without: Iterable[Region] = (),
    reports_to: Organisation | None = None,
    reports_since: date | None = None,
    attached_to: Organisation | None = None,
    phone: str = "",
) -> Organisation:
    """Create an organisation with its dated coverage and reporting line."""
    organisation = Organisation.objects.create(
        kind=kind, name=name, short_name=short_name, region=region, phone=phone, attached_to=attached_to
    )
    for include, regions in ((True, covers), (False, without)):
        Coverage.objects.bulk_create(
            Coverage(organisation=organisation, region=area, include=include, valid_from=valid_from)
            for area in regions
        )
    if reports_to is not None:
        ReportingLine.objects.create(
            organisation=organisation, reports_to=reports_to, valid_from=reports_since or valid_from
        )
    record(
        by=by,
        subject=Subject("organisation", str(organisation.pk)),
        action="organisation.created",
        facts={"kind": kind, "name": name, "valid_from": valid_from.isoformat()},
    )
    return organisation
