"""Bodies and people of the demonstration: real places, evidently made-up people and enterprises."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.conf import settings

from apps.demo.services.places import HOURS, open_points
from apps.enterprises.models import Enterprise
from apps.enterprises.services import list_enterprise, publish_roll, record_enterprise
from apps.lib.actors import SYSTEM, Actor
from apps.lib.identity import credit_check_character
from apps.orgs.enums import WORK_OF_KIND, ContactDuty, OrganisationKind, Role
from apps.orgs.models import Organisation, Region
from apps.orgs.queries import actor_of
from apps.orgs.services import (
    appoint,
    create_organisation,
    create_user,
    load_regions,
    set_contact,
    set_window,
)
from apps.programs.models import Program, RuleSet
from apps.programs.services import (
    H,
    Z,
    freeze_rule_set,
    load_calendar,
    open_program,
    set_milestones,
    set_targets,
)

SINCE = date(2024, 6, 26)
PASSWORD = "chuwei-demo-2026"  # noqa: S105 - the demonstration's public password
TEN_DISTRICTS = (
    "330102",
    "330105",
    "330106",
    "330108",
    "330109",
    "330110",
    "330113",
    "330114",
    "330111",
    "330112",
)
THREE_COUNTIES = ("330122", "330127", "330182")
DIRECT = {"330411": "嘉兴市秀洲区建设局", "330383": "龙港市建设局"}
SCENIC_STREET = "330106008"
STREETS_PER_BUREAU = {"330102": 14}
"""The sample workbook names streets all over 上城区; elsewhere the first four streets take part."""
ASSUMPTION = "演示假设：沿用 2024 年口径"


@dataclass(frozen=True, slots=True)
class Scale:
    """How large a programme is loaded: households per bureau, and since when bureaus report."""

    households: dict[str, int]
    since: date


FULL = Scale(
    households={
        **dict.fromkeys(TEN_DISTRICTS, 25),
        "330102": 38,
        "330106": 30,
        **dict.fromkeys(THREE_COUNTIES, 4),
        **dict.fromkeys(DIRECT, 7),
        "scenic": 5,
    },
    since=date(2026, 3, 2),
)
"""About three hundred households; counties without a target have few."""

SMALL = Scale(households={"330102": 12, "330106": 3, "330411": 2}, since=date(2026, 9, 1))
"""Three bureaus and one autumn, for a quick run of the same code."""


@dataclass(frozen=True, slots=True)
class Login:
    """A demonstration account printed by ``script/demo``."""

    username: str
    label: str
    role: Role
    where: str


LOGINS: tuple[Login, ...] = (
    Login("jiedao", "街道城建线经办（清波街道）", Role.STREET_CLERK, "330102001"),
    Login("jingban", "区住建局经办（上城区）", Role.DISTRICT_CLERK, "330102"),
    Login("shenhe", "区住建局审核（上城区）", Role.DISTRICT_REVIEWER, "330102"),
    Login("yanshou", "区住建局验收人员（上城区）", Role.DISTRICT_INSPECTOR, "330102"),
    Login("lingdao", "区住建局分管领导（上城区）", Role.DISTRICT_LEADER, "330102"),
    Login("xihu", "区住建局经办（西湖区，另一个区）", Role.DISTRICT_CLERK, "330106"),
    Login("shiji", "市住保房管局（杭州市）", Role.CITY_OFFICER, "3301"),
    Login("shengji", "省住房和城乡建设厅", Role.PROVINCE_OFFICER, "33"),
    Login("sheji", "装修企业设计师（示例装配）", Role.DESIGNER, "enterprise-1"),
    Login("xiangmu", "装修企业项目经理（示例装配）", Role.SITE_MANAGER, "enterprise-1"),
    Login("wuye", "物业服务企业巡查（样张物业）", Role.PROPERTY_PATROL, "property"),
    Login("jianwei", "市建委名录管理（杭州市）", Role.DIRECTORY_KEEPER, "construction"),
    Login("caizheng", "市财政局查阅（杭州市）", Role.FINANCE_READER, "finance"),
    Login("shenji", "审计（杭州市）", Role.AUDITOR, "audit"),
)

ADMINISTRATORS: tuple[Login, ...] = (
    Login("guanli", "管理员（上城区住建局）", Role.ADMINISTRATOR, "330102"),
    Login("shiguan", "管理员（杭州市住保房管局）", Role.ADMINISTRATOR, "3301"),
    Login("jieguan", "管理员（清波街道）", Role.ADMINISTRATOR, "330102001"),
    Login("qiguan", "管理员（示例装配）", Role.ADMINISTRATOR, "enterprise-1"),
)

ENTERPRISES = (
    "示例装配装饰有限公司",
    "样本集成家居有限公司",
    "演示厨卫科技有限公司",
    "虚构整装建筑科技有限公司",
    "样张集成卫浴有限公司",
    "模拟装配建筑装饰有限公司",
)
SURNAMES = "周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = ("示例", "演示", "样本", "样张", "虚构", "模拟", "假设", "范例", "试用")


@dataclass
class DemoWorld:
    """The bodies of the demonstration and the actor of each (place, role)."""

    program: Program
    rule_set: RuleSet
    city: Organisation
    province: Organisation
    property: Organisation
    bureaus: dict[str, Organisation] = field(default_factory=dict)
    streets: dict[str, list[Region]] = field(default_factory=dict)
    """Bureau key -> streets with an office of their own."""
    actors: dict[tuple[str, Role], Actor] = field(default_factory=dict)
    enterprises: list[Enterprise] = field(default_factory=list)


def build_world(scale: Scale = FULL) -> DemoWorld:
    """Create regions, bodies, people, enterprises, programme, rules, targets and calendar."""
    load_regions(path=Path(settings.BASE_DIR) / "data" / "regions-zhejiang.csv", by=SYSTEM)
    for year in (2024, 2025, 2026, 2027):
        load_calendar(by=SYSTEM, year=year)
    program = open_program(
        by=SYSTEM,
        year=2026,
        name="2026 年度家装“厨卫换新”",
        group="厨卫换新",
        is_assumption=True,
        note="演示假设：目标与节点沿用 2024 年公开口径",
    )
    rule_set = freeze_rule_set(by=SYSTEM, version="2024-1", effective_from=SINCE)
    regions = Region.objects.in_bulk()
    province = create_organisation(
        by=SYSTEM,
        kind=OrganisationKind.PROVINCE,
        name="浙江省住房和城乡建设厅",
        short_name="省厅",
        region=regions["33"],
        valid_from=SINCE,
    )
    city = create_organisation(
        by=SYSTEM,
        kind=OrganisationKind.CITY_BUREAU,
        name="杭州市住房保障和房产管理局",
        short_name="杭州",
        region=regions["3301"],
        reports_to=province,
        valid_from=SINCE,
    )
    property_company = create_organisation(
        by=SYSTEM,
        kind=OrganisationKind.PROPERTY,
        name="样张物业服务有限公司",
        short_name="样张物业",
        region=regions["330102"],
        phone="0571-00000009",
        valid_from=SINCE,
    )
    audit = create_organisation(
        by=SYSTEM,
        kind=OrganisationKind.AUDIT,
        name="杭州市审计局",
        short_name="市审计",
        attached_to=city,
        valid_from=SINCE,
    )
    world = DemoWorld(program, rule_set, city, province, property_company)
    _bureaus(world, regions, scale)
    places: dict[str, Organisation] = {
        "3301": city,
        "33": province,
        "property": property_company,
        "audit": audit,
        **world.bureaus,
    }
    _offices(world, regions, places)
    open_points(world.bureaus["330102"], places[world.streets["330102"][0].code], SINCE)
    bodies = _directory_bodies(regions)
    direct = [world.bureaus[key] for key in DIRECT if key in world.bureaus]
    _enterprises(world, places, [bodies["construction"], *direct])
    _people(world, {**places, **bodies})
    _targets(world)
    return world


def _bureaus(world: DemoWorld, regions: dict[str, Region], scale: Scale) -> None:
    for code in (*TEN_DISTRICTS, *THREE_COUNTIES, *DIRECT):
        if code not in scale.households:
            continue
        region = regions[code]
        world.bureaus[code] = create_organisation(
            by=SYSTEM,
            kind=OrganisationKind.DISTRICT_BUREAU,
            name=DIRECT.get(code, f"{region.name}住房和城乡建设局"),
            short_name=region.name[:-1],
            region=region,
            covers=[region],
            without=[regions[SCENIC_STREET]] if code == "330106" else [],
            reports_to=world.province if code in DIRECT else world.city,
            phone="0571-00000000",
            valid_from=SINCE,
            reports_since=scale.since,
        )
    if "scenic" in scale.households:
        world.bureaus["scenic"] = _scenic(world, regions, scale)
    for bureau in (world.city, *world.bureaus.values()):
        for duty, name, phone in (
            (ContactDuty.LEADER, "示例分管", "0571-00000002"),
            (ContactDuty.LIAISON, "示例联络", "0571-00000003"),
        ):
            set_contact(by=SYSTEM, organisation_id=bureau.pk, duty=duty, name=name, title="", phone=phone)
        set_window(by=SYSTEM, organisation_id=bureau.pk, address="样张路 9 号", hours=HOURS)


def _scenic(world: DemoWorld, regions: dict[str, Region], scale: Scale) -> Organisation:
    return create_organisation(
        by=SYSTEM,
        kind=OrganisationKind.DISTRICT_BUREAU,
        name="西湖风景名胜区管委会风景园林局",
        short_name="景区",
        region=regions[SCENIC_STREET],
        covers=[regions[SCENIC_STREET]],
        reports_to=world.city,
        phone="0571-00000000",
        valid_from=SINCE,
        reports_since=scale.since,
    )


def _offices(world: DemoWorld, regions: dict[str, Region], places: dict[str, Organisation]) -> None:
    for key in world.bureaus:
        if key == "scenic":
            streets = [regions[SCENIC_STREET]]
        else:
            streets = list(Region.objects.filter(parent_id=key).exclude(code=SCENIC_STREET).order_by("code"))[
                : STREETS_PER_BUREAU.get(key, 4)
            ]
        world.streets[key] = streets
        for street in streets:
            office = places[street.code] = create_organisation(
                by=SYSTEM,
                kind=OrganisationKind.STREET_OFFICE,
                # 龙港县直辖村级区划 is no street: nothing there is called 办事处.
                name=street.name if street.name.endswith("区划") else f"{street.name}办事处",
                short_name=street.name.removesuffix("街道").removesuffix("镇"),
                region=street,
                covers=[street],
                phone="0571-00000001",
                valid_from=SINCE,
            )
            set_window(by=SYSTEM, organisation_id=office.pk, address="样张路 1 号办事大厅", hours=HOURS)


def _directory_bodies(regions: dict[str, Region]) -> dict[str, Organisation]:
    """Create who keeps the city's list and who reads it."""
    kinds = {
        "construction": (OrganisationKind.CITY_CONSTRUCTION, "杭州市城乡建设委员会", "市建委"),
        "finance": (OrganisationKind.CITY_FINANCE, "杭州市财政局", "市财政"),
    }
    return {
        place: create_organisation(
            by=SYSTEM, kind=kind, name=name, short_name=short, region=regions["3301"], valid_from=SINCE
        )
        for place, (kind, name, short) in kinds.items()
    }


