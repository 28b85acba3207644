"""Two who enter one enterprise at one moment, and a household that chooses while it is removed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from apps.cases import services as cases
from apps.enterprises.enums import ListingStatus
from apps.enterprises.models import Enterprise, Listing
from apps.enterprises.services import enter_enterprise, firms, record_enterprise, remove_from_roll
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused
from tests.factories.directory import enter, firm, make_roll
from tests.factories.people import phone
from tests.factories.racing import PATIENCE, at_once
from tests.factories.world import NOON, World, made_up_credit_code, make_case, make_world

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def record(name: str) -> Enterprise:
    return record_enterprise(
        by=SYSTEM,
        name=name,
        credit_code=made_up_credit_code(77),
        contact_name="联络员甲",
        contact_phone=phone(77),
    )


@pytest.fixture
def _neither_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let both look before either writes."""
    look = firms._known
    both_looked = threading.Barrier(2, timeout=PATIENCE)
    looks = threading.local()

    def look_and_wait(code: str, name: str) -> Enterprise | None:
        found = look(code, name)
        if not hasattr(looks, "done"):
            looks.done = True
            both_looked.wait()
        return found

    monkeypatch.setattr(firms, "_known", look_and_wait)


@pytest.mark.usefixtures("_neither_knows")
def test_both_counters_get_the_one_enterprise() -> None:
    first, second = at_once([lambda: record("杭州示例同时登记公司")] * 2, moment=NOON)

    assert isinstance(first, Enterprise), first
    assert isinstance(second, Enterprise), second
    assert first.pk == second.pk
    assert Enterprise.objects.count() == 1


@pytest.mark.usefixtures("_neither_knows")
def test_another_name_for_the_same_code_is_refused_in_words() -> None:
    outcomes = at_once([lambda: record("杭州示例甲公司"), lambda: record("杭州示例乙公司")], moment=NOON)

    refused = [each for each in outcomes if isinstance(each, Refused)]
    assert [each.field for each in refused] == ["credit_code"]
    assert Enterprise.objects.count() == 1


def made() -> World:
    with clock.at(NOON):
        return make_world()


def test_two_bureaus_enter_one_code_at_once_and_join_one_enterprise(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    world = made()
    with clock.at(NOON):
        rolls = [(make_roll(each), each) for each in (world.wang, world.xi)]
    request.getfixturevalue("_neither_knows")
    outcomes = at_once(
        [
            lambda roll=roll, by=by: enter_enterprise(  # type: ignore[misc]
                by=by, roll=roll, valid_from=clock.today(), **firm(77)
            )
            for roll, by in rolls
        ],
        moment=NOON,
    )
    assert [type(each) for each in outcomes] == [Listing, Listing], outcomes
    assert Enterprise.objects.filter(credit_code=made_up_credit_code(77)).count() == 1


def test_two_of_one_bureau_enter_one_code_on_one_list_once() -> None:
    world = made()
    with clock.at(NOON):
        roll = make_roll(world.wang)
    entering: list[Callable[[], Any]] = [lambda: enter(roll, world.wang, 77)] * 2
    outcomes = at_once(entering, moment=NOON)
    assert sorted(type(each).__name__ for each in outcomes) == ["Listing", "Refused"], outcomes
    assert Listing.objects.filter(roll=roll).count() == 1


def test_a_choice_and_a_removal_at_once_come_one_after_the_other() -> None:
    world = made()
    with clock.at(NOON):
        place = enter(make_roll(world.wang), world.wang, 77)
        case = make_case(world, "filed")
    chosen, removed = at_once(
        [
            lambda: cases.record_choice(case_id=case.pk, by=world.zhou, enterprise=place.enterprise),
            lambda: remove_from_roll(by=world.wang, listing=place, on=clock.today(), reason="自愿退出"),
        ],
        moment=NOON,
    )
    assert isinstance(removed, Listing), removed
    assert Listing.objects.get(pk=place.pk).status == ListingStatus.REMOVED
    if isinstance(chosen, Refused):
        assert "自愿退出" in chosen.reason
        assert not case.choices.exists()
    else:
        assert case.choices.get().was_listed


def test_control_a_removal_waits_for_a_choice_that_holds_the_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The choice stops between its look and its writing: without the lock the removal would pass it."""
    from apps.cases.services import enterprise as choosing

    world = made()
    with clock.at(NOON):
        place = enter(make_roll(world.wang), world.wang, 77)
        case = make_case(world, "filed")
    look, looked, passed = choosing.still_listed, threading.Event(), threading.Event()

    def look_and_stop(**said: Any) -> None:
        look(**said)
        looked.set()
        passed.wait(1)

    monkeypatch.setattr(choosing, "still_listed", look_and_stop)

    def remove() -> bool:
        looked.wait(PATIENCE)
        remove_from_roll(by=world.wang, listing=place, on=clock.today(), reason="自愿退出")
        passed.set()
        return bool(case.choices.exists())

    chosen, was_there = at_once(
        [
            lambda: cases.record_choice(case_id=case.pk, by=world.zhou, enterprise=place.enterprise),
            remove,
        ],
        moment=NOON,
    )
    assert not isinstance(chosen, Exception), chosen
    assert was_there is True
