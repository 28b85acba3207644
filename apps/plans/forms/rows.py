"""Adding and removing rows of a posted form set, for browsers with and without scripts."""

from __future__ import annotations

from django.http import QueryDict

from apps.lib.digits import whole

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
    below: dict[str, list[str]] = {}
    for key in data:
        number, _, name = key.removeprefix(f"{group}-").partition("-")
        if not key.startswith(f"{group}-") or (at := whole(number)) is None or at < place:
            continue
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
