"""Packages for tests: evidently made up, of the world's first enterprise."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from apps.enterprises.models import Enterprise
from apps.lib.actors import SYSTEM, Actor
from apps.packages.models import Package
from apps.packages.rules.content import Material, PackageContent
from apps.packages.services import propose_package, publish_package
from apps.plans.enums import Method, SpaceKind, Surface
from apps.plans.rules import PartInput

LINES = (
    Material("装配式墙板", "㎡", Decimal(18), Decimal(420), "示例牌", "QB-1"),
    Material("整体防水底盘", "套", Decimal(1), Decimal(6800), "样张牌", "DP-2"),
    Material("坐便器", "套", Decimal(1), Decimal(1980), "示例牌", "ZB-3"),
    Material("拆旧、清运、安装", "项", Decimal(1), Decimal(9000)),
)
"""元: 7560 + 6800 + 1980 + 9000 = 25340."""
PRICE = Decimal("25340.00")


def content(**more: Any) -> PackageContent:
    """Return what a whole version of a bathroom says."""
    said: dict[str, Any] = {
        "name": "卫浴示例 A",
        "surfaces": (
            PartInput(Surface.WALL, method=Method.PREFAB, product="装配式墙板"),
            PartInput(Surface.FLOOR, method=Method.PREFAB, product="整体防水底盘"),
            PartInput(Surface.CEILING, method=Method.PREFAB, product="集成吊顶"),
        ),
        "lines": LINES,
        "included": "拆旧、清运、安装",
        "excluded": "燃气改管",
        "warranty": "防水 8 年，五金 2 年",
        "works_days": 6,
        "extra_price": Decimal(680),
    }
    return PackageContent(**{**said, **more})


def dearer(by: int = 400) -> PackageContent:
    """Return the content with its last line so many 元 dearer."""
    last = LINES[-1]
    return content(lines=(*LINES[:-1], replace(last, unit_price=last.unit_price + by)))


def typed(said: PackageContent | None = None, **more: Any) -> dict[str, Any]:
    """Return what the page posts for a content."""
    said = said or content()
    rows = {
        f"lines-{place}-{name}": str(getattr(line, name))
        for place, line in enumerate(said.lines)
        for name in ("name", "brand", "model", "unit", "quantity", "unit_price")
    }
    return {
        **{name: getattr(said, name) for name in ("name", "included", "excluded", "warranty", "works_days")},
        "extra_price": "680",
        **{f"{part.surface}_method": str(part.method) for part in said.surfaces},
        **{f"{part.surface}_product": part.product for part in said.surfaces},
        "lines-TOTAL_FORMS": str(len(said.lines)),
        "lines-INITIAL_FORMS": "0",
        **rows,
        **more,
    }


def body(said: PackageContent | None = None, **more: Any) -> dict[str, Any]:
    """Return the body of an operation for a content."""
    said = said or content()
    return {
        **{name: getattr(said, name) for name in ("name", "included", "excluded", "warranty", "works_days")},
        "extra_price_yuan": "680.00",
        **{f"{part.surface}_method": str(part.method) for part in said.surfaces},
        **{f"{part.surface}_product": part.product for part in said.surfaces},
        "lines": [
            {
                **{name: getattr(line, name) for name in ("name", "brand", "model", "unit")},
                "quantity": str(line.quantity),
                "unit_price_yuan": f"{line.unit_price:.2f}",
            }
            for line in said.lines
        ],
        **more,
    }


def propose(
    by: Actor,
    enterprise: Enterprise,
    *,
    kind: SpaceKind = SpaceKind.BATHROOM,
    area: Decimal = Decimal(4),
    **more: Any,
) -> Package:
    """Hand in a package."""
    return propose_package(by=by, enterprise=enterprise, kind=kind, area=area, content=content(**more))


def publish(by: Actor, enterprise: Enterprise, *, keeper: Actor = SYSTEM, **more: Any) -> Package:
    """Hand in a package and let its keeper publish it."""
    return publish_package(by=keeper, package=propose(by, enterprise, **more))


def one_of_each(by: Actor, enterprise: Enterprise, *, keeper: Actor) -> dict[str, Package]:
    """Return packages in every standing by what they are an example of."""
    return {
        "package_waiting": propose(by, enterprise),
        "package_published": publish(by, enterprise, keeper=keeper),
    }
