"""Who administers which body: the own one and the one right below, by one function."""

from __future__ import annotations

import pytest

from apps.administration.permissions import administered, administers
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Denied, Refused
from apps.orgs.enums import Role
from apps.orgs.models import Organisation, Region
from apps.orgs.permissions import may_read_sensitive_papers, row_scope
from apps.orgs.queries import bodies_below, body_above
from apps.orgs.services import appoint, create_user
from tests.factories.world import NOON, SINCE, World, user_of

pytestmark = pytest.mark.django_db
BODIES = (
    *("province", "city", "shangcheng", "xihu", "xiuzhou"),
    *("qingbo", "hubin", "beishan", "xincheng"),
    *("property", "audit", "shili", "yangben"),
)


def body(world: World, name: str) -> Organisation:
    found = getattr(world, name)
    return found if isinstance(found, Organisation) else found.organisation


def kept_by(world: World, persona: str) -> set[str]:
    actor = world.people[persona]
    return {name for name in BODIES if administers(actor, body(world, name))}


@pytest.mark.parametrize(
    ("persona", "bodies"),
    [
        ("guan", {"shangcheng", "qingbo", "hubin"}),
        ("ling", {"shangcheng", "qingbo", "hubin"}),
        ("guan_xihu", {"xihu", "beishan"}),
        # The two enterprises have no administrator yet, and no other city could look after them.
        ("guan_city", {"city", "shangcheng", "xihu", "shili", "yangben"}),
        ("shi", {"city", "shangcheng", "xihu", "shili", "yangben"}),
        ("sheng", {"province", "city", "xiuzhou"}),
        ("guan_qingbo", {"qingbo"}),
        ("wang", set()),
        ("zhou", set()),
        ("shenji", set()),
        ("chen", set()),
    ],
)
def test_each_administers_the_own_body_and_the_one_below(
    world: World, persona: str, bodies: set[str]
) -> None:
    assert kept_by(world, persona) == bodies
    assert {each.pk for each in administered(world.people[persona])} == {body(world, n).pk for n in bodies}


def test_a_property_company_is_kept_by_the_district_of_its_region(world: World) -> None:
    Organisation.objects.filter(pk=world.property.pk).update(region=Region.objects.get(pk="330102"))
    company = Organisation.objects.get(pk=world.property.pk)
    assert administers(world.guan, company)
    assert not administers(world.guan_xihu, company)
    assert company in administered(world.guan)


def test_an_enterprise_keeps_its_own_people_once_it_has_an_administrator(world: World) -> None:
    firm = world.shili.organisation
    assert firm is not None
    Organisation.objects.filter(pk=firm.pk).update(region=Region.objects.get(pk="330102"))
    firm = Organisation.objects.get(pk=firm.pk)
    assert administers(world.guan_city, firm)
    assert firm in administered(world.guan_city)

    user = create_user(by=SYSTEM, username="qi", name="齐样本", password=None)
    appoint(by=SYSTEM, user=user, organisation=firm, role=Role.ADMINISTRATOR, valid_from=SINCE)

    assert not administers(world.guan_city, firm)
    assert firm not in administered(world.guan_city)


def test_a_refusal_lasts(world: World) -> None:
    decision = administers(world.guan, world.xihu)
    assert isinstance(decision, Denied)
    assert decision.code == "post"


def test_above_and_below_say_the_same(world: World) -> None:
    every = list(Organisation.objects.select_related("region"))
    upwards = {(above.pk, each.pk) for each in every if (above := body_above(each, NOON.date()))}
    downwards = {(each.pk, below.pk) for each in every for below in bodies_below(each, NOON.date())}
    assert upwards == downwards != set()


def test_an_administrator_reads_no_case_and_no_paper(world: World) -> None:
    assert row_scope(world.guan).organisation_id is None
    assert not may_read_sensitive_papers(world.guan)


@pytest.mark.parametrize(
    ("persona", "where", "role"),
    [
        ("wang", "shangcheng", Role.ADMINISTRATOR),
        ("guan", "shangcheng", Role.DISTRICT_CLERK),
        ("shenji", "audit", Role.ADMINISTRATOR),
        ("guan", "audit", Role.AUDITOR),
    ],
)
def test_system_business_and_audit_exclude_each_other(
    world: World, persona: str, where: str, role: Role
) -> None:
    with pytest.raises(Refused, match="系统管理、业务、审计"):
        appoint(
            by=SYSTEM,
            user=user_of(world.people[persona]),
            organisation=getattr(world, where),
            role=role,
            valid_from=SINCE,
        )


def test_who_was_a_clerk_may_become_an_administrator_afterwards(world: World) -> None:
    user = create_user(by=SYSTEM, username="xian", name="先示例", password=None)
    there = {"by": SYSTEM, "user": user, "organisation": world.shangcheng}
    ends = NOON.date()
    appoint(**there, role=Role.DISTRICT_CLERK, valid_from=SINCE, valid_to=ends)
    appoint(**there, role=Role.ADMINISTRATOR, valid_from=ends)
    assert user.memberships.in_force(ends).get().role == Role.ADMINISTRATOR
