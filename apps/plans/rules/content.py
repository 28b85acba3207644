"""What a plan says, as frozen values: what editor, pages, papers, API, comparison and hash read.

Areas are Decimal m², amounts Decimal 元. A value not yet filled in is None (or an empty text). Each row
here has a table with a column for every name; label and bounds of a name are its column's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from hashlib import sha256
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from apps.lib.amounts import ZERO, Yuan, in_wan
from apps.lib.calendars import days_over
from apps.plans.enums import HazardSurvey, LineKind, Method, SpaceKind, Surface, Touch


class RowKey(str):
    """Tells which row of a plan a row is, over all drafts of it; says nothing of the plan itself."""


# Keys are not compared and not spelled: two rows that say the same are the same.
_NEW = RowKey()


@dataclass(frozen=True, slots=True)
class PartInput:
    """A surface, or a part of one, worked in one way: area in m², method, product (R35)."""

    surface: Surface
    area: Decimal | None = None
    method: Method | None = None
    product: str = ""


@dataclass(frozen=True, slots=True)
class SurfaceInput(PartInput):
    """A whole surface: the sum of its areas, and of method, product … what all its parts have in common."""

    parts: tuple[PartInput, ...] = ()

    @classmethod
    def of(cls, parts: tuple[PartInput, ...]) -> SurfaceInput:
        """Return the surface that has these parts, one at least."""
        said = [values(part) for part in parts]
        alike = {name: value for name, value in said[0].items() if all(each[name] == value for each in said)}
        return cls(**{**alike, "area": added(part.area for part in parts)}, parts=parts)

    @property
    def divided(self) -> tuple[PartInput, ...]:
        """Its parts where it has several."""
        return self.parts if len(self.parts) > 1 else ()


@dataclass(frozen=True, slots=True)
class SpaceInput:
    """A space with the parts of its surfaces, in the order of the surfaces.

    ``declared_total`` is the 总面积 typed from the site survey (m²).
    """

    kind: SpaceKind
    name: str
    parts: tuple[PartInput, ...]
    declared_total: Decimal | None = None
    key: RowKey = field(default=_NEW, compare=False)

    @property
    def surfaces(self) -> tuple[Surface, ...]:
        """Each once, in the order of the parts; a draft may have fewer than three."""
        return tuple(dict.fromkeys(part.surface for part in self.parts))

    def parts_of(self, surface: Surface) -> tuple[PartInput, ...]:
        """Return the parts of one surface, in their order."""
        return tuple(part for part in self.parts if part.surface == surface)

    def area_of(self, surface: Surface) -> Decimal | None:
        """Return the area of a surface in m²; None while a part of it has none."""
        return added(part.area for part in self.parts_of(surface))

    @property
    def whole(self) -> tuple[SurfaceInput, ...]:
        """Each surface as a whole, in the order of the parts."""
        return tuple(SurfaceInput.of(self.parts_of(surface)) for surface in self.surfaces)


@dataclass(frozen=True, slots=True)
class LineInput:
    """A budget line; ``amount`` is positive, a 企业让利 is subtracted when summed."""

    kind: LineKind
    name: str
    amount: Yuan | None
    quantity: str = ""
    key: RowKey = field(default=_NEW, compare=False)

    @property
    def signed(self) -> Yuan:
        """The amount as it enters the sum."""
        amount = self.amount or ZERO
        return amount if self.kind == LineKind.ITEM else -amount


@dataclass(frozen=True, slots=True)
class HazardInput:
    """陈旧落后、存在安全隐患的设施设备 found on site; always 应更换, verified at acceptance."""

    name: str
    location: str = ""
    product: str = ""
    key: RowKey = field(default=_NEW, compare=False)


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a version of the plan says."""

    spaces: tuple[SpaceInput, ...] = ()
    lines: tuple[LineInput, ...] = ()
    hazards: tuple[HazardInput, ...] = ()
    survey_on: date | None = None
    survey_note: str = ""
    planned_start: date | None = None
    planned_days: int | None = None
    overrun_reason: str = ""
    note: str = ""
    hazard_survey: HazardSurvey | None = None
    over_dry_room: Touch | None = None
    bearing_structure: Touch | None = None
    gas_pipes: Touch | None = None
    approval_note: str = ""
    """Who consented to what is forbidden without consent, by which paper."""


Row = TypeVar("Row")
KeyedRow = TypeVar("KeyedRow", SpaceInput, LineInput, HazardInput)


@cache
def _types(kind: type) -> dict[str, type]:
    hints: dict[str, type] = get_type_hints(kind)
    return {
        name: hint for name, hint in hints.items() if get_origin(hint) is not tuple and hint is not RowKey
    }


def names(kind: type) -> tuple[str, ...]:
    """Return the names of what a row of the content says itself, without the rows below it."""
    return tuple(_types(kind))


