"""Colleagues are added, given roles, relieved of them: each grant waits for another administrator."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from apps.accounts.services import staff
from apps.administration.permissions import Staff, may_decide, may_delegate, may_dismiss
from apps.audit.queries import timeline
from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.lib.decisions import Denied, Refused, Stale
from apps.orgs.enums import GrantState, Role
from apps.orgs.models import Membership, User
from apps.orgs.queries import memberships_of
from apps.orgs.services import appoint, create_user, grant_role, issue_token
from apps.outbox.models import Message
from tests.factories.administration import add_colleague
from tests.factories.world import NOON, SINCE, World, later, user_of

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def roles_of(user: User, on: date = TODAY) -> set[str]:
    return {row.role for row in memberships_of(user.pk, on)}


def grant(world: World, by: Actor, user: User, role: Role = Role.DISTRICT_CLERK) -> Membership:
    return staff.give_role(by=by, user_id=user.pk, organisation=world.shangcheng, role=role, valid_from=TODAY)


# --- confirmation ---


def test_a_grant_gives_nothing_before_another_administrator_confirms_it(world: World) -> None:
    user = add_colleague(world)
    given = Membership.objects.get(user=user)
    assert roles_of(user) == set()

    staff.decide_grant(by=world.ling, membership_id=given.pk, confirm=True)

    assert roles_of(user) == {Role.DISTRICT_CLERK}
    given.refresh_from_db()
    assert (given.granter_id, given.decider_id) == (world.guan.user_id, world.ling.user_id)


def test_who_gave_a_role_does_not_confirm_it(world: World) -> None:
    given = Membership.objects.get(user=add_colleague(world))
    decision = may_decide(world.guan, given)
    assert isinstance(decision, Denied)
    with pytest.raises(Refused, match="另一位管理员"):
        staff.decide_grant(by=world.guan, membership_id=given.pk, confirm=True)
    assert roles_of(given.user) == set()


def test_nobody_grants_himself_or_confirms_what_he_is_given(world: World) -> None:
    with pytest.raises(Refused, match="不能给自己"):
        grant(world, world.ling, user_of(world.ling), Role.DISTRICT_INSPECTOR)
    given = grant(world, world.guan, user_of(world.ling), Role.DISTRICT_INSPECTOR)
    with pytest.raises(Refused, match="另一位管理员"):
        staff.decide_grant(by=world.ling, membership_id=given.pk, confirm=True)


def test_the_body_above_confirms_and_its_neighbour_does_not(world: World) -> None:
    given = Membership.objects.get(user=add_colleague(world))
    assert may_decide(world.guan_city, given)
    assert may_decide(world.shi, given)
    for other in (world.guan_xihu, world.guan_qingbo, world.sheng, world.wang):
        assert not may_decide(other, given)


def test_the_database_refuses_a_grant_confirmed_by_its_giver(world: World) -> None:
    given = Membership.objects.get(user=add_colleague(world))
    rows = Membership.objects.filter(pk=given.pk)
    for wrong in (
        {"state": GrantState.CONFIRMED},
        {"state": GrantState.CONFIRMED, "decider": world.guan.user_id, "decided_at": NOON},
        {"state": GrantState.CONFIRMED, "decider": given.user_id, "decided_at": NOON},
        {"granter": given.user_id},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)


def test_a_declined_grant_may_be_given_again(world: World) -> None:
    user = add_colleague(world)
    first = Membership.objects.get(user=user)
    staff.decide_grant(by=world.ling, membership_id=first.pk, confirm=False, reason="不在编")
    assert roles_of(user) == set()
    again = grant(world, world.guan, user)
    staff.decide_grant(by=world.ling, membership_id=again.pk, confirm=True)
    assert roles_of(user) == {Role.DISTRICT_CLERK}


def test_a_decided_grant_is_not_decided_again(world: World) -> None:
    given = Membership.objects.get(user=add_colleague(world))
    staff.decide_grant(by=world.ling, membership_id=given.pk, confirm=True)
    with pytest.raises(Stale):
        staff.decide_grant(by=world.shi, membership_id=given.pk, confirm=False)
    assert roles_of(given.user) == {Role.DISTRICT_CLERK}


def test_administrators_are_told_and_the_message_ends_with_the_decision(world: World) -> None:
    given = Membership.objects.get(user=add_colleague(world))
    waiting = Message.objects.filter(matter="people.confirm", subject_id=str(given.pk))
    told = {(row.organisation_id, row.role) for row in waiting}
    assert told == {
        (world.shangcheng.pk, Role.ADMINISTRATOR),
        (world.shangcheng.pk, Role.DISTRICT_LEADER),
        (world.city.pk, Role.ADMINISTRATOR),
    }
    staff.decide_grant(by=world.ling, membership_id=given.pk, confirm=True)
    assert not waiting.filter(done_at__isnull=True).exists()
    assert Message.objects.filter(user_id=given.user_id, title__contains="已确认").exists()


# --- which roles ---


def test_a_leader_is_named_from_above(world: World) -> None:
    user = add_colleague(world)
    with pytest.raises(Refused, match="上一级"):
        grant(world, world.guan, user, Role.DISTRICT_LEADER)
    assert grant(world, world.guan_city, user, Role.DISTRICT_LEADER).state == GrantState.PENDING


def test_clerk_and_reviewer_exclude_each_other(world: World) -> None:
    user = add_colleague(world)
    with pytest.raises(Refused, match="又经办又审核"):
        grant(world, world.guan, user, Role.DISTRICT_REVIEWER)


def test_a_pending_system_role_already_excludes_business(world: World) -> None:
    user = add_colleague(world, role=Role.ADMINISTRATOR)
    with pytest.raises(Refused, match="系统管理、业务、审计"):
        grant(world, world.guan, user)


# --- ending ---


def test_a_role_ended_now_is_over_this_minute_and_the_name_stays(world: World) -> None:
    wang = user_of(world.wang)
    post = Membership.objects.get(user=wang)
    staff.end_role(by=world.guan, membership_id=post.pk, reason="调离")
    assert roles_of(wang) == set()
    assert timeline("user", wang.pk)[0].action == "membership.ended"


def test_a_role_ended_on_a_day_holds_through_it(world: World) -> None:
    wang = user_of(world.wang)
    last = TODAY + timedelta(days=9)
    staff.end_role(by=world.guan, membership_id=Membership.objects.get(user=wang).pk, last_day=last)
    assert roles_of(wang, last) == {Role.DISTRICT_CLERK}
    assert roles_of(wang, last + timedelta(days=1)) == set()


def test_a_role_of_today_ended_today_was_never_held(world: World) -> None:
    user = add_colleague(world)
    given = Membership.objects.get(user=user)
    staff.end_role(by=world.guan, membership_id=given.pk)
    given.refresh_from_db()
    assert given.state == GrantState.WITHDRAWN
    with pytest.raises(Stale):
        staff.end_role(by=world.guan, membership_id=given.pk)


def test_an_older_page_is_stale(world: World) -> None:
    user = add_colleague(world)
    edit = User.objects.get(pk=user.pk).edit
    staff.rename_person(by=world.guan, user_id=user.pk, name="佟样张", reason="录错", version=edit)
    with pytest.raises(Stale):
        staff.dismiss_person(by=world.guan, user_id=user.pk, reason="离职", version=edit)


# --- dismissed ---


def test_who_is_dismissed_has_no_role_no_session_and_no_token(world: World) -> None:
    wang = user_of(world.wang)
    token, _ = issue_token(
        by=world.wang,
        organisation=world.shangcheng,
        roles=[Role.DISTRICT_CLERK],
        label="台账",
        days=30,
    )
    staff.dismiss_person(by=world.guan, user_id=wang.pk, reason="调离")
    token.refresh_from_db()
    wang.refresh_from_db()
    assert (wang.is_active, roles_of(wang), token.revoked_at) == (False, set(), NOON)
    assert wang.credential.generation == 1
    assert wang.name == "王演示"


def test_who_comes_back_gets_the_account_and_no_role(world: World) -> None:
    wang = user_of(world.wang)
    staff.dismiss_person(by=world.guan, user_id=wang.pk, reason="调离")
    staff.reactivate_person(by=world.guan, user_id=wang.pk, reason="调回")
    assert roles_of(wang) == set()
    given = grant(world, world.guan, wang)
    staff.decide_grant(by=world.ling, membership_id=given.pk, confirm=True)
    assert roles_of(wang) == {Role.DISTRICT_CLERK}


def test_one_body_does_not_close_an_account_that_another_needs(world: World) -> None:
    wang = user_of(world.wang)
    appoint(by=SYSTEM, user=wang, organisation=world.xihu, role=Role.DISTRICT_CLERK, valid_from=SINCE)
    staffed = Staff(wang, world.shangcheng)
    decision = may_dismiss(world.guan, staffed)
    assert isinstance(decision, Denied)
    assert decision.code == "elsewhere"
    assert may_dismiss(world.guan_city, staffed)


def test_a_move_ends_here_and_waits_there(world: World) -> None:
    wang = user_of(world.wang)
    on = TODAY + timedelta(days=10)
    staff.move_person(
        by=world.guan,
        user_id=wang.pk,
        organisation=world.shangcheng,
        to=world.qingbo,
        role=Role.STREET_CLERK,
        valid_from=on,
        reason="轮岗",
    )
    assert roles_of(wang, on - timedelta(days=1)) == {Role.DISTRICT_CLERK}
    assert roles_of(wang, on) == set()
    there = Membership.objects.get(user=wang, organisation=world.qingbo)
    staff.decide_grant(by=world.ling, membership_id=there.pk, confirm=True)
    assert roles_of(wang, on) == {Role.STREET_CLERK}


# --- 代班 ---


def lend(world: World, by: Actor, owner: Actor, to: Actor, *, days: int = 7) -> Membership:
    return staff.arrange_delegation(
        by=by,
        membership_id=Membership.objects.get(user_id=owner.user_id, on_behalf_of__isnull=True).pk,
        to_id=to.user_id or 0,
        valid_from=TODAY,
        last_day=TODAY + timedelta(days=days - 1),
    )


def test_who_lends_the_own_role_needs_nobody_s_confirmation(world: World) -> None:
    lent = lend(world, world.wang, world.wang, world.shen)
    assert lent.state == GrantState.CONFIRMED
    assert roles_of(user_of(world.shen)) == {Role.DISTRICT_REVIEWER, Role.DISTRICT_CLERK}


def test_a_delegate_for_a_week_signs_with_both_names_and_is_nobody_on_the_eighth_day(world: World) -> None:
    lend(world, world.wang, world.wang, world.shen)
    shen = user_of(world.shen)
    last = memberships_of(shen.pk, TODAY + timedelta(days=6))
    assert [row.on_behalf_of and row.on_behalf_of.name for row in last] == [None, "王演示"]
    assert roles_of(shen, TODAY + timedelta(days=7)) == {Role.DISTRICT_REVIEWER}


def test_a_delegation_arranged_by_another_waits(world: World) -> None:
    lent = lend(world, world.guan, world.wang, world.shen)
    assert lent.state == GrantState.PENDING
    assert roles_of(user_of(world.shen)) == {Role.DISTRICT_REVIEWER}
    staff.decide_grant(by=world.ling, membership_id=lent.pk, confirm=True)
    assert Role.DISTRICT_CLERK in roles_of(user_of(world.shen))


def test_nobody_arranges_to_stand_in_himself(world: World) -> None:
    with pytest.raises(Refused, match="自己代班"):
        lend(world, world.ling, world.wang, world.ling)


def test_no_administrator_is_lent_a_business_role(world: World) -> None:
    with pytest.raises(Refused, match="系统管理、业务、审计"):
        lend(world, world.wang, world.wang, world.guan)


def test_a_stranger_does_not_stand_in(world: World) -> None:
    with pytest.raises(Refused, match="本单位"):
        lend(world, world.wang, world.wang, world.xi)


def test_what_is_lent_is_not_lent_on(world: World) -> None:
    lent = lend(world, world.wang, world.wang, world.shen)
    with pytest.raises(Refused, match="不能再委托"):
        staff.arrange_delegation(
            by=world.shen,
            membership_id=lent.pk,
            to_id=world.yan.user_id or 0,
            valid_from=TODAY,
            last_day=TODAY,
        )
    acting = Actor(
        world.shen.user_id, "沈演示", "district_clerk", world.shangcheng.pk, "", on_behalf_of="王演示"
    )
    assert not may_delegate(acting, Staff(user_of(world.shen), world.shangcheng))


def test_with_the_lender_s_role_the_delegation_ends(world: World) -> None:
    lend(world, world.wang, world.wang, world.shen)
    staff.dismiss_person(by=world.guan, user_id=world.wang.user_id or 0, reason="调离")
    assert roles_of(user_of(world.shen)) == {Role.DISTRICT_REVIEWER}


# --- adding ---


def test_an_account_name_is_taken_once_whatever_its_capitals(world: World) -> None:
    create_user(by=SYSTEM, username="Tong", name="佟示例", password=None)
    with pytest.raises(Refused, match="已经有人用"):
        add_colleague(world)


def test_a_new_colleague_has_no_password_anybody_knows(world: World) -> None:
    assert not add_colleague(world).has_usable_password()


def test_a_grant_of_the_past_is_refused(world: World) -> None:
    with clock.at(later(3)), pytest.raises(Refused, match="早于今天"):
        grant_role(
            by=world.guan,
            user_id=add_colleague(world, on=later(3).date()).pk,
            organisation=world.shangcheng,
            role=Role.DISTRICT_INSPECTOR,
            valid_from=TODAY,
        )
