"""The programme that is measured, before it grows: the province's bodies and real households.

Everything here goes through the services a person's work goes through. One household stands at
every state as the model of the many (bench/ballast.py); a heap of applications waits to be filed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID

from django.conf import settings

from apps.archives.services import add_application_scan
from apps.cases.enums import Removal
from apps.cases.models import Case
from apps.cases.services import decline_case, terminate_case, withdraw_case
from apps.enterprises.models import Roll
from apps.enterprises.services import list_enterprise, record_enterprise
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.orgs.enums import OrganisationKind, RegionLevel
from apps.orgs.models import Organisation, Region, ReportingLine
from apps.orgs.services import create_organisation, load_regions
from apps.programs.services import load_calendar, open_program
from tests.factories.stages import hand_back, make_staged_case
from tests.factories.uploads import pdf, upload
from tests.factories.weeks import finished, started
from tests.factories.works import visit
from tests.factories.world import NOON, SINCE, World, later, made_up_credit_code, make_case, make_world

NOW = later(23)
"""Thursday 2026-09-24 12:00, when the week's table is due: the busiest hour of its page."""
EARLIER_YEARS = (2024, 2025)
DIRECT = "330383"
"""龙港 reports to the province; 秀洲, which does so too, is in the small world already."""
ENTERPRISES = 200
SAME = 24
"""Households of 西湖 in both databases: what its week costs says what the rest of the programme costs it."""
REGIONS = Path(settings.BASE_DIR) / "data" / "regions-zhejiang.csv"

STAGED = (
    "draft",
    "submitted",
    "received",
    "filed",
    "designing",
    "failing_plan",
    "submitted_plan",
    "confirmed",
    "contracted",
    "building",
    "completed",
    "attempt",
    "verdict",
    "rectifying",
    "passed",
)
"""States to which the services drive a household on the straight way."""


@dataclass(frozen=True, slots=True)
class Place:
    """A street, who is responsible for it, and how much of the programme lies there."""

    street_code: str
    county_code: str
    city_code: str
    street_office_id: int
    bureau_id: int
    city_bureau_id: int | None
    weight: float


@dataclass
class Programme:
    """What both databases begin with."""

    world: World
    models: dict[str, UUID] = field(default_factory=dict)
    """Name of a state -> the household that came there through the services."""
    waiting: list[UUID] = field(default_factory=list)
    """Received applications of 清波街道 that wait to be filed."""


def build(
    *,
    waiting: int,
    cities: tuple[str, ...] = (),
    enterprises: int = ENTERPRISES,
    states: tuple[str, ...] = STAGED,
) -> Programme:
    """Build it at the moments its households' stories took place; ``cities`` () means all of them.

    ``waiting`` is how many applications stand ready to be filed: each time that is measured takes one.
    """
    with clock.at(NOON):
        programme = Programme(make_world())
        _years(programme.world)
        _bodies(programme.world, cities)
        _enterprises(programme.world, enterprises)
    programme.models = _households(programme.world, states)
    _same_in_both(programme.world)
    with clock.at(later(20)):
        programme.waiting = [make_case(programme.world, "received").pk for _ in range(waiting)]
    return programme


