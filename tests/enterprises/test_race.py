"""Two counters record the same new enterprise at one moment: both get it, nobody an error."""

from __future__ import annotations

import threading

import pytest

from apps.enterprises import services
from apps.enterprises.models import Enterprise
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused
from tests.factories.people import phone
from tests.factories.racing import PATIENCE, at_once
from tests.factories.world import NOON, made_up_credit_code

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def record(name: str) -> Enterprise:
    return services.record_enterprise(
        by=SYSTEM,
        name=name,
        credit_code=made_up_credit_code(77),
        contact_name="联络员甲",
        contact_phone=phone(77),
    )


@pytest.fixture
def _neither_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let both look before either writes."""
    look = services._known
    both_looked = threading.Barrier(2, timeout=PATIENCE)
    looks = threading.local()

    def look_and_wait(code: str, name: str) -> Enterprise | None:
        found = look(code, name)
        if not hasattr(looks, "done"):
            looks.done = True
            both_looked.wait()
        return found

    monkeypatch.setattr(services, "_known", look_and_wait)


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
