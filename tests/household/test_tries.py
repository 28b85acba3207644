"""What is counted of wrong tries, how long, and against whom."""

from __future__ import annotations

from datetime import timedelta

import pytest

from apps.household.models import Slip, Tries
from apps.household.services.visits import KEPT, LOCK, LONG_LOCK, TRIES, TRIES_AT_ALL
from tests.household.visitor import AT, Visitor, digits_of, wrong

pytestmark = pytest.mark.django_db


def token(slip: Slip) -> str:
    assert slip.secret is not None
    return slip.secret.token


def test_wrong_digits_are_counted_a_month_after_the_last_opening(slip: Slip) -> None:
    phone, late = Visitor().opened(slip), AT + KEPT + timedelta(days=1)
    tried = [phone.link(token(slip), wrong(slip), late).status_code for _ in range(TRIES + 1)]
    assert tried == [422] * (TRIES - 1) + [429] * 2


def test_wrong_digits_are_counted_anew_when_the_long_lock_has_ended(slip: Slip) -> None:
    phone = Visitor()
    for number in range(TRIES_AT_ALL):
        at = AT + (LOCK + timedelta(minutes=1)) * (number // TRIES)
        phone.link(token(slip), wrong(slip), at)
    assert phone.link(token(slip), digits_of(slip), at + LONG_LOCK - timedelta(hours=1)).status_code == 429
    late = at + LONG_LOCK + timedelta(seconds=1)
    tried = [phone.link(token(slip), wrong(slip), late).status_code for _ in range(TRIES + 1)]
    assert tried == [422] * (TRIES - 1) + [429] * 2


def test_what_is_past_is_swept_away_and_what_is_locked_stays() -> None:
    past, late = AT, AT + KEPT + timedelta(days=1)
    Tries.objects.create(key="past", wrong=3, last_at=past)
    Tries.objects.create(key="locked", wrong=20, last_at=past, locked_until=late + timedelta(hours=1))
    Visitor().link("A" * 22, "1234", late)
    assert set(Tries.objects.filter(last_at=past).values_list("key", flat=True)) == {"locked"}
