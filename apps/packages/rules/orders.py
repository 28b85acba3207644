"""An order that a seed draws: the same seed gives the same order, and nobody is preferred."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

PRIME = 2**31 - 1
"""Numbers that packages drew lie below it: multiplied and added to modulo it they stay distinct."""


@dataclass(frozen=True, slots=True)
class Shuffle:
    """Turns a package's drawn number into its place: ``draw × factor + shift`` modulo :data:`PRIME`."""

    factor: int
    shift: int

    @classmethod
    def of(cls, seed: str) -> Shuffle:
        """Return the order of a seed."""
        source = Random(seed)  # noqa: S311 - fairness of order, no secret
        return cls(source.randrange(1, PRIME), source.randrange(PRIME))

    def place(self, draw: int) -> int:
        """Return a number to sort by."""
        return (draw * self.factor + self.shift) % PRIME
