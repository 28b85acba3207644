"""Which fields of a draft a save changed, named as a JSON body has them."""

from __future__ import annotations

from collections.abc import Iterator

from apps.plans.enums import Surface
from apps.plans.rules.content import Content, HazardInput, LineInput, SpaceInput, values

Said = dict[tuple[str, ...], tuple[str, object]]
"""What each field says, with its place in the body, by what stays the same when rows move."""


def changed_fields(before: Content, after: Content) -> list[tuple[str, object, object]]:
    """Return (place, before, after) of every field that says something else; None where there is none.

    Places are JSON pointers into ``after`` (``/lines/1/amount``), of removed rows into ``before``.
    """
    old, new = _said(before), _said(after)
    found = []
    for which in dict.fromkeys((*new, *old)):
        place = (new.get(which) or old[which])[0]
        was, now = (said[which][1] if which in said else None for said in (old, new))
        if (was or None) != (now or None):
            found.append((place, was, now))
    return found


def _said(content: Content) -> Said:
    own: Said = {(name,): (f"/{name}", value) for name, value in values(content).items()}
    for group in ("spaces", "lines", "hazards"):
        for number, row in enumerate(getattr(content, group)):
            for name, value in _fields(row):
                own[group, row.key, name] = (f"/{group}/{number}/{name}", value)
    return own


def _fields(row: SpaceInput | LineInput | HazardInput) -> Iterator[tuple[str, object]]:
    yield from values(row).items()
    if isinstance(row, SpaceInput):
        for surface in Surface:
            parts = row.parts_of(surface)
            for place, part in enumerate(parts):
                where = f"{surface}/parts/{place}" if len(parts) > 1 else str(surface)
                for name, value in values(part).items():
                    if name != "surface":
                        yield f"{where}/{name}", value
