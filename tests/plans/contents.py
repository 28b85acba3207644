"""A plan as its tests say it, and whatever may change in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from apps.plans.enums import HazardSurvey, LineKind, Method, SpaceKind, Surface, Touch
from apps.plans.rules import (
    Content,
    HazardInput,
    LineInput,
    PartInput,
    SpaceInput,
)

P, W, K = Method.PREFAB, Method.WET, Method.KEPT
WALL, FLOOR, CEILING = Surface


def part(surface: Surface, area: str | None, method: Method | None = P, product: str = "") -> PartInput:
    return PartInput(surface, None if area is None else Decimal(area), method, product)


ROOM = SpaceInput(
    SpaceKind.KITCHEN,
    "厨房",
    (part(WALL, "4.10", P, "墙板"), part(WALL, "2.00", K), part(FLOOR, "3.00", W, "地砖")),
    Decimal("9.10"),
)
ITEM = LineInput(LineKind.ITEM, "集成厨房", Decimal(38_600))
OFF = LineInput(LineKind.DISCOUNT, "企业让利", Decimal(4_000), "1 项")
GAS = HazardInput("燃气软管", "厨房", "波纹管")
PLAN = Content(
    spaces=(ROOM,),
    lines=(ITEM, OFF),
    hazards=(GAS,),
    survey_on=date(2026, 9, 1),
    survey_note="已勘测",
    planned_start=date(2026, 9, 8),
    planned_days=12,
    overrun_reason="停水",
    note="试",
    hazard_survey=HazardSurvey.FOUND,
)

CHANGES: list[dict[str, object]] = [
    {"spaces": ()},
    {"spaces": (replace(ROOM, name="小厨房"),)},
    {"spaces": (replace(ROOM, kind=SpaceKind.BATHROOM),)},
    {"spaces": (replace(ROOM, declared_total=Decimal("9.11")),)},
    {"spaces": (replace(ROOM, parts=(part(WALL, "4.11", P, "墙板"), *ROOM.parts[1:])),)},
    {"spaces": (replace(ROOM, parts=(part(WALL, "4.10", W, "墙板"), *ROOM.parts[1:])),)},
    {"spaces": (replace(ROOM, parts=(part(WALL, "4.10", P, "别的"), *ROOM.parts[1:])),)},
    {"spaces": (replace(ROOM, parts=(*reversed(ROOM.parts),)),)},
    {"lines": (replace(ITEM, amount=Decimal(38_601)), OFF)},
    {"lines": (replace(ITEM, kind=LineKind.SUPPORT), OFF)},
    {"lines": (replace(ITEM, name="厨房"), OFF)},
    {"lines": (ITEM, replace(OFF, quantity="2 项"))},
    {"hazards": (replace(GAS, name="电线"),)},
    {"hazards": (replace(GAS, location="卫生间"),)},
    {"hazards": (replace(GAS, product="别的"),)},
    {"survey_on": date(2026, 9, 2)},
    {"survey_note": "改"},
    {"planned_start": date(2026, 9, 9)},
    {"planned_days": 13},
    {"overrun_reason": "改"},
    {"note": "改"},
    {"hazard_survey": HazardSurvey.NOT_SURVEYED},
    {"over_dry_room": Touch.NO},
    {"bearing_structure": Touch.YES},
    {"gas_pipes": Touch.APPROVED},
    {"approval_note": "燃气公司同意"},
]
"""One change to every value of the plan."""
