"""Amounts in 万元 and in 元: either is read, both are told, and no 分 is lost between them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from apps.acts.forms import YuanField
from apps.acts.serializers import fields_of
from apps.api.serializers import InWan, InYuan, Shown, Strict
from apps.cases.models import Case
from apps.documents.enums import FileKind
from apps.plans.models import Contract, PlanVersion
from tests.api.test_stage_plans import at, draft, sent_back, versioned
from tests.factories.callers import Caller, registration, token_for
from tests.factories.plans import make_planned_case
from tests.factories.uploads import pdf, upload
from tests.factories.world import World, make_case

FIELD = YuanField(label="金额", most=Decimal(10**12 - 1))


class Told(Shown):
    amount = InWan()
    amount_yuan = InYuan(source="amount")


Read: type[Strict] = type("Read", (Strict,), dict(fields_of("amount", FIELD)))
Lenient: type[Strict] = type(
    "Lenient",
    (Strict,),
    dict(fields_of("amount", YuanField(label="金额", most=Decimal(10**12 - 1), required=False))),
)


def read(body: dict[str, Any], reader: type[Strict] = Read) -> Any:
    """Return the amount of a body as the form makes it."""
    found = reader(data=body)
    found.is_valid(raise_exception=True)
    return None if found.validated_data["amount"] is None else FIELD.clean(found.validated_data["amount"])


def refusal(body: dict[str, Any], reader: type[Strict] = Read) -> dict[str, Any]:
    found = reader(data=body)
    assert not found.is_valid()
    return dict(found.errors)


@given(fen=st.integers(1, 10**14 - 200))
def test_what_is_told_is_read_back_in_either_unit(fen: int) -> None:
    amount = Decimal(fen) / 100
    told = dict(Told({"amount": amount}).data)

    assert read(told) == amount
    assert read({"amount": told["amount"]}) == amount
    assert read({"amount_yuan": told["amount_yuan"]}) == amount


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        ("76200.00", {"amount": "7.6200", "amount_yuan": "76200.00"}),
        ("76200.01", {"amount": "7.620001", "amount_yuan": "76200.01"}),
        ("0.10", {"amount": "0.00001", "amount_yuan": "0.10"}),
    ],
)
def test_wan_keep_their_places_and_grow_only_with_the_fen(amount: str, told: dict[str, str]) -> None:
    assert dict(Told({"amount": Decimal(amount)}).data) == told


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({}, ["amount"]),
        ({"amount": "7.62", "amount_yuan": "76200.01"}, ["amount_yuan"]),
        ({"amount": "7.6200001"}, ["amount"]),
        ({"amount_yuan": "76200.005"}, ["amount_yuan"]),
        ({"amount": "7.62万"}, ["amount"]),
        ({"amount": None}, ["amount"]),
    ],
)
def test_what_is_no_amount_is_refused_at_its_field(body: dict[str, Any], names: list[str]) -> None:
    assert list(refusal(body)) == names


def test_an_amount_taken_away_in_one_unit_contradicts_the_other() -> None:
    assert list(refusal({"amount": None, "amount_yuan": "76200.00"}, Lenient)) == ["amount_yuan"]
    assert read({"amount": None, "amount_yuan": None}, Lenient) is None


def test_a_body_says_its_unit_so_that_small_amounts_are_no_question() -> None:
    assert read({"amount": "0.0080"}) == read({"amount_yuan": "80"}) == Decimal(80)
    with pytest.raises(forms.ValidationError):
        FIELD.clean("80")


def scan(chen: Caller) -> str:
    """Park a contract's scan; return its id."""
    sent = chen.upload("/files", {"kind": FileKind.CONTRACT_SCAN, "file": upload("合同.pdf", pdf())})
    return str(sent.json()["id"])


@pytest.fixture
def chen(world: World) -> Caller:
    return Caller(token_for(world.chen))


