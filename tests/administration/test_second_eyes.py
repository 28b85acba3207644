"""Nobody becomes the second pair of eyes: through a delegate, a colleague's password, or a later last day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from apps.accounts.models import SecondFactor
from apps.accounts.queries import person_kept
from apps.administration.permissions import Staff, may_admit, may_decide, may_issue_token, may_manage
from apps.administration.queries.people import grouped
from apps.encryption import Plain
from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.lib.decisions import Denied, Refused
from apps.orgs.enums import OrganisationKind, Role
from apps.orgs.models import Membership, Organisation, User
from apps.orgs.services import appoint, create_organisation, create_user, decide_grant, end_role, grant_role
from tests.factories.world import SINCE, World, user_of

pytestmark = pytest.mark.django_db


def standing_in(person: Actor, of: Actor) -> Actor:
    """Return a person who exercises another's role."""
    return replace(person, role=of.role, on_behalf_of=of.name, on_behalf_of_id=of.user_id)


def granted(world: World, by: Actor) -> Membership:
    user = create_user(by=SYSTEM, username="xinren9", name="新样本", password=None)
    return grant_role(
        by=by,
        user_id=user.pk,
        organisation=world.shangcheng,
        role=Role.DISTRICT_INSPECTOR,
        valid_from=clock.today(),
        last_day=clock.today() + timedelta(days=6),
    )


def test_a_delegate_confirms_no_grant(world: World) -> None:
    grant = granted(world, world.ling)
    delegate = standing_in(world.wang, world.ling)
    assert isinstance(may_decide(delegate, grant), Denied)
    with pytest.raises(Refused, match="代班时不能确认岗位"):
        decide_grant(by=delegate, membership_id=grant.pk, confirm=True)


def test_a_delegate_gives_no_role_to_whom_he_stands_in_for(world: World) -> None:
    delegate = standing_in(world.wang, world.ling)
    assert isinstance(may_manage(delegate, Staff(user_of(world.ling), world.shangcheng)), Denied)
    with pytest.raises(Refused, match="不能给自己添加岗位"):
        grant_role(
            by=delegate,
            user_id=user_of(world.ling).pk,
            organisation=world.shangcheng,
            role=Role.DISTRICT_INSPECTOR,
            valid_from=clock.today(),
        )


def test_a_delegate_issues_no_token(world: World) -> None:
    assert isinstance(may_issue_token(standing_in(world.wang, world.ling), world.shangcheng), Denied)


def test_an_end_makes_no_role_longer(world: World) -> None:
    grant = granted(world, world.ling)
    decide_grant(by=world.guan, membership_id=grant.pk, confirm=True)
    with pytest.raises(Refused, match="只能提前结束") as refusal:
        end_role(by=world.ling, membership_id=grant.pk, last_day=clock.today() + timedelta(days=60))
    assert refusal.value.field == "last_day"
    assert end_role(by=world.ling, membership_id=grant.pk, last_day=clock.today()).valid_to is not None


def test_a_colleague_administrator_s_password_is_let_in_from_above(world: World) -> None:
    staff = Staff(user_of(world.ling), world.shangcheng)
    refused = may_admit(world.guan, staff)
    assert isinstance(refused, Denied)
    assert refused.code == "above"
    assert may_admit(world.shi, staff)
    assert may_admit(world.guan, Staff(user_of(world.wang), world.shangcheng))


def test_the_city_reaches_no_people_of_an_enterprise_that_keeps_them(world: World) -> None:
    designer = user_of(world.chen)
    enterprise = Organisation.objects.get(pk=world.chen.organisation_id)
    Organisation.objects.filter(pk=enterprise.pk).update(region_id="3301")
    Membership.objects.filter(organisation=enterprise, role=Role.ADMINISTRATOR).delete()
    assert person_kept(world.shi, clock.today(), designer.pk) == designer
    keeper = create_user(by=SYSTEM, username="qiye", name="企样本", password=None)
    appoint(by=SYSTEM, user=keeper, organisation=enterprise, role=Role.ADMINISTRATOR, valid_from=SINCE)
    assert person_kept(world.shi, clock.today(), designer.pk) is None


def sole_keeper(world: World) -> User:
    """Return the only administrator of an enterprise of 杭州."""
    firm = Organisation.objects.get(pk=world.chen.organisation_id)
    Organisation.objects.filter(pk=firm.pk).update(region_id="3301")
    Membership.objects.filter(organisation=firm, role=Role.ADMINISTRATOR).delete()
    keeper = create_user(by=SYSTEM, username="qiye", name="企样本", password=None)
    appoint(by=SYSTEM, user=keeper, organisation=firm, role=Role.ADMINISTRATOR, valid_from=SINCE)
    return keeper


def test_an_enterprise_s_only_administrator_is_helped_by_the_body_above(world: World) -> None:
    keeper = sole_keeper(world)
    SecondFactor.objects.create(user=keeper, secret_encrypted=Plain(b"secret"), enrolled_at=clock.now())
    assert person_kept(world.guan_city, clock.today(), keeper.pk) == keeper
    for stranger in (world.guan, world.sheng, world.tao):
        assert person_kept(stranger, clock.today(), keeper.pk) is None
    client = Client()
    client.force_login(user_of(world.guan_city))
    for act in ("unlock", "sessions", "factor"):
        assert client.post(f"/people/{keeper.pk}/{act}/", {"reason": "手机丢失"}).status_code == 302
    assert not SecondFactor.objects.filter(user=keeper).exists()


def test_not_where_that_administrator_has_a_role_elsewhere(world: World) -> None:
    keeper, other = sole_keeper(world), Organisation.objects.get(pk=world.tao.organisation_id)
    appoint(by=SYSTEM, user=keeper, organisation=other, role=Role.ADMINISTRATOR, valid_from=SINCE)
    assert person_kept(world.guan_city, clock.today(), keeper.pk) is None


@pytest.mark.parametrize("kind", list(OrganisationKind))
def test_every_kind_of_body_stands_in_the_list_of_people(world: World, kind: OrganisationKind) -> None:
    body = create_organisation(by=SYSTEM, kind=kind, name="某样本单位", short_name="某样", valid_from=SINCE)
    [(_, [line])] = grouped([body])
    assert line.organisation == body
