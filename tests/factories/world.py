"""A small programme to test in: two districts of 杭州, one that reports directly, two enterprises.

Everything is made through the services a person's work goes through. Personas are Actors:
``world.zhou`` is the clerk of 清波街道, ``world.wang`` the reviewer of 上城区, and so on.
"""

from __future__ import annotations

import csv
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from apps.cases import services as cases
from apps.cases.enums import BuildingType, Hardship, RenovationScope
from apps.cases.models import Case
from apps.cases.services import RegistrationData
from apps.enterprises.models import Enterprise
from apps.enterprises.services import list_enterprise, publish_roll, record_enterprise
from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.lib.identity import credit_check_character
from apps.orgs.enums import OrganisationKind, Role
from apps.orgs.models import Organisation, Region, User
from apps.orgs.queries import actor_of
from apps.orgs.services import appoint, create_organisation, create_user
from apps.programs.models import Program, RuleSet
from apps.programs.services import freeze_rule_set, load_calendar, open_program, set_milestones, set_targets
from tests.factories.copies import copied, world_made
from tests.factories.people import id_number, phone
from tests.factories.rows import Copy, Rows, written

PASSWORD = "yanshi-2026"
SINCE = date(2025, 1, 1)
REGIONS = Path(__file__).resolve().parents[2] / "data" / "regions-zhejiang.csv"
_KEPT = ("33", "3301", "330102", "330106", "3304", "330411")
NOON = datetime(2026, 9, 1, 4, 0, tzinfo=UTC)
"""Tuesday 2026-09-01 12:00 in Shanghai: the moment at which tests usually begin."""


@dataclass
class World:
    """Organisations and personas; see :func:`make_world`."""

    program: Program
    rule_set: RuleSet
    province: Organisation
    city: Organisation
    shangcheng: Organisation
    xihu: Organisation
    xiuzhou: Organisation
    qingbo: Organisation
    hubin: Organisation
    beishan: Organisation
    xincheng: Organisation
    property: Organisation
    audit: Organisation
    shili: Enterprise
    yangben: Enterprise
    people: dict[str, Actor] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Actor:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None


PERSONAS: tuple[tuple[str, str, str, Role], ...] = (
    ("zhou", "周示例", "qingbo", Role.STREET_CLERK),
    ("hu", "胡示例", "hubin", Role.STREET_CLERK),
    ("bei", "贝示例", "beishan", Role.STREET_CLERK),
    ("xin", "辛示例", "xincheng", Role.STREET_CLERK),
    ("wang", "王演示", "shangcheng", Role.DISTRICT_CLERK),
    ("shen", "沈演示", "shangcheng", Role.DISTRICT_REVIEWER),
    ("yan", "严演示", "shangcheng", Role.DISTRICT_INSPECTOR),
    ("yan2", "颜演示", "shangcheng", Role.DISTRICT_INSPECTOR),
    ("ling", "凌演示", "shangcheng", Role.DISTRICT_LEADER),
    ("xi", "奚演示", "xihu", Role.DISTRICT_CLERK),
    ("xi_inspector", "席演示", "xihu", Role.DISTRICT_INSPECTOR),
    ("xi_leader", "习演示", "xihu", Role.DISTRICT_LEADER),
    ("xiu", "修演示", "xiuzhou", Role.DISTRICT_CLERK),
    ("shi", "施演示", "city", Role.CITY_OFFICER),
    ("sheng", "盛演示", "province", Role.PROVINCE_OFFICER),
    ("chen", "陈样本", "shili_org", Role.DESIGNER),
    ("jiang", "蒋样本", "shili_org", Role.SITE_MANAGER),
    ("tao", "陶样本", "yangben_org", Role.DESIGNER),
    ("wu", "吴样张", "property", Role.PROPERTY_PATROL),
    ("shenji", "审示例", "audit", Role.AUDITOR),
)
"""(attribute, name, organisation, role); usernames are the attributes."""


def made_up_credit_code(number: int) -> str:
    """Return a made-up 统一社会信用代码 with a right check character."""
    first17 = f"91330100MA000{number:04d}"
    return first17 + credit_check_character(first17)


