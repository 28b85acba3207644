"""Reading what people write in forms and spreadsheets: text, numbers, layouts, dates, addresses.

Every ``parse_`` function takes a raw cell (text, number, date or nothing) and returns a value or
raises :class:`Unreadable` with a message for the person who typed it. They only read; whether an
area of 0 or a budget of -3 makes sense is for the form to say.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = "零〇○一二两三四五六七八九十百千"


class Unreadable(ValueError):
    """A cell that cannot be read; ``message`` says what was expected (Simplified Chinese)."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Layout(NamedTuple):
    """户型: numbers of 室, 厅 and 卫."""

    rooms: int
    halls: int
    baths: int

    def __str__(self) -> str:
        return f"{self.rooms}室{self.halls}厅{self.baths}卫"


def normalise_text(raw: str) -> str:
    """Return text in NFKC, without invisible characters, with single blanks, trimmed.

    Line breaks stay. Rare characters (䶮, 𬭎) are untouched.
    """
    return _spaced(unicodedata.normalize("NFKC", raw))


def _spaced(text: str) -> str:
    text = text.replace("\r\n", "\n")
    # A tab is a control character too, but it parts words: it stays and becomes a blank below.
    text = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf"} or c == "\t")
    return re.sub(r"[^\S\n]+", " ", text).strip()


_PLAIN = {
    code: code - 0xFEE0 for code in [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)]
}
"""Full-width digits and letters, the slips of an input method, to the plain ones."""


def normalise_prose(raw: str) -> str:
    """Return a text for pages and papers as it was written, spaced as by :func:`normalise_text`.

    Only full-width digits and letters become plain. Marks stay: NFKC would turn ，：；？！（） into their
    Latin halves, with which no Chinese sentence and no certificate is written.
    """
    return _spaced(unicodedata.normalize("NFC", raw).translate(_PLAIN))


def normalise_name(raw: str) -> str:
    """Return a person's or firm's name without blanks inside (魏 假设 -> 魏假设).

    A blank between two Latin letters stays (John Smith); the separators of transcribed names
    (•, ・, ‧) become the middle dot ·. Brackets stay as written: 示例装饰（杭州）有限公司.
    """
    text = re.sub(r"\s+", " ", normalise_prose(raw))
    text = re.sub(r"\s*[•・‧∙]\s*", "·", text)
    return re.sub(r"(?<![A-Za-z.]) | (?![A-Za-z])", "", text)


def _cell(raw: object) -> str:
    """Return a spreadsheet cell as normalised text; a whole float loses its .0."""
    if raw is None:
        return ""
    # Excel keeps every number as a float: 4 people arrive as 4.0.
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return normalise_text(str(raw))


def parse_chinese_number(raw: object) -> int:
    """Read a whole number in Arabic, full-width or Chinese digits: １９７６, 三, 十二, 二〇二六.

    Colloquial forms that drop a unit (三百五) are refused: they can be read two ways.
    """
    text = _cell(raw).replace(" ", "")
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    # 二〇二六 names digits one by one, without units.
    if text and all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    if not text or any(c not in _NUMERAL for c in text):
        raise Unreadable("看不出是几，请填数字")
    total, digit, last_unit = 0, None, 10_000
    for position, character in enumerate(text):
        if character in _UNITS:
            unit = _UNITS[character]
            # Units only get smaller; 十 alone may lack its digit, and only in front (十二).
            if unit >= last_unit or (digit is None and (unit != 10 or position != 0)):
                raise Unreadable("看不出是几，请填数字")
            total += (1 if digit is None else digit) * unit
            digit, last_unit = None, unit
        elif character in "零〇○":
            # After 零 only tens and ones may follow.
            digit, last_unit = None, min(last_unit, 100)
        elif digit is None:
            digit = _DIGITS[character]
            colloquial = last_unit >= 100 and text[position - 1 : position] in {"百", "千"}
            if position == len(text) - 1 and position and colloquial:
                raise Unreadable("看不出是几，请填数字")
        else:
            raise Unreadable("看不出是几，请填数字")
    return total + (digit or 0)


def _decimal(text: str, message: str) -> Decimal:
    try:
        value = Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise Unreadable(message) from None
    # Decimal also reads NaN and Infinity.
    if not value.is_finite():
        raise Unreadable(message)
    return value


