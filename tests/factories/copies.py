"""Cases and weeks as copies: each factory makes a plain one once a process, later tests get its rows.

A copy is made only where the result cannot differ: nothing else was written since the world was made,
the caller asked for no changes, and the test patches neither the site nor its settings. Everywhere
else the services are asked again. A transactional test asks them too: its commits have consequences.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection, models

from apps.lib import clock
from tests.factories.rows import LEDGER, Copy, Rows, written


@dataclass
class _Untouched:
    """The world of this moment, as long as nothing was written after it."""

    moment: datetime
    rows: Rows
    writes: int


@dataclass
class _Kept:
    made: models.Model
    copy: Copy
    files: dict[Path, bytes]


_state: dict[str, Any] = {"world": None, "allowed": False}
_kept: dict[tuple[object, ...], _Kept] = {}


def allow(allowed: bool) -> None:
    """Say whether the test that now begins may be given copies."""
    _state["allowed"] = allowed


def world_made(moment: datetime, rows: Rows) -> None:
    """Note that the database holds a world and nothing after it."""
    _state["world"] = _Untouched(moment, rows, LEDGER.count)


def copied(*, sets_clock: bool = False) -> Callable[..., Any]:
    """Let a factory ``make(world, upto)`` hand out copies. ``sets_clock``: it ignores the caller's clock."""

    def wrap(make: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(make)
        def copy(world: Any, *upto: str, **more: Any) -> Any:
            untouched = _state["world"]
            if len(upto) == 0 and set(more) == {"upto"}:
                upto, more = (more["upto"],), {}
            if more or not _may_copy(untouched) or not (sets_clock or clock.now() == untouched.moment):
                return make(world, *upto, **more)
            key = (make.__module__, make.__name__, upto, untouched.moment)
            if key not in _kept:
                made = make(world, *upto)
                _kept[key] = _Kept(deepcopy(made), _difference(untouched.rows), _files())
                return made
            return _again(_kept[key])

        return copy

    return wrap


def _may_copy(untouched: _Untouched | None) -> bool:
    return (
        _state["allowed"]
        and untouched is not None
        and untouched.writes == LEDGER.count
        and connection.in_atomic_block
        and isinstance(default_storage, FileSystemStorage)
    )


def _difference(before: Rows) -> Copy:
    new: Rows = {}
    changed: list[models.Model] = []
    for model, rows in written().items():
        known = {row.pk: _values(row) for row in before.get(model, ())}
        fresh = [row for row in rows if row.pk not in known]
        if fresh:
            new[model] = fresh
        changed += [row for row in rows if row.pk in known and known[row.pk] != _values(row)]
    return Copy(new, changed)


def _values(row: models.Model) -> list[object]:
    return [getattr(row, column.attname) for column in row._meta.concrete_fields]


def _folder() -> Path:
    return Path(default_storage.path(""))


def _files() -> dict[Path, bytes]:
    folder = _folder()
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _again(kept: _Kept) -> models.Model:
    kept.copy.insert()
    for name, content in kept.files.items():
        path = _folder() / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return deepcopy(kept.made)
