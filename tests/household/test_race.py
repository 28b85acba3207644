"""Two taps at one moment: one code spent, one act made. SQLite would write one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from apps.cases.models import Case
from apps.household.models import OneTimeCode
from apps.outbox.models import Message
from apps.plans.models import Confirmation
from tests.factories.racing import at_once
from tests.household.telephone import Deciding, answering, arrived, last_code
from tests.household.visitor import AT, Visitor

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _telephone() -> Iterator[None]:
    with answering():
        yield


@pytest.fixture
def decision(visitor: Any) -> Deciding:
    visitor.get("/my/plan/")
    return Deciding(visitor, "agree")


def another(decision: Deciding) -> Deciding:
    """Return the same page in a second tab of the same phone."""
    tab = Deciding.__new__(Deciding)
    tab.path, tab.at, tab.sent, tab.phone = decision.path, decision.at, dict(decision.sent), Visitor()
    tab.phone.client.cookies = decision.phone.client.cookies
    return tab


def test_two_taps_at_once_are_one_agreement(decision: Deciding, case: Case) -> None:
    decision.ask()
    code, tab = last_code(), another(decision)
    answers: list[Any] = at_once([lambda: decision.send(code), lambda: tab.send(code)], moment=AT)
    assert [answer["Location"] for answer in answers] == ["/my/done/agree/"] * 2
    assert Confirmation.objects.filter(plan__case=case).count() == 1
    assert OneTimeCode.objects.filter(used_at__isnull=False).count() == 1


def test_asking_twice_at_once_sends_one_text(decision: Deciding) -> None:
    tab = another(decision)
    answers: list[Any] = at_once([decision.ask, tab.ask], moment=AT)
    assert [answer.status_code for answer in answers] == [200, 200]
    assert Message.objects.filter(kind="household.code").count() == 1
    assert len(arrived()) == 1
