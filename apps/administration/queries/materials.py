"""材料清单 of a body as its page shows them."""

from __future__ import annotations

from dataclasses import dataclass

from apps.cases.enums import Track
from apps.cases.rules.materials import Material, materials_from
from apps.lib import clock
from apps.orgs.models import Organisation
from apps.programs.models import MaterialList
from apps.programs.queries import material_list_of, material_list_versions


@dataclass(frozen=True, slots=True)
class TrackList:
    """The papers of a track as they are asked for today."""

    track: Track
    papers: tuple[Material, ...]
    row: MaterialList | None
    """None: the house's list."""
    coming: MaterialList | None


def standing(body: Organisation, track: str) -> tuple[Material, ...]:
    """Return the list a new version is written from: the body's newest, else what holds today."""
    own = next(iter(material_list_versions(body, track)), None)
    row = own or material_list_of(body.pk, track, clock.today())
    return materials_from(track, row.lines if row else ())


def material_lists(body: Organisation) -> list[TrackList]:
    """Return both tracks' lists."""
    today = clock.today()
    found = []
    for track in Track:
        row = material_list_of(body.pk, track.value, today)
        newest = next(iter(material_list_versions(body, track.value)), None)
        coming = newest if newest and newest.valid_from > today else None
        found.append(TrackList(track, materials_from(track.value, row.lines if row else ()), row, coming))
    return found
