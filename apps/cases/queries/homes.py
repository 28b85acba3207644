"""Homes: the key by which a home is one home, and what a succession of streets would make of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from apps.cases.enums import NOT_HOLDING_SPACE, RenovationScope
from apps.cases.models import Case
from apps.lib.chinese import dwelling_key
from apps.orgs.models import Region, RegionSuccession
from apps.orgs.queries import predecessors, present_of, region_path, street_of

_SPACES = {
    RenovationScope.KITCHEN.value: (RenovationScope.KITCHEN,),
    RenovationScope.BATHROOM.value: (RenovationScope.BATHROOM,),
    RenovationScope.BOTH.value: (RenovationScope.KITCHEN, RenovationScope.BATHROOM),
}


@dataclass(frozen=True, slots=True)
class Place:
    """What of an address is not the home itself: its county, and the names of the regions it lies in."""

    county: str
    names: tuple[str, ...]

    def key(self, address: str) -> str:
        """Return the key of the dwelling at an address here (R13)."""
        return dwelling_key(self.county, address, self.names)


def place_of(street: Region) -> Place:
    """Return where a street lies today, under every name it has had (some queries: for many homes, once).

    Keyed by county, not street: naming a neighbouring street must not make a second dwelling.
    """
    # A home is the same after a succession.
    path = region_path(present_of(street))
    earlier = [street, *predecessors(path[0].code)]
    return Place(path[1].code, tuple(dict.fromkeys(region.name for region in (*path, *earlier))))


def dwelling_key_at(street: Region, address: str) -> str:
    """Return the key of the dwelling at an address of a street (R13)."""
    return place_of(street).key(address)


@dataclass(frozen=True, slots=True)
class StreetPart:
    """One of the streets that a street was split into."""

    street: Region
    words: str
    """Which part of the earlier street it is."""


def parts_beside(case: Case) -> list[StreetPart]:
    """Return the other parts of the street that a case was in when it was split, as they are called today."""
    rows = RegionSuccession.objects.filter(region_id=case.former_street).select_related("successor")
    found = {}
    for row in rows if case.former_street else ():
        street = street_of(present_of(row.successor).code)
        if street is not None and street.code != case.street_code:
            found[street.code] = StreetPart(street, row.part)
    return list(found.values())


def homes_clashing(street: Region, heirs: Sequence[Region]) -> list[str]:
    """Return the numbers of cases whose home would be another case's once ``heirs`` are in a street's place.

    Of both the same space is wanted or was renovated. Heirs may be streets that are not there yet.
    """
    places = _places_after(street, heirs)
    rows = Case.objects.exclude(status__in=NOT_HOLDING_SPACE).order_by("pk")
    fields = ("number", "program_group", "renovation_scope", "dwelling_key")
    renamed = [
        (number, group, scope, known, key)
        for *values, code, address in rows.filter(street_code__in=places).values_list(
            *fields, "street_code", "dwelling__address"
        )
        for number, group, scope, known in [values]
        if (key := places[code].key(address)) != known
    ]
    standing = rows.filter(dwelling_key__in={key for *_, key in renamed}).values_list(*fields)
    taken = {(group, space, key) for _, group, scope, key in standing for space in _SPACES[scope]}
    clashing = []
    for number, group, scope, known, key in renamed:
        wanted = {(group, space, key) for space in _SPACES[scope]}
        if wanted & taken:
            clashing.append(str(number))
            continue
        taken -= {(group, space, known) for space in _SPACES[scope]}
        taken |= wanted
    return clashing


def _places_after(street: Region, heirs: Sequence[Region]) -> Mapping[str, Place]:
    """Return what :func:`place_of` will say of a street and its heirs, by code."""
    earlier = tuple(region.name for region in (street, *predecessors(street.code)))
    after = {}
    for heir in heirs:
        own = place_of(heir)
        after[heir.code] = Place(own.county, tuple(dict.fromkeys((*own.names, *earlier))))
    return {street.code: after[heirs[0].code], **after} if heirs else {}
