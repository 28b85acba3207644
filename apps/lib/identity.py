"""Numbers that identify people and firms: reading, checking, masking.

身份证号 follow GB 11643 (checksum by python-stdnum; what that library gets wrong for our use is
decided here: it accepts birth years 1800 and 2999, refuses 港澳台居民居住证 of Taiwan and area
codes missing from its own table). 统一社会信用代码 follow GB 32100.

No message ever repeats the number it complains about: messages end up in logs and on screens.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

EARLIEST_BIRTH_YEAR = 1900

PERMIT_AREAS = frozenset({"810000", "820000", "830000"})
"""Area codes of 港澳台居民居住证 (香港, 澳门, 台湾)."""

# Historic county codes come and go (行政区划调整); a number keeps the code of its first issue for
# life. Only the province part is stable enough to refuse on.
PROVINCES = frozenset(
    {"11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37"}
    | {"41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64"}
    | {"65", "71"}
)

_DASHES = "-‐‑‒–—―−﹣－_"
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff'`’·.]+")


class InvalidNumber(ValueError):
    """A number that cannot be right; ``message`` says why in Chinese, without the number."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class InvalidIdNumber(InvalidNumber):
    """Not a usable 身份证号."""


class InvalidPhone(InvalidNumber):
    """Not a usable telephone number."""


class InvalidCreditCode(InvalidNumber):
    """Not a usable 统一社会信用代码."""


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A checked 身份证号: 18 characters, the last one a digit or a capital X."""

    value: str
    birth_date: date
    is_permit: bool
    """True for 港澳台居民居住证."""

    def __repr__(self) -> str:
        return f"IdNumber({mask_id(self.value)})"


def compact(raw: str) -> str:
    """Return the number without what people and spreadsheets put around and between digits."""
    # First: full-width digits and letters become the plain ones.
    text = unicodedata.normalize("NFKC", raw)
    text = text.translate({ord(dash): None for dash in _DASHES})
    return _INVISIBLE.sub("", text).upper()


def refuse_scientific(raw: str) -> None:
    """Raise :class:`InvalidIdNumber` for a number that a spreadsheet has rounded."""
    if re.search(r"\d[.]\d+[eE][+]\d+", unicodedata.normalize("NFKC", raw)):
        raise InvalidIdNumber("号码被表格软件改成了科学计数法，请把该单元格设为“文本”后重新填写")


def check_id_number(raw: str, *, on: date) -> IdNumber:
    """Read a 身份证号 as typed and return it checked.

    ``on`` is the business date against which a birth date counts as future. Full-width
    characters, blanks, hyphens and a lower-case x are accepted. Raises :class:`InvalidIdNumber`.
    """
    refuse_scientific(raw)
    # After the check above: compact() takes out the point by which a rounded number shows.
    value = compact(raw)
    if not value:
        raise InvalidIdNumber("请填写身份证号")
    if len(value) == 15 and _is_digits(value):
        raise InvalidIdNumber("这是 15 位旧号，请填 18 位身份证号")
    if len(value) != 18:
        raise InvalidIdNumber(f"身份证号应为 18 位，现在是 {len(value)} 位")
    for position, character in enumerate(value[:17], start=1):
        if not _is_digits(character):
            raise InvalidIdNumber(f"身份证号第 {position} 位不是数字，请核对")
    if not (_is_digits(value[17]) or value[17] == "X"):
        raise InvalidIdNumber("身份证号末位应为数字或 X，请核对")
    area = value[:6]
    is_permit = area in PERMIT_AREAS
    if not is_permit and area[:2] not in PROVINCES:
        raise InvalidIdNumber("身份证号前 6 位不是有效的地区代码，请核对")
    birth_date = birth_date_of(value[6:14], on=on)
    if value[17] != ric.calc_check_digit(value):
        raise InvalidIdNumber("身份证号末位校验码与前 17 位不符，可能有一位抄错，请对照证件核对")
    return IdNumber(value=value, birth_date=birth_date, is_permit=is_permit)


def birth_date_of(digits: str, *, on: date, number: str = "身份证号", places: str = "第 7—14 位") -> date:
    """Return the birth date YYYYMMDD that stands in a number; ``places`` says where, in the messages."""
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    if year < EARLIEST_BIRTH_YEAR:
        raise InvalidIdNumber(f"{number}中的出生年份早于 {EARLIEST_BIRTH_YEAR} 年，请核对第 7—10 位")
    try:
        birth_date = date(year, month, day)
    except ValueError:
        raise InvalidIdNumber(f"{number}中的出生日期不存在，请核对{places}") from None
    if birth_date > on:
        raise InvalidIdNumber(f"{number}中的出生日期晚于今天，请核对{places}")
    return birth_date


def _is_digits(text: str) -> bool:
    # isdigit() alone also takes the digits of other scripts.
    return text.isascii() and text.isdigit()


def id_check_character(first17: str) -> str:
    """Return the 18th character for 17 digits; used to make up evidently false numbers."""
    return ric.calc_check_digit(first17 + "0")


def age_on(birth: date, on: date) -> int:
    """Return full years of age (周岁) on a day; someone born on 29 Feb turns on 1 Mar."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def check_phone(raw: str) -> str:
    """Read a telephone number and return it in one form.

    Mainland mobile numbers come back as 11 digits, landlines as ``0571-87654321``. Full-width
    digits, blanks, hyphens, brackets and a leading +86 are accepted. With another country code (+852,
    +853, +886, any) it comes back as ITU-T E.164 writes it, ``+85200000123``. Whether a number is in
    use is not checked. Raises :class:`InvalidPhone`.
    """
    value = re.sub(r"[()（）]", "", compact(raw))
    value = re.sub(r"^(\+86|0086)", "", value)
    if value.startswith("+") or (value.startswith("00") and len(value) > 12):
        return _abroad(value.removeprefix("+").removeprefix("00"))
    # A country code without its plus is believed only before a mobile number.
    if len(value) == 13 and value.startswith("861"):
        value = value[2:]
    if not value:
        raise InvalidPhone("请填写联系电话")
    if not _is_digits(value):
        raise InvalidPhone("联系电话只能是数字，请核对")
    if value.startswith("1"):
        if len(value) != 11:
            raise InvalidPhone(f"手机号应为 11 位，现在是 {len(value)} 位")
        # Mobile numbers of the mainland begin with 13 to 19.
        if value[1] in "012":
            raise InvalidPhone("手机号第 2 位不对，请核对")
        return value
    if value.startswith("0"):
        # Three-digit area codes: 010 and 020-029; all others have four.
        split = 3 if value[1:2] in {"1", "2"} else 4
        local = value[split:]
        if len(local) in {7, 8} and value[1:2] != "0":
            return f"{value[:split]}-{local}"
        raise InvalidPhone("座机号应为区号加 7—8 位号码，例如 0571-87654321")
    if len(value) in {7, 8}:
        raise InvalidPhone("座机号请加区号，例如 0571-87654321")
    raise InvalidPhone("请填 11 位手机号，或带区号的座机号")


