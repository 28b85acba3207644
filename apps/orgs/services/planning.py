"""Deciding what changes of a body from a day on: coverage, reporting line, name, merger, closing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.orgs.enums import ChangeKind, OrganisationKind
from apps.orgs.models import BodyChange, Coverage, Organisation, ReportingLine, in_force
from apps.orgs.queries import responsible_for, streets_within
from apps.orgs.rules import Dating, date_coverage
from apps.orgs.services.bodies import refuse_name, refuse_short_name
from apps.orgs.services.changes import (
    decided,
    lock_bodies,
    lock_streets,
    open_body,
    refuse_planned,
    require_day,
    require_reason,
)

COVERING = frozenset({OrganisationKind.DISTRICT_BUREAU, OrganisationKind.STREET_OFFICE})
"""Kinds whose regions say whose a case is."""
MERGING = COVERING | {OrganisationKind.PROPERTY}


@transaction.atomic
def plan_coverage(
    *,
    by: Actor,
    organisation_id: int,
    regions: Sequence[str],
    effective_on: date,
    reason: str,
    version: int | None = None,
) -> BodyChange:
    """Let a bureau or an office be responsible for some regions from a day on.

    Whoever covered them covers them until that day. Refused where a change for one of their streets is
    planned already, where nothing would move, or where another rule keeps a street from it.
    """
    body = open_body(organisation_id, version)
    require_day(effective_on)
    reason = require_reason(reason)
    if body.kind not in COVERING:
        raise Refused("只有住建局和乡镇（街道）有管辖的区划。", field="regions", code="kind")
    streets = streets_within(regions)
    if not streets:
        raise Refused("请选择要划入的街道或区县。", field="regions", code="regions")
    lock_streets(streets, regions)
    rows, dating = coverage_dating(body, regions, effective_on)
    codes = {street.code for street in streets}
    refuse_planned(body, codes)
    before = responsible_for(streets, body.kind, effective_on, rows=rows)
    after = responsible_for(streets, body.kind, effective_on, rows=dating.rows)
    moving = [street for street in streets if before[street.code] != after[street.code] == body.pk]
    if not moving:
        raise Refused(f"这些区划从那天起已经由{body.name}负责。", field="regions", code="nothing")
    stuck = [each.name for each in streets if each.code in regions and after[each.code] != body.pk]
    if stuck:
        raise Refused(
            f"{body.name}的上级区划里把{'、'.join(stuck)}排除在外，请先调整。",
            field="regions",
            code="excluded",
        )
    # The exact streets and not what was chosen: what takes effect is what was shown.
    change = decided(
        by=by,
        body=body,
        kind=ChangeKind.COVERAGE,
        effective_on=effective_on,
        reason=reason,
        regions=sorted(street.code for street in moving),
        undo={
            **_write(dating, effective_on),
            "losing": sorted({before[each.code] or 0 for each in moving} - {0}),
        },
    )
    return change


def taken_regions(kind: str, regions: Sequence[str], on: date) -> list[str]:
    """Return the names of those regions for which a body of a kind is named on a day, or later."""
    rows = Coverage.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on),
        organisation__kind=kind,
        organisation__is_active=True,
        region__in=regions,
        include=True,
    )
    return list(rows.order_by("region_id").values_list("region__name", flat=True).distinct())


def coverage_dating(body: Organisation, regions: Sequence[str], on: date) -> tuple[list[Coverage], Dating]:
    """Return what covers on a day for bodies of a kind, and what would once ``body`` has some regions."""
    rows = list(
        Coverage.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=on),
            organisation__kind=body.kind,
            organisation__is_active=True,
            valid_from__lte=on,
        )
    )
    return rows, date_coverage(rows, body.pk, regions, on)


def _write(dating: Dating, on: date) -> dict[str, Any]:
    undo: dict[str, Any] = {"ended": [], "dropped": [], "made": []}
    for row in dating.ended:
        # A row of the very day would end on the day it begins: it never counts.
        if row.valid_from == on:
            undo["dropped"].append([row.organisation_id, row.region_id, row.include, str(row.valid_to or "")])
            row.delete()
        else:
            undo["ended"].append([row.pk, str(row.valid_to or "")])
            row.valid_to = on
            row.save(update_fields=["valid_to"])
    for organisation_id, region_id in dating.added:
        made = Coverage.objects.create(organisation_id=organisation_id, region_id=region_id, valid_from=on)
        undo["made"].append(made.pk)
    return undo


@transaction.atomic
def plan_reporting(
    *,
    by: Actor,
    organisation_id: int,
    reports_to: Organisation,
    effective_on: date,
    reason: str,
    version: int | None = None,
) -> BodyChange:
    """Let a bureau report to another body from a day on; weeks due before stay as they are (0013)."""
    body = open_body(organisation_id, version)
    require_day(effective_on)
    reason = require_reason(reason)
    if body.kind != OrganisationKind.DISTRICT_BUREAU:
        raise Refused("只有区、县（市）住建局报送周报。", field="reports_to", code="kind")
    if reports_to.kind not in (OrganisationKind.CITY_BUREAU, OrganisationKind.PROVINCE):
        raise Refused("周报报送至市级主管部门或省级主管部门。", field="reports_to", code="kind")
    refuse_planned(body)
    # Its cases change their city: no case of its streets is registered meanwhile.
    rows = list(Coverage.objects.filter(in_force(effective_on), organisation=body, include=True))
    lock_streets(streets_within([row.region_id for row in rows]))
    line = (
        ReportingLine.objects.filter(in_force(effective_on), organisation=body)
        .order_by("-valid_from")
        .first()
    )
    if line is not None and line.reports_to_id == reports_to.pk:
        raise Refused(f"{body.name}从那天起已经报送至{reports_to.name}。", field="reports_to", code="nothing")
    undo: dict[str, Any] = {}
    if line is not None and line.valid_from == effective_on:
        undo["line"], undo["line_to"] = line.pk, line.reports_to_id
        line.reports_to = reports_to
        line.save(update_fields=["reports_to"])
    else:
        if line is not None:
            undo["line_ended"], undo["line_until"] = line.pk, str(line.valid_to or "")
            line.valid_to = effective_on
            line.save(update_fields=["valid_to"])
        made = ReportingLine.objects.create(organisation=body, reports_to=reports_to, valid_from=effective_on)
        undo["line_made"] = made.pk
    return decided(
        by=by,
        body=body,
        kind=ChangeKind.REPORTING,
        effective_on=effective_on,
        reason=reason,
        other=reports_to,
        undo=undo,
    )


@transaction.atomic
def plan_rename(
    *,
    by: Actor,
    organisation_id: int,
    name: str,
    short_name: str,
    effective_on: date,
    reason: str,
    version: int | None = None,
) -> BodyChange:
    """Let a body have another name from a day on; papers made before keep the one it had."""
    body = open_body(organisation_id, version)
    require_day(effective_on)
    reason = require_reason(reason)
    name, short_name = name.strip(), short_name.strip()
    if (name, short_name) == (body.name, body.short_name):
        raise Refused("新名称和现在的一样。", field="name", code="nothing")
    refuse_name(body.kind, name, of=body)
    if body.kind == OrganisationKind.DISTRICT_BUREAU:
        refuse_short_name(short_name, of=body)
    if BodyChange.objects.pending().filter(organisation=body, kind=ChangeKind.RENAME).exists():
        raise Refused("已经有一项计划中的更名，请先取消它。", field="effective_on", code="planned")
    return decided(
        by=by,
        body=body,
        kind=ChangeKind.RENAME,
        effective_on=effective_on,
        reason=reason,
        name=name,
        short_name=short_name,
    )


@transaction.atomic
def plan_merge(
    *,
    by: Actor,
    organisation_id: int,
    into: Organisation,
    effective_on: date,
    reason: str,
    version: int | None = None,
) -> BodyChange:
    """Let a body go up in another of its kind from a day on: regions, cases and queues become the other's."""
    lock_bodies(organisation_id, into.pk)
    body = open_body(organisation_id, version)
    require_day(effective_on)
    reason = require_reason(reason)
    if body.kind not in MERGING or into.kind != body.kind or into.pk == body.pk:
        raise Refused("只能并入另一个同类机构。", field="into", code="kind")
    into = open_body(into.pk, None, field="into")
    streets = streets_within(
        Coverage.objects.filter(organisation=body, include=True).values_list("region_id", flat=True)
    )
    lock_streets(streets)
    for each in (body, into):
        refuse_planned(each)
        refuse_planned(each, {street.code for street in streets})
    regions = list(
        Coverage.objects.filter(in_force(effective_on), organisation=body, include=True)
        .order_by("region_id")
        .values_list("region_id", flat=True)
    )
    _, dating = coverage_dating(into, regions, effective_on)
    undo = _write(dating, effective_on)
    line = ReportingLine.objects.filter(in_force(effective_on), organisation=body).first()
    if line is not None and line.valid_from < effective_on:
        undo["line_ended"], undo["line_until"] = line.pk, str(line.valid_to or "")
        line.valid_to = effective_on
        line.save(update_fields=["valid_to"])
    return decided(
        by=by,
        body=body,
        kind=ChangeKind.MERGE,
        effective_on=effective_on,
        reason=reason,
        other=into,
        regions=sorted(street.code for street in streets),
        undo=undo,
    )


