"""The canonical text of an entry, and what must not stand in it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.audit import rules
from apps.audit.enums import AccessKind
from apps.audit.rules import FieldChange, Subject
from apps.lib.clock import SHANGHAI

plain_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(plain_values)
def test_canonical_text_tells_the_value_and_nothing_else(value: object) -> None:
    assert json.loads(rules.canonical_json(value)) == value


def test_the_order_of_keys_does_not_matter() -> None:
    assert rules.canonical_json({"b": 1, "a": "甲"}) == rules.canonical_json({"a": "甲", "b": 1})
    assert rules.canonical_json({"b": 1, "a": "甲"}) == '{"a":"甲","b":1}'


def test_the_same_moment_gives_the_same_text_in_every_zone() -> None:
    utc = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    assert rules.canonical_json(utc) == rules.canonical_json(utc.astimezone(SHANGHAI))
    assert rules.canonical_json(utc) == '"2026-11-23T09:30:00.000000+00:00"'


def test_reads_dates_decimals_and_choices_as_plain() -> None:
    values = [date(2026, 1, 2), Decimal("2.50"), AccessKind.EXPORT, UUID(int=1), ("a",)]
    assert rules.plain(values) == [
        "2026-01-02",
        "2.50",
        "export",
        "00000000-0000-0000-0000-000000000001",
        ["a"],
    ]


@pytest.mark.parametrize("value", [object(), b"bytes", 1.5, datetime(2026, 1, 1)])  # noqa: DTZ001
def test_refuses_what_has_no_one_text(value: object) -> None:
    with pytest.raises(TypeError):
        rules.canonical_json(value)


@pytest.mark.parametrize(
    "facts",
    [
        '{"n":"33010219650131000X"}',
        '{"n":13800000970}',
        '{"n":"电话13800000970。"}',
        '{"n":"+85200000123"}',
        '{"n":"H00000123"}',
        '{"n":"CAN330081080300"}',
        '{"n":"E00000123"}',
        '{"n":"TR0000012"}',
        '{"n":"台胞证00000123"}',
    ],
)
def test_notices_personal_numbers_among_facts(facts: str) -> None:
    with pytest.raises(ValueError, match="personal"):
        rules.refuse_personal(facts)


@pytest.mark.parametrize(
    "facts",
    [
        '{"case":"上城-2026-0187"}',
        '{"sha256":"a13800000970f"}',
        '{"credit":"91110000600037341L"}',
        '{"n":12}',
        '{"day":"20260901","yuan":76200000}',
        '{"uuid":"e1234567-89ab-4cde-8f01-23456789abcd"}',
        '{"at":"2026-11-26T08:00:00+08:00"}',
    ],
)
def test_lets_other_numbers_pass(facts: str) -> None:
    rules.refuse_personal(facts)


def test_masks_numbers_in_free_text() -> None:
    text = "户主33010219650131000X来电13800000970要求撤回\x00"
    assert rules.mask_personal(text) == "户主330***************来电138****0970要求撤回"


def test_masks_numbers_of_other_documents_and_places_in_free_text() -> None:
    text = "户主H00000123、CAN330081080300来电+85200000123"
    assert rules.mask_personal(text) == "户主H******23、CAN**********00来电+852****0123"


def test_masks_a_number_behind_the_name_of_its_document() -> None:
    text = "护照号码：E00000123，台胞证 00000123，回乡证H00000123；燃气表G12345678"
    assert rules.mask_personal(text) == (
        "护照号码：E******23，台胞证 0*****23，回乡证H******23；燃气表G12345678"
    )


def test_a_change_never_shows_its_values() -> None:
    assert "13800000970" not in repr(FieldChange("phone", "13800000970", "13800000971"))


def test_a_subject_reads_as_kind_and_id() -> None:
    assert str(Subject("cases.case", 12)) == "cases.case:12"
