"""Published packages as plain data, a part at a time in the order of their numbers (docs/public-data.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from apps.packages.models import Package, PackageVersion
from apps.packages.queries.desk import price_points
from apps.packages.queries.public import Wanted, wanted_packages
from apps.plans.enums import Surface


@dataclass(frozen=True, slots=True)
class PackageData:
    """A part of the library; ``last`` is its last number, None where nothing follows."""

    rows: list[dict[str, Any]]
    last: int | None


def package_data(wanted: Wanted, *, after: int, size: int, lines: bool) -> PackageData:
    """Return what is offered after a number: two statements, five with ``lines`` and the prices' history."""
    rows = wanted_packages(wanted).filter(pk__gt=after).order_by("pk")
    ids = list(rows.values_list("pk", flat=True)[: size + 1])
    shown = ids[:size]
    found = Package.objects.filter(pk__in=shown).select_related("enterprise", "current").order_by("pk")
    if lines:
        found = found.prefetch_related("current__lines", "versions")
    told = [_told(each, each.current, lines=lines) for each in found if each.current is not None]
    return PackageData(told, shown[-1] if len(ids) > size else None)


def _told(package: Package, version: PackageVersion, *, lines: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": package.pk,
        "name": version.name,
        "enterprise": package.enterprise.name,
        "credit_code": package.enterprise.credit_code,
        "kind": package.kind,
        "kind_name": package.get_kind_display(),
        "area": _spelled(package.area),
        "price": _spelled(version.price),
        "extra_price": _spelled(version.extra_price),
        "works_days": version.works_days,
        **_made_of(version),
        "included": version.included,
        "excluded": version.excluded,
        "warranty": version.warranty,
        "version": version.number,
        "published_on": version.published_on.isoformat() if version.published_on else None,
    }
    if lines:
        told["lines"] = [
            {
                "name": line.name,
                "brand": line.brand,
                "model": line.model,
                "unit": line.unit,
                "quantity": _spelled(line.quantity),
                "unit_price": _spelled(line.unit_price),
                "amount": _spelled(line.amount),
            }
            for line in version.lines.all()
        ]
        told["prices"] = [
            {
                "version": point.number,
                "on": point.on.isoformat(),
                "price": _spelled(point.price),
                "reason": point.reason,
            }
            for point in price_points(list(package.versions.all()))
        ]
    return told


def _made_of(version: PackageVersion) -> Mapping[str, str]:
    return {
        Surface(part.surface).value: "，".join(
            filter(None, (part.method.label if part.method else "", part.product))
        )
        for part in version.surfaces
    }


def _spelled(value: Decimal | None) -> str | None:
    return None if value is None else format(value, ".2f")
