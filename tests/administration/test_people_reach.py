"""Whose account it is: who has, will have or had a role elsewhere is not one body's alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from apps.accounts.models import SecondFactor
from apps.accounts.queries import person_kept
from apps.accounts.services import staff
from apps.accounts.services.recovery import reset_factor
from apps.administration import permissions
from apps.administration.permissions import Staff
from apps.administration.queries.people import people_of, waiting_for
from apps.administration.services import people as services
from apps.encryption import Plain
from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.lib.decisions import Denied, Refused
from apps.orgs.enums import GrantState, OrganisationKind, Role
from apps.orgs.models import Membership, Organisation, User
from apps.orgs.queries import actor_of, homes_of, memberships_of
from apps.orgs.services import appoint, complete_change, create_user, plan_merge
from apps.outbox.models import Message
from tests.factories.administration import add_colleague
from tests.factories.world import NOON, SINCE, World, user_of

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def moved_on(world: World) -> User:
    """Return 王演示, who left 上城 last year and is 西湖's clerk now."""
    wang = user_of(world.wang)
    Membership.objects.filter(user=wang).update(valid_to=TODAY - timedelta(days=200))
    appoint(by=SYSTEM, user=wang, organisation=world.xihu, role=Role.DISTRICT_CLERK, valid_from=SINCE)
    return wang


@pytest.mark.parametrize("act", ["may_account", "may_dismiss", "may_admit", "may_grant"])
def test_who_left_years_ago_is_not_this_body_s_any_more(world: World, act: str) -> None:
    wang = moved_on(world)
    may = getattr(permissions, act)
    refused = may(world.guan, Staff(wang, world.shangcheng))
    assert isinstance(refused, Denied)
    assert refused.code == "elsewhere"
    assert may(world.guan_xihu, Staff(wang, world.xihu))
    assert person_kept(world.guan, TODAY, wang.pk) is None


def test_the_list_says_who_is_another_body_s(world: World) -> None:
    wang = moved_on(world)
    line = next(each for each in people_of(world.shangcheng) if each.user == wang)
    assert line.elsewhere
    client = Client()
    client.force_login(user_of(world.guan))
    page = client.get(f"/administration/people/{world.shangcheng.pk}/?tab=closed").content.decode()
    assert "现在是别的单位的人" in page
    assert f"/{wang.pk}/dismiss/" not in page


@pytest.mark.parametrize(
    ("state", "days"), [(GrantState.PENDING, 0), (GrantState.CONFIRMED, 30), (GrantState.PENDING, 30)]
)
def test_a_role_elsewhere_counts_before_it_is_in_force(world: World, state: str, days: int) -> None:
    wang = user_of(world.wang)
    begins = TODAY + timedelta(days=days)
    appoint(by=SYSTEM, user=wang, organisation=world.xihu, role=Role.DISTRICT_CLERK, valid_from=begins)
    Membership.objects.filter(user=wang, organisation=world.xihu).update(state=state)
    assert isinstance(permissions.may_dismiss(world.guan, Staff(wang, world.shangcheng)), Denied)
    assert person_kept(world.guan, TODAY, wang.pk) is None
    # Both bodies are the city's.
    assert permissions.may_dismiss(world.guan_city, Staff(wang, world.shangcheng))
    assert person_kept(world.guan_city, TODAY, wang.pk) == wang


def test_a_closed_account_stays_with_the_body_that_closed_it(world: World) -> None:
    wang = user_of(world.wang)
    staff.dismiss_person(by=world.guan, user_id=wang.pk, reason="调离")
    assert homes_of([wang.pk], TODAY)[wang.pk] == {world.shangcheng.pk}
    assert person_kept(world.guan, TODAY, wang.pk) == wang
    assert person_kept(world.guan_xihu, TODAY, wang.pk) is None


def test_a_new_colleague_is_kept_before_the_role_is_confirmed(world: World) -> None:
    user = add_colleague(world)
    assert person_kept(world.guan, TODAY, user.pk) == user
    assert permissions.may_admit(world.guan, Staff(user, world.shangcheng))


# --- the second pair of eyes ---