def values(row: object) -> dict[str, Any]:
    """Return what a row of the content says itself, by name."""
    return {name: getattr(row, name) for name in names(type(row))}


def read(kind: type[Row], said: Callable[[str], Any], /, **known: Any) -> Row:
    """Return a row of the content out of plain values: of a table, a form, a body.

    ``said`` gives the value of a name, None or '' where there is none; ``known`` is not asked for.
    """
    asked: type = kind  # to mypy a type[Row] is not hashable, a type is
    found = {name: _typed(hint, said(name)) for name, hint in _types(asked).items() if name not in known}
    return kind(**known, **found)


def _typed(hint: type, value: Any) -> Any:
    if value is None or value == "":
        return "" if hint is str else None
    # Tables, forms and bodies carry codes; the rules compare words and ask for their labels.
    words = [each for each in get_args(hint) or (hint,) if issubclass(each, StrEnum)]
    return words[0](value) if words else value


def as_stated(content: Content, max_days: int | None) -> Content:
    """Return a content without a reason for an overrun that it does not plan: it was typed before."""
    return content if days_over(content.planned_days, max_days) else replace(content, overrun_reason="")


def added(areas: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum of areas in m²; None if there is none, or while one is missing."""
    known = list(areas)
    present = [area for area in known if area is not None]
    return sum(present, Decimal(0)) if known and len(present) == len(known) else None


def total(lines: Iterable[LineInput]) -> Yuan:
    """Return what the household pays: items less 企业让利 and 政府支持."""
    return sum((line.signed for line in lines), ZERO)


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        # 4.10 and 4.1 are the same area: one spelling for both
        # "f", because normalize() makes 1E+2 of 100.
        return format(value.normalize(), "f")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no canonical form for {type(value).__name__}")


HASH_VERSION = 4
"""How the content of a version submitted now is spelled before it is hashed.

A name added to the content is spelled with it: raise this, and leave the name out of what was before.
"""


_ASKED_SINCE_4 = ("over_dry_room", "bearing_structure", "gas_pipes", "approval_note")


def canonical(content: Content, *, spelling: int = HASH_VERSION, **facts: str | int) -> str:
    """Return one spelling of the content and the ``facts`` around it (id of the case, version ...).

    ``spelling`` 1 is how contents were spelled while a surface had one part: a signature of that time
    covers it, so it never changes. ValueError for a content that had no spelling then. 2 is how they
    were spelled before a version said what the survey found of 隐患设施, 3 before it was asked what it
    touches of the 禁止事项.
    """
    said = asdict(content)
    if spelling < 4:
        for name in _ASKED_SINCE_4:
            del said[name]
    if spelling < 3:
        del said["hazard_survey"]
    for row in (*said["spaces"], *said["lines"], *said["hazards"]):
        del row["key"]
    for line in said["lines"]:
        # Amounts were kept in 万元 when the first contents were signed: that is how a content says them.
        line["amount"] = None if line["amount"] is None else in_wan(line["amount"])
    if spelling == 1:
        said["spaces"] = [_without_parts(space) for space in content.spaces]
    return json.dumps(
        {"content": said, "facts": facts},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        default=_plain,
    )


def _without_parts(space: SpaceInput) -> dict[str, object]:
    if len(space.surfaces) != len(space.parts):
        raise ValueError(f"{space.name}: a surface of several parts had no spelling in version 1")
    surfaces = [
        {"part": part.surface, "area": part.area, "method": part.method, "product": part.product}
        for part in space.parts
    ]
    said = {**asdict(space), "surfaces": surfaces}
    del said["parts"], said["key"]
    return said


def keyed(content: Content, former: Content, fresh: Callable[[], str]) -> Content:
    """Return the content with a key in every row, each once.

    A row that came without one (through the API) takes that of the former row it looks like.
    """
    return replace(
        content,
        spaces=_keyed(content.spaces, former.spaces, fresh, lambda row: row.name),
        lines=_keyed(content.lines, former.lines, fresh, lambda row: (row.kind, row.name)),
        hazards=_keyed(content.hazards, former.hazards, fresh, lambda row: (row.name, row.location)),
    )


def _keyed(
    rows: tuple[KeyedRow, ...],
    former: tuple[KeyedRow, ...],
    fresh: Callable[[], str],
    alike: Callable[[KeyedRow], object],
) -> tuple[KeyedRow, ...]:
    given = {row.key for row in rows if row.key}
    left = [row for row in former if row.key and row.key not in given]
    made = []
    for row in rows:
        key = row.key
        # Each once: a second row that claims the same key is a new one.
        if key not in given:
            match = next((each for each in left if alike(each) == alike(row)), None)
            left = [each for each in left if each is not match]
            key = match.key if match is not None else RowKey(fresh())
        given.discard(key)
        made.append(replace(row, key=key))
    return tuple(made)


def digest(text: str) -> str:
    """Return the SHA-256 of a canonical text as hex."""
    return sha256(text.encode()).hexdigest()
