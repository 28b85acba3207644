"""家装便民服务点 and 样板间: set up, kept up to date, given up."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from apps.audit.services import FieldChange, Subject, record
from apps.enterprises.enums import PointKind
from apps.enterprises.models import ConveniencePoint
from apps.enterprises.permissions import may_change_point, may_open_point
from apps.enterprises.services.locks import checked_day, checked_text, locked
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.orgs.models import Organisation

FACTS = (
    ("name", "名称", 80),
    ("address", "地址", 120),
    ("hours", "开放时间", 120),
    ("services", "提供的服务", 300),
    ("phone", "电话", 20),
)
"""What the public reads of a point: field, its name, its length."""


@transaction.atomic
def open_point(
    *,
    by: Actor,
    keeper: Organisation,
    kind: str,
    name: str,
    address: str,
    hours: str,
    services: str,
    phone: str,
    valid_from: date,
) -> ConveniencePoint:
    """Set up a point that everybody may read of from its day on."""
    require(may_open_point(by, keeper))
    said = _checked({"name": name, "address": address, "hours": hours, "services": services, "phone": phone})
    point = ConveniencePoint.objects.create(
        keeper=keeper, kind=PointKind(kind), valid_from=valid_from, **said
    )
    record(
        by=by,
        subject=Subject("point", str(point.pk)),
        action="point.opened",
        facts={"name": point.name, "valid_from": valid_from.isoformat()},
    )
    return point


@transaction.atomic
def change_point(
    *,
    by: Actor,
    point: ConveniencePoint,
    name: str,
    address: str,
    hours: str,
    services: str,
    phone: str,
    version: int | None = None,
) -> ConveniencePoint:
    """Put right what the public reads of a point."""
    require(may_change_point(by, point))
    row = locked(ConveniencePoint, point, version)
    require(may_change_point(by, row))
    said = _checked({"name": name, "address": address, "hours": hours, "services": services, "phone": phone})
    changes = [
        FieldChange(field, getattr(row, field), text)
        for field, text in said.items()
        if getattr(row, field) != text
    ]
    if not changes:
        raise Refused("与现在的一样，没有变更。", code="same")
    for field, text in said.items():
        setattr(row, field, text)
    row.edit += 1
    row.save(update_fields=[*said, "edit"])
    record(by=by, subject=Subject("point", str(row.pk)), action="point.changed", changes=changes)
    return row


@transaction.atomic
def close_point(
    *, by: Actor, point: ConveniencePoint, on: date, reason: str, version: int | None = None
) -> ConveniencePoint:
    """Give a point up; from that day on nobody is sent there."""
    require(may_change_point(by, point))
    row = locked(ConveniencePoint, point, version)
    require(may_change_point(by, row))
    row.valid_to = checked_day(on, "撤销日期", "on", least=row.valid_from)
    row.end_reason = checked_text(reason, "撤销原因", "reason")
    row.edit += 1
    row.save(update_fields=["valid_to", "end_reason", "edit"])
    record(
        by=by,
        subject=Subject("point", str(row.pk)),
        action="point.closed",
        facts={"valid_to": row.valid_to.isoformat()},
        reason=row.end_reason,
    )
    return row


def _checked(said: dict[str, str]) -> dict[str, str]:
    return {field: checked_text(said[field], what, field, longest) for field, what, longest in FACTS}
