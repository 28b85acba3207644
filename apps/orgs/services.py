"""Every write to regions, organisations, people and posts."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction

from apps.audit.services import FieldChange, Subject, record
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.orgs.enums import POSTS_OF_KIND, OrganisationKind, Post, RegionLevel
from apps.orgs.models import Coverage, Membership, Organisation, Region, ReportingLine, User


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


@transaction.atomic
def create_user(*, by: Actor, username: str, name: str, password: str | None) -> User:
    """Create a person; without a password nobody can sign in as them yet. Posts: :func:`appoint`."""
    user = User.objects.create(username=username, name=name, password=make_password(password))
    record(
        by=by,
        subject=Subject("user", str(user.pk)),
        action="user.created",
        changes=[FieldChange("username", "", username)],
    )
    return user


@transaction.atomic
def appoint(
    *,
    by: Actor,
    user: User,
    organisation: Organisation,
    post: Post,
    valid_from: date,
    valid_to: date | None = None,
    on_behalf_of: User | None = None,
) -> Membership:
    """Give a person a post for dated days; with ``on_behalf_of`` it is a delegation (甲代乙)."""
    if post not in POSTS_OF_KIND[organisation.kind]:
        raise Refused(f"{organisation.name}没有“{post.label}”这个岗位。", field="post")
    if on_behalf_of is not None:
        if valid_to is None:
            raise Refused("委托代行须写明截止日期。", field="valid_to")
        if not Membership.objects.in_force(valid_from).filter(
            user=on_behalf_of, organisation=organisation, post=post, on_behalf_of__isnull=True
        ):
            raise Refused("委托人当日不在该岗位，不能委托。", field="on_behalf_of")
    membership = Membership.objects.create(
        user=user,
        organisation=organisation,
        post=post,
        valid_from=valid_from,
        valid_to=valid_to,
        on_behalf_of=on_behalf_of,
    )
    record(
        by=by,
        subject=Subject("user", str(user.pk)),
        action="membership.delegated" if on_behalf_of else "membership.appointed",
        facts={
            "organisation": organisation.pk,
            "post": post,
            "valid_from": valid_from.isoformat(),
            "valid_to": valid_to.isoformat() if valid_to else None,
        },
    )
    return membership
