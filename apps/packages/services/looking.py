"""What the list's keeper does: look whether a version is complete, publish it or say what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from apps.audit.services import Subject, record
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, Stale, require
from apps.packages.enums import PackagePart, PackageStatus
from apps.packages.models import Package, PackageVersion
from apps.packages.permissions import may_publish, may_return
from apps.packages.services.locks import locked, saved
from apps.packages.services.telling import tell_owner


@transaction.atomic
def publish_package(
    *, by: Actor, package: Package, number: int | None = None, version: int | None = None
) -> Package:
    """Publish the version that waits; the one published before stays readable in the history.

    ``number`` is the version that was read: raises :class:`Stale` where another waits by now.
    """
    require(may_publish(by, package))
    row = locked(package, version)
    require(may_publish(by, row))
    made = _waiting(row, number)
    if row.current is not None:
        row.current.status = PackageStatus.REPLACED
        row.current.save(update_fields=["status"])
    made.status, made.published_on = PackageStatus.PUBLISHED, clock.today()
    _decide(made, by, "published_on")
    row.current, row.pending = made, None
    row.name, row.price = made.name, made.price
    row.withdrawn_on, row.withdraw_reason = None, ""
    saved(row, "current", "pending", "name", "price", "withdrawn_on", "withdraw_reason")
    record(
        by=by,
        subject=Subject("package", str(row.pk)),
        action="package.published",
        facts={"version": made.number, "price": str(made.price)},
        reason=made.price_reason,
    )
    tell_owner(
        row,
        by=by,
        kind="package.published",
        title=f"套餐已公布：{made.name}",
        text="公众现在可以查看和对比。内容由企业负责；改了价格或材料，请提交新版本。",
    )
    return row


@transaction.atomic
def return_package(
    *,
    by: Actor,
    package: Package,
    missing: Sequence[str],
    note: str,
    number: int | None = None,
    version: int | None = None,
) -> Package:
    """Send a version back for what is not written out, all at once; nothing else can be a ground.

    ``number`` is the version that was read, as for :func:`publish_package`.
    """
    require(may_return(by, package))
    row = locked(package, version)
    require(may_return(by, row))
    wanting = [each for each in PackagePart if each in set(missing)]
    if not wanting or len(wanting) != len(set(missing)):
        raise Refused("请选择没有写全的内容，一次选全。", field="missing", code="missing")
    said = note.strip()
    if not said:
        raise Refused("请写明缺什么，如：第 3 行没有型号。", field="note", code="note")
    made = _waiting(row, number)
    made.status, made.missing, made.missing_note = PackageStatus.RETURNED, wanting, said[:200]
    _decide(made, by, "missing", "missing_note")
    saved(row)
    named = "、".join(each.label for each in wanting)
    record(
        by=by,
        subject=Subject("package", str(row.pk)),
        action="package.returned",
        facts={"version": made.number, "missing": [each.value for each in wanting]},
        reason=made.missing_note,
    )
    tell_owner(
        row,
        by=by,
        kind="package.returned",
        title=f"套餐没有写全：{made.name}",
        text=f"缺{named}：{made.missing_note}。除此以外没有其他要求，补全后再提交。"[:300],
    )
    return row


def _waiting(package: Package, number: int | None) -> PackageVersion:
    made = package.pending
    if made is None:
        raise Refused("没有待公布的版本。", code="status")
    if number is not None and made.number != number:
        raise Stale(
            f"您看的是第 {number} 版，企业又提交了第 {made.number} 版。请先看新的一版，再办理。", code="stale"
        )
    return made


def _decide(made: PackageVersion, by: Actor, *names: str) -> None:
    made.decided_at, made.decided_by = clock.now(), by.signature
    made.decided_organisation = by.organisation_name
    made.save(update_fields=["status", "decided_at", "decided_by", "decided_organisation", *names])
