"""What changes of a body from a day on: coverage, reporting line, name, merger, closing.

Dates are written when the change is decided, so that whoever asks about a later day is told right. What
must wait for the day itself (name, ``is_active``) follows with :func:`complete_change`, and so do the cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, Q

from apps.audit.services import FieldChange, Subject, record
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, Stale
from apps.orgs.enums import ChangeKind
from apps.orgs.models import (
    BodyChange,
    Coverage,
    Organisation,
    OrganisationName,
    Region,
    RegionSuccession,
    ReportingLine,
)
from apps.orgs.queries import version_of


def locked_body(organisation_id: int, version: int | None = None) -> Organisation:
    """Lock a body's row; raise DoesNotExist, or Stale on another version. Inside a transaction only."""
    # NO KEY: rows that merely point at the body can still be written meanwhile.
    body = Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)
    if version is not None and version != version_of(body):
        raise Stale("这个机构刚被别人改过，您填写的内容还在，请核对最新情况后再提交。", code="stale")
    return body


def lock_bodies(*organisation_ids: int | None) -> None:
    """Lock some bodies' rows in one order for everybody."""
    ids = {each for each in organisation_ids if each is not None}
    rows = Organisation.objects.select_for_update(no_key=True).filter(pk__in=ids)
    list(rows.order_by("pk").values_list("pk"))


def lock_streets(streets: Iterable[Region], areas: Iterable[str] = ()) -> None:
    """Lock streets until the transaction ends: no case is registered there meanwhile."""
    codes = sorted({*(street.code for street in streets), *areas})
    list(Region.objects.select_for_update(no_key=True).filter(pk__in=codes).order_by("pk").values_list("pk"))


@transaction.atomic
def cancel_change(
    *, by: Actor, change_id: int, organisation_id: int, reason: str, version: int | None = None
) -> BodyChange:
    """Call a planned change off before its day: everything stands as it stood before it was decided."""
    reason = require_reason(reason)
    locked_body(organisation_id, version)
    # Streets first: what another succession of the day still needs is written into that one's row.
    lock_streets((), BodyChange.objects.get(pk=change_id, organisation_id=organisation_id).regions)
    change = BodyChange.objects.select_for_update().get(pk=change_id)
    if change.done_at is not None:
        raise Refused("这项变更已经生效，不能取消；请另作一次变更。", code="done")
    if change.cancelled_at is not None:
        raise Refused("这项变更已经取消。", code="cancelled")
    if change.under_way:
        raise Refused("已到生效日，正在办理，不能取消；请另作一次变更。", code="done")
    _put_back(change)
    change.cancelled_at, change.cancelled_by = clock.now(), by.signature
    change.save(update_fields=["cancelled_at", "cancelled_by"])
    record(
        by=by,
        subject=Subject("organisation", str(organisation_id)),
        action="organisation.change_cancelled",
        facts={"kind": change.kind, "effective_on": change.effective_on.isoformat()},
        reason=reason,
    )
    return change


def _put_back(change: BodyChange) -> None:
    undo: Any = _without_shared(change)
    Coverage.objects.filter(pk__in=undo.get("made", ())).delete()
    for pk, until in undo.get("ended", ()):
        Coverage.objects.filter(pk=pk).update(valid_to=until or None)
    for organisation_id, region_id, include, until in undo.get("dropped", ()):
        Coverage.objects.create(
            organisation_id=organisation_id,
            region_id=region_id,
            include=include,
            valid_from=change.effective_on,
            valid_to=until or None,
        )
    ReportingLine.objects.filter(pk=undo.get("line_made")).delete()
    ReportingLine.objects.filter(pk=undo.get("line_ended")).update(valid_to=undo.get("line_until") or None)
    ReportingLine.objects.filter(pk=undo.get("line")).update(reports_to=undo.get("line_to"))
    _undo_succession(undo)


