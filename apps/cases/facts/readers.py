"""How facts are read as people write them: lenient about the writing, strict about the meaning."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.conf import settings

from apps.lib import clock
from apps.lib.chinese import (
    Unreadable,
    normalise_name,
    normalise_prose,
    parse_area,
    parse_chinese_number,
    parse_count,
    parse_layout,
    parse_year,
)

_NO_NAME = frozenset({"无", "/", "-", "—", "——", "不详", "未知", "待定", "暂无"})


class Unsound(Unreadable):
    """What was read cannot be so; ``code`` tells other systems which rule it breaks."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


def limits() -> dict[str, Decimal]:
    """Return the local sanity limits: a slip of the pen, not a policy (setting ``REGISTRATION_LIMITS``)."""
    given: Mapping[str, object] = getattr(settings, "REGISTRATION_LIMITS", {})
    defaults = {"floor_area": 2000, "budget": 500, "family_size": 30, "earliest_year": 1840}
    return {name: Decimal(str(given.get(name, value))) for name, value in defaults.items()}


# Once, at import: bodies and the API's document are made from the facts when a process starts.
MOST_PEOPLE, OLDEST = int(limits()["family_size"]), int(limits()["earliest_year"])
MOST_ROOMS = 20


def read_name(text: str) -> str:
    """Read a person's name; Unreadable for “无” and its like."""
    name = normalise_name(text)
    if name in _NO_NAME:
        raise Unreadable("请填写真实姓名")
    return name


def read_address(text: str) -> str:
    """Read an address as one line, as it was written; Unsound (``short``) under four signs."""
    address = normalise_prose(text).replace("\n", " ")
    if len(address) < 4:
        raise Unsound("房屋坐落太短，请写到门牌、幢、单元、室", "short")
    return address


def read_area(text: str) -> Decimal:
    """Read the built area in ㎡; Unreadable unless above 0, within the local limit, to two decimals."""
    value = parse_area(text)
    if value <= 0:
        raise Unreadable("建筑面积应大于 0 ㎡")
    if value > limits()["floor_area"]:
        raise Unreadable(f"建筑面积超过 {limits()['floor_area']} ㎡，请核对（单位是平方米）")
    # Refused, not rounded: what is on the paper would differ from what was typed.
    if value != round(value, 2):
        raise Unreadable("建筑面积最多两位小数")
    return value


def read_people(text: str) -> int:
    """Read the number of people of a household; Unreadable outside 1 to the local limit."""
    value = parse_count(text)
    if not 1 <= value <= limits()["family_size"]:
        raise Unreadable(f"家庭人数应在 1 到 {limits()['family_size']} 之间")
    return value


def read_built_year(text: str) -> int:
    """Read the year of construction; Unsound (``early``, ``future``) outside the local limit and today."""
    year = parse_year(text)
    if year > clock.today().year:
        raise Unsound("建造年代晚于今年，请核对", "future")
    if year < limits()["earliest_year"]:
        raise Unsound("建造年代过早，请核对", "early")
    return year


def read_rooms(text: str) -> int:
    """Read the number of 室, 厅 or 卫, with or without that word; Unreadable outside 0 to 20."""
    plain = text.removesuffix("室").removesuffix("厅").removesuffix("卫")
    # More than two signs that are no number: somebody typed 3室2厅1卫 into the cell of the rooms.
    if len(plain) > 2 and not plain.lstrip("-").isdigit():
        parse_layout(text)  # a whole 户型 that cannot be read says so itself
        raise Unreadable("请把室、厅、卫分别填在三格里")
    value = parse_chinese_number(plain)
    if not 0 <= value <= MOST_ROOMS:
        raise Unreadable(f"应在 0 到 {MOST_ROOMS} 之间")
    return value