def _same_in_both(world: World) -> None:
    """Give 西湖 households under works and finished, in the weeks before the newest one and in it."""
    for number in range(SAME):
        with clock.at(later(1 + number * 20 // SAME)):
            case = started(world, by=world.bei)
        if number % 3 == 0:
            with clock.at(later(2 + number * 20 // SAME)):
                finished(case, world.bei)


def _years(world: World) -> None:
    load_calendar(by=SYSTEM, year=2024)
    for year in EARLIER_YEARS:
        open_program(by=SYSTEM, year=year, name=f"{year} 年度", group=world.program.group)


def _bodies(world: World, cities: tuple[str, ...]) -> None:
    """Give every city, county and street of the CSV its body, where the world has none yet."""
    load_regions(path=REGIONS, by=SYSTEM)
    regions = Region.objects.in_bulk()
    there = {
        OrganisationKind(kind): set(
            Organisation.objects.filter(kind=kind).values_list("region_id", flat=True)
        )
        for kind in OrganisationKind
    }
    kinds = OrganisationKind
    upper: dict[str, Organisation] = {"3301": world.city}
    for region in _of_level(regions, RegionLevel.CITY, cities):
        if region.code not in there[kinds.CITY_BUREAU]:
            name = f"{region.name}住房和城乡建设局"
            upper[region.code] = _body(kinds.CITY_BUREAU, name, region.name[:-1], region, world.province)
    for region in _of_level(regions, RegionLevel.COUNTY, cities):
        if region.code not in there[kinds.DISTRICT_BUREAU]:
            name = f"{region.name}住房和城乡建设局"
            reports_to = world.province if region.code == DIRECT else upper[region.code[:4]]
            _body(kinds.DISTRICT_BUREAU, name, region.name[:-1], region, reports_to)
    for region in _of_level(regions, RegionLevel.STREET, cities):
        if region.code not in there[kinds.STREET_OFFICE]:
            name = f"{regions[region.code[:6]].name}{region.name}办事处"
            _body(kinds.STREET_OFFICE, name, region.name[:10], region, None)


def _of_level(regions: dict[str, Region], level: RegionLevel, cities: tuple[str, ...]) -> list[Region]:
    return [
        region
        for code, region in sorted(regions.items())
        if region.level == level and (not cities or code.startswith(cities))
    ]


def _body(
    kind: OrganisationKind, name: str, short_name: str, region: Region, upper: Organisation | None
) -> Organisation:
    return create_organisation(
        by=SYSTEM,
        kind=kind,
        name=name,
        short_name=short_name,
        region=region,
        covers=[] if kind is OrganisationKind.CITY_BUREAU else [region],
        reports_to=upper,
        valid_from=SINCE,
    )


def _enterprises(world: World, count: int) -> None:
    roll = Roll.objects.get(keeper=world.city)
    for number in range(101, 101 + count):
        enterprise = record_enterprise(
            by=SYSTEM,
            name=f"样张{number}装配装饰有限公司",
            credit_code=made_up_credit_code(number),
            contact_name="联络员甲",
            contact_phone="13800000000",
        )
        list_enterprise(by=SYSTEM, roll=roll, enterprise=enterprise, valid_from=SINCE)


def _households(world: World, states: tuple[str, ...]) -> dict[str, UUID]:
    """Return a household at every state, and what runs beside the states or ends them."""
    made = {state: make_staged_case(world, state) for state in states}
    with clock.at(later(1)):
        made["returned"] = make_staged_case(world, "received")
        hand_back(world, made["returned"])
        made["withdrawn"] = make_staged_case(world, "filed")
        withdraw_case(case_id=made["withdrawn"].pk, by=world.zhou)
        made["declined"] = make_staged_case(world, "received")
        decline_case(
            case_id=made["declined"].pk,
            by=world.wang,
            clause="杭房局〔2024〕43号 二(一)",
            reason="不属于本项目范围",
        )
    made["complete"] = make_staged_case(world, "passed")
    with clock.at(later(18)):
        add_application_scan(
            case_id=made["complete"].pk,
            by=world.zhou,
            scan=upload("申请表.pdf", pdf()),
            signed_on=later(3).date(),
            opinion_on=later(4).date(),
        )
    made["faulty"], made["terminated"] = _on_site(world), _on_site(world)
    with clock.at(later(10)):
        terminate_case(
            case_id=made["terminated"].pk, by=world.ling, reason="重复登记", removal=Removal.DUPLICATE
        )
    return {name: case.pk for name, case in made.items()}


def _on_site(world: World) -> Case:
    case = make_staged_case(world, "building")
    with clock.at(later(9)):
        visit(world, case, by=world.wu, bad=["safety"], due_on=date(2026, 9, 13))
    return case


def places(world: World) -> list[Place]:
    """Return every street with its bodies: 5 % of all households in 上城, 30 % in 杭州, none in 西湖.

    西湖 keeps its own (:data:`SAME`), however large the rest grows.
    """
    kinds = OrganisationKind
    bureaus = dict(Organisation.objects.of_kind(kinds.DISTRICT_BUREAU).values_list("region_id", "pk"))
    cities = dict(Organisation.objects.of_kind(kinds.CITY_BUREAU).values_list("pk", "region_id"))
    above = dict(ReportingLine.objects.values_list("organisation_id", "reports_to_id"))
    offices = list(
        Organisation.objects.of_kind(kinds.STREET_OFFICE)
        .exclude(region__code__startswith=str(world.xihu.region_id))
        .order_by("region_id")
        .values_list("region_id", "pk")
    )
    own, near = str(world.shangcheng.region_id), str(world.city.region_id)
    zones = [0 if code.startswith(own) else 1 if code.startswith(near) else 2 for code, _ in offices]
    shares = (0.05, 0.25, 0.70)
    found = []
    for (code, office), zone in zip(offices, zones, strict=True):
        bureau = bureaus[code[:6]]
        upper = above[bureau]
        found.append(
            Place(
                street_code=code,
                county_code=code[:6],
                city_code=code[:4],
                street_office_id=office,
                bureau_id=bureau,
                city_bureau_id=upper if upper in cities else None,
                weight=shares[zone] / zones.count(zone),
            )
        )
    return found
