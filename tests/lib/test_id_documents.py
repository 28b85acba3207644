"""Numbers of identity documents: each by its own check, every refusal in words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.lib.id_documents import (
    IdDocument,
    check_document,
    documents_of,
    foreigner_check_digit,
    is_made_up,
    number_key,
)
from apps.lib.identity import InvalidIdNumber, mask_id
from tests.factories.people import document_number, id_number

TODAY = date(2026, 11, 23)
births = st.dates(date(1927, 1, 1), date(2026, 11, 23))


def value_of(document: str, raw: str) -> str:
    return check_document(document, raw, on=TODAY).value


@pytest.mark.parametrize("document", IdDocument)
def test_a_made_up_number_of_each_document_passes_and_is_known_as_made_up(document: IdDocument) -> None:
    number = document_number(document)

    assert check_document(document, number, on=TODAY).document is document
    assert is_made_up(document, number)


# The specimens printed in the announcements of the two cards of 外国人永久居留身份证.
@pytest.mark.parametrize("specimen", ["911124198108030024", "CAN110081080310"])
def test_the_official_specimens_pass(specimen: str) -> None:
    found = check_document(IdDocument.PERMANENT_RESIDENCE, specimen, on=TODAY)

    assert (found.value, found.birth_date) == (specimen, date(1981, 8, 3))
    assert not is_made_up(IdDocument.PERMANENT_RESIDENCE, "CAN110081080310")


@pytest.mark.parametrize(
    ("document", "raw", "value"),
    [
        ("permanent_residence", " can 1100-8108-0310 ", "CAN110081080310"),
        ("hm_pass", "ｈ 00000-123", "H00000123"),
        ("hm_pass", "M0000012302", "M00000123"),
        ("taiwan_pass", "00000123", "00000123"),
        ("taiwan_pass", "0000012301", "00000123"),
        ("passport", "e 0000 0123", "E00000123"),
    ],
)
def test_reads_what_people_write_in_its_one_writing(document: str, raw: str, value: str) -> None:
    assert value_of(document, raw) == value


@pytest.mark.parametrize(
    ("document", "raw", "said"),
    [
        ("resident_id", "", "请填写证件号码"),
        ("resident_id", "81000019800101000", "应为 18 位"),
        ("hmt_permit", id_number(), "以 810000、820000 或 830000 开头"),
        ("permanent_residence", "91112419810803002", "18 位（2023 年版）或 15 位（旧版），现在是 17 位"),
        ("permanent_residence", id_number(), "以 9 开头"),
        ("permanent_residence", "9111241981080300A4", "17 位数字加末位校验码"),
        ("permanent_residence", "999124198108030024", "第 2—3 位"),
        ("permanent_residence", "911124198102300024", "第 7—14 位"),
        ("permanent_residence", "911124198108030025", "校验码与前 17 位不符"),
        ("permanent_residence", "9.11124198108030E+17", "科学计数法"),
        ("permanent_residence", "C1N110081080310", "3 位字母加 12 位数字"),
        ("permanent_residence", "CAN990081080310", "第 4—5 位"),
        ("permanent_residence", "CAN110081133310", "第 8—13 位"),
        ("permanent_residence", "CAN110081080311", "校验码与前 14 位不符"),
        ("hm_pass", "A00000123", "字母 H 或 M 加 8 位数字"),
        ("taiwan_pass", "1234567", "应为 8 位数字"),
        ("passport", "E123", "5—9 位字母和数字"),
        ("passport", "ABCDEFGH", "应有数字"),
    ],
)
def test_says_what_is_wrong_without_the_number(document: str, raw: str, said: str) -> None:
    with pytest.raises(InvalidIdNumber) as refused:
        check_document(document, raw, on=TODAY)

    assert said in refused.value.message
    assert not raw or raw not in refused.value.message


@pytest.mark.parametrize(
    ("number", "document"),
    [(id_number(area="810000"), "港澳台居民居住证"), ("911124198108030024", "外国人永久居留身份证")],
)
def test_a_number_of_another_document_names_that_document(number: str, document: str) -> None:
    with pytest.raises(InvalidIdNumber, match=f"请把证件类型改为“{document}”"):
        check_document(IdDocument.RESIDENT_ID, number, on=TODAY)


@pytest.mark.parametrize(
    ("number", "document"),
    [(id_number(), IdDocument.RESIDENT_ID), (id_number(area="830000"), IdDocument.HMT_PERMIT)],
)
def test_who_knows_of_no_documents_is_understood(number: str, document: IdDocument) -> None:
    assert check_document("", number, on=TODAY).document is document


@given(birth=births, sequence=st.integers(0, 999), place=st.integers(1, 16), step=st.integers(1, 9))
def test_a_wrong_digit_of_the_new_card_is_caught(birth: date, sequence: int, place: int, step: int) -> None:
    number = document_number(IdDocument.PERMANENT_RESIDENCE, birth=f"{birth:%Y%m%d}", sequence=sequence)
    assert check_document(IdDocument.PERMANENT_RESIDENCE, number, on=TODAY).birth_date == birth
    wrong = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]

    with pytest.raises(InvalidIdNumber):
        check_document(IdDocument.PERMANENT_RESIDENCE, wrong, on=TODAY)


@given(birth=births, place=st.integers(3, 13), step=st.integers(1, 9))
def test_a_wrong_digit_of_the_old_card_is_caught(birth: date, place: int, step: int) -> None:
    first14 = f"USA3301{birth:%y%m%d}0"
    number = first14 + foreigner_check_digit(first14)
    assert check_document(IdDocument.PERMANENT_RESIDENCE, number, on=TODAY).birth_date == birth
    wrong = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]

    with pytest.raises(InvalidIdNumber):
        check_document(IdDocument.PERMANENT_RESIDENCE, wrong, on=TODAY)


@given(raw=st.text(max_size=24), document=st.sampled_from(IdDocument))
def test_whatever_is_typed_is_read_or_refused(raw: str, document: IdDocument) -> None:
    try:
        found = check_document(document, raw, on=TODAY)
    except InvalidIdNumber:
        return
    assert check_document(document, found.value, on=TODAY) == found


def test_equal_numbers_of_two_documents_are_two_people() -> None:
    assert number_key("passport", "00000123") != number_key("taiwan_pass", "00000123")


def test_a_number_registered_before_there_were_documents_is_found_as_what_it_is() -> None:
    assert number_key("hmt_permit", "81") == number_key("resident_id", "81") == "81"


def test_a_look_up_without_a_document_tries_them_all() -> None:
    assert {each.document for each in documents_of("00000123", on=TODAY)} == {
        IdDocument.TAIWAN_PASS,
        IdDocument.PASSPORT,
    }


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("33010219650131000X", "330*************0X"),
        ("CAN110081080310", "CAN**********10"),
        ("H00000123", "H******23"),
        ("00000123", "0*****23"),
    ],
)
def test_masks_each_kind_so_that_it_cannot_be_guessed(number: str, masked: str) -> None:
    assert mask_id(number) == masked


def test_a_number_does_not_print_itself() -> None:
    assert "00000123" not in repr(check_document("passport", "E00000123", on=TODAY))
