"""Every write to regions and organisations: what there is, what it covers, to whom it reports."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from apps.audit.services import FieldChange, Subject, record
from apps.lib import formats
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.lib.identity import InvalidNumber, check_credit_code
from apps.orgs.enums import ChangeKind, ContactDuty, OrganisationKind, RegionLevel
from apps.orgs.models import BodyChange, Coverage, Organisation, OrganisationContact, Region, ReportingLine
from apps.orgs.services.changes import locked_body
from apps.orgs.services.succession import load_successions


@transaction.atomic
def load_regions(*, path: Path, by: Actor) -> int:
    """Load the divisions of a CSV (code,name,level,parent); return how many stand afterwards.

    Repeatable: names are brought up to date, nothing is removed (a vanished code is a succession
    with a date, never a deletion: columns valid_to and successors, see :func:`load_successions`).
    """
    with path.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    # Before what is new stands there: a street in another one's place comes with its coverage.
    load_successions(path=path, by=by)
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
    load_successions(path=path, by=by)
    record(by=by, subject=Subject("regions", "33"), action="regions.loaded", facts={"rows": len(rows)})
    return Region.objects.count()


def refuse_short_name(short_name: str, *, of: Organisation | None = None) -> None:
    """Refuse a bureau's short name that another one has or had: its 办件编号 begin with it."""
    others = Organisation.objects.filter(kind=OrganisationKind.DISTRICT_BUREAU)
    if of is not None:
        others = others.exclude(pk=of.pk)
    planned = BodyChange.objects.pending().filter(kind=ChangeKind.RENAME, organisation__in=others)
    if (
        others.filter(Q(short_name=short_name) | Q(former_names__short_name=short_name)).exists()
        or planned.filter(short_name=short_name).exists()
    ):
        raise Refused("别的住建局用着或用过这个简称，办件编号会重复。", field="short_name", code="exists")


def refuse_name(kind: str, name: str, *, of: Organisation | None = None) -> None:
    """Refuse a name that another body of the kind has, or will have from a planned day on.

    Whoever names a body of the kind waits for the other meanwhile: inside a transaction only.
    """
    # The oldest body of the kind stands for the kind's names: nothing else is there to be locked.
    rows = Organisation.objects.select_for_update(no_key=True).filter(kind=kind).order_by("pk")
    list(rows.values_list("pk")[:1])
    others = Organisation.objects.filter(kind=kind)
    if of is not None:
        others = others.exclude(pk=of.pk)
    if others.filter(name=name).exists():
        raise Refused(f"已经有名为“{name}”的机构。", field="name", code="exists")
    planned = BodyChange.objects.pending().filter(kind=ChangeKind.RENAME, organisation__in=others, name=name)
    if (change := planned.select_related("organisation").first()) is not None:
        raise Refused(
            f"{change.organisation.name}已定于{formats.day(change.effective_on)}更名为“{name}”。",
            field="name",
            code="planned",
        )


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
    credit_code: str = "",
) -> Organisation:
    """Create an organisation with its dated coverage and reporting line.

    Refused where there is a body of that name and kind, or a bureau of that short name.
    ``credit_code``: of an enterprise, by which its account meets the cases that chose it.
    """
    refuse_name(kind, name)
    if kind == OrganisationKind.DISTRICT_BUREAU:
        refuse_short_name(short_name)
    try:
        code = check_credit_code(credit_code) if credit_code else ""
    except InvalidNumber as error:
        raise Refused(error.message, field="credit_code", code="credit_code") from error
    organisation = Organisation.objects.create(
        kind=kind,
        name=name,
        short_name=short_name,
        region=region,
        phone=phone,
        attached_to=attached_to,
        credit_code=code,
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


@transaction.atomic
def set_telephone(*, by: Actor, organisation_id: int, phone: str, version: int | None = None) -> Organisation:
    """Put the telephone of a body right: papers and messages name it from now on."""
    body = locked_body(organisation_id, version)
    if phone.strip() == body.phone:
        raise Refused("电话和现在的一样。", field="phone", code="nothing")
    change = FieldChange("phone", body.phone, phone.strip())
    body.phone = phone.strip()
    body.save(update_fields=["phone"])
    record(
        by=by,
        subject=Subject("organisation", str(body.pk)),
        action="organisation.phone_set",
        changes=[change],
        jurisdiction=body.region_id or "",
    )
    return body


@transaction.atomic
def set_window(
    *, by: Actor, organisation_id: int, address: str, hours: str, version: int | None = None
) -> Organisation:
    """Put right where and when a body receives people; '' is not known, and the public page leaves it out."""
    body = locked_body(organisation_id, version)
    given = {"window_address": address.strip(), "window_hours": hours.strip()}
    changes = [
        FieldChange(name, getattr(body, name), value)
        for name, value in given.items()
        if value != getattr(body, name)
    ]
    if not changes:
        raise Refused("窗口地址和办公时间与现在的一样。", field="address", code="nothing")
    for name, value in given.items():
        setattr(body, name, value)
    body.save(update_fields=list(given))
    record(
        by=by,
        subject=Subject("organisation", str(body.pk)),
        action="organisation.window_set",
        changes=changes,
        jurisdiction=body.region_id or "",
    )
    return body


@transaction.atomic
def set_contact(
    *,
    by: Actor,
    organisation_id: int,
    duty: ContactDuty,
    name: str,
    title: str,
    phone: str,
    version: int | None = None,
) -> OrganisationContact:
    """Name whom to telephone at a body: its 分管领导 or its 联络员, one of each."""
    body = locked_body(organisation_id, version)
    known = OrganisationContact.objects.filter(organisation=body, duty=duty).first()
    given = {"name": name.strip(), "title": title.strip(), "phone": phone.strip()}
    before = {field: getattr(known, field) if known else "" for field in given}
    if given == before:
        raise Refused("和现在登记的一样。", field="name", code="nothing")
    contact, _ = OrganisationContact.objects.update_or_create(organisation=body, duty=duty, defaults=given)
    record(
        by=by,
        subject=Subject("organisation", str(body.pk)),
        action="organisation.contact_set",
        facts={"duty": str(duty)},
        changes=[
            FieldChange(field, before[field], value)
            for field, value in given.items()
            if value != before[field]
        ],
        jurisdiction=body.region_id or "",
    )
    return contact
