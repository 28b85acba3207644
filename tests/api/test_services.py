"""A submission counts once, however often it is sent."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction

from apps.api import services
from apps.api.models import IdempotencyKey
from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.lib.decisions import Refused

KEY = "0b9c9a36-4f66-4f0d-9d5b-3f2f6c1f0a01"
CLERK = Actor(user_id=1, name="周示例", role="clerk", organisation_id=3, organisation_name="清波街道")


def submit(
    result_id: object, *, key: str = KEY, purpose: str = "register", by: Actor = CLERK
) -> tuple[bool, str]:
    with transaction.atomic():
        claim = services.claim(key=key, purpose=purpose, by=by)
        if not claim.is_new:
            return False, claim.result_id
        services.settle(claim, result_id=result_id, result_kind="cases.case")
        return True, str(result_id)


@pytest.mark.django_db
def test_a_second_submission_gets_the_first_result() -> None:
    assert submit(11) == (True, "11")
    assert submit(12) == (False, "11")


@pytest.mark.django_db
def test_the_same_key_in_another_writing_is_the_same_key() -> None:
    submit(11)
    assert submit(12, key=KEY.replace("-", "").upper()) == (False, "11")


@pytest.mark.django_db
def test_other_purposes_and_organisations_are_apart() -> None:
    submit(11)
    assert submit(12, purpose="file") == (True, "12")
    assert submit(13, by=replace(CLERK, organisation_id=4)) == (True, "13")
    assert submit(14, key=services.new_key()) == (True, "14")


@pytest.mark.django_db
def test_people_without_an_organisation_are_served_too() -> None:
    assert submit(11, by=SYSTEM) == (True, "11")
    assert submit(12, by=SYSTEM) == (False, "11")


@pytest.mark.django_db
def test_a_submission_that_failed_may_be_sent_again() -> None:
    with transaction.atomic():
        claim = services.claim(key=KEY, purpose="register", by=CLERK)
        services.settle(claim, result_id=11)
        transaction.set_rollback(True)
    assert submit(12) == (True, "12")


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "not a key", "1" * 65])
def test_a_page_without_a_key_is_asked_to_reload(key: str) -> None:
    with pytest.raises(Refused, match="页面已过期"):
        submit(11, key=key)


@pytest.mark.django_db
def test_a_claim_left_without_result_is_refused_politely() -> None:
    with transaction.atomic():
        services.claim(key=KEY, purpose="register", by=CLERK)
    with pytest.raises(Refused, match="已经提交过"):
        submit(12)


@pytest.mark.django_db
def test_only_the_first_submission_settles() -> None:
    submit(11)
    with transaction.atomic():
        second = services.claim(key=KEY, purpose="register", by=CLERK)
        with pytest.raises(ValueError, match="first submission"):
            services.settle(second, result_id=12)


@pytest.mark.django_db(transaction=True)
def test_a_claim_outside_a_transaction_is_a_mistake() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        services.claim(key=KEY, purpose="register", by=CLERK)


@pytest.mark.django_db
def test_old_keys_are_forgotten() -> None:
    with clock.at(clock.now() - timedelta(days=31)):
        submit(11)
    submit(12, key=services.new_key())
    assert services.forget_old_keys() == 1
    assert IdempotencyKey.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_clicks_at_once_exactly_one_counts() -> None:
    clicks = 8
    barrier = threading.Barrier(clicks)
    outcomes: list[tuple[bool, str]] = []

    def click(number: int) -> None:
        try:
            barrier.wait(timeout=10)
            outcomes.append(submit(number))
        finally:
            connection.close()

    threads = [threading.Thread(target=click, args=(number,)) for number in range(clicks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    winners = [result for is_new, result in outcomes if is_new]
    assert len(outcomes) == clicks
    assert len(winners) == 1
    assert {result for _, result in outcomes} == set(winners)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_click_that_waited_for_one_that_failed_counts_itself() -> None:
    claimed, waiting = threading.Event(), threading.Event()
    outcomes: list[tuple[bool, str]] = []

    def failing() -> None:
        try:
            with transaction.atomic():
                services.claim(key=KEY, purpose="register", by=CLERK)
                claimed.set()
                waiting.wait(timeout=10)
                transaction.set_rollback(True)
        finally:
            connection.close()

    def second() -> None:
        try:
            claimed.wait(timeout=10)
            waiting.set()
            outcomes.append(submit(12))
        finally:
            connection.close()

    threads = [threading.Thread(target=failing), threading.Thread(target=second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert outcomes == [(True, "12")]