def credit_code(number: int) -> str:
    """Return a made-up 统一社会信用代码 with a right check character."""
    first17 = f"91330100MA000{number:04d}"
    return first17 + credit_check_character(first17)


def _enterprises(world: DemoWorld, places: dict[str, Organisation], keepers: Iterable[Organisation]) -> None:
    rolls = [
        publish_roll(
            by=SYSTEM,
            keeper=keeper,
            title=f"{keeper.region.name if keeper.region else keeper.short_name}装配化装修企业名录",
            criteria="自愿申报，有装配化装修案例，承诺按一户一策设计、按图施工",
            legal_basis="杭房局〔2024〕43号 三(一)2；浙建管发〔2024〕56号",
            scope="城镇、农村老旧住宅厨房和卫生间装配化装修",
            review_conclusion="演示：经内部审查，不含排除、限制竞争的内容，可以公布",
            reviewed_on=SINCE,
            valid_from=SINCE,
            asks=["营业执照复印件", "装配化装修案例说明"],
        )
        for keeper in keepers
    ]
    for number, name in enumerate(ENTERPRISES, start=1):
        organisation = create_organisation(
            by=SYSTEM,
            kind=OrganisationKind.ENTERPRISE,
            name=name,
            short_name=name[:4],
            valid_from=SINCE,
            credit_code=credit_code(number),
        )
        places[f"enterprise-{number}"] = organisation
        enterprise = record_enterprise(
            by=SYSTEM,
            name=name,
            credit_code=credit_code(number),
            contact_name="联络员甲",
            contact_phone=f"13800000{500 + number:03d}",
            organisation=organisation,
        )
        for roll in rolls:
            list_enterprise(by=SYSTEM, roll=roll, enterprise=enterprise, valid_from=SINCE)
        world.enterprises.append(enterprise)


