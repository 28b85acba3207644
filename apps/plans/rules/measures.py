"""Areas and ratios of one space, exact."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from apps.plans.enums import DRY_METHODS, Method
from apps.plans.rules.content import SpaceInput


@dataclass(frozen=True, slots=True)
class SpaceMeasure:
    """A space in numbers.

    ``ratio`` is dry area over counted area (0 to 1), None while something is missing or when
    nothing counts. ``prefab`` surfaces use 装配式干法.
    """

    name: str
    prefab: int
    surfaces: int
    dry_area: Decimal
    counted_area: Decimal
    complete: bool
    ratio: Fraction | None

    @property
    def percent(self) -> str:
        """The ratio for display, cut off, never rounded up."""
        return percent(self.ratio)

    @property
    def bar(self) -> str:
        """Length of a bar in percent of its full width, cut off to two places."""
        return percent(self.ratio, sign="") if self.ratio is not None else "0"


def percent(ratio: Fraction | None, *, sign: str = " %") -> str:
    """Return a ratio as a percentage of two places, cut off: 0.69999 reads 69.99 %, not 70 %."""
    if ratio is None:
        return "—"
    hundredths = ratio.numerator * 10_000 // ratio.denominator
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}{sign}" if rest else f"{whole}{sign}"


def measure(space: SpaceInput, *, kept_counts: bool) -> SpaceMeasure:
    """Measure a space by ``dry-area-v1``: dry area of wall, floor and ceiling over their total area.

    装配式干法 and 其他干法 are dry. ``kept_counts`` says whether 保留不动 stands in the denominator.
    The convention is GB/T 51129-2017's for integrated kitchens and bathrooms, adopted as 本地约定.
    """
    complete = bool(space.surfaces) and all(s.area and s.method for s in space.surfaces)
    dry = counted = Decimal(0)
    for surface in space.surfaces:
        area = surface.area or Decimal(0)
        if surface.method in DRY_METHODS:
            dry += area
        if surface.method is not None and (kept_counts or surface.method != Method.KEPT):
            counted += area
    return SpaceMeasure(
        name=space.name,
        prefab=sum(1 for s in space.surfaces if s.method == Method.PREFAB),
        surfaces=len(space.surfaces),
        dry_area=dry,
        counted_area=counted,
        complete=complete,
        ratio=Fraction(dry) / Fraction(counted) if complete and counted else None,
    )