def parse_layout(raw: object) -> Layout:
    """Read 户型: 3室1厅1卫, 三室二厅二卫, 3房2厅1厨2卫, 3/1/1, 3-1-1."""
    if isinstance(raw, date):
        raise Unreadable("户型被表格软件改成了日期，请写成“3室1厅1卫”")
    text = _cell(raw).replace(" ", "")
    named = re.fullmatch(
        rf"([\d{_NUMERAL}]+)[室房]([\d{_NUMERAL}]+)厅(?:[\d{_NUMERAL}]+厨)?([\d{_NUMERAL}]+)卫"
        rf"(?:[\d{_NUMERAL}]+(?:厨|阳台|阳))*",
        text,
    )
    match = named or re.fullmatch(r"(\d{1,2})([/\-.、,])(\d{1,2})\2(\d{1,2})", text)
    if not match:
        raise Unreadable("户型请写成“3室1厅1卫”或“3/1/1”")
    groups = match.groups() if named else (match[1], match[3], match[4])
    rooms, halls, baths = (parse_chinese_number(group) for group in groups)
    if rooms > 20 or halls > 20 or baths > 20:
        raise Unreadable("户型的室、厅、卫数过大，请核对")
    return Layout(rooms, halls, baths)


def parse_area(raw: object) -> Decimal:
    """Read an area in m²: 75.72平, 98.1㎡, 106.14."""
    text = re.sub(r"(平方米|平方公尺|平米|平方|平|m2|m\^2|M2)$", "", _cell(raw).replace(" ", ""))
    return _decimal(text, "面积请填数字，单位为平方米，例如 75.72")


_AMOUNT = re.compile(
    r"(?:人民币|约|¥)*(-?(?:\d{1,3}(?:,\d{3})+|\d*)(?:\.\d*)?)(万元|万|元)?(?:整|人民币)?", re.ASCII
)
BARE_FROM = Decimal(1000)
"""From here on a number without a unit can only be 元: no household renews its kitchen for 1000 万元."""


def parse_yuan(raw: object, *, bare_from: Decimal = BARE_FROM, column_of_wan: bool = False) -> Decimal:
    """Read an amount in 元: 106600, 106,600.00元, 10.66万, 2.72万元, 三万, １０６６００.

    A number below ``bare_from`` without a unit is refused: in a field of 元 it is almost surely 万元,
    and nobody but its writer knows. In a ``column_of_wan`` it has the unit of its header; a larger one
    can only be 元 there as well.
    """
    message = "金额请填数字，单位为元，例如 106600，也可以写 10.66万"
    if column_of_wan:
        message = "金额请填数字，单位为万元，例如 2,450.30，也可以写 24503000元"
    text = _cell(raw).replace(" ", "")
    match = _AMOUNT.fullmatch(text)
    if not match:
        chinese = re.fullmatch(rf"([{_NUMERAL}]+)(万)?元?", text)
        if not chinese or not (chinese[2] or text.endswith("元")):
            raise Unreadable(message)
        return Decimal(parse_chinese_number(chinese[1]) * (10_000 if chinese[2] else 1))
    value = _decimal(match[1], message)
    if not match[2] and column_of_wan and 0 <= value < bare_from:
        return value.scaleb(4)
    if not match[2] and 0 < value < bare_from:
        plain = match[1]
        raise Unreadable(
            f"看不出“{plain}”是万元还是元：{plain} 万元请写“{plain}万”，{plain} 元请写“{plain}元”"
        )
    return value.scaleb(4) if match[2] in ("万元", "万") else value


def typed_yuan(amount: Decimal | None, *, bare_from: Decimal = BARE_FROM, column_of_wan: bool = False) -> str:
    """Return an amount in 元 as :func:`parse_yuan` reads it back: 106600, 106600.50, 80元; in 万元 10.66."""
    if amount is None:
        return ""
    if column_of_wan:
        wan = amount.scaleb(-4).normalize()
        return f"{wan:f}" if wan < bare_from else f"{wan:f}万"
    plain = f"{amount:.0f}" if amount == amount.to_integral_value() else f"{amount:.2f}"
    return f"{plain}元" if 0 < amount < bare_from else plain


def parse_year(raw: object) -> int:
    """Read a year of construction as four digits: １９７６, 1987年, 一九八七年; 1987年10月 is of 1987."""
    message = "建造年代请填四位年份，例如 1987"
    if isinstance(raw, date):
        return raw.year
    text = re.sub(r"(?:建成|建造|建|竣工)?$", "", _cell(raw).replace(" ", ""))
    text = re.sub(r"年(?:\d{1,2}月(?:\d{1,2}[日号])?)?$", "", text)
    if not re.fullmatch(rf"\d{{4}}|[{''.join(_DIGITS)}]{{4}}", text):
        raise Unreadable(message)
    return parse_chinese_number(text)