def test_a_colleague_administrator_s_authenticator_is_reset_from_above(world: World) -> None:
    ling = user_of(world.ling)
    SecondFactor.objects.create(user=ling, secret_encrypted=Plain(b"secret"), enrolled_at=NOON)
    with pytest.raises(Refused, match="上一级单位重置"):
        reset_factor(user=ling, by=world.guan, reason="手机丢失")
    client = Client()
    client.force_login(user_of(world.guan))
    answer = client.post(f"/people/{ling.pk}/factor/", {"reason": "手机丢失"})
    assert (answer.status_code, "上一级单位重置" in answer.content.decode()) == (422, True)
    assert SecondFactor.objects.filter(user=ling).exists()
    reset_factor(user=ling, by=world.shi, reason="手机丢失")
    assert not SecondFactor.objects.filter(user=ling).exists()


# --- 代班 ---


def lent(world: World, lender: Actor, to: Actor, *, by: Actor, days: int = 6) -> Membership:
    post = Membership.objects.get(user_id=lender.user_id)
    return staff.arrange_delegation(
        by=by,
        membership_id=post.pk,
        to_id=to.user_id or 0,
        valid_from=TODAY,
        last_day=TODAY + timedelta(days=days),
    )


def test_two_lend_one_person_the_same_role(world: World) -> None:
    for lender in (world.yan, world.yan2):
        lent(world, lender, world.wang, by=lender)
    rows = Membership.objects.in_force(TODAY).filter(user_id=world.wang.user_id, on_behalf_of__isnull=False)
    assert {row.on_behalf_of_id for row in rows} == {world.yan.user_id, world.yan2.user_id}


def test_one_lends_the_same_role_to_one_person_once(world: World) -> None:
    lent(world, world.yan, world.wang, by=world.yan)
    with pytest.raises(Refused, match="已经代这个岗位") as refused:
        lent(world, world.yan, world.wang, by=world.yan, days=3)
    assert refused.value.field == "to"


def test_a_leader_s_role_is_lent_from_above_or_by_the_leader(world: World) -> None:
    with pytest.raises(Refused, match="上一级主管部门"):
        lent(world, world.ling, world.wang, by=world.guan)
    assert lent(world, world.ling, world.wang, by=world.guan_city).state == GrantState.PENDING
    assert lent(world, world.ling, world.yan, by=world.ling).state == GrantState.CONFIRMED


def test_nobody_lends_an_auditor_s_role(world: World) -> None:
    second = create_user(by=SYSTEM, username="shenji2", name="申示例", password=None)
    appoint(by=SYSTEM, user=second, organisation=world.audit, role=Role.AUDITOR, valid_from=SINCE)
    keeper = create_user(by=SYSTEM, username="guan_audit", name="冠审", password=None)
    post = appoint(
        by=SYSTEM, user=keeper, organisation=world.audit, role=Role.ADMINISTRATOR, valid_from=SINCE
    )
    with pytest.raises(Refused, match="审计岗位不委托"):
        lent(world, world.shenji, actor_of(Membership.objects.get(user=second)), by=actor_of(post))


# --- messages ---


def open_requests() -> int:
    return Message.objects.filter(matter="people.confirm", done_at__isnull=True).count()


def test_a_dismissal_ends_the_requests_to_confirm(world: World) -> None:
    user = add_colleague(world)
    lent(world, world.wang, world.yan, by=world.guan)
    assert open_requests() > 3
    for person in (user, user_of(world.wang)):
        staff.dismiss_person(by=world.guan, user_id=person.pk, reason="调离")
    assert open_requests() == 0
    assert not Membership.objects.filter(state=GrantState.PENDING).exists()


def test_a_grant_that_only_ends_earlier_still_waits(world: World) -> None:
    grant = Membership.objects.get(user=add_colleague(world))
    before = open_requests()
    staff.end_role(by=world.ling, membership_id=grant.pk, last_day=TODAY + timedelta(days=9), reason="借调")
    assert open_requests() == before > 0
    staff.end_role(by=world.ling, membership_id=grant.pk, reason="不来了")
    assert open_requests() == 0