def make_regions() -> None:
    """Load the few regions the world uses from the project's own CSV."""
    with REGIONS.open(encoding="utf-8", newline="") as source:
        rows = [
            row
            for row in csv.DictReader(source)
            if row["code"] in _KEPT or row["parent"] in _KEPT[2:4] + _KEPT[5:]
        ]
    Region.objects.bulk_create(
        Region(code=row["code"], name=row["name"], level=row["level"], parent_id=row["parent"] or None)
        for row in sorted(rows, key=lambda row: len(row["code"]))
    )


_BUILT: dict[datetime, tuple[World, Rows, Copy]] = {}
"""Worlds already built in this process, by moment, with every row they wrote."""


def make_world() -> World:
    """Build the world at the moment the clock is held at; while it runs, at :data:`NOON`.

    The services build it once a moment and process; later tests get the very same rows back. A moment
    that nobody chose never comes again: each test would have built a world of its own.
    """
    if clock._pinned.get() is None:
        with clock.at(NOON):
            return make_world()
    moment = clock.now()
    if moment not in _BUILT:
        was_empty = not written()
        world = _build_world()
        if not was_empty:
            return world
        rows = written()
        _BUILT[moment] = deepcopy(world), rows, Copy(rows)
        world_made(moment, rows)
        return world
    world, rows, copy = _BUILT[moment]
    copy.insert()
    world_made(moment, rows)
    return deepcopy(world)


def _build_world() -> World:
    make_regions()
    region = Region.objects.in_bulk()
    new = create_organisation
    kind = OrganisationKind
    base = {"by": SYSTEM, "valid_from": SINCE}
    province = new(
        **base, kind=kind.PROVINCE, name="浙江省住房和城乡建设厅", short_name="省厅", region=region["33"]
    )
    city = new(
        **base,
        kind=kind.CITY_BUREAU,
        name="杭州市住房保障和房产管理局",
        short_name="杭州",
        region=region["3301"],
        reports_to=province,
    )
    bureaus = {
        name: new(
            **base,
            kind=kind.DISTRICT_BUREAU,
            name=f"{region[code].name}住房和城乡建设局",
            short_name=short,
            region=region[code],
            covers=[region[code]],
            reports_to=upper,
            phone="0571-00000000",
        )
        for name, code, short, upper in (
            ("shangcheng", "330102", "上城", city),
            ("xihu", "330106", "西湖", city),
            ("xiuzhou", "330411", "秀洲", province),
        )
    }
    streets = {
        name: new(
            **base,
            kind=kind.STREET_OFFICE,
            name=f"{region[code].name}办事处",
            short_name=region[code].name[:2],
            region=region[code],
            covers=[region[code]],
            phone="0571-00000001",
        )
        for name, code in (
            ("qingbo", "330102001"),
            ("hubin", "330102003"),
            ("beishan", "330106002"),
            ("xincheng", "330411002"),
        )
    }
    shili_org = new(**base, kind=kind.ENTERPRISE, name="示例装配装饰有限公司", short_name="示例")
    yangben_org = new(**base, kind=kind.ENTERPRISE, name="样本集成家居有限公司", short_name="样本")
    prop = new(**base, kind=kind.PROPERTY, name="样张物业服务有限公司", short_name="样张物业")
    audit = new(
        **base, kind=kind.AUDIT, name="上城区审计局", short_name="审计", attached_to=bureaus["shangcheng"]
    )
    roll = publish_roll(
        by=SYSTEM,
        keeper=city,
        title="杭州市装配化装修企业名录",
        criteria="演示名录：自愿申报",
        legal_basis="浙建管发〔2024〕56号",
        scope="住宅厨房、卫生间装配化装修",
        review_conclusion="演示：经审查，不含排除、限制竞争的内容",
        reviewed_on=SINCE,
        valid_from=SINCE,
        asks=["营业执照", "装配化装修案例"],
    )
    enterprises = []
    for number, organisation in enumerate((shili_org, yangben_org), start=1):
        enterprise = record_enterprise(
            by=SYSTEM,
            name=organisation.name,
            credit_code=made_up_credit_code(number),
            contact_name="联络员甲",
            # No household's, however many a process has made: theirs are 138 and go round by the thousand.
            contact_phone=f"1390000050{number}",
            organisation=organisation,
        )
        list_enterprise(by=SYSTEM, roll=roll, enterprise=enterprise, valid_from=SINCE)
        enterprises.append(enterprise)
    load_calendar(by=SYSTEM, year=2025)
    load_calendar(by=SYSTEM, year=2026)
    load_calendar(by=SYSTEM, year=2027)
    program = open_program(by=SYSTEM, year=2026, name="2026 年度", group="厨卫换新")
    rule_set = freeze_rule_set(by=SYSTEM, version="2024-1", effective_from=date(2024, 6, 26))
    set_targets(
        by=SYSTEM,
        program=program,
        households={bureaus["shangcheng"]: 30, bureaus["xihu"]: 30},
        source="演示假设",
    )
    set_milestones(by=SYSTEM, program=program)
    world = World(
        program=program,
        rule_set=rule_set,
        province=province,
        city=city,
        property=prop,
        audit=audit,
        shili=enterprises[0],
        yangben=enterprises[1],
        **bureaus,
        **streets,
    )
    organisations = {**vars(world), "shili_org": shili_org, "yangben_org": yangben_org}
    for username, name, where, role in PERSONAS:
        user = create_user(by=SYSTEM, username=username, name=name, password=PASSWORD)
        membership = appoint(
            by=SYSTEM, user=user, organisation=organisations[where], role=role, valid_from=SINCE
        )
        world.people[username] = actor_of(membership)
    return world


