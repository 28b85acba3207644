"""What a plan says, as frozen values: for checks, hashing and comparison.

Areas are Decimal m², amounts Decimal 元. A value not yet filled in is None (or an empty text).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

from apps.lib.amounts import ZERO, Yuan, in_wan
from apps.plans.enums import LineKind, Method, SpaceKind, Surface


@dataclass(frozen=True, slots=True)
class PartInput:
    """A surface, or a part of one, worked in one way: area in m², method, product (R35)."""

    surface: Surface
    area: Decimal | None
    method: Method | None
    product: str = ""


@dataclass(frozen=True, slots=True)
class SpaceInput:
    """A space with the parts of its surfaces, in the order of the surfaces.

    ``declared_total`` is the 总面积 typed from the site survey (m²).
    """

    kind: SpaceKind
    name: str
    parts: tuple[PartInput, ...]
    declared_total: Decimal | None = None

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

    def method_of(self, surface: Surface) -> Method | None:
        """Return the method of all parts of a surface; None where they differ or one has none."""
        methods = {part.method for part in self.parts_of(surface)}
        return methods.pop() if len(methods) == 1 else None

    def product_of(self, surface: Surface) -> str:
        """Return the product of all parts of a surface; '' where they differ."""
        products = {part.product for part in self.parts_of(surface)}
        return products.pop() if len(products) == 1 else ""


@dataclass(frozen=True, slots=True)
class PlanInput:
    """What the three checks look at."""

    spaces: tuple[SpaceInput, ...]
    planned_days: int | None
    overrun_reason: str = ""


@dataclass(frozen=True, slots=True)
class LineInput:
    """A budget line; ``amount`` is positive, a 企业让利 is subtracted when summed."""

    kind: LineKind
    name: str
    amount: Yuan | None
    quantity: str = ""

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

    @property
    def checked(self) -> PlanInput:
        """The part of the content that the checks look at."""
        return PlanInput(self.spaces, self.planned_days, self.overrun_reason)


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


HASH_VERSION = 2
"""How the content of a version submitted now is spelled before it is hashed."""


def canonical(content: Content, *, spelling: int = HASH_VERSION, **facts: str | int) -> str:
    """Return one spelling of the content and the ``facts`` around it (id of the case, version ...).

    ``spelling`` 1 is how contents were spelled while a surface had one part: a signature of that time
    covers it, so it never changes. ValueError for a content that had no spelling then.
    """
    said = asdict(content)
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
    del said["parts"]
    return said


def digest(text: str) -> str:
    """Return the SHA-256 of a canonical text as hex."""
    return sha256(text.encode()).hexdigest()