def _people(world: DemoWorld, places: dict[str, Organisation]) -> None:
    named = {(login.where, login.role): login for login in LOGINS}
    count = 0
    for place, organisation in places.items():
        for role in _roles(organisation):
            login = named.get((place, role))
            count += 1
            user = create_user(
                by=SYSTEM,
                username=login.username if login else f"demo-{count:03d}",
                name=f"{SURNAMES[count % len(SURNAMES)]}{GIVEN[count % len(GIVEN)]}",
                # Only the printed accounts can sign in; everybody else just acts in the stories.
                password=PASSWORD if login else None,
            )
            membership = appoint(by=SYSTEM, user=user, organisation=organisation, role=role, valid_from=SINCE)
            world.actors[place, role] = actor_of(membership)
    # After everybody else, so that names and stories stay as they are without administrators.
    for number, login in enumerate(ADMINISTRATORS):
        user = create_user(by=SYSTEM, username=login.username, name=f"管{GIVEN[number]}", password=PASSWORD)
        appoint(by=SYSTEM, user=user, organisation=places[login.where], role=login.role, valid_from=SINCE)


def _roles(organisation: Organisation) -> list[Role]:
    return [role for role in Role if role in WORK_OF_KIND[organisation.kind]]


def _targets(world: DemoWorld) -> None:
    ten = {bureau: 30 for key, bureau in world.bureaus.items() if key in TEN_DISTRICTS}
    others = {bureau: None for key, bureau in world.bureaus.items() if key not in TEN_DISTRICTS}
    set_targets(
        by=SYSTEM,
        program=world.program,
        households={**ten, **others, world.city: 300},
        source=f"{H} 一、附件3（{ASSUMPTION}）",
        is_assumption=True,
    )
    set_targets(
        by=SYSTEM,
        program=world.program,
        households={world.province: 1500},
        source=f"{Z} 二（{ASSUMPTION}）",
        is_assumption=True,
    )
    set_milestones(by=SYSTEM, program=world.program, organisation=world.city, is_assumption=True)
