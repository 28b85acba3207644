"""Adding and removing rows of a posted form set, and parts of a surface, without any script."""

from __future__ import annotations

from django.http import QueryDict

from apps.lib.digits import whole
from apps.plans.enums import Surface
from apps.plans.forms.tables import MOST_PARTS, PART_FIELDS
from apps.plans.rules import part_field

GROUPS = ("spaces", "lines", "hazards")


def _total(data: QueryDict, group: str) -> int:
    try:
        return max(0, int(data.get(f"{group}-TOTAL_FORMS", "0") or 0))
    except ValueError:
        return 0


def add_row(data: QueryDict, group: str, **values: str) -> QueryDict:
    """Return the posted data with one more row at the end of ``group``."""
    changed = data.copy()
    place = _total(data, group)
    changed[f"{group}-TOTAL_FORMS"] = str(place + 1)
    for name, value in values.items():
        changed[f"{group}-{place}-{name}"] = value
    return changed


def remove_row(data: QueryDict, group: str, place: int) -> QueryDict:
    """Return the posted data without row ``place`` of ``group``; the rows below move up."""
    changed = data.copy()
    rows = _total(data, group)
    if not 0 <= place < rows:
        return changed
    # Set after the walk, which still takes out the very names that rows move to.
    below: dict[str, list[str]] = {}
    for key in data:
        number, _, name = key.removeprefix(f"{group}-").partition("-")
        if not key.startswith(f"{group}-") or (at := whole(number)) is None or at < place:
            continue
        # Also of rows that move up: a name the row below did not send must not keep the old value.
        changed.pop(key, None)
        if at > place:
            below[f"{group}-{at - 1}-{name}"] = data.getlist(key)
    for key, values in below.items():
        changed.setlist(key, values)
    changed[f"{group}-TOTAL_FORMS"] = str(rows - 1)
    initial = changed.get(f"{group}-INITIAL_FORMS") or "0"
    if (whole(initial) or 0) > rows - 1:
        changed[f"{group}-INITIAL_FORMS"] = str(rows - 1)
    return changed


def add_part(data: QueryDict, place: int, surface: Surface, shown: int) -> QueryDict:
    """Return the posted data with room for one part more than ``shown`` in a surface of space ``place``."""
    changed = data.copy()
    changed[f"spaces-{place}-{surface}_parts"] = str(min(shown + 1, MOST_PARTS))
    return changed


def remove_part(data: QueryDict, place: int, surface: Surface, part: int, shown: int) -> QueryDict:
    """Return the posted data without a part of a surface; the parts below move up."""
    changed = data.copy()
    if not 0 <= part < shown or shown == 1:
        return changed
    for at in range(part, MOST_PARTS):
        for name in PART_FIELDS:
            below = f"spaces-{place}-{part_field(surface, at + 1)}_{name}"
            changed[f"spaces-{place}-{part_field(surface, at)}_{name}"] = data.get(below, "")
    changed[f"spaces-{place}-{surface}_parts"] = str(shown - 1)
    return changed