def user_of(actor: Actor) -> User:
    """Return the persona's account, for ``client.force_login``."""
    return User.objects.get(pk=actor.user_id)


def person_named(name: str, like: Actor, *, behalf: Actor | None = None) -> Actor:
    """Return a new person of this name in the role of another, perhaps by delegation."""
    user = create_user(by=SYSTEM, username=f"namesake-{User.objects.count()}", name=name, password=None)
    membership = appoint(
        by=SYSTEM,
        user=user,
        organisation=Organisation.objects.get(pk=like.organisation_id),
        role=Role(like.role),
        valid_from=SINCE,
        valid_to=later(365).date() if behalf else None,
        on_behalf_of=user_of(behalf) if behalf else None,
    )
    return actor_of(membership)


def registration(world: World, number: int = 1, **changes: object) -> RegistrationData:
    """Return a sound registration of 示例路{number}号 in 清波街道."""
    data = RegistrationData(
        applied_on=clock.today(),
        street_code="330102001",
        name="张示例",
        id_number=id_number(),
        phone=phone(number),
        address=f"示例路{number}号1幢1单元101室",
        owner_name="张示例",
        family_size=3,
        building_type=BuildingType.STAIRS,
        floor_area=Decimal("68.50"),
        built_year=1988,
        rooms=2,
        halls=1,
        bathrooms=1,
        hardship=Hardship.ORDINARY,
        renovation_scope=RenovationScope.BOTH,
        intended_budget=Decimal("75000"),
    )
    return replace(data, **changes)


_numbers = iter(range(1000, 10_000_000))


@copied()
def make_case(world: World, upto: str = "submitted", *, by: Actor | None = None, **changes: object) -> Case:
    """Register a household and drive it with the cases' own services.

    ``upto``: draft | submitted | received | filed | designing. Later states belong to the stage
    apps' factories (tests/factories/stages.py).
    """
    clerk = by or world.zhou
    number = next(_numbers)
    case = cases.register_case(by=clerk, data=registration(world, number, **changes))
    steps = ("draft", "submitted", "received", "filed", "designing")
    reviewer = {"qingbo": "wang", "hubin": "wang", "beishan": "xi", "xincheng": "xiu"}
    name = next(key for key in reviewer if getattr(world, key).pk == case.street_office_id)
    for step in steps[1 : steps.index(upto) + 1]:
        if step == "submitted":
            case = cases.submit_case(case_id=case.pk, by=clerk)
        elif step == "received":
            case = cases.receive_case(case_id=case.pk, by=clerk)
        elif step == "filed":
            case = cases.file_case(case_id=case.pk, by=world.people[reviewer[name]])
        elif step == "designing":
            case = cases.choose_enterprise(case_id=case.pk, by=clerk, enterprise=world.shili)
    return case


def later(days: int = 0, hours: int = 0, *, start: datetime = NOON) -> datetime:
    """Return a moment after ``start``."""
    return start + timedelta(days=days, hours=hours)
