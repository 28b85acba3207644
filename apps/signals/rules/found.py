"""What a rule found: about what, why in words, and what stands side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apps.signals.enums import Kind

MOST_CASES = 20
"""So many cases of a 疑点 are named; that there are more is said."""


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers as they were, side by side."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One 疑点. ``basis`` is what makes it another one: while it is equal, the same one stands."""

    kind: Kind
    subject: str
    """What it is about: a case, two cases, a street with an enterprise, a keyed hash. One stands for each."""
    cases: Sequence[str]
    """Ids of the cases concerned, the first one first; at most :data:`MOST_CASES`."""
    words: str
    table: Table
    basis: str
    group: str = ""
    """With which others it is found together; '' for what one case alone shows."""
    count: int = 0
    """Cases concerned, also those beyond the named ones; 0 where ``cases`` are all."""
    files: tuple[tuple[str, str], ...] = ()
    """Ids of photos side by side."""
    holder: str = ""
    """Account whose own work it is about, which does not decide of it."""