def parse_date_cn(raw: object) -> date:
    """Read a date: 2026.07.10, 2026年9月14日, 2026/09/05, 20260714, 二〇二六年九月十四日, a cell's date."""
    message = "日期请写成 2026-09-14 或 2026年9月14日"
    # Before date: a datetime is one, too.
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    text = re.sub(r"[T ]\d{1,2}:\d{2}(:\d{2})?$", "", _cell(raw)).replace(" ", "")
    match = (
        re.fullmatch(rf"([\d{_NUMERAL}]{{4}})年([\d{_NUMERAL}]{{1,3}})月([\d{_NUMERAL}]{{1,3}})[日号]?", text)
        or re.fullmatch(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})", text)
        or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text)
    )
    if not match:
        raise Unreadable(message)
    year, month, day = (parse_chinese_number(group) for group in match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable("没有这一天，请核对日期") from None


def parse_count(raw: object) -> int:
    """Read a number of people or things: 4人, 5, 四口人."""
    text = re.sub(r"(口人|人|口|个|名|户)$", "", _cell(raw).replace(" ", ""))
    try:
        return parse_chinese_number(text)
    except Unreadable:
        raise Unreadable("请填整数，例如 4") from None


def normalise_address(address: str, region_names: Iterable[str] = ()) -> str:
    """Return an address in the one writing under which equal dwellings compare equal.

    NFKC, no blanks or punctuation; 栋 and 号楼 and # are 幢; numbers before 号, 弄, 幢, 单元, 层
    and 室 are Arabic without leading zeros; a trailing 7-2-102 becomes 7幢2单元102室, a trailing
    603 after 幢 or 单元 gets its 室. Leading ``region_names`` (province, city, district, street)
    are dropped; the short forms 浙江 and 杭州 only where another region name follows, because
    roads bear such names too. A hyphen between digits otherwise stays: 12-1号 is not 121号.
    """
    text = re.sub(r"\s", "", normalise_text(address)).casefold()
    text = re.sub(r"[‐‑‒–—―−_~至]", "-", text)
    text = _drop_regions(text, [re.sub(r"\s", "", normalise_text(n)).casefold() for n in region_names])
    text = re.sub(r"(?<!\d)-|-(?!\d)", "", text)
    # Before punctuation goes: # stands for 幢 here.
    text = re.sub(r"号楼|#楼|#|栋", "幢", text)
    text = "".join(c for c in text if c == "-" or unicodedata.category(c)[0] in "LNM")
    text = re.sub(rf"[{_NUMERAL}]+(?=号|弄|幢|单元|层|室)", lambda match: _arabic(match[0]), text)
    text = re.sub(r"(?<=\D)(\d+)-(\d+)-(\d+)室?$", r"\1幢\2单元\3室", text)
    text = re.sub(r"(?<=[号弄村区苑园])(\d+)-(\d+)室?$", r"\1幢\2室", text)
    text = re.sub(r"(?<=幢)(\d+)-(\d+)室?$", r"\1单元\2室", text)
    text = re.sub(r"((?:幢|单元|层)[a-z]?\d+)(?:房|号)?$", r"\1室", text)
    return re.sub(r"\d+", lambda match: match[0].lstrip("0") or "0", text)


_REGION_ENDS = re.compile(r"街道|[省市区县镇乡](?![路巷弄桥站场])")
LONGEST_REGION = 12
"""Signs of the longest name of a region that is looked for."""


def region_candidates(address: str) -> list[tuple[str, ...]]:
    """Return what may be names of regions before the number of the house, longest first, by where they end.

    Roads that bear the name of a region (上城路, 西湖大道) end otherwise; 乌镇路 is a road, too.
    """
    head = re.split(r"\d", re.sub(r"\s", "", normalise_text(address)), maxsplit=1)[0]
    ends = [match.end() for match in _REGION_ENDS.finditer(head)]
    return [tuple(head[begin:end] for begin in range(max(0, end - LONGEST_REGION), end - 1)) for end in ends]


def _arabic(numeral: str) -> str:
    try:
        return str(parse_chinese_number(numeral))
    except Unreadable:
        return numeral


def _drop_regions(text: str, names: list[str]) -> str:
    full = [name for name in names if name]
    short = [name[:-1] for name in full if len(name) > 2 and name[-1] in "省市"]
    while True:
        rest = text.lstrip(",.;:、-")
        for name in full:
            if rest.startswith(name) and len(rest) > len(name):
                rest = rest[len(name) :]
                break
        else:
            for name in short:
                if rest.startswith(name) and rest[len(name) :].startswith((*full, *short)):
                    rest = rest[len(name) :]
                    break
        if rest == text:
            return rest
        text = rest


def dwelling_key(street_code: str, address: str, region_names: Iterable[str]) -> str:
    """Return the key under which one dwelling is one dwelling: hex SHA-256, 64 characters.

    Two writings of an address in the same street (乡镇街道) give the same key exactly when
    :func:`normalise_address` makes them equal. Near matches are for a person to decide.
    """
    # Stored keys are compared with this one: whoever changes the writing must compute them all anew.
    canonical = f"{street_code}\n{normalise_address(address, region_names)}"
    return hashlib.sha256(canonical.encode()).hexdigest()