def _without_shared(change: BodyChange) -> Mapping[str, Any]:
    """Return what calling a change off undoes; a new street that another one names is left to that one.

    With whoever covers it: the other street is still to go up in it.
    """
    undo: dict[str, Any] = dict(change.undo)
    others = BodyChange.objects.pending().filter(kind=ChangeKind.SUCCESSION).exclude(pk=change.pk)
    for other in others.order_by("pk") if undo.get("regions") else ():
        shared = sorted(set(undo["regions"]) & set(other.regions))
        if shared:
            rows = Coverage.objects.filter(pk__in=undo["made"], region__in=shared).order_by("pk")
            covering = list(rows.values_list("pk", flat=True))
            other.undo["regions"] += shared
            other.undo["made"] += covering
            other.save(update_fields=["undo"])
            undo["regions"] = [code for code in undo["regions"] if code not in shared]
            undo["made"] = [pk for pk in undo["made"] if pk not in covering]
    return undo


def _undo_succession(undo: Mapping[str, Any]) -> None:
    # Its coverage has been put back already.
    region = undo.get("region")
    if not region:
        return
    RegionSuccession.objects.filter(region=region).delete()
    Region.objects.filter(pk=region).update(valid_to=None, successor=None)
    try:
        Region.objects.filter(pk__in=undo.get("regions", ())).delete()
    except ProtectedError as error:
        raise Refused("新街道已经有机构或管辖范围，请先调整。", code="used") from error


def _settle_bodies(change: BodyChange) -> None:
    """Let offices and companies that lie in a street that has ended lie in the one in its place."""
    old = Region.objects.filter(pk=change.undo.get("region", "")).first()
    if old is not None and old.successor_id:
        Organisation.objects.filter(region=old).update(region=old.successor_id)


def lock_due_change(change_id: int) -> BodyChange | None:
    """Lock a change whose day has come; None where it is in effect already, or was called off."""
    known = BodyChange.objects.get(pk=change_id)
    # Bodies first, as whoever decides: of job and decision one waits, and none for the other.
    lock_bodies(known.organisation_id, known.other_id)
    change = BodyChange.objects.select_for_update(of=("self",)).get(pk=change_id)
    if change.done_at or change.cancelled_at or change.effective_on > clock.today():
        return None
    return change


@transaction.atomic
def complete_change(*, by: Actor, change: BodyChange, moved: int = 0) -> None:
    """Do what waits for a change's day on the body itself, and note that it is in effect."""
    body = Organisation.objects.select_for_update(no_key=True).get(pk=change.organisation_id)
    if change.kind == ChangeKind.RENAME:
        OrganisationName.objects.update_or_create(
            organisation=body,
            until=change.effective_on,
            # Renamed twice on one day: papers of before keep the name of before.
            defaults={},
            create_defaults={"name": body.name, "short_name": body.short_name},
        )
        body.name, body.short_name = change.name, change.short_name
    elif change.kind in (ChangeKind.MERGE, ChangeKind.CLOSE):
        # The day it was done, late or not: the week that empties its table is found by it.
        body.is_active, body.closed_on = False, clock.today()
        body.successor = change.other if change.kind == ChangeKind.MERGE else None
    body.save(update_fields=["name", "short_name", "is_active", "closed_on", "successor"])
    if change.kind == ChangeKind.SUCCESSION:
        _settle_bodies(change)
    change.done_at, change.moved = clock.now(), moved
    change.save(update_fields=["done_at", "moved"])
    record(
        by=by,
        subject=Subject("organisation", str(body.pk)),
        action=f"organisation.{change.kind}_in_effect",
        facts={"effective_on": change.effective_on.isoformat(), "cases": moved},
        reason=change.reason,
        jurisdiction=body.region_id or "",
    )


def due_changes() -> list[int]:
    """Return the changes whose day has come and that are not in effect, oldest first."""
    rows = BodyChange.objects.pending().filter(effective_on__lte=clock.today())
    return list(rows.order_by("effective_on", "pk").values_list("pk", flat=True))


