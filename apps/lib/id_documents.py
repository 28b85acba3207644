"""The documents by which a person says who they are, each with the check its numbers allow.

- 居民身份证: 18 characters, GB 11643-1999 (area, birth date, check character ISO 7064 MOD 11-2).
- 港澳台居民居住证: the same with the areas 810000, 820000, 830000 (国办发〔2018〕81号).
- 外国人永久居留身份证 issued from 1 December 2023: 18 characters: 9, province 2, country 3 (numeric, GB/T
  2659), birth date 8, sequence 3, check character as in GB 11643 (国家移民管理局,
  新版外国人永久居留身份证机读信息规则, 2023). Before: 15: country 3 letters, place 4, birth date YYMMDD,
  sequence 1, check digit. The check digit of the old card is that of ICAO Doc 9303-3 (weights 7 3 1): no
  standard for it is at hand, its published specimen CAN110081080310 says so. Both cards stay valid.
- 港澳居民来往内地通行证: H or M and 8 digits, for life; cards of before 2013 add 2 that count renewals.
- 台湾居民来往大陆通行证: 8 digits, for life; booklets of before 2015 add 2. Neither has a check digit.
- 护照: 5 to 9 letters and digits (ICAO Doc 9303-4; its check digit stands in the machine-readable zone only).

python-stdnum has MOD 11-2 and 居民身份证; the rest is written here. No message repeats the number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from stdnum.iso7064 import mod_11_2

from apps.lib.identity import (
    PROVINCES,
    InvalidIdNumber,
    InvalidNumber,
    birth_date_of,
    check_id_number,
    compact,
    mask_id,
    refuse_scientific,
)
from apps.lib.labelled import Labelled


class IdDocument(Labelled):
    """Kind of identity document (证件类型)."""

    RESIDENT_ID = "resident_id", "居民身份证"
    HMT_PERMIT = "hmt_permit", "港澳台居民居住证"
    PERMANENT_RESIDENCE = "permanent_residence", "外国人永久居留身份证"
    HM_PASS = "hm_pass", "港澳居民来往内地通行证"
    TAIWAN_PASS = "taiwan_pass", "台湾居民来往大陆通行证"
    PASSPORT = "passport", "护照"


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A checked number in its one writing, with its document."""

    value: str
    birth_date: date | None
    """None where the number does not tell it."""
    document: IdDocument

    def __repr__(self) -> str:
        return f"DocumentNumber({self.document}, {mask_id(self.value)})"


_ONE_NUMBERING = frozenset({IdDocument.RESIDENT_ID, IdDocument.HMT_PERMIT, IdDocument.PERMANENT_RESIDENCE})
"""Documents whose numbers never meet: their first characters tell them apart."""
_FOREIGNER = "9"
"""First digit of a foreigner's 18-digit number; those of citizens begin with 1 to 8."""
_WEIGHTS = (7, 3, 1)


def check_document(document: str, raw: str, *, on: date) -> DocumentNumber:
    """Read the number of a document as typed and return it checked, in its one writing.

    ``document`` '' is what callers say who know of none: 居民身份证, or 港澳台居民居住证 where the number is
    one. ``on`` is the business date against which a birth date counts as future. Raises
    :class:`InvalidIdNumber`.
    """
    if not document:
        found = check_id_number(raw, on=on)
        kind = IdDocument.HMT_PERMIT if found.is_permit else IdDocument.RESIDENT_ID
        return DocumentNumber(found.value, found.birth_date, kind)
    kind = IdDocument(document)
    if not compact(raw):
        raise InvalidIdNumber("请填写证件号码")
    if kind in (IdDocument.RESIDENT_ID, IdDocument.HMT_PERMIT):
        return _citizen(kind, raw, on)
    refuse_scientific(raw)
    value, birth = _CHECKS[kind](compact(raw), on)
    return DocumentNumber(value, birth, kind)


def documents_of(raw: str, *, on: date) -> list[DocumentNumber]:
    """Return what a number could be, one for each document whose check it passes; for look-ups."""
    found = []
    for document in IdDocument:
        try:
            found.append(check_document(document, raw, on=on))
        except InvalidNumber:
            continue
    return found


def number_key(document: str, value: str) -> str:
    """Return what a person is recognised by: equal numbers of two documents are two people.

    The three numberings of 公安 share one space, so that a number registered before there were documents
    is found as what it is.
    """
    return value if document in _ONE_NUMBERING else f"{document}:{value}"


def is_made_up(document: str, value: str) -> bool:
    """Whether a number is one that no office gives out: sequence code 0 or 000, or five zeros first."""
    if len(value) == 18:
        return value[14:17] == "000"
    if document == IdDocument.PERMANENT_RESIDENCE:
        return value[13] == "0"
    return value.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ").startswith("00000")


