"""What a plan says, as frozen values: for checks, hashing and comparison.

Areas are Decimal m², amounts Decimal 万元. A value not yet filled in is None (or an empty text).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

from apps.plans.enums import LineKind, Method, Part, SpaceKind


@dataclass(frozen=True, slots=True)
class SurfaceInput:
    """One surface of a space: area in m², method, product."""

    part: Part
    area: Decimal | None
    method: Method | None
    product: str = ""


@dataclass(frozen=True, slots=True)
class SpaceInput:
    """A space with its surfaces; ``declared_total`` is the 总面积 typed from the site survey (m²)."""

    kind: SpaceKind
    name: str
    surfaces: tuple[SurfaceInput, ...]
    declared_total: Decimal | None = None

    def surface(self, part: Part) -> SurfaceInput | None:
        """Return the surface of a part, if the space has one."""
        return next((each for each in self.surfaces if each.part == part), None)


@dataclass(frozen=True, slots=True)
class PlanInput:
    """What the three checks look at."""

    spaces: tuple[SpaceInput, ...]
    planned_days: int | None
    overrun_reason: str = ""


@dataclass(frozen=True, slots=True)
class LineInput:
    """A budget line; ``amount`` is positive 万元, a 企业让利 is subtracted when summed."""

    kind: LineKind
    name: str
    amount: Decimal | None
    quantity: str = ""

    @property
    def signed(self) -> Decimal:
        """The amount as it enters the sum."""
        amount = self.amount or Decimal(0)
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


def total(lines: Iterable[LineInput]) -> Decimal:
    """Return what the household pays: items less 企业让利 and 政府支持, in 万元."""
    return sum((line.signed for line in lines), Decimal(0))


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        # 4.10 and 4.1 are the same area: one spelling for both
        return format(value.normalize(), "f")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no canonical form for {type(value).__name__}")


def canonical(content: Content, **facts: str | int) -> str:
    """Return one spelling of the content and the ``facts`` around it (case number, version ...)."""
    return json.dumps(
        {"content": asdict(content), "facts": facts},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        default=_plain,
    )


def digest(text: str) -> str:
    """Return the SHA-256 of a canonical text as hex."""
    return sha256(text.encode()).hexdigest()
