"""Two requests at one moment: a retry makes no second household, and one dwelling is taken once."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from apps.cases.models import Case
from apps.lib import clock
from tests.factories.callers import Caller, registration, token_for
from tests.factories.racing import at_once
from tests.factories.world import NOON, World, make_world

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


@pytest.fixture
def secret(world: World) -> str:
    with clock.at(NOON):
        return token_for(world.zhou)


def register_at_once(secret: str, *keys: str) -> list[Any]:
    return at_once(
        [lambda key=key: Caller(secret).post("/cases", registration(), key=key) for key in keys], moment=NOON
    )


def test_a_retry_that_overtakes_makes_no_second_household(secret: str) -> None:
    key = str(uuid4())

    answers = register_at_once(secret, key, key)

    assert [answer.status_code for answer in answers] == [201, 201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert sorted(answer.headers.get("Idempotent-Replayed", "") for answer in answers) == ["", "true"]
    assert Case.objects.count() == 1


def test_two_registrations_of_one_dwelling_leave_one(secret: str) -> None:
    answers = register_at_once(secret, str(uuid4()), str(uuid4()))

    assert sorted(answer.status_code for answer in answers) == [201, 422]
    refused = next(answer for answer in answers if answer.status_code == 422)
    assert refused.json()["errors"][0]["pointer"] == "/dwelling/address"
    assert Case.objects.count() == 1


def test_two_changes_of_one_version_leave_one(world: World, secret: str) -> None:
    with clock.at(NOON):
        case = Caller(secret).post("/cases", registration()).json()

    answers: list[Any] = at_once(
        [
            lambda: Caller(secret).post(f"/cases/{case['id']}/withdraw", {"version": case["version"]}),
            lambda: Caller(secret).post(
                f"/cases/{case['id']}/backfill", {"version": case["version"], "reason": "先施工后登记"}
            ),
        ],
        moment=NOON,
    )

    assert sorted(answer.status_code for answer in answers) == [200, 409]