@transaction.atomic
def plan_closing(
    *, by: Actor, organisation_id: int, effective_on: date, reason: str, version: int | None = None
) -> BodyChange:
    """Let a body that covers nothing any more be out of use from a day on: nobody acts for it then."""
    body = open_body(organisation_id, version)
    require_day(effective_on)
    reason = require_reason(reason)
    refuse_planned(body)
    if Coverage.objects.filter(in_force(effective_on), organisation=body, include=True).exists():
        raise Refused(
            "那天它还有管辖的区划：请先把区划调整给别的机构，或改用“并入其他机构”。",
            field="effective_on",
            code="covers",
        )
    if ReportingLine.objects.filter(in_force(effective_on), reports_to=body).exists():
        raise Refused(
            "那天还有机构报送至它：请先调整它们的报送关系。", field="effective_on", code="reported_to"
        )
    undo: dict[str, Any] = {}
    line = ReportingLine.objects.filter(in_force(effective_on), organisation=body).first()
    if line is not None and line.valid_from < effective_on:
        undo["line_ended"], undo["line_until"] = line.pk, str(line.valid_to or "")
        line.valid_to = effective_on
        line.save(update_fields=["valid_to"])
    return decided(
        by=by, body=body, kind=ChangeKind.CLOSE, effective_on=effective_on, reason=reason, undo=undo
    )
