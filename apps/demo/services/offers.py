"""Packages of the demonstration's enterprises: made-up brands, prices that changed, one that waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.demo.services.schedule import Story
from apps.demo.services.world import DemoWorld
from apps.lib import clock
from apps.lib.clock import SHANGHAI
from apps.orgs.enums import Role
from apps.packages.permissions import packages_to_start_from
from apps.packages.rules.content import Material, PackageContent
from apps.packages.services import propose_package, publish_package, revise_package, start_plan
from apps.plans.enums import HazardSurvey, Method, SpaceKind, Surface
from apps.plans.queries import content_of
from apps.plans.rules import Content, PartInput
from apps.plans.services import submit_plan

BEGIN = datetime(2026, 3, 15, 10, 0, tzinfo=SHANGHAI)

BATHROOM = (
    ("装配式墙板", "㎡", 18, 320, "示例牌", "QB-600"),
    ("集成吊顶", "㎡", 4, 210, "示例牌", "DD-300"),
    ("整体防水底盘", "套", 1, 4200, "样张牌", "DP-1600"),
    ("坐便器", "套", 1, 1280, "虚构牌", "ZB-2"),
    ("台盆柜", "套", 1, 1560, "虚构牌", "TP-80"),
    ("花洒、五金", "套", 1, 1180, "样本牌", "HS-5"),
    ("玻璃隔断", "套", 1, 1450, "样本牌", "GD-1"),
    ("给水、排水、电路改造", "项", 1, 3600, "", ""),
    ("拆旧、清运", "项", 1, 1900, "", ""),
    ("安装、调试、成品保护", "项", 1, 5200, "", ""),
)
KITCHEN = (
    ("装配式墙板", "㎡", 16, 300, "示例牌", "QB-600"),
    ("集成吊顶", "㎡", 6, 210, "示例牌", "DD-300"),
    ("石塑地板", "㎡", 6, 180, "演示牌", "DB-4"),
    ("地柜、台面", "延米", 3.2, 2100, "演示牌", "CG-L"),
    ("吊柜", "延米", 2.4, 1100, "演示牌", "DG-L"),
    ("水槽、龙头", "套", 1, 980, "样本牌", "SC-7"),
    ("给水、排水、电路改造", "项", 1, 2900, "", ""),
    ("拆旧、清运", "项", 1, 1700, "", ""),
    ("安装、调试、成品保护", "项", 1, 3900, "", ""),
)
SAFE = (("扶手", "处", 3, 160, "虚构牌", "FS-40"), ("坐式淋浴凳", "套", 1, 420, "虚构牌", "LY-1"))
WET_FLOOR = ("防滑地砖、防水", "㎡", 4, 390, "演示牌", "DZ-300")


@dataclass(frozen=True)
class _Offer:
    """One package: whose, what, and how much of the list price (per cent) its goods and work cost."""

    enterprise: int
    name: str
    kind: SpaceKind
    share: int
    days: int
    warranty: str
    extra: int
    more: tuple[tuple[str, str, float, int, str, str], ...] = ()
    wet_floor: bool = False
    change: tuple[date, int, str] | None = None
    """From a day on another share, with its reason."""
    waits: bool = False


BATH, COOK = SpaceKind.BATHROOM, SpaceKind.KITCHEN
OFFERS = (
    _Offer(
        1, "卫浴整装 A", BATH, 116, 6, "防水 8 年，五金 2 年", 680,
        change=(date(2026, 9, 1), 110, "团购让利"),
    ),
    _Offer(1, "集成厨房 A", COOK, 105, 7, "柜体 5 年，五金 2 年", 620),
    _Offer(
        2, "轻改卫生间", BATH, 92, 9, "防水 5 年，五金 1 年", 590, wet_floor=True,
        change=(date(2026, 11, 2), 95, "五金调价"),
    ),
    _Offer(3, "适老卫生间", BATH, 122, 7, "防水 10 年，五金 2 年", 720, more=SAFE),
    _Offer(3, "适老厨房", COOK, 112, 8, "柜体 5 年，五金 2 年", 650, waits=True),
    _Offer(4, "整洁厨房", COOK, 94, 6, "柜体 3 年，五金 1 年", 560),
    _Offer(5, "集成卫浴 B", BATH, 104, 5, "防水 8 年，五金 2 年", 640),
    _Offer(
        6, "厨房焕新", COOK, 100, 7, "柜体 5 年，五金 1 年", 600,
        change=(date(2026, 10, 12), 103, "板材调价"),
    ),
)  # fmt: skip


def offer_stories(world: DemoWorld) -> Iterator[tuple[datetime, Story]]:
    """Yield how each package came to be published, and what became of its price."""
    for place, offer in enumerate(OFFERS):
        yield BEGIN.replace(day=BEGIN.day + place), _story(world, offer)


def _story(world: DemoWorld, offer: _Offer) -> Story:
    by = world.actors[f"enterprise-{offer.enterprise}", Role.DESIGNER]
    keeper = world.actors["construction", Role.DIRECTORY_KEEPER]
    if offer.waits:
        yield datetime(2026, 11, 25, 16, 0, tzinfo=SHANGHAI)
    package = propose_package(
        by=by,
        enterprise=world.enterprises[offer.enterprise - 1],
        kind=offer.kind,
        area=Decimal(4) if offer.kind == BATH else Decimal(6),
        content=_content(offer, offer.share),
    )
    if offer.waits:
        return
    yield clock.now() + timedelta(hours=5)
    package = publish_package(by=keeper, package=package)
    if offer.change is not None:
        on, share, reason = offer.change
        yield datetime.combine(on, time(9, 30), SHANGHAI)
        package = revise_package(by=by, package=package, content=_content(offer, share), price_reason=reason)
        yield datetime.combine(on, time(14, 0), SHANGHAI)
        publish_package(by=keeper, package=package)


def _content(offer: _Offer, share: int) -> PackageContent:
    rows = list(BATHROOM if offer.kind == BATH else KITCHEN)
    if offer.wet_floor:
        rows[2] = WET_FLOOR
    floor = "整体防水底盘" if offer.kind == BATH else "石塑地板"
    return PackageContent(
        name=offer.name,
        surfaces=(
            PartInput(Surface.WALL, method=Method.PREFAB, product="装配式墙板"),
            PartInput(
                Surface.FLOOR,
                method=Method.WET if offer.wet_floor else Method.PREFAB,
                product="防滑地砖" if offer.wet_floor else floor,
            ),
            PartInput(Surface.CEILING, method=Method.PREFAB, product="集成吊顶"),
        ),
        lines=tuple(
            Material(
                name=name,
                unit=unit,
                quantity=Decimal(str(quantity)),
                unit_price=Decimal(price * share // 100),
                brand=brand,
                model=model,
            )
            for name, unit, quantity, price, brand, model in (*rows, *offer.more)
        ),
        included="拆旧、清运、安装、成品保护",
        excluded="燃气改管、承重墙加固、家用电器",
        warranty=offer.warranty,
        works_days=offer.days,
        extra_price=Decimal(offer.extra),
    )


def plan_from_package(world: DemoWorld) -> None:
    """Let one plan start from packages, fit the home and go to the household a little dearer in one line."""
    for place, enterprise in enumerate(world.enterprises, start=1):
        by = world.actors[f"enterprise-{place}", Role.DESIGNER]
        waiting = Case.objects.filter(status=Status.DESIGNING, enterprise=enterprise, plans__isnull=True)
        for case in waiting.order_by("number"):
            offered = {each.kind: each for each in packages_to_start_from(case)}
            wanted = {BATH: case.wants_bathroom, COOK: case.wants_kitchen}
            if offered and all(kind in offered for kind, wants in wanted.items() if wants):
                plan = start_plan(
                    case_id=case.pk, by=by, kitchen=offered.get(COOK), bathroom=offered.get(BATH)
                )
                submit_plan(case_id=case.pk, by=by, content=_measured(content_of(plan)))
                return


def _measured(copied: Content) -> Content:
    spaces = []
    for space in copied.spaces:
        floor = Decimal(5) if space.kind == BATH else Decimal(6)
        areas = {Surface.WALL: floor * 3, Surface.FLOOR: floor, Surface.CEILING: floor}
        parts = tuple(replace(part, area=areas[part.surface]) for part in space.parts)
        spaces.append(replace(space, parts=parts, declared_total=floor * 5))
    wall = copied.lines[0]
    more = replace(wall, quantity="20 ㎡", amount=(wall.amount or Decimal(0)) + 640)
    return replace(
        copied,
        spaces=tuple(spaces),
        lines=(more, *copied.lines[1:]),
        hazard_survey=HazardSurvey.NONE_FOUND,
        survey_on=clock.today() - timedelta(days=1),
        survey_note="上门量房，管线位置已核对。",
        planned_start=clock.today() + timedelta(days=14),
    )
