"""What an entry of the record says, as one canonical text: pure functions, no Django.

The canonical text is JSON with sorted keys, no blanks and no escapes, so that the same entry gives
the same bytes on every database. It is rebuilt from the stored columns whenever the record is
verified: a byte changed in any column changes the text, and the digest no longer fits.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from uuid import UUID

from apps.lib.identity import mask_id, mask_phone

FORMAT_VERSION = 1

EVENT_FIELDS = (
    "version", "uuid", "subject_kind", "subject_id", "seq", "action", "at", "user_id", "actor_name",
    "post", "organisation_id", "organisation_name", "on_behalf_of", "reason", "changes", "facts",
    "jurisdiction", "prev",
)  # fmt: skip
"""Columns under an event's digest, all of them but the row number, the chain and the digest."""
ATTRIBUTES = {"post": "role", "sealed_at": "taken_at"}
"""Digested under the names they had when the first event was written."""

DIGEST_FIELDS = ("version", "day", "sealed_at", "count", "last_event_id", "events_head", "prev")
"""Columns under a daily digest, by the names it knows them by."""

_ID_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])([1-9]\d{5})(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"\d{3}[\dXx](?![0-9A-Za-z])"
)
_MOBILE = re.compile(r"(?<![0-9A-Za-z])(1[3-9]\d)\d{4}(\d{4})(?![0-9A-Za-z])")
_ABROAD = re.compile(r"\+(?!86)[1-9]\d{7,14}(?![0-9A-Za-z])")
_PASS = re.compile(r"(?<![0-9A-Za-z])(?:[A-Z]{3}\d{12}|[HM]\d{8}(?:\d{2})?)(?![0-9A-Za-z])")
"""Numbers of 永久居留身份证 (old card) and 来往内地通行证."""
_PASSPORT = re.compile(r"(?<![0-9A-Za-z])[A-Z]{1,2}\d{7,8}(?![0-9A-Za-z])")
"""How most passports are numbered. In free text the same may be any model or meter: there only named ones."""
_NAMED = re.compile(
    r"((?:护照|通行证|台胞证|回乡证)(?:号码|号)?(?:为|是)?[:： ]*)([A-Z0-9]{5,10})(?![0-9A-Za-z])"
)
"""A number behind the name of its document; 台湾居民来往大陆通行证 has eight digits, as a day has."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What an entry is about: a kind such as ``cases.case`` and the id of the row."""

    kind: str
    id: str | int | UUID

    @property
    def key(self) -> str:
        """Return the id as stored."""
        return str(self.id)

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field and its old and new value; only keyed digests of the values are ever stored."""

    field: str
    old: object = None
    new: object = None

    def __repr__(self) -> str:
        return f"FieldChange({self.field!r})"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing about the record that is not as it was written."""

    kind: str
    """changed, gap, unlinked, cut_tail, orphan, digest_changed or digest_mismatch."""
    message: str
    subject_kind: str = ""
    subject_id: str = ""
    seq: int | None = None
    event_id: int | None = None
    action: str = ""

    def __str__(self) -> str:
        return self.message


def canonical_json(value: object) -> str:
    """Return the one JSON text of plain values; raise TypeError for anything else."""
    return json.dumps(
        plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def plain(value: object) -> object:
    """Return a value as JSON knows it: dates in ISO, moments in UTC, decimals as text."""
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, bool | int | str):
        return value
    # Before date: a datetime is one, too.
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError("a moment in the record needs a time zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, bytes | bytearray):
        return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} is no plain value")


def canonical(values: Mapping[str, object]) -> bytes:
    """Return the bytes of an entry that are digested."""
    return canonical_json(values).encode()


def digest_input(event_uuid: UUID, field: str, value: object) -> str:
    """Return the text whose keyed digest stands for a value.

    Event and field belong to it: the two values of 困难家庭 would otherwise give the same two
    digests in every event, and the record would tell who is who.
    """
    return canonical_json([event_uuid, field, plain(value)])


def refuse_personal(facts: str) -> None:
    """Raise ValueError if a text that must be free of personal values holds an ID or phone number."""
    if any(each.search(facts) for each in (_ID_NUMBER, _MOBILE, _ABROAD, _PASS, _PASSPORT, _NAMED)):
        raise ValueError("facts of an event must not hold personal values")


def mask_personal(text: str) -> str:
    """Return free text with ID and mobile numbers masked; an append-only text cannot be mended."""
    # PostgreSQL refuses a text that holds NUL.
    text = _ID_NUMBER.sub(lambda match: f"{match[1][:3]}{'*' * 15}", text.replace("\x00", ""))
    text = _PASS.sub(lambda match: mask_id(match[0]), text)
    text = _NAMED.sub(lambda match: f"{match[1]}{mask_id(match[2])}", text)
    text = _ABROAD.sub(lambda match: mask_phone(match[0]), text)
    return _MOBILE.sub(r"\1****\2", text)
