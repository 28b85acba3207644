"""One counter records the choice of an enterprise while another replaces it: neither waits for ever.

SQLite writes one after the other anyway, so this needs PostgreSQL. The control enters the enterprise
before it locks the case and shows the deadlock: without it the test above would prove nothing.
"""

from __future__ import annotations

import threading
from uuid import UUID

import pytest
from django.db import OperationalError, transaction

from apps.cases.models import Case
from apps.cases.services import choose_enterprise, enterprise, lock_case, record_choice
from apps.enterprises.models import Enterprise
from apps.enterprises.services import OffListEnterprise, chosen_enterprise
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.plans.services import changes, replace_enterprise
from tests.factories.people import phone
from tests.factories.racing import PATIENCE, at_once
from tests.factories.world import NOON, World, made_up_credit_code, make_case, make_world

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

FOUND = OffListEnterprise("杭州示例自选公司", made_up_credit_code(88), "联络员乙", phone(88))


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


@pytest.fixture
def case(world: World, monkeypatch: pytest.MonkeyPatch) -> Case:
    """A household that has chosen, over which the two meet."""
    with clock.at(NOON):
        made = make_case(world, upto="designing")
    # Only now: the case was made with a choice of its own.
    they_meet(monkeypatch)
    return made


def they_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    """王演示 replaces and holds the case; he enters the enterprise once 周示例 asks for the case too."""
    is_held, is_asked_for = threading.Event(), threading.Event()

    def ask_for_what_is_held(*, case_id: UUID, by: Actor, version: int | None = None) -> Case:
        is_held.wait(PATIENCE)
        is_asked_for.set()
        return lock_case(case_id=case_id, by=by, version=version)

    def enter_once_asked_for(*, chosen: Enterprise | OffListEnterprise, by: Actor) -> Enterprise:
        is_held.set()
        is_asked_for.wait(PATIENCE)
        return chosen_enterprise(chosen=chosen, by=by)

    monkeypatch.setattr(enterprise, "lock_case", ask_for_what_is_held)
    monkeypatch.setattr(changes, "chosen_enterprise", enter_once_asked_for)


def replace(case: Case, by: Actor) -> Case:
    return replace_enterprise(case_id=case.pk, by=by, reason="户主更换", enterprise=FOUND)


def enter_before_the_lock(case: Case, by: Actor) -> Case:
    with transaction.atomic():
        chosen = chosen_enterprise(chosen=FOUND, by=by)
        return choose_enterprise(case_id=case.pk, by=by, enterprise=chosen)


def test_of_a_choice_and_a_replacement_at_once_the_later_is_told(world: World, case: Case) -> None:
    replaced, chosen = at_once(
        [
            lambda: replace(case, world.wang),
            lambda: record_choice(case_id=case.pk, by=world.zhou, enterprise=FOUND),
        ],
        moment=NOON,
    )

    assert isinstance(replaced, Case), replaced
    assert isinstance(chosen, Refused), chosen
    assert Case.objects.get(pk=case.pk).enterprise == Enterprise.objects.get(name=FOUND.name)


def test_entered_before_the_lock_each_would_wait_for_the_other(world: World, case: Case) -> None:
    outcomes = at_once(
        [lambda: replace(case, world.wang), lambda: enter_before_the_lock(case, world.zhou)], moment=NOON
    )

    (broken,) = [each for each in outcomes if isinstance(each, OperationalError)]
    assert "deadlock" in str(broken)
