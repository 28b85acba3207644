"""An account that nobody uses is warned, locked, archived; the last who answers for a body is not."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from apps.accounts.models import Credential
from apps.accounts.rules import ARCHIVE, LOCK, WARN, Unused, UnusedDays, unused_step
from apps.accounts.services import staff
from apps.accounts.services.lockout import unlock
from apps.accounts.services.unused import look_after
from apps.audit.queries import timeline
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import Role
from apps.orgs.models import Membership, Organisation, User
from apps.outbox.models import Message
from tests.accounts.conftest import SignIn
from tests.factories.world import NOON, World, user_of

pytestmark = pytest.mark.django_db
LIMITS = UnusedDays(90, 120, 365)


@pytest.mark.parametrize(
    ("found", "limits", "step"),
    [
        (Unused(89), LIMITS, ""),
        (Unused(90), LIMITS, WARN),
        (Unused(900), LIMITS, WARN),
        (Unused(900), UnusedDays(), ""),
        (Unused(900), UnusedDays(None, 120, 365), ""),
        (Unused(119, warned=29), LIMITS, ""),
        (Unused(120, warned=30), LIMITS, LOCK),
        # Long unused when the days were set: the days of grace begin with the warning.
        (Unused(900, warned=29), LIMITS, ""),
        (Unused(900, warned=30), LIMITS, LOCK),
        (Unused(900, warned=0), UnusedDays(90, 90, None), ""),
        (Unused(900, warned=800), UnusedDays(90, None, 365), ""),
        (Unused(364, warned=270, locked=244), LIMITS, ""),
        (Unused(365, warned=270, locked=245), LIMITS, ARCHIVE),
        (Unused(900, warned=60, locked=30), LIMITS, ""),
        (Unused(900, warned=800, locked=700), UnusedDays(90, 120, None), ""),
    ],
)
def test_one_step_follows_the_other(found: Unused, limits: UnusedDays, step: str) -> None:
    assert unused_step(found, limits) == step


def last_used(person: Actor, days: int) -> User:
    user = user_of(person)
    User.objects.filter(pk=user.pk).update(last_login=NOON - timedelta(days=days))
    return user


def look(user: User, body: Organisation, at: datetime = NOON, limits: UnusedDays = LIMITS) -> str:
    with clock.at(at):
        return look_after(user_id=user.pk, organisation_ids=[body.pk], limits=limits)


def after(days: int) -> datetime:
    return NOON + timedelta(days=days)


def test_person_and_administrators_hear_before_it_is_locked(world: World) -> None:
    wang = last_used(world.wang, 90)
    assert look(wang, world.shangcheng) == WARN
    told = Message.objects.filter(title="王演示的账号已 90 天没有登录")
    assert {(row.user_id, row.role) for row in told} == {
        (wang.pk, ""),
        (None, Role.ADMINISTRATOR),
        (None, Role.DISTRICT_LEADER),
    }
    assert "满 120 天锁定" in told[0].text
    # The next day nothing is said again.
    assert look(wang, world.shangcheng, after(1)) == ""


def test_a_locked_account_signs_in_nowhere_until_an_administrator_unlocks_it(
    world: World, sign_in: SignIn
) -> None:
    wang = last_used(world.wang, 90)
    look(wang, world.shangcheng)
    assert look(wang, world.shangcheng, after(30)) == LOCK
    refused = sign_in(Client(), "wang")
    assert (refused.status_code, "长期没有使用" in refused.content.decode()) == (200, True)
    # A wrong password learns nothing of it.
    assert "长期没有使用" not in sign_in(Client(), "wang", "wrong").content.decode()

    unlock(user=wang, by=world.ling, reason="本人当面申请")

    assert sign_in(Client(), "wang").status_code == 302


def test_an_unlocked_account_is_counted_anew(world: World) -> None:
    wang = last_used(world.wang, 90)
    look(wang, world.shangcheng)
    look(wang, world.shangcheng, after(30))
    with clock.at(after(31)):
        unlock(user=wang, by=world.ling, reason="休假回来")
    assert look(wang, world.shangcheng, after(100)) == ""
    assert look(wang, world.shangcheng, after(121)) == WARN


def test_a_sign_in_after_the_warning_ends_it(world: World) -> None:
    wang = last_used(world.wang, 90)
    look(wang, world.shangcheng)
    User.objects.filter(pk=wang.pk).update(last_login=after(5))
    assert look(wang, world.shangcheng, after(60)) == ""
    assert look(wang, world.shangcheng, after(95)) == WARN


def test_a_session_ends_with_the_lock(world: World) -> None:
    client = Client()
    client.force_login(user_of(world.wang))
    assert client.get("/cases/").status_code == 200
    wang = last_used(world.wang, 200)
    Credential.objects.update_or_create(user=wang, defaults={"warned_at": NOON - timedelta(days=40)})
    assert look(wang, world.shangcheng) == LOCK
    assert client.get("/cases/").status_code == 302


def test_archiving_ends_roles_and_keeps_the_record(world: World) -> None:
    wang = last_used(world.wang, 400)
    locked = NOON - timedelta(days=250)
    Credential.objects.update_or_create(
        user=wang, defaults={"warned_at": NOON - timedelta(days=300), "unused_locked_at": locked}
    )
    assert look(wang, world.shangcheng) == ARCHIVE
    wang.refresh_from_db()
    assert not wang.is_active
    assert Membership.objects.get(user=wang).valid_to == NOON.date()
    assert timeline("user", wang.pk)[0].reason.startswith("400 天没有登录")

    staff.reactivate_person(by=world.ling, user_id=wang.pk, reason="回来了")

    assert Credential.objects.get(user=wang).unused_locked_at is None


def test_the_last_who_answers_for_a_body_is_not_locked_and_it_is_said(world: World) -> None:
    ling = last_used(world.ling, 200)
    Credential.objects.update_or_create(user=ling, defaults={"warned_at": NOON - timedelta(days=40)})
    Membership.objects.filter(role=Role.ADMINISTRATOR, organisation=world.shangcheng).delete()
    assert look(ling, world.shangcheng) == ""
    assert Credential.objects.get(user=ling).unused_locked_at is None
    told = Message.objects.filter(title__contains="久未登录，没有锁定")
    assert {row.organisation_id for row in told} == {None, world.shangcheng.pk, world.city.pk}
    # Once a month, not once a day.
    look(ling, world.shangcheng, after(1))
    assert told.count() == len({row.key for row in told}) == 5


def test_with_a_colleague_who_answers_too_it_is_locked(world: World) -> None:
    ling = last_used(world.ling, 200)
    Credential.objects.update_or_create(user=ling, defaults={"warned_at": NOON - timedelta(days=40)})
    colleague = staff.add_colleague(
        by=world.guan_city if "guan_city" in world.people else world.shi,
        organisation=world.shangcheng,
        name="佟示例",
        username="tong",
        roles=[Role.DISTRICT_LEADER],
        valid_from=date(2026, 9, 1),
    )
    Membership.objects.filter(user=colleague).update(
        state="confirmed", decider=world.ling.user_id, decided_at=NOON
    )
    assert look(ling, world.shangcheng) == LOCK