def test_a_contract_in_yuan_is_kept_and_told_to_the_fen(world: World, chen: Caller) -> None:
    case = make_planned_case(world, "confirmed")
    body = {"signed_on": "2026-09-01", "scan": scan(chen), "amount_yuan": "76200.01"}

    answer = chen.post(at(case, "contract"), versioned(case, **body))

    assert answer.status_code in (200, 201), answer.json()
    assert Contract.objects.get().amount == Decimal("76200.01")
    (told,) = chen.get(at(case, "agreement")).json()["contracts"]
    assert (told["amount"], told["amount_yuan"]) == ("7.620001", "76200.01")
    case_told = chen.get(f"/cases/{case.pk}").json()
    assert (case_told["contract_amount"], case_told["contract_amount_yuan"]) == ("7.620001", "76200.01")


def test_units_that_disagree_are_refused_and_nothing_is_written(world: World, chen: Caller) -> None:
    case = make_planned_case(world, "confirmed")
    body = {"signed_on": "2026-09-01", "scan": scan(chen), "amount": "7.62", "amount_yuan": "7.62"}

    answer = chen.post(at(case, "contract"), versioned(case, **body))

    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert (fault["pointer"], fault["code"]) == ("/amount_yuan", "differs")
    assert "7.62 万元" in fault["detail"]
    assert not Contract.objects.exists()


def test_lines_in_yuan_come_back_in_both_units_and_may_be_sent_back(world: World, chen: Caller) -> None:
    case = make_case(world, upto="designing")
    lines = [
        {"kind": "item", "name": "集成厨房", "amount_yuan": "38600.01"},
        {"kind": "item", "name": "五金", "amount": "0.008"},
    ]

    before, after = sent_back(chen, case, draft(lines=lines))

    assert [(each["amount"], each["amount_yuan"]) for each in before["lines"]] == [
        ("3.860001", "38600.01"),
        ("0.008", "80.00"),
    ]
    assert (after["lines"], after["total"], after["total_yuan"]) == (before["lines"], "3.868001", "38680.01")


def test_a_small_line_that_was_saved_is_submitted_as_it_stands(world: World, chen: Caller) -> None:
    case = make_case(world, upto="designing")
    lines = [{"kind": "item", "name": "集成厨房", "amount_yuan": "80.50"}]
    chen.post(at(case, "plan/draft"), versioned(case, **draft(lines=lines)), key="")

    answer = chen.post(at(case, "plan/submit"), versioned(case))

    assert answer.status_code in (200, 201), answer.json()
    assert PlanVersion.objects.get().lines.get().amount == Decimal("80.50")


def test_a_budget_is_registered_and_corrected_in_yuan(world: World) -> None:
    zhou = Caller(token_for(world.zhou))
    body = registration()
    del body["intended_budget"]
    zhou.post("/cases", {**body, "intended_budget_yuan": "500.00"})
    case = Case.objects.get()

    wrong, right = (
        zhou.post(
            at(case, "correct"),
            versioned(case, reason="户主来电", changes={"intended_budget_yuan": amount}),
        )
        for amount in ("5000000.01", "106600.50")
    )

    assert [fault["pointer"] for fault in wrong.json()["errors"]] == ["/changes/intended_budget_yuan"]
    assert right.status_code in (200, 201), right.json()
    case.refresh_from_db()
    assert case.intended_budget == Decimal("106600.50")


def test_a_correction_of_something_else_leaves_a_small_budget_alone(world: World) -> None:
    zhou = Caller(token_for(world.zhou))
    case = make_case(world, upto="received")
    Case.objects.update(intended_budget=Decimal("500.00"))

    answer = zhou.post(at(case, "correct"), versioned(case, reason="户主来电", changes={"family_size": 2}))

    assert answer.status_code in (200, 201), answer.json()
    case.refresh_from_db()
    assert case.intended_budget == Decimal("500.00")


def test_a_trial_tells_the_total_in_both_units(world: World, chen: Caller) -> None:
    case = make_case(world, upto="designing")

    tried = chen.post(at(case, "plan/evaluate"), draft(), key="").json()

    assert (tried["total"], tried["total_yuan"]) == ("3.46", "34600.00")
