"""A home is registered while its street moves; two decide on one street at once.

SQLite writes one after the other anyway, so this needs PostgreSQL. Each control takes the lock away and shows
what would come of it: without it the test above would prove nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import transaction

from apps.cases.models import Case
from apps.cases.services import registration, take_effect
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused
from apps.orgs.models import BodyChange, Organisation
from apps.orgs.services import plan_coverage, planning
from tests.factories.racing import PATIENCE, at_once
from tests.factories.world import NOON, World, make_case, make_world

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
QINGBO = "330102001"


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


def moving(to: Organisation, on: date = date(2026, 9, 8)) -> Callable[[], BodyChange]:
    return lambda: plan_coverage(
        by=SYSTEM, organisation_id=to.pk, regions=[QINGBO], effective_on=on, reason="示例"
    )


@transaction.atomic
def move_now(world: World) -> int:
    return take_effect(change_id=moving(world.xihu, NOON.date())().pk)


def test_a_home_registered_while_its_street_moves_is_the_new_bureaus(world: World) -> None:
    outcomes = at_once([lambda: make_case(world), lambda: move_now(world)], moment=NOON)

    assert not [each for each in outcomes if isinstance(each, Exception)]
    assert Case.objects.get().bureau == world.xihu


def test_without_the_lock_it_would_be_left_with_the_old_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    placed, moved = threading.Event(), threading.Event()
    asked = registration.reports_to

    def after_the_move(bureau: Organisation, on: date) -> Organisation | None:
        placed.set()
        moved.wait(PATIENCE)
        return asked(bureau, on)

    def move_and_say() -> object:
        placed.wait(PATIENCE)
        count = move_now(world)
        moved.set()
        return count

    monkeypatch.setattr(registration, "lock_streets", lambda streets, areas=(): None)
    monkeypatch.setattr(registration, "reports_to", after_the_move)

    at_once([lambda: make_case(world), move_and_say], moment=NOON)

    assert Case.objects.get().bureau == world.shangcheng


def test_of_two_plans_for_one_street_one_is_refused(world: World) -> None:
    outcomes = at_once([moving(world.xihu), moving(world.xiuzhou)], moment=NOON)

    assert sorted(type(each).__name__ for each in outcomes) == ["BodyChange", "Refused"]
    assert BodyChange.objects.count() == 1


def test_without_the_lock_two_plans_would_cross(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    both_have_asked = threading.Barrier(2, timeout=PATIENCE)
    refuse_planned = planning.refuse_planned

    def together(body: Organisation, streets: set[str] | None = None) -> None:
        refuse_planned(body, streets)
        both_have_asked.wait()

    monkeypatch.setattr(planning, "lock_streets", lambda streets, areas=(): None)
    monkeypatch.setattr(planning, "refuse_planned", together)

    outcomes = at_once([moving(world.xihu), moving(world.xiuzhou)], moment=NOON)

    assert not [each for each in outcomes if isinstance(each, Refused)]
    assert BodyChange.objects.count() == 2