def foreigner_check_digit(first14: str) -> str:
    """Return the last digit of the 15-character card: ICAO Doc 9303-3, weights 7 3 1, letters from A = 10."""
    values = (int(each, 36) for each in first14)
    return str(sum(value * _WEIGHTS[place % 3] for place, value in enumerate(values)) % 10)


def _citizen(kind: IdDocument, raw: str, on: date) -> DocumentNumber:
    value = compact(raw)
    # Before the general check, which would only find fault with the area code.
    if len(value) == 18 and value.startswith(_FOREIGNER):
        raise InvalidIdNumber("这是外国人永久居留身份证的号码，请把证件类型改为“外国人永久居留身份证”")
    found = check_id_number(raw, on=on)
    if kind is IdDocument.RESIDENT_ID and found.is_permit:
        raise InvalidIdNumber("这是港澳台居民居住证的号码，请把证件类型改为“港澳台居民居住证”")
    if kind is IdDocument.HMT_PERMIT and not found.is_permit:
        raise InvalidIdNumber("港澳台居民居住证号码以 810000、820000 或 830000 开头，请核对证件类型")
    return DocumentNumber(found.value, found.birth_date, kind)


def _permanent_residence(value: str, on: date) -> tuple[str, date | None]:
    if len(value) == 18:
        return value, _new_card(value, on)
    if len(value) == 15:
        return value, _old_card(value, on)
    raise InvalidIdNumber(
        f"外国人永久居留身份证号码应为 18 位（2023 年版）或 15 位（旧版），现在是 {len(value)} 位"
    )


def _new_card(value: str, on: date) -> date:
    if not value.startswith(_FOREIGNER):
        raise InvalidIdNumber("2023 年版外国人永久居留身份证号码以 9 开头，请核对证件类型")
    if not re.fullmatch(r"[0-9]{17}[0-9X]", value):
        raise InvalidIdNumber("外国人永久居留身份证号码应为 17 位数字加末位校验码，请核对")
    if value[1:3] not in PROVINCES:
        raise InvalidIdNumber("外国人永久居留身份证号码第 2—3 位不是有效的省级代码，请核对")
    birth = birth_date_of(value[6:14], on=on, number="证件号码", places="第 7—14 位")
    if value[17] != mod_11_2.calc_check_digit(value[:17]):
        raise InvalidIdNumber("证件号码末位校验码与前 17 位不符，可能有一位抄错，请对照证件核对")
    return birth


def _old_card(value: str, on: date) -> date:
    if not re.fullmatch(r"[A-Z]{3}[0-9]{12}", value):
        raise InvalidIdNumber("旧版外国人永久居留身份证号码应为 3 位字母加 12 位数字，请核对")
    if value[3:5] not in PROVINCES:
        raise InvalidIdNumber("外国人永久居留身份证号码第 4—5 位不是有效的省级代码，请核对")
    # two digits of the year: the latest century in which the holder is born already
    year = on.year // 100 * 100 + int(value[7:9])
    if f"{year}{value[9:13]}" > f"{on:%Y%m%d}":
        year -= 100
    birth = birth_date_of(f"{year}{value[9:13]}", on=on, number="证件号码", places="第 8—13 位")
    if value[14] != foreigner_check_digit(value[:14]):
        raise InvalidIdNumber("证件号码末位校验码与前 14 位不符，可能有一位抄错，请对照证件核对")
    return birth


def _hm_pass(value: str, _on: date) -> tuple[str, date | None]:
    if not re.fullmatch(r"[HM][0-9]{8}([0-9]{2})?", value):
        raise InvalidIdNumber("港澳居民来往内地通行证号码应为字母 H 或 M 加 8 位数字，请核对")
    return value[:9], None  # the two digits that some cards add count renewals, not people


def _taiwan_pass(value: str, _on: date) -> tuple[str, date | None]:
    if not re.fullmatch(r"[0-9]{8}([0-9]{2})?", value):
        raise InvalidIdNumber("台湾居民来往大陆通行证号码应为 8 位数字，请核对")
    return value[:8], None


def _passport(value: str, _on: date) -> tuple[str, date | None]:
    if not re.fullmatch(r"[A-Z0-9]{5,9}", value):
        raise InvalidIdNumber("护照号码应为 5—9 位字母和数字，请核对")
    if not re.search(r"[0-9]", value):
        raise InvalidIdNumber("护照号码中应有数字，请核对")
    return value, None


_CHECKS = {
    IdDocument.PERMANENT_RESIDENCE: _permanent_residence,
    IdDocument.HM_PASS: _hm_pass,
    IdDocument.TAIWAN_PASS: _taiwan_pass,
    IdDocument.PASSPORT: _passport,
}
