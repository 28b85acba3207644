"""Reading, checking and masking ID numbers, telephones and credit codes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import numdb

from apps.lib import identity
from apps.lib.identity import (
    InvalidCreditCode,
    InvalidIdNumber,
    InvalidPhone,
    check_credit_code,
    check_id_number,
    check_phone,
)

TODAY = date(2026, 11, 23)


def made_up(area: str, birth: str, sequence: str = "000") -> str:
    first17 = f"{area}{birth}{sequence}"
    return first17 + identity.id_check_character(first17)


@pytest.mark.parametrize(
    "raw",
    [
        "33010219650131000x",
        " 33010219650131000X",
        "330102 19650131 000X",
        "330102-19650131-000x",
        "３３０１０２１９６５０１３１０００ｘ",
        "\u200b33010219650131000X\u3000",
        "'33010219650131000X",
    ],
)
def test_reads_the_same_number_in_every_usual_writing(raw: str) -> None:
    checked = check_id_number(raw, on=TODAY)
    assert checked.value == "33010219650131000X"
    assert checked.birth_date == date(1965, 1, 31)
    assert not checked.is_permit


@pytest.mark.parametrize("area", ["810000", "820000", "830000"])
def test_accepts_residence_permits_of_hong_kong_macao_taiwan(area: str) -> None:
    assert check_id_number(made_up(area, "19800229"), on=TODAY).is_permit


def test_accepts_a_county_code_that_no_longer_exists() -> None:
    # Codes change with 行政区划调整; 330199 is in no current table.
    assert check_id_number(made_up("330199", "19800101"), on=TODAY).value.startswith("330199")


def test_provinces_are_those_of_the_library_s_table_but_for_hong_kong_and_macao() -> None:
    known = numdb.get("cn/loc")
    listed = {f"{n:02d}" for n in range(100) if known.info(f"{n:02d}0000")[0][1]}
    assert listed - {"81", "82"} == identity.PROVINCES


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("", "请填写身份证号"),
        ("330102650131000", "这是 15 位旧号，请填 18 位身份证号"),
        ("3301021965013100", "应为 18 位，现在是 16 位"),
        ("33010219650131O00X", "第 15 位不是数字"),
        ("330102196501310Ⅱ0X", "应为 18 位"),
        ("33010219650131000A", "末位应为数字或 X"),
        (made_up("990102", "19650131"), "前 6 位不是有效的地区代码"),
        (made_up("810101", "19650131"), "前 6 位不是有效的地区代码"),
        (made_up("330102", "18650131"), "早于 1900 年"),
        (made_up("330102", "29990131"), "晚于今天"),
        (made_up("330102", "20261124"), "晚于今天"),
        (made_up("330102", "19650230"), "出生日期不存在"),
        (made_up("330102", "19651301"), "出生日期不存在"),
        ("330102196904040001", "校验码"),
        ("3.30102E+17", "科学计数法"),
    ],
)
def test_says_what_is_wrong(raw: str, said: str) -> None:
    with pytest.raises(InvalidIdNumber) as refused:
        check_id_number(raw, on=TODAY)
    assert said in refused.value.message


def test_messages_and_repr_never_repeat_the_number() -> None:
    with pytest.raises(InvalidIdNumber) as refused:
        check_id_number("330102196904040001", on=TODAY)
    assert "19690404" not in refused.value.message
    assert "19650131" not in repr(check_id_number("33010219650131000X", on=TODAY))


def test_repr_shows_the_masked_number() -> None:
    assert repr(check_id_number("33010219650131000X", on=TODAY)) == "IdNumber(330*************0X)"


def test_the_earliest_year_of_birth_itself_is_accepted() -> None:
    assert check_id_number(made_up("330102", "19000101"), on=TODAY).birth_date == date(1900, 1, 1)


def test_born_today_is_not_the_future() -> None:
    assert check_id_number(made_up("330102", "20261123"), on=TODAY).birth_date == TODAY


@given(
    birth=st.dates(date(1900, 1, 1), TODAY),
    sequence=st.integers(0, 999),
    place=st.integers(0, 17),
    step=st.integers(1, 9),
)
def test_any_single_wrong_digit_is_caught(birth: date, sequence: int, place: int, step: int) -> None:
    number = made_up("330102", f"{birth:%Y%m%d}", f"{sequence:03d}")
    wrong = str(step if number[place] == "X" else (int(number[place]) + step) % 10)
    with pytest.raises(InvalidIdNumber):
        check_id_number(number[:place] + wrong + number[place + 1 :], on=TODAY)


@pytest.mark.parametrize(
    ("birth", "on", "age"),
    [
        (date(2008, 11, 24), TODAY, 17),
        (date(2008, 11, 23), TODAY, 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_age_is_in_full_years(birth: date, on: date, age: int) -> None:
    assert identity.age_on(birth, on) == age


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("13800000970", "13800000970"),
        ("138-0000-0505", "13800000505"),
        ("１８７０００００４９５", "18700000495"),
        ("+86 138 0000 0970", "13800000970"),
        ("8613800000970", "13800000970"),
        ("0571-87000001", "0571-87000001"),
        ("（0571）87000001", "0571-87000001"),
        ("057187000001", "0571-87000001"),
        ("010 6500 0001", "010-65000001"),
        ("021 6500 0001", "021-65000001"),
        ("0311-87000001", "0311-87000001"),
        ("13000000505", "13000000505"),
        ("0575-8700001", "0575-8700001"),
    ],
)
def test_reads_telephone_numbers(raw: str, value: str) -> None:
    assert check_phone(raw) == value


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("", "请填写联系电话"),
        ("150000005", "手机号应为 11 位，现在是 9 位"),
        ("138000009701", "现在是 12 位"),
        ("12000000970", "第 2 位不对"),
        ("87000001", "请加区号"),
        ("8700001", "请加区号"),
        ("0571-870", "区号加 7—8 位"),
        ("0571-870000012", "区号加 7—8 位"),
        ("0001-87000001", "区号加 7—8 位"),
        ("861380000097", "11 位手机号，或带区号的座机号"),
        ("电话略", "只能是数字"),
        ("99999", "11 位手机号"),
    ],
)
def test_refuses_what_cannot_be_dialled(raw: str, said: str) -> None:
    with pytest.raises(InvalidPhone) as refused:
        check_phone(raw)
    assert said in refused.value.message


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("+852 0000 0123", "+85200000123"),
        ("00852-0000-0123", "+85200000123"),
        ("（+853）00000123", "+85300000123"),
        ("+886 0900-000-123", "+886900000123"),
        ("+1 000 000 0123", "+10000000123"),
        ("+86 138 0000 0970", "13800000970"),
    ],
)
def test_reads_numbers_outside_the_mainland_as_e164(raw: str, value: str) -> None:
    assert check_phone(raw) == value


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("+852 0000 012", "香港号码应为 +852 加 8 位，现在是 7 位"),
        ("+886 0000", "台湾号码应为 +886 加 8—9 位"),
        ("+44 12345", "8—15 位数字，现在是 7 位"),
        ("+0 1234 5678", "不以 0 开头"),
        ("+852 0000 O123", "只能是数字"),
    ],
)
def test_refuses_a_number_outside_the_mainland_that_cannot_be(raw: str, said: str) -> None:
    with pytest.raises(InvalidPhone) as refused:
        check_phone(raw)
    assert said in refused.value.message


@given(
    code=st.sampled_from(["1", "44", "65", "852"]), national=st.from_regex(r"[1-9][0-9]{7}", fullmatch=True)
)
def test_a_number_abroad_is_read_again_as_itself_and_masked(code: str, national: str) -> None:
    value = check_phone(f"+{code} {national}")
    assert check_phone(value) == value
    assert national not in identity.mask_phone(value)


def test_reads_a_credit_code() -> None:
    assert check_credit_code(" 91110000 600037341l ") == "91110000600037341L"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("", "请填写"),
        ("9111000060003734", "现在是 16 位"),
        ("91110000600037341O", "不含字母"),
        ("911100006000373甲1L", "只含数字和大写字母"),
        ("91110000600037342L", "校验不通过"),
        ("A1110000600037341L", "校验不通过"),
    ],
)
def test_refuses_a_wrong_credit_code(raw: str, said: str) -> None:
    with pytest.raises(InvalidCreditCode) as refused:
        check_credit_code(raw)
    assert said in refused.value.message


def test_makes_up_a_credit_code_that_passes() -> None:
    first17 = "91330102MA0000001"
    assert check_credit_code(first17 + identity.credit_check_character(first17))


@pytest.mark.parametrize(
    ("name", "masked"),
    [("", ""), ("张", "*"), ("张三", "张*"), ("张假设", "张*设"), ("欧阳示例", "欧**例")],
)
def test_masks_names(name: str, masked: str) -> None:
    assert identity.mask_name(name) == masked


def test_masks_id_numbers_so_that_birth_date_and_sequence_are_hidden() -> None:
    assert identity.mask_id("33010219650131000X") == "330*************0X"


@pytest.mark.parametrize(("value", "masked"), [("1", "*"), ("1234", "****")])
def test_a_number_too_short_to_hide_anything_shows_nothing(value: str, masked: str) -> None:
    assert identity.mask_id(value) == masked


@pytest.mark.parametrize(
    ("value", "masked"),
    [
        ("12345", "1**45"),
        ("E00000007", "E******07"),
        ("H0000000701", "H********01"),
        ("000000000001", "000*******01"),
    ],
)
def test_a_number_of_a_passport_or_pass_shows_its_first_and_last_two(value: str, masked: str) -> None:
    assert identity.mask_id(value) == masked


@pytest.mark.parametrize(
    ("value", "masked"),
    [
        ("13800000970", "138****0970"),
        ("0571-87000001", "0571-****0001"),
        ("0575-8700001", "0575-***0001"),
        ("0571-0001", "0571-0001"),
        ("12345", "*****"),
        ("1234567", "*******"),
        ("12345678", "123*5678"),
    ],
)
def test_masks_telephones(value: str, masked: str) -> None:
    assert identity.mask_phone(value) == masked


@pytest.mark.parametrize("digits", ["44123456", "441234567890123"])
def test_a_number_abroad_has_eight_to_fifteen_digits(digits: str) -> None:
    assert check_phone(f"+{digits}") == f"+{digits}"


@pytest.mark.parametrize("digits", ["4412345", "4412345678901234"])
def test_a_number_abroad_of_fewer_or_more_digits_is_refused(digits: str) -> None:
    with pytest.raises(identity.InvalidPhone, match=f"现在是 {len(digits)} 位"):
        check_phone(f"+{digits}")


def test_a_number_of_macao_has_eight_digits_and_the_refusal_names_the_place() -> None:
    assert check_phone("+85312345678") == "+85312345678"
    with pytest.raises(identity.InvalidPhone, match=r"澳门号码应为 \+853 加 8 位，现在是 9 位"):
        check_phone("+853123456789")


@pytest.mark.parametrize(
    ("value", "masked"), [("+85291234567", "+852****4567"), ("+1234567890", "+123*****90")]
)
def test_a_number_abroad_shows_three_digits_and_its_end(value: str, masked: str) -> None:
    assert identity.mask_phone(value) == masked


def test_a_birth_date_is_refused_in_the_words_of_a_resident_s_card() -> None:
    with pytest.raises(identity.InvalidNumber, match=r"身份证号.*第 7—14 位|第 7—14 位.*身份证号"):
        identity.birth_date_of("19990230", on=date(2026, 9, 1))