def decided(
    *, by: Actor, body: Organisation, kind: ChangeKind, effective_on: date, reason: str, **values: Any
) -> BodyChange:
    """Write a change down, with its event; :func:`complete_change` and the cases follow on its day."""
    change = BodyChange.objects.create(
        organisation=body,
        kind=kind,
        effective_on=effective_on,
        reason=reason,
        made_at=clock.now(),
        made_by=by.signature,
        **values,
    )
    other = values.get("other")
    record(
        by=by,
        subject=Subject("organisation", str(body.pk)),
        action=f"organisation.{kind}_decided",
        facts={
            "effective_on": effective_on.isoformat(),
            **({"other": other.pk} if other is not None else {}),
            **({"regions": values["regions"]} if values.get("regions") else {}),
        },
        changes=[FieldChange("name", body.name, change.name)] if kind == ChangeKind.RENAME else (),
        reason=reason,
        jurisdiction=body.region_id or "",
    )
    return change


def note_change(*, by: Actor, body: Organisation, action: str, facts: dict[str, Any]) -> None:
    """Leave an event of a body that no row of its own tells: a body was added below it."""
    record(by=by, subject=Subject("organisation", str(body.pk)), action=action, facts=facts)


def open_body(organisation_id: int, version: int | None, *, field: str = "") -> Organisation:
    """Lock a body; refused at ``field`` where it is out of use."""
    body = locked_body(organisation_id, version)
    if not body.is_active:
        raise Refused(f"{body.name}已经停用。", field=field, code="closed")
    return body


def require_day(on: date) -> None:
    """Refuse a day that has passed."""
    # Weeks that are sealed and cases that were decided stand: nothing reaches back.
    if on < clock.today():
        raise Refused("生效日期不能早于今天。", field="effective_on", code="past")


def require_reason(reason: str) -> str:
    """Return the 依据, cut to its column; refused where there is none."""
    if not reason.strip():
        raise Refused("请写明依据（文号或原因）。", field="reason", code="reason")
    return reason.strip()[:300]


def refuse_planned(
    body: Organisation, streets: set[str] | None = None, *, ended: str = "", on: date | None = None
) -> None:
    """Refuse where another planned change touches the body or one of its streets: they would cross.

    ``ended``: of a succession on a day, the street that ends. Others of that day may have the same heirs.
    """
    planned = BodyChange.objects.pending().exclude(kind=ChangeKind.RENAME).select_related("organisation")
    # A succession dates the coverage of bureaus and offices alike, whoever it was decided on.
    if not ended:
        planned = planned.filter(Q(organisation__kind=body.kind) | Q(kind=ChangeKind.SUCCESSION))
    for change in planned:
        bodies = {change.organisation_id, change.other_id}
        ends = change.kind in (ChangeKind.MERGE, ChangeKind.CLOSE)
        crossing = bool(streets & set(change.regions)) if streets is not None else body.pk in bodies
        if ended and change.kind == ChangeKind.SUCCESSION and change.effective_on == on:
            crossing = ended in change.regions
        if crossing and ended and change.kind == ChangeKind.SUCCESSION and ended not in change.regions:
            shared = Region.objects.filter(pk__in=(streets or set()) & set(change.regions)).first()
            raise Refused(
                f"{change.name}（{formats.day(change.effective_on)}生效）也涉及"
                f"{shared.name if shared else '同一个街道'}。几个街道并成一个的，请定在同一天；"
                "不在同一天的，等先生效的一项生效以后，再决定这一项。",
                field="effective_on",
                code="planned",
            )
        if crossing or (ends and body.pk in bodies):
            raise Refused(
                f"{change.organisation.name}已有一项计划（{change.get_kind_display()}，"
                f"{formats.day(change.effective_on)}生效），请等它生效或先取消它。",
                field="effective_on",
                code="planned",
            )
