"""Two administrators decide one grant at once: one answer stands, the other is told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from apps.accounts.services import staff
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.orgs.enums import GrantState
from apps.orgs.models import Membership, User
from apps.orgs.services import grants
from tests.factories.administration import add_administrators, add_colleague
from tests.factories.world import NOON, World, make_world

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def committed() -> Iterator[World]:
    """Return the world where two connections see it."""
    with clock.at(NOON):
        world = make_world()
        add_administrators(world)
        yield world


def at_once(*works: Callable[[], object]) -> list[str]:
    """Run works in threads of their own connections; return "" or the refusal of each."""
    gate, said = threading.Barrier(len(works)), [""] * len(works)

    def run(place: int, work: Callable[[], object]) -> None:
        with clock.at(NOON):
            gate.wait(10)
            try:
                work()
            except Refused as refused:
                said[place] = refused.reason
            finally:
                connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return said


def deciding(by: Actor, grant: Membership, *, confirm: bool) -> Callable[[], object]:
    return lambda: staff.decide_grant(by=by, membership_id=grant.pk, confirm=confirm, reason="试")


def test_of_confirm_and_decline_at_once_one_stands(committed: World) -> None:
    grant = Membership.objects.get(user=add_colleague(committed))

    said = at_once(
        deciding(committed.ling, grant, confirm=True), deciding(committed.shi, grant, confirm=False)
    )

    assert sorted(map(bool, said)) == [False, True]
    grant.refresh_from_db()
    winner = committed.ling if said[0] == "" else committed.shi
    expected = GrantState.CONFIRMED if said[0] == "" else GrantState.DECLINED
    assert (grant.state, grant.decider_id) == (expected, winner.user_id)


def test_control_without_the_lock_both_would_decide(
    committed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant = Membership.objects.get(user=add_colleague(committed))
    both = threading.Barrier(2)

    def unlocked(membership_id: int) -> Membership:
        found = Membership.objects.select_related("user", "organisation").get(pk=membership_id)
        both.wait(10)
        return found

    monkeypatch.setattr(grants, "_locked", unlocked)
    monkeypatch.setattr(grants, "touched", lambda user_id, version: User.objects.get(pk=user_id))

    said = at_once(
        deciding(committed.ling, grant, confirm=True), deciding(committed.shi, grant, confirm=False)
    )

    assert said == ["", ""]


def test_a_grant_and_a_dismissal_at_once_leave_nobody_in_a_role(committed: World) -> None:
    user = add_colleague(committed)
    grant = Membership.objects.get(user=user)

    said = at_once(
        deciding(committed.ling, grant, confirm=True),
        lambda: staff.dismiss_person(by=committed.shi, user_id=user.pk, reason="未报到"),
    )

    assert said[1] == ""
    assert not Membership.objects.in_force(NOON.date()).filter(user=user).exists()
    user.refresh_from_db()
    assert not user.is_active
