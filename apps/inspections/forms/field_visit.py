"""What a phone sends, read strictly: anything that is not as agreed is refused with its field."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any, TypeVar
from uuid import UUID

from apps.inspections.enums import ItemOutcome, Outcome, Severity, Verdict, VisitKind
from apps.inspections.rules import Found
from apps.inspections.rules.field import (
    VISIT_SLOT,
    Declaration,
    DeclaredDefect,
    DeclaredItem,
    DeclaredPhoto,
    Recheck,
)
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.lib.labelled import Labelled
from apps.plans.enums import Method

_HEX = re.compile(r"[0-9a-f]{64}")
_SLOT = re.compile(rf"{VISIT_SLOT}|item:[a-z_]+(:[a-z0-9]+){{0,2}}|extra:[0-9]{{1,3}}")
_LONGEST = 200
"""Entries of one list."""
L = TypeVar("L", bound=Labelled)


def _bad(field: str, reason: str = "手机发来的内容不完整，请刷新页面后再试。") -> Refused:
    return Refused(reason, field=field, code="content")


@dataclass(frozen=True, slots=True)
class Part:
    """One object of the content, with the path it stands at."""

    values: Mapping[str, Any]
    path: str = ""

    def at(self, name: str) -> str:
        return f"{self.path}/{name}" if self.path else name

    def text(self, name: str, longest: int = 300) -> str:
        """Return a text, '' where there is none."""
        value = self.values.get(name) or ""
        # PostgreSQL takes no NUL in a text, SQLite does: refused here, it fails alike on both.
        if not isinstance(value, str) or "\x00" in value:
            raise _bad(self.at(name))
        if len(value) > longest:
            raise _bad(self.at(name), f"文字过长，最多 {longest} 字。")
        return value.strip()

    def number(self, name: str) -> int:
        """Return a whole number that is not negative."""
        value = self.values.get(name)
        # True is an int to Python; the upper bound is that of a PostgreSQL integer.
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
            raise _bad(self.at(name))
        return value

    def key(self, name: str) -> UUID:
        try:
            return UUID(self.text(name, 36))
        except ValueError:
            raise _bad(self.at(name)) from None

    def digest(self, name: str = "sha256") -> str:
        """Return a SHA-256 in hexadecimal."""
        value = self.text(name, 64)
        if not _HEX.fullmatch(value):
            raise _bad(self.at(name))
        return value

    def moment(self, name: str) -> datetime:
        """Return a moment of the phone's clock: milliseconds since 1970."""
        value = self.values.get(name)
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise _bad(self.at(name))
        try:
            return datetime.fromtimestamp(value / 1000, UTC)
        # json reads NaN and Infinity, and numbers of any length: fromtimestamp() refuses each in its own way.
        except (ValueError, OverflowError, OSError):
            raise _bad(self.at(name)) from None

    def stated(self, name: str) -> datetime | None:
        """Return a moment typed as wall time of Shanghai, like 2026-09-09T10:30."""
        typed = self.text(name, 20)
        if not typed:
            return None
        try:
            return datetime.fromisoformat(typed).replace(tzinfo=clock.SHANGHAI)
        except ValueError:
            raise _bad(self.at(name), "请填写正确的到场时间，如 2026-09-01 10:30。") from None

    def member(self, name: str, kind: type[L]) -> L | None:
        """Return a code of an enumeration; None where there is none."""
        value = self.text(name, 20)
        if not value:
            return None
        try:
            return kind(value)
        except ValueError:
            raise _bad(self.at(name)) from None

    def needed(self, name: str, kind: type[L]) -> L:
        """Return a code that must be there."""
        value = self.member(name, kind)
        if value is None:
            raise _bad(self.at(name), "请选择结果。")
        return value

    def day(self, name: str) -> str:
        """Return a day as ISO text, or ''."""
        typed = self.text(name, 10)
        try:
            return datetime.fromisoformat(typed).date().isoformat() if typed else ""
        except ValueError:
            raise _bad(self.at(name), "请填写正确的日期，如 2026-09-01。") from None

    def area(self, name: str) -> Decimal | None:
        """Return an area in m² with two places."""
        typed = self.text(name, 12)
        if not typed:
            return None
        try:
            value = Decimal(typed)
        except InvalidOperation:
            raise _bad(self.at(name), "请填写数字，如 18.60。") from None
        # Decimal reads NaN, Infinity and 1E+5. NaN has a letter for an exponent and must not be compared.
        exponent = value.as_tuple().exponent
        if not value.is_finite() or abs(value) >= 10**6 or (isinstance(exponent, int) and exponent < -2):
            raise _bad(self.at(name), "面积最多两位小数。")
        return value

    def slot(self, name: str = "slot") -> str:
        """Return what a photo shows."""
        value = self.text(name, 80)
        if not _SLOT.fullmatch(value):
            raise _bad(self.at(name))
        return value

    def parts(self, name: str) -> list[Part]:
        value = self.values.get(name, [])
        if not isinstance(value, list) or len(value) > _LONGEST:
            raise _bad(self.at(name))
        if not all(isinstance(each, dict) for each in value):
            raise _bad(self.at(name))
        return [Part(each, f"{self.at(name)}/{index}") for index, each in enumerate(value)]


def read(body: bytes) -> Part:
    """Return the content of a request, which must be one JSON object."""
    try:
        content = json.loads(body)
    # Brackets nested deep enough exhaust Python's stack before they are wrong JSON.
    except (ValueError, RecursionError):
        raise _bad("") from None
    if not isinstance(content, dict):
        raise _bad("")
    return Part(content)


def kind_of(part: Part) -> VisitKind:
    return part.needed("kind", VisitKind)


def declaration(part: Part) -> Declaration:
    """Return the declaration that closes a visit."""
    words = json.dumps(part.values, ensure_ascii=False, sort_keys=True, default=str)
    declared = part.parts("photos")
    if part.number("count") != len(declared):
        raise _bad("count", "照片的数目与清单不一致，请重新提交。")
    photos = tuple(DeclaredPhoto(each.key("id"), each.digest()) for each in declared)
    if len({photo.id for photo in photos}) != len(photos):
        raise _bad("photos", "照片清单里有重复，请重新提交。")
    return Declaration(
        version=part.number("version"),
        opened_at=part.moment("opened_at"),
        finished_at=part.moment("finished_at"),
        sent_at=part.moment("sent_at"),
        digest=sha256(words.encode()).hexdigest(),
        photos=photos,
        stated_at=part.stated("stated_at"),
        note=part.text("note", 500),
        items=tuple(
            DeclaredItem(each.text("code", 60), each.needed("outcome", Outcome), each.text("note"))
            for each in part.parts("items")
        ),
        defects=tuple(
            DeclaredDefect(each.slot(), each.text("text"), each.needed("severity", Severity))
            for each in part.parts("defects")
        ),
        rechecks=tuple(
            Recheck(each.key("id"), each.text("result", 4) == "ok", each.text("note"))
            for each in part.parts("rechecks")
            if each.text("result", 4)
        ),
        due_on=part.day("due_on"),
        found={
            each.text("code", 60): Found(
                each.member("outcome", ItemOutcome),
                each.area("area"),
                each.member("method", Method),
                each.text("note"),
                each.area("rest_area"),
                each.member("rest_method", Method),
            )
            for each in part.parts("found")
        },
        companions=part.text("companions", 120),
        verdict=part.member("verdict", Verdict),
        opinion=part.text("opinion", 500),
        overrun_reason=part.text("overrun_reason"),
    )
