"""Areas and ratios of one space, exact."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from apps.lib.formats import percent
from apps.plans.enums import DRY_METHODS, Method, Surface
from apps.plans.rules.content import SpaceInput, added


@dataclass(frozen=True, slots=True)
class SpaceMeasure:
    """A space in numbers, as pages, papers, API and checks say them.

    ``ratio`` is dry area over counted area (0 to 1), None while something is missing or when
    nothing counts. ``prefab`` surfaces count as 装配式, by the area their 装配式 parts take of them;
    ``undecided`` ones have parts of several methods and lack an area.
    """

    space: SpaceInput
    prefab: int
    undecided: int
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
    def prefab_words(self) -> str:
        """How many of the surfaces count as 装配式."""
        return f"{self.surfaces} 个部位中 {self.prefab} 个"


def prefab_share(space: SpaceInput, surface: Surface) -> Fraction | None:
    """Return the share (0 to 1) of a surface's area that is 装配式干法; None while it is not known.

    A surface of one part needs no area: it is 装配式 or it is not.
    """
    parts = space.parts_of(surface)
    prefab = [part.method == Method.PREFAB for part in parts]
    if all(prefab) or not any(prefab):
        return Fraction(all(prefab) and bool(prefab))
    whole = space.area_of(surface)
    dry = added(part.area for part in parts if part.method == Method.PREFAB)
    return None if not whole or dry is None else Fraction(dry) / Fraction(whole)


def measure(space: SpaceInput, *, kept_counts: bool, prefab_over: Decimal) -> SpaceMeasure:
    """Measure a space by ``dry-area-v1``: dry area of wall, floor and ceiling over their total area.

    装配式干法 and 其他干法 are dry. ``kept_counts`` says whether 保留不动 stands in the denominator.
    The convention is GB/T 51129-2017's for integrated kitchens and bathrooms, adopted as 本地约定.
    A surface counts as 装配式 where more than ``prefab_over`` per cent of its area are (本地约定).
    """
    complete = bool(space.parts) and all(part.area and part.method for part in space.parts)
    # Decimals are summed and only then divided, as fractions: 70 % must not hang on a last digit.
    dry = counted = Decimal(0)
    for part in space.parts:
        area = part.area or Decimal(0)
        if part.method in DRY_METHODS:
            dry += area
        if part.method is not None and (kept_counts or part.method != Method.KEPT):
            counted += area
    shares = [prefab_share(space, surface) for surface in space.surfaces]
    return SpaceMeasure(
        space=space,
        prefab=sum(1 for share in shares if share is not None and share * 100 > Fraction(prefab_over)),
        undecided=shares.count(None),
        surfaces=len(shares),
        dry_area=dry,
        counted_area=counted,
        complete=complete,
        ratio=Fraction(dry) / Fraction(counted) if complete and counted else None,
    )
