"""Whoever came to a home, arranged it or decided of it does not go there again (decision 0179)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from apps.cases.models import Case
from apps.inspections.models import Absence, AcceptanceAttempt
from apps.lib import clock
from apps.supervision.queries.recusal import ACCEPTING, VISITING, barred
from apps.supervision.rules import Inspector
from tests.factories.works import go_through, make_works_case, verdict
from tests.factories.world import NOON, World, later, make_world, person_named

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    with clock.at(NOON):
        made = make_world()
    with clock.at(later(17)):
        yield made


@pytest.fixture
def case(world: World) -> Case:
    """An acceptance was opened, nothing looked at yet."""
    return make_works_case(world, "attempt")


def away(world: World, case: Case) -> dict[str, str]:
    """Return who of 颜演示 and 沈演示 stays away, by name."""
    pool = {each.name: Inspector(each.holder, each.name) for each in (world.yan2, world.shen)}
    found = barred([case], pool.values(), [])[case.pk]
    return {name: found[each.key] for name, each in pool.items() if each.key in found}


def test_nobody_stays_away_who_had_nothing_to_do_with_it(world: World, case: Case) -> None:
    assert away(world, case) == {}


def test_who_went_through_the_items_stays_away_though_another_signed(world: World, case: Case) -> None:
    go_through(world, case, by=world.yan2)
    verdict(world, case, by=world.yan)

    assert "颜演示" not in AcceptanceAttempt.objects.get(case=case).inspector_name
    assert away(world, case) == {"颜演示": ACCEPTING}


def test_in_whose_name_a_delegate_came_stays_away_too(world: World, case: Case) -> None:
    delegate = person_named("戴示例", world.yan2, behalf=world.yan2)
    go_through(world, case, by=delegate)
    verdict(world, case, by=world.yan)

    assert away(world, case) == {"颜演示": ACCEPTING}


def test_a_name_without_an_account_keeps_its_namesake_away(world: World, case: Case) -> None:
    AcceptanceAttempt.objects.filter(case=case).update(inspector_name="颜演示", inspector_holder="")
    assert away(world, case) == {"颜演示": ACCEPTING}


def test_a_name_beside_an_account_bars_the_account_alone(world: World, case: Case) -> None:
    AcceptanceAttempt.objects.filter(case=case).update(
        inspector_name="颜演示", inspector_holder=world.shen.holder
    )
    assert away(world, case) == {"沈演示": ACCEPTING}


def test_who_is_named_at_a_door_nobody_opened_stays_away(world: World, case: Case) -> None:
    now = clock.now()
    said = {"officers": "严演示、颜演示", "recorded_by": "周示例"}
    Absence.objects.create(case=case, number=1, visited_at=now, recorded_at=now, **said)

    assert away(world, case) == {"颜演示": VISITING}
