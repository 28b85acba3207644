"""Who is responsible for a street, to whom a bureau reports, and which rows an actor sees."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.lib.decisions import Refused
from apps.orgs.enums import OrganisationKind, Role, ScopeLevel, SensitiveField, Sight
from apps.orgs.models import Coverage, Region, ReportingLine
from apps.orgs.permissions import may_read_sensitive_papers, row_scope, sight
from apps.orgs.queries import (
    actor_of,
    memberships_of,
    reporting_bureaus,
    reports_to,
    responsible,
    streets_covered,
)
from apps.orgs.services import appoint, create_organisation, create_user
from tests.factories.world import NOON, SINCE, World, make_world, user_of

pytestmark = pytest.mark.django_db
BUREAU = OrganisationKind.DISTRICT_BUREAU
TODAY = date(2026, 9, 1)


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


def test_a_street_belongs_to_the_bureau_that_covers_its_county(world: World) -> None:
    street = Region.objects.get(code="330106002")
    assert responsible(street, BUREAU, TODAY) == world.xihu


def test_a_street_carved_out_of_a_district_belongs_to_its_own_bureau(world: World) -> None:
    # 西湖风景名胜区 has no county code of its own: it covers one street of 西湖区.
    street = Region.objects.get(code="330106008")
    scenic = create_organisation(
        by=SYSTEM,
        kind=BUREAU,
        name="西湖风景名胜区管委会风景园林局",
        short_name="景区",
        covers=[street],
        valid_from=SINCE,
    )
    assert responsible(street, BUREAU, TODAY) == scenic
    assert street not in streets_covered(world.xihu, TODAY)
    assert streets_covered(scenic, TODAY) == [street]


def test_an_excluded_street_has_no_bureau_until_another_covers_it(world: World) -> None:
    street = Region.objects.get(code="330106008")
    Coverage.objects.create(organisation=world.xihu, region=street, include=False, valid_from=SINCE)
    assert responsible(street, BUREAU, TODAY) is None


def test_a_street_the_nearest_bureau_excluded_is_the_next_one_s(world: World) -> None:
    street = Region.objects.get(code="330106008")
    Coverage.objects.create(organisation=world.xihu, region=street, include=False, valid_from=SINCE)
    county = Region.objects.get(code="330106")
    new = create_organisation(
        by=SYSTEM, kind=BUREAU, name="城西开发区建设局", short_name="城西", covers=[county], valid_from=SINCE
    )
    assert responsible(street, BUREAU, TODAY) == new
    assert streets_covered(new, TODAY) == [street]
    assert street not in streets_covered(world.xihu, TODAY)


def test_coverage_ends_on_its_last_day(world: World) -> None:
    Coverage.objects.filter(organisation=world.xihu).update(valid_to=TODAY)
    street = Region.objects.get(code="330106002")
    assert responsible(street, BUREAU, TODAY) is None
    assert responsible(street, BUREAU, TODAY - timedelta(days=1)) == world.xihu


def test_xiuzhou_reports_to_the_province_directly(world: World) -> None:
    assert reports_to(world.xiuzhou, TODAY) == world.province
    assert world.xiuzhou not in reporting_bureaus(world.city, TODAY)
    assert reporting_bureaus(world.city, TODAY) == [world.shangcheng, world.xihu]


def test_a_reporting_line_is_dated(world: World) -> None:
    ReportingLine.objects.filter(organisation=world.xiuzhou).update(valid_to=TODAY)
    ReportingLine.objects.create(organisation=world.xiuzhou, reports_to=world.city, valid_from=TODAY)
    assert reports_to(world.xiuzhou, TODAY - timedelta(days=1)) == world.province
    assert reports_to(world.xiuzhou, TODAY) == world.city


def test_nobody_sees_rows_without_a_role() -> None:
    assert row_scope(None).level is ScopeLevel.NONE


def test_an_unknown_kind_of_organisation_sees_nothing() -> None:
    stranger = Actor(1, "某人", "visitor", 7, "某处", organisation_kind="club")
    assert row_scope(stranger).level is ScopeLevel.NONE


def test_the_auditor_reads_the_rows_of_the_audited_body(world: World) -> None:
    scope = row_scope(world.shenji)
    assert (scope.level, scope.organisation_id) == (ScopeLevel.BUREAU, world.shangcheng.pk)


@pytest.mark.parametrize("persona", ["chen", "jiang", "wu"])
def test_contractors_never_see_id_number_or_hardship(world: World, persona: str) -> None:
    actor = world.people[persona]
    assert sight(actor, SensitiveField.ID_NUMBER) is Sight.HIDDEN
    assert sight(actor, SensitiveField.HARDSHIP) is Sight.HIDDEN
    assert not may_read_sensitive_papers(actor)


def test_every_role_has_a_field_policy() -> None:
    actors = [Actor(1, "某人", role.value, 1, "某处") for role in Role]
    for actor in actors:
        for field in SensitiveField:
            assert sight(actor, field) in Sight


def test_a_role_belongs_to_its_kind_of_organisation(world: World) -> None:
    user = create_user(by=SYSTEM, username="cuo", name="错示例", password=None)
    with pytest.raises(Refused, match="没有"):
        appoint(by=SYSTEM, user=user, organisation=world.qingbo, role=Role.DISTRICT_LEADER, valid_from=SINCE)


def test_a_delegation_needs_an_end(world: World) -> None:
    deputy = create_user(by=SYSTEM, username="dai", name="代示例", password=None)
    with pytest.raises(Refused, match="截止日期"):
        appoint(
            by=SYSTEM,
            user=deputy,
            organisation=world.shangcheng,
            role=Role.DISTRICT_LEADER,
            valid_from=TODAY,
            on_behalf_of=user_of(world.ling),
        )


def test_a_delegate_signs_for_the_holder_on_dated_days(world: World) -> None:
    deputy = create_user(by=SYSTEM, username="dai", name="代示例", password=None)
    membership = appoint(
        by=SYSTEM,
        user=deputy,
        organisation=world.shangcheng,
        role=Role.DISTRICT_LEADER,
        valid_from=TODAY,
        valid_to=TODAY + timedelta(days=3),
        on_behalf_of=user_of(world.ling),
    )
    assert actor_of(membership).signature == "代示例（代凌演示）"
    assert memberships_of(deputy.pk, TODAY + timedelta(days=2))
    assert not memberships_of(deputy.pk, TODAY + timedelta(days=3))
