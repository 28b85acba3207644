"""What is typed in 元 is said in 万元 beside it, by the page's script as by the server."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from apps.plans.forms.fields import Amount
from apps.plans.models import Contract
from tests.factories.plans import make_planned_case
from tests.factories.world import make_world
from tests.journeys.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SitDown = Callable[..., Person]
Time = Callable[[str], None]
TYPED = (
    *("106600", "106,600.00", "106600.5元", "１０６６００", "10.66万", "2.72 万元", ".5万", "10.660001万"),
    *(
        "￥76,200.01",
        "人民币76200元整",
        "0",
        "0.01元",
        "12345678.90",
        "10.66",
        "999.99",
        "1000",
        "10,66",
        "面议",
        "",
    ),
)


def test_a_contract_is_typed_in_yuan(sit_down: SitDown, time: Time) -> None:
    time("2026-09-01T12:00:00")
    case = make_planned_case(make_world(), "confirmed")
    time("2026-09-02T10:00:00")
    designer = sit_down("chen")
    designer.finds(case.number)
    designer.follow("登记装修合同")
    designer.follow("登记装修合同")
    field, beside = designer.field("装修合同金额"), designer.page.locator(".field-beside")

    for typed in TYPED:
        field.fill(typed)
        assert beside.text_content() == Amount().beside(typed), typed

    field.fill("10.66")
    designer.fill("签订日期", "2026-09-01")
    designer.upload("合同扫描件", "合同.pdf")
    designer.press("登记合同")
    assert "10.66 万元请写“10.66万”" in designer.error_at("装修合同金额")
    assert designer.field("装修合同金额").input_value() == "10.66"
    designer.fill("装修合同金额", "76200.01")
    designer.press("登记合同")
    designer.sees("装修合同已登记。")

    assert Contract.objects.get().amount == Decimal("76200.01")