def test_a_role_that_ends_takes_its_delegations_along(world: World) -> None:
    lent(world, world.wang, world.yan, by=world.guan)
    staff.end_role(
        by=world.ling, membership_id=Membership.objects.get(user_id=world.wang.user_id).pk, reason="调离"
    )
    assert open_requests() == 0
    assert not Membership.objects.standing().filter(on_behalf_of=world.wang.user_id, valid_to=None).exists()
    assert {row.role for row in memberships_of(world.yan.user_id or 0, TODAY)} == {Role.DISTRICT_INSPECTOR}


# --- bodies out of use ---


@pytest.fixture
def merged(world: World) -> World:
    """Return the world after 上城 was merged into 西湖."""
    change = plan_merge(
        by=SYSTEM,
        organisation_id=world.shangcheng.pk,
        into=world.xihu,
        effective_on=TODAY + timedelta(days=1),
        reason="撤并",
    )
    with clock.at(NOON + timedelta(days=1)):
        complete_change(by=SYSTEM, change=change)
    world.shangcheng.refresh_from_db()
    return world


def test_people_of_a_merged_body_are_settled_by_the_one_it_was_merged_into(merged: World) -> None:
    world = merged
    wang = Staff(user_of(world.wang), world.shangcheng)
    with clock.at(NOON + timedelta(days=2)):
        for keeper in (world.guan_xihu, world.guan_city):
            assert permissions.may_account(keeper, wang)
            assert person_kept(keeper, clock.today(), wang.user.pk) == wang.user
        assert person_kept(world.guan_qingbo, clock.today(), wang.user.pk) is None
        assert not permissions.may_account(world.guan_qingbo, wang)
        assert isinstance(permissions.may_grant(world.guan_xihu, wang), Denied)
        services.move(
            by=world.guan_xihu,
            staff=wang,
            to=world.xihu,
            role=Role.DISTRICT_CLERK,
            valid_from=clock.today(),
            reason="撤并",
        )
        assert homes_of([wang.user.pk], clock.today())[wang.user.pk] == {world.xihu.pk}


def test_a_merged_body_with_people_stands_in_the_list(merged: World) -> None:
    world = merged
    client = Client()
    client.force_login(user_of(world.guan_xihu))
    # The clock stays for the session's sake: what counts is that the body is out of use.
    Organisation.objects.filter(pk=world.shangcheng.pk).update(closed_on=TODAY)
    page = client.get(f"/administration/people/{world.xihu.pk}/").content.decode()
    assert "已停用的机构" in page
    assert client.get(f"/administration/people/{world.shangcheng.pk}/").status_code == 200
    client.force_login(user_of(world.guan_qingbo))
    assert client.get(f"/administration/people/{world.shangcheng.pk}/").status_code == 404


# --- an enterprise's grants, confirmed by the city ---


def test_the_city_finds_an_enterprise_s_grant_on_its_page(world: World) -> None:
    firm = Organisation.objects.filter(kind=OrganisationKind.ENTERPRISE).order_by("pk").first()
    assert firm is not None
    Organisation.objects.filter(pk=firm.pk).update(region=world.city.region)
    boss = create_user(by=SYSTEM, username="boss", name="薄示例", password=None)
    appoint(by=SYSTEM, user=boss, organisation=firm, role=Role.ADMINISTRATOR, valid_from=SINCE)
    grant = staff.give_role(
        by=actor_of(Membership.objects.get(user=boss)),
        user_id=create_user(by=SYSTEM, username="new", name="辛示范", password=None).pk,
        organisation=firm,
        role=Role.DESIGNER,
        valid_from=TODAY,
    )
    assert list(waiting_for(world.guan_city)) == [grant]
    assert not waiting_for(world.guan).exists()
    client = Client()
    client.force_login(user_of(world.guan_city))
    url = f"/administration/people/posts/{grant.pk}/confirm/"
    assert url in client.get(f"/administration/people/{world.city.pk}/").content.decode()
    # Where the press leads back to is no closed door.
    page = client.get(f"/administration/people/{firm.pk}/").content.decode()
    assert f"/administration/people/{firm.pk}/add/" not in page
