"""Where the demonstration's households go: points and rooms to see."""

from __future__ import annotations

from datetime import date

from apps.enterprises.enums import PointKind
from apps.enterprises.services import open_point
from apps.lib.actors import SYSTEM
from apps.orgs.models import Organisation

HOURS = "周一至周五 9:00—17:00"


def open_points(bureau: Organisation, street: Organisation, since: date) -> None:
    """Let a bureau show rooms, and a street office store things for its households."""
    for keeper, kind, address, services in (
        (street, PointKind.SERVICE, "样张路 1 号", "家装物件临时存放、政策宣传、产品咨询"),
        (bureau, PointKind.SHOWROOM, "样张路 2 号", "看样板间、比较材料和工艺"),
    ):
        open_point(
            by=SYSTEM,
            keeper=keeper,
            kind=kind,
            name=f"{keeper.short_name}{kind.label}（示例）",
            address=address,
            hours=HOURS,
            services=services,
            phone=keeper.phone,
            valid_from=since,
        )
