"""Divisions: what lies in what, what a text names, what became of one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from apps.lib import clock, formats
from apps.lib.chinese import region_candidates
from apps.orgs.enums import RegionLevel
from apps.orgs.models import (
    Region,
    in_force,
)


def region_path(region: Region) -> list[Region]:
    """Return the region and its parents, smallest first."""
    path = [region]
    while path[-1].parent is not None:
        path.append(path[-1].parent)
    return path


def street_of(code: str) -> Region | None:
    """Return a street with the regions above it, in one query."""
    streets = Region.objects.filter(pk=code, level=RegionLevel.STREET)
    return streets.select_related("parent__parent__parent").first()


def predecessors(code: str) -> list[Region]:
    """Return the divisions in whose place a street stands today, nearest first (a query a generation)."""
    found: list[Region] = []
    wanted = [code]
    while wanted:
        rows = Region.objects.filter(successions__successor__in=wanted, valid_to__lte=clock.today())
        known = {code, *(each.code for each in found)}
        news = list(rows.exclude(code__in=known).distinct().order_by("code"))
        found += news
        wanted = [row.code for row in news]
    return found


def present_of(street: Region) -> Region:
    """Return the street that took a street's place by today, the first part of one that was split."""
    seen = {street.code}
    while street.successor_id and street.valid_to and street.valid_to <= clock.today():
        later = street_of(street.successor_id)
        if later is None or later.code in seen:
            break
        seen.add(later.code)
        street = later
    return street


def succession_words(street: Region) -> str:
    """Say what became of a street that has ended: into what, from which day (one query)."""
    rows = street.successions.select_related("successor")
    names = [f"{row.successor.name}{f'（{row.part}）' if row.part else ''}" for row in rows]
    return f"{street.name}自{formats.day(street.valid_to)}起不再使用，改登记在{'或'.join(names)}"


def other_regions(address: str, street: Region) -> list[str]:
    """Return the regions an address names beside those its street lies in, in its order; one query.

    Only by their whole names: 上城路 is a road. Of names within one another the longest counts.
    """
    candidates = region_candidates(address)
    # 开发区 and its like are streets by their code and everyday words in an address.
    whole = Q(level=RegionLevel.STREET) & ~Q(name__regex="(街道|镇|乡)$")
    rows = Region.objects.filter(name__in={name for names in candidates for name in names}).exclude(whole)
    known = set(rows.values_list("name", flat=True)) if candidates else set()
    named = [next((name for name in names if name in known), "") for names in candidates]
    own = {region.name for region in region_path(street)}
    return list(dict.fromkeys(name for name in named if name and name not in own))


def streets_within(codes: Iterable[str], on: date | None = None) -> list[Region]:
    """Return the streets in some regions (themselves, where they are streets), with those above, in order.

    ``on``: only those that are in use on a day.
    """
    given = list(codes)
    rows = Region.objects.filter(
        Q(pk__in=given) | Q(parent__in=given) | Q(parent__parent__in=given), level=RegionLevel.STREET
    )
    if on is not None:
        rows = rows.filter(in_force(on))
    return list(rows.select_related("parent__parent__parent").order_by("code"))
