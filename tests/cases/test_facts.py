"""Each fact is declared once: what keeps, takes and shows facts has every one of them."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal

import pytest

from apps.cases.facts import BY_NAME, FACTS, Fact, Holder
from apps.cases.forms import RegistrationForm
from apps.cases.forms.registration_act import PARTS
from apps.cases.forms.rows import field_of
from apps.cases.models import Case, Dwelling, Household
from apps.cases.services import RegistrationData
from apps.encryption import EncryptedField
from apps.orgs.enums import Sight

ROWS = {Holder.DWELLING: Dwelling, Holder.CASE: Case}
every_fact = pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)


@every_fact
def test_its_row_keeps_it(fact: Fact) -> None:
    column = ROWS.get(fact.holder, Household)._meta.get_field(fact.model_field)

    assert isinstance(column, EncryptedField) == fact.encrypted


@every_fact
def test_a_registration_and_its_form_have_it(fact: Fact) -> None:
    assert fact.attribute in {each.name for each in fields(RegistrationData)}
    assert RegistrationForm.base_fields[fact.name].label == fact.label


@every_fact
def test_what_is_sensitive_is_cut(fact: Fact) -> None:
    """Whoever adds a sight says what is left of the value under it."""
    assert (fact.sight is None) == (fact.cut is None)
    if fact.encrypted:
        assert fact.cut is not None
        assert fact.cut(Sight.HIDDEN, lambda: "13800000970") == ""


def test_the_form_asks_in_the_order_of_attachment_1() -> None:
    asked = [name for name in RegistrationForm.base_fields if name in BY_NAME]

    assert asked == [fact.name for fact in FACTS]


def test_a_hidden_value_is_not_even_opened() -> None:
    def opened() -> str:
        raise AssertionError("opened")

    assert [f.cut(Sight.HIDDEN, opened) for f in FACTS if f.encrypted and f.cut] == [""] * 4


def test_no_two_facts_share_a_column_of_the_workbook_or_a_place_in_a_body() -> None:
    headers = [header for fact in FACTS for header in fact.headers]
    sent = [field for part in PARTS.values() for field in part.values()]

    assert len(headers) == len(set(headers))
    assert len(sent) == len(set(sent))
    assert field_of("建筑面积（㎡）") == "floor_area"


def test_an_amount_reads_the_same_wherever_it_is_named() -> None:
    assert BY_NAME["intended_budget"].text(Decimal("75000.00")) == "75,000 元（7.50 万元）"
