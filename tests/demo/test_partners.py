"""The systems outside of the demonstration keep the contracts, and refuse one telephone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from apps.connections.models import Delivery
from apps.connections.queries import returned
from apps.demo.services import partners
from apps.exchange.services.filings import PARTNER
from apps.exchange.services.site_codes import PARTNER as SITE_CODE
from apps.lib import clock
from apps.outbox.services import run_due_jobs
from tests.exchange.contracts import check, examples_of, schema_of
from tests.factories.people import phone
from tests.factories.stages import make_staged_case
from tests.factories.world import later, make_world

SECRET = "demo-only-not-secret-0123456789abcdef"


@pytest.fixture(autouse=True)
def _registered(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(partners.SENDERS, partners.SCHEME, partners.Answering())


@pytest.mark.parametrize("address", ["示例路1号2室", "示例路1号1室", "示例路"])
def test_it_answers_about_a_home_as_the_contract_says(address: str) -> None:
    asked = {**examples_of(PARTNER)[0], "address": address}
    answer = partners.Answering().send(
        url="demo:x", body=json.dumps(asked).encode(), headers={"Idempotency-Key": asked["id"]}
    )
    said = dict(answer.said)
    check(said, schema_of(PARTNER, "-answer"))
    assert said["found"] == address.endswith("2室")


@pytest.mark.django_db
def test_one_telephone_comes_back_to_its_street(settings: Any) -> None:
    world = make_world()
    odd = make_staged_case(world, "building", phone=phone(77))
    make_staged_case(world, "building", phone=phone(78))
    settings.SITE_CODE_URL, settings.SITE_CODE_SECRET = "demo:site_code", SECRET
    with clock.at(later(9)):
        partners.enter_sites()
        run_due_jobs()
        lines, _ = returned(world.zhou)
    assert [line.delivery.label for line in lines] == [f"{odd.number} 工地登记"]
    assert lines[0].delivery.field == "phone"
    assert set(Delivery.objects.values_list("partner", flat=True)) == {SITE_CODE.key}