_NATIONAL_DIGITS = {"852": (8, 8), "853": (8, 8), "886": (8, 9)}
"""Digits after the country code of 香港, 澳门 and 台湾 (ITU-T E.164, national numbering plans)."""
_REGIONS = {"852": "香港", "853": "澳门", "886": "台湾"}


def _abroad(digits: str) -> str:
    if not _is_digits(digits):
        raise InvalidPhone("联系电话只能是数字，请核对")
    if digits.startswith("0"):
        raise InvalidPhone("国际区号不以 0 开头，例如香港为 +852，请核对")
    code = digits[:3]
    if code in _NATIONAL_DIGITS:
        national = digits[3:]
        if code == "886":
            national = national.removeprefix("0")  # the trunk prefix people write in front
        least, most = _NATIONAL_DIGITS[code]
        if not least <= len(national) <= most:
            said = f"{least}" if least == most else f"{least}—{most}"
            raise InvalidPhone(f"{_REGIONS[code]}号码应为 +{code} 加 {said} 位，现在是 {len(national)} 位")
        return f"+{code}{national}"
    if not 8 <= len(digits) <= 15:
        raise InvalidPhone(f"境外号码连国际区号应为 8—15 位数字，现在是 {len(digits)} 位")
    return f"+{digits}"


def check_credit_code(raw: str) -> str:
    """Read a 统一社会信用代码 (GB 32100) and return its 18 characters in capitals.

    Raises :class:`InvalidCreditCode`.
    """
    value = compact(raw)
    if not value:
        raise InvalidCreditCode("请填写统一社会信用代码")
    if len(value) != 18:
        raise InvalidCreditCode(f"统一社会信用代码应为 18 位，现在是 {len(value)} 位")
    if re.search(r"[^0-9A-Z]", value):
        raise InvalidCreditCode("统一社会信用代码只含数字和大写字母，请核对")
    if re.search(r"[IOZSV]", value):
        raise InvalidCreditCode("统一社会信用代码不含字母 I、O、Z、S、V，请核对是否应为数字")
    try:
        uscc.validate(value)
    except ValidationError:
        raise InvalidCreditCode("统一社会信用代码校验不通过，可能有一位抄错，请核对") from None
    return value


def credit_check_character(first17: str) -> str:
    """Return the 18th character for 17; used to make up evidently false codes."""
    return uscc.calc_check_digit(first17)


def mask_name(name: str) -> str:
    """Return 张*设 for 张假设 and 张* for 张三: first and last character stay."""
    if len(name) <= 1:
        return "*" * len(name)
    if len(name) == 2:
        return f"{name[0]}*"
    return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"


def mask_id(value: str) -> str:
    """Return an ID number with only its first three and last two characters readable.

    Of the shorter numbers of passports and passes (up to 11 characters), the first and the last two.
    The usual 6+4 masking leaves sequence and check digit open, from which the birth date can be
    narrowed down to a few; here birth date and sequence are hidden (but for the sequence's last
    digit), which is still enough to tell two members of one household apart at the counter.
    """
    if len(value) <= 4:
        return "*" * len(value)
    first = 1 if len(value) <= 11 else 3
    return f"{value[:first]}{'*' * (len(value) - first - 2)}{value[-2:]}"


def mask_phone(value: str) -> str:
    """Return 138****0970; of a landline area code and last four digits stay, abroad the first three."""
    if value.startswith("+"):
        last = 4 if len(value) >= 12 else 2
        return f"{value[:4]}{'*' * (len(value) - 4 - last)}{value[-last:]}"
    area, dash, local = value.rpartition("-")
    if dash:
        return f"{area}-{'*' * max(len(local) - 4, 0)}{local[-4:]}"
    if len(value) <= 7:
        return "*" * len(value)
    return f"{value[:3]}{'*' * (len(value) - 7)}{value[-4:]}"
