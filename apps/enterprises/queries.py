"""The directory as households see it: never ranked, the criteria of the list beside it (R3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from apps.enterprises.models import Enterprise, Listing


def directory(on: date, *, order: str = "pinyin", seed: str = "") -> list[Enterprise]:
    """Return the enterprises listed on a day, by pinyin or shuffled.

    A shuffle is fixed by ``seed`` and day, so that going back shows the same page.
    """
    found = list(Enterprise.objects.listed(on))
    if order == "random":
        Random(f"{seed}{on}").shuffle(found)  # noqa: S311 - fairness of order, no secret
    return found


@dataclass(frozen=True, slots=True)
class ListBasis:
    """On what grounds a list was made."""

    criteria: str
    legal_basis: str


def list_basis(on: date) -> list[ListBasis]:
    """Return the criteria and legal grounds of the lists in force on a day."""
    rows = (
        Listing.objects.filter(valid_from__lte=on)
        # exclude() keeps the listings without an end; filter(valid_to__gt=on) would lose them.
        .exclude(valid_to__lte=on)
        .order_by("legal_basis", "criteria")
        .values_list("criteria", "legal_basis")
        .distinct()
    )
    return [ListBasis(criteria, legal_basis) for criteria, legal_basis in rows]
