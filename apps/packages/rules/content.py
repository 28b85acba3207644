"""What a version of a package says, as frozen values. Amounts are Decimal 元, areas Decimal ㎡."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from apps.lib.amounts import FEN, ZERO, Yuan
from apps.lib.formats import number
from apps.plans.enums import LineKind, Method, SpaceKind, Surface
from apps.plans.rules import Content, LineInput, PartInput, SpaceInput

MOST_LINES = 60
"""As many as a plan takes: a plan may start from a package."""
MOST_AMOUNT = Decimal("99999999.99")
"""元, of a line and of all of them: as much as a plan takes in a line."""


@dataclass(frozen=True, slots=True)
class Material:
    """A line of 材料明细: goods or work, how much of it and at which price."""

    name: str
    unit: str
    quantity: Decimal
    unit_price: Yuan
    brand: str = ""
    model: str = ""

    @property
    def amount(self) -> Yuan:
        """Quantity times unit price, to the 分."""
        return (self.quantity * self.unit_price).quantize(FEN, ROUND_HALF_UP)

    @property
    def words(self) -> str:
        """Item, brand and model in a line of a plan."""
        return " ".join(filter(None, (self.name, self.brand, self.model)))

    @property
    def what(self) -> tuple[str, str, str, str, Decimal]:
        """All that it says but its price."""
        return self.name, self.brand, self.model, self.unit, self.quantity

    @property
    def quantity_words(self) -> str:
        """How much of it: 12.5 ㎡."""
        return f"{number(self.quantity)} {self.unit}".strip()


@dataclass(frozen=True, slots=True)
class PackageContent:
    """Everything a version says. ``extra_price``: 元 for each ㎡ of floor beyond the stated area."""

    name: str
    surfaces: tuple[PartInput, ...]
    lines: tuple[Material, ...]
    included: str
    excluded: str
    warranty: str
    works_days: int
    extra_price: Yuan | None = None

    @property
    def price(self) -> Yuan:
        """The whole price: the sum of its lines, so that every 分 stands in 材料明细."""
        return sum((line.amount for line in self.lines), ZERO)

    @property
    def brands(self) -> tuple[str, ...]:
        """Each brand once, in the order of the lines."""
        return tuple(dict.fromkeys(line.brand for line in self.lines if line.brand))

    def is_like(self, other: PackageContent) -> bool:
        """Whether both are made of the same lines, whatever each line costs."""
        return sorted(line.what for line in self.lines) == sorted(line.what for line in other.lines)

    def space(self, kind: SpaceKind) -> SpaceInput:
        """Return the room it makes, whose areas only a survey knows."""
        return SpaceInput(kind=kind, name=kind.label, parts=self.surfaces)

    def as_plan(self, kind: SpaceKind) -> Content:
        """Return the plan that would be this package and nothing else."""
        return Content(
            spaces=(self.space(kind),),
            lines=tuple(
                LineInput(LineKind.ITEM, line.words[:80], line.amount, line.quantity_words[:40])
                for line in self.lines
            ),
            planned_days=self.works_days,
        )


def methods(surfaces: Iterable[PartInput]) -> dict[Surface, Method | None]:
    """Return the method of each surface."""
    return {part.surface: part.method for part in surfaces}
