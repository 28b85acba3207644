"""Two people at one draft: what each of them changed since both opened it, put together.

Texts are those that stand in the fields of a page, so that what nobody can read is not lost either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Texts = Mapping[str, list[str]]
"""What stands in a form, by the names of its fields; a name that is missing stands for an empty field."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; ``key`` tells which it is, '' for a new one."""

    key: str
    texts: Texts


@dataclass(frozen=True, slots=True)
class Merged:
    """What stands after two changes; ``theirs``: what they say of the fields that both changed."""

    texts: dict[str, list[str]]
    theirs: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MergedRow(Merged):
    """A row after two changes; ``note`` where one removed what the other changed."""

    key: str = ""
    note: str = ""


REMOVED_BY_THEM = "这一行刚被删去，您改过其中内容，已保留。请核对：再次提交按您填的保存"
ADDED_BY_BOTH = "刚保存的内容里已有同名的一行，两行都已保留。请核对：重复的请删去一行"
REMOVED_BY_ME = "您删去的这一行刚被改过，已放回。请核对：不要的请再删一次"


def merge(base: Texts, mine: Texts, theirs: Texts) -> Merged:
    """Merge field by field: what only one changed stands as changed, what both did stands as mine."""
    merged: dict[str, list[str]] = {}
    both: dict[str, list[str]] = {}
    for name in dict.fromkeys((*theirs, *mine)):
        before, my, their = (said.get(name, []) for said in (base, mine, theirs))
        merged[name] = their if my == before else my
        if my not in (before, their) and their != before:
            both[name] = their
    return Merged(merged, both)


def merge_rows(
    base: Sequence[Row], mine: Sequence[Row], theirs: Sequence[Row], *, blank: bool = False
) -> list[MergedRow]:
    """Merge a table row by row: theirs in their order, then the rows that only I have.

    ``blank``: base was only offered, nothing of it was stored, so nobody can have removed a row of it.
    A row that both added alike is one row: my own earlier save may be what came in between.
    """
    before, my, their = _by_key(base), _by_key(mine), _by_key(theirs)
    found = []
    for key, row in their.items():
        standing = before.get(key)
        if key in my:
            merged = merge(standing.texts if standing else {}, my[key].texts, row.texts)
            found.append(MergedRow(merged.texts, merged.theirs, key))
        elif standing is None or _differ(standing, row):
            found.append(MergedRow(dict(row.texts), key=key, note=REMOVED_BY_ME if standing else ""))
    added = [row for row in theirs if row.key not in before]
    for row in mine:
        standing = before.get(row.key)
        if row.key in their or (standing is not None and not _differ(standing, row)):
            continue
        note = REMOVED_BY_THEM
        if standing is None or blank:
            same = next((each for each in added if not _differ(each, row)), None)
            if same is not None:
                added.remove(same)  # each once: two alike rows of mine are two
                continue
            note = ADDED_BY_BOTH if any(_called(each) == _called(row) != {} for each in added) else ""
        found.append(MergedRow(dict(row.texts), key=row.key, note=note))
    return found


def _by_key(rows: Iterable[Row]) -> dict[str, Row]:
    return {row.key: row for row in rows if row.key}


def _called(row: Row) -> Texts:
    """Return what a row is called; {} while it has no name."""
    if not row.texts.get("name"):
        return {}
    return {name: row.texts.get(name, []) for name in ("kind", "name", "location")}


def _differ(one: Row, other: Row) -> bool:
    return any(one.texts.get(name, []) != other.texts.get(name, []) for name in {*one.texts, *other.texts})
