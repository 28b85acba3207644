"""Plans, signatures and contracts as people make them."""

from __future__ import annotations

import base64
from datetime import date, timedelta
from decimal import Decimal

from apps.cases.models import Case
from apps.lib import clock
from apps.lib.actors import Actor
from apps.plans import services
from apps.plans.enums import HazardSurvey, LineKind, Means, Method, SpaceKind, Surface
from apps.plans.models import Contract, PlanVersion
from apps.plans.queries import submitted_plan
from apps.plans.rules import Content, HazardInput, LineInput, PartInput, SpaceInput
from tests.factories.copies import copied
from tests.factories.uploads import pdf, upload
from tests.factories.world import World, make_case

P, D, W, K = Method.PREFAB, Method.DRY, Method.WET, Method.KEPT


def space(
    name: str,
    kind: SpaceKind,
    *surfaces: tuple[str, Method | None],
    declared: str | None = None,
    products: tuple[str, str, str] = ("", "", ""),
) -> SpaceInput:
    """Return a space from (area, method) of wall, floor and ceiling."""
    areas = [Decimal(area) for area, _ in surfaces]
    return SpaceInput(
        kind=kind,
        name=name,
        parts=tuple(
            PartInput(surface, area, method, product)
            for surface, area, (_, method), product in zip(Surface, areas, surfaces, products, strict=True)
        ),
        declared_total=Decimal(declared) if declared else sum(areas, Decimal(0)),
    )


def kitchen(wall: Method = P, floor: Method = W, ceiling: Method = P) -> SpaceInput:
    """Return the kitchen of the mock page: 23.80 of 29.00 m² dry."""
    return space(
        "厨房",
        SpaceKind.KITCHEN,
        ("18.60", wall),
        ("5.20", floor),
        ("5.20", ceiling),
        products=("示例墙板 A", "防滑地砖", "集成吊顶"),
    )


def bathroom(wall: Method = P, floor: Method = P, ceiling: Method = P) -> SpaceInput:
    """Return the bathroom of the mock page, by default all 装配式."""
    return space(
        "卫生间",
        SpaceKind.BATHROOM,
        ("16.40", wall),
        ("4.10", floor),
        ("4.10", ceiling),
        products=("瓷砖" if wall is W else "装配式墙板", "整体防水底盘", "集成吊顶"),
    )


def mixed_bathroom(prefab: str = "12.20", kept: str = "3.40") -> SpaceInput:
    """Return a bathroom whose wall is renewed in part: 15.40 of 22.00 m² dry, 70 % exactly."""
    wall = (
        PartInput(Surface.WALL, Decimal(prefab), P, "装配式墙板"),
        PartInput(Surface.WALL, Decimal(kept), K),
    )
    floor, ceiling = (
        PartInput(Surface.FLOOR, Decimal("3.20"), W),
        PartInput(Surface.CEILING, Decimal("3.20"), P),
    )
    total_area = Decimal(prefab) + Decimal(kept) + Decimal("6.40")
    return SpaceInput(SpaceKind.BATHROOM, "卫生间", (*wall, floor, ceiling), declared_total=total_area)


def content(*spaces: SpaceInput, days: int = 12, reason: str = "", start: date | None = None) -> Content:
    """Return a sound plan of kitchen and bathroom, 7.62 万元, 12 days."""
    return Content(
        spaces=spaces or (kitchen(), bathroom()),
        lines=(
            LineInput(LineKind.ITEM, "集成厨房", Decimal("38600")),
            LineInput(LineKind.ITEM, "集成卫生间", Decimal("34200")),
            LineInput(LineKind.ITEM, "水电管线", Decimal("7400")),
            LineInput(LineKind.DISCOUNT, "企业让利", Decimal("4000")),
        ),
        hazards=(
            HazardInput("燃气软管（2009 年）", "厨房", "不锈钢波纹管"),
            HazardInput("卫生间无漏电保护", "卫生间", "漏电保护开关"),
        ),
        survey_on=clock.today(),
        survey_note="入户勘测，管线老化。",
        planned_start=start or clock.today() + timedelta(days=7),
        planned_days=days,
        overrun_reason=reason,
        hazard_survey=HazardSurvey.FOUND,
    )


def drawn() -> str:
    """Return a signature as the pad sends it: PNG data URL with strokes."""
    from io import BytesIO

    from PIL import Image, ImageDraw

    image = Image.new("RGBA", (300, 120), (255, 255, 255, 0))
    ImageDraw.Draw(image).line([(20, 80), (90, 30), (150, 90), (260, 40)], fill=(20, 30, 40, 255), width=5)
    target = BytesIO()
    image.save(target, "PNG")
    return "data:image/png;base64," + base64.b64encode(target.getvalue()).decode()


def submit(world: World, case: Case, *, by: Actor | None = None, plan: Content | None = None) -> PlanVersion:
    """The enterprise's designer submits a plan, by default a sound one."""
    return services.submit_plan(case_id=case.pk, by=by or world.chen, content=plan or content())


def confirm(case: Case, *, by: Actor) -> PlanVersion:
    """The household signs the submitted version on the official's device."""
    plan = submitted_plan(case)
    assert plan is not None
    services.confirm_plan(
        case_id=case.pk, by=by, content_hash=plan.content_hash, means=Means.DRAWN, signature=drawn()
    )
    plan.refresh_from_db()
    return plan


def sign_contract(case: Case, *, by: Actor, amount: str = "76200") -> Contract:
    """The contract is recorded with its scan, dated today."""
    return services.record_contract(
        case_id=case.pk,
        by=by,
        amount=Decimal(amount),
        signed_on=clock.today(),
        scan=upload("合同.pdf", pdf()),
    )


@copied()
def make_planned_case(
    world: World, upto: str = "contracted", *, plan: Content | None = None, **changes: object
) -> Case:
    """Drive a household of 清波街道 to ``submitted_plan`` | ``confirmed`` | ``contracted``."""
    case = make_case(world, upto="designing", **changes)
    submit(world, case, plan=plan)
    if upto in ("confirmed", "contracted"):
        confirm(case, by=world.zhou)
    if upto == "contracted":
        sign_contract(case, by=world.chen)
    case.refresh_from_db()
    return case
