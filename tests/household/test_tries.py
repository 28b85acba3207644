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


def test_an_address_is_counted_for_an_hour_from_its_first_wrong_try(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.household.services.visits.ADDRESS_TRIES", 3)
    phone, half = Visitor(), timedelta(minutes=40)
    tried = [phone.link(f"{number:022d}", "1234", AT + half * number).status_code for number in range(4)]
    assert tried == [422] * 4


def test_a_lock_outlasts_the_hour_of_its_first_try(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.household.services.visits.ADDRESS_TRIES", 2)
    phone = Visitor()
    tried = [phone.link(f"{minute:022d}", "1234", AT + timedelta(minutes=minute)) for minute in (0, 50, 70)]
    assert [answer.status_code for answer in tried] == [422, 422, 429]


def test_codes_of_one_number_are_not_guessed_from_many_addresses(
    monkeypatch: pytest.MonkeyPatch, slip: Slip
) -> None:
    monkeypatch.setattr("apps.household.services.visits.NUMBER_TRIES", 3)
    for number in (str(slip.case.number), "上城-2026-9999"):
        answers = []
        for tried in range(4):
            phone = Visitor()
            phone.client.defaults["REMOTE_ADDR"] = f"192.0.2.{tried}"
            answers.append(phone.typed(number, f"{tried:010d}", digits_of(slip)))
        assert [answer.status_code for answer in answers] == [422, 422, 422, 429], number
        assert "扫凭条上的二维码" in answers[-1].content.decode()
    assert Visitor().link(token(slip), digits_of(slip)).status_code == 302


def test_one_ipv6_connection_is_one_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.household.services.visits.ADDRESS_TRIES", 2)
    phone, answers = Visitor(), []
    for tried in range(3):
        phone.client.defaults["REMOTE_ADDR"] = f"2001:db8:0:1::{tried}"
        answers.append(phone.link(f"{tried:022d}", "1234").status_code)
    assert answers == [422, 422, 429]
