"""What the enterprise does: hand in a package or another version of it, take it down."""

from __future__ import annotations

import secrets
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Q

from apps.audit.rules import mask_personal
from apps.audit.services import Subject, record
from apps.enterprises.models import Enterprise
from apps.enterprises.permissions import is_own
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.packages.enums import PackageStatus
from apps.packages.models import Package, PackageLine, PackageVersion
from apps.packages.permissions import may_propose, may_revise, may_withdraw
from apps.packages.rules.content import MOST_AMOUNT, MOST_LINES, PackageContent
from apps.packages.rules.orders import PRIME
from apps.packages.services.locks import locked, saved
from apps.packages.services.telling import tell_keepers, tell_owner
from apps.plans.enums import SpaceKind


@transaction.atomic
def propose_package(
    *, by: Actor, enterprise: Enterprise, kind: SpaceKind, area: Decimal, content: PackageContent
) -> Package:
    """Hand in a new package; it is published once the keeper of the list has found it complete.

    Raises :class:`Refused` where the enterprise has the same one at another price: as a version of that
    one its price stays in the history.
    """
    require(may_propose(by, enterprise))
    _refuse_second(enterprise, kind, area, content)
    package = Package.objects.create(
        enterprise=enterprise,
        kind=kind,
        area=area,
        name=content.name,
        draw=secrets.randbelow(PRIME),
    )
    _hand_in(package, by=by, content=content, price_reason="")
    return package


@transaction.atomic
def revise_package(
    *,
    by: Actor,
    package: Package,
    content: PackageContent,
    price_reason: str = "",
    version: int | None = None,
) -> Package:
    """Hand in another version; one that still waits is followed by it, the published one stays meanwhile.

    Raises :class:`Refused` where nothing differs from what stands published, or where a price is
    another and no reason is given.
    """
    require(may_revise(by, package))
    row = locked(package, version)
    require(may_revise(by, row))
    current = row.current
    reason = price_reason.strip()
    if current is not None:
        if current.price != content.price and not reason:
            was, now = formats.money(current.price), formats.money(content.price)
            raise Refused(
                f"价格由 {was} 万元变为 {now} 万元，请写明原因。", field="price_reason", code="price_reason"
            )
        if current.content() == content and row.withdrawn_on is None and row.pending is None:
            raise Refused("与现在公布的一样，没有变更。", code="same")
    _hand_in(row, by=by, content=content, price_reason=reason if current is not None else "")
    return row


@transaction.atomic
def withdraw_package(*, by: Actor, package: Package, reason: str, version: int | None = None) -> Package:
    """Take a package down from today; its versions stay, and plans that started from it go on.

    A version that still waits ends with it: only one handed in afterwards brings the package back.
    """
    require(may_withdraw(by, package))
    row = locked(package, version)
    require(may_withdraw(by, row))
    why = reason.strip()
    if not why:
        raise Refused("请填写下架原因。", field="reason", code="reason")
    ended = row.pending
    if ended is not None:
        ended.status = PackageStatus.WITHDRAWN
        ended.save(update_fields=["status"])
    row.withdrawn_on, row.withdraw_reason, row.pending = clock.today(), why[:200], None
    saved(row, "withdrawn_on", "withdraw_reason", "pending")
    record(
        by=by,
        subject=Subject("package", str(row.pk)),
        action="package.withdrawn",
        facts={"ended": ended.number if ended is not None else None},
        reason=row.withdraw_reason,
    )
    if not is_own(by, row.enterprise):
        tell_owner(
            row,
            by=by,
            kind="package.withdrawn",
            title=f"套餐已下架：{row.name}",
            text=f"原因：{row.withdraw_reason}。在办的案件照常办理。",
        )
    return row


def _refuse_second(enterprise: Enterprise, kind: SpaceKind, area: Decimal, content: PackageContent) -> None:
    rows = PackageVersion.objects.filter(
        Q(pk=F("package__current")) | Q(pk=F("package__pending")),
        package__enterprise=enterprise,
        package__kind=kind,
        package__area=area,
    )
    for made in rows.prefetch_related("lines").order_by("pk"):
        if made.price != content.price and content.is_like(made.content()):
            raise Refused(
                f"材料明细与已有的“{made.name}”一样，只是价格不同。请在那个套餐里提交新版本，写明价格变动的原因。",
                field="name",
                code="second",
            )


def _hand_in(package: Package, *, by: Actor, content: PackageContent, price_reason: str) -> None:
    if not content.lines:
        raise Refused("请至少填写一行材料明细。", field="lines", code="lines")
    if len(content.lines) > MOST_LINES:
        raise Refused(f"材料明细最多 {MOST_LINES} 行。", field="lines", code="too_many")
    if content.price <= 0:
        raise Refused("材料明细合计应大于 0。", field="lines", code="price")
    if mask_personal(content.name) != content.name:
        raise Refused("名称里不要写电话、证件号码。", field="name", code="personal")
    most = max(line.amount for line in content.lines)
    if max(most, content.price) > MOST_AMOUNT:
        raise Refused("材料明细的金额过大，请核对数量和单价。", field="lines", code="amount")
    if package.pending is not None:
        package.pending.status = PackageStatus.REPLACED
        package.pending.save(update_fields=["status"])
    last = package.versions.order_by("-number").first()
    made = PackageVersion.objects.create(
        package=package,
        number=last.number + 1 if last else 1,
        status=PackageStatus.SUBMITTED,
        price=content.price,
        price_reason=price_reason,
        submitted_at=clock.now(),
        submitted_by=by.signature,
        submitted_by_holder=by.holder,
        **_columns(content),
    )
    PackageLine.objects.bulk_create(
        PackageLine(
            version=made,
            position=place,
            name=line.name,
            brand=line.brand,
            model=line.model,
            unit=line.unit,
            quantity=line.quantity,
            unit_price=line.unit_price,
            amount=line.amount,
        )
        for place, line in enumerate(content.lines)
    )
    package.pending = made
    if package.current is None:
        package.name = content.name
    saved(package, "pending", "name")
    record(
        by=by,
        subject=Subject("package", str(package.pk)),
        action="package.submitted",
        facts={"version": made.number, "price": str(made.price)},
        reason=price_reason,
    )
    tell_keepers(
        package,
        by=by,
        kind="package.submitted",
        title=f"{package.enterprise.name}提交了套餐：{content.name}",
        text="只看内容是否写全：写全的公布，没写全的一次告知缺什么。价格和产品由企业负责。",
    )


def _columns(content: PackageContent) -> dict[str, object]:
    said: dict[str, object] = {
        name: getattr(content, name)
        for name in ("name", "included", "excluded", "warranty", "works_days", "extra_price")
    }
    for part in content.surfaces:
        said[f"{part.surface}_method"] = part.method or ""
        said[f"{part.surface}_product"] = part.product
    return said
