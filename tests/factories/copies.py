"""Cases and weeks as copies: each factory makes a plain one once a process, later tests get its rows.

A copy is made only where the result cannot differ: nothing else was written since the world was made,
the caller asked for no changes, the test patches neither the site nor its settings, and settings that
a block overrides are the same. Everywhere else the services are asked again. A transactional test asks
them too: its commits have consequences.

A fixture marked :func:`kept` is brought back in the same way, also on top of others that were.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from copy import copy, deepcopy
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.signals import setting_changed
from django.db import connection, models

from apps.audit.models import Chain
from apps.lib import clock
from tests.factories.rows import LEDGER, Copy, Rows, written

Key = tuple[object, ...]


@dataclass
class _Untouched:
    """The world of this moment and what was made in it, as long as nothing was written after that."""

    moment: datetime
    rows: Rows | None
    """What it holds; None: what was made since the world has not been read."""
    writes: int
    made: tuple[Key, ...] = ()
    """What was made in it since, in this order."""


@dataclass
class _Kept:
    made: Any
    copy: Copy
    files: dict[Path, bytes]


_state: dict[str, Any] = {"world": None, "allowed": False}
_kept: dict[Key, _Kept] = {}


OF_EVERY_TEST = frozenset({"STORAGES", "VAR_DIR", "DEMO_DIR"})
"""Overridden for each test with a folder of its own; a copy brings its files along."""
_overridden: Counter[str] = Counter()


def _notice(*, setting: str, enter: bool, **_: Any) -> None:
    _overridden[setting] += 1 if enter else -1


setting_changed.connect(_notice, dispatch_uid="copies")


def _other_settings() -> tuple[str, ...]:
    """Spell the settings overridden now and who typesets: with a gateway, what is made holds texts too."""
    names = sorted(name for name, times in _overridden.items() if times > 0 and name not in OF_EVERY_TEST)
    typesetting = sys.modules.get("apps.documents.services.typesetting")
    typesetter = typesetting.HTML.__qualname__ if typesetting else "HTML"
    return (typesetter, *(f"{name}={getattr(settings, name, None)!r}" for name in names))


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
        def make_or_copy(world: Any, *upto: str, **more: Any) -> Any:
            untouched = _state["world"]
            if len(upto) == 0 and set(more) == {"upto"}:
                upto, more = (more["upto"],), {}
            if more or not _may_copy(untouched) or untouched.made:
                return make(world, *upto, **more)
            if not (sets_clock or clock.now() == untouched.moment):
                return make(world, *upto)
            key = (make.__module__, make.__name__, upto, untouched.moment, _other_settings())
            return _made_or_copied(key, lambda: make(world, *upto), untouched)

        return make_or_copy

    return wrap


def kept(fixture: Callable[..., Any]) -> Callable[..., Any]:
    """Let a fixture's function be asked once a process; later tests get its rows and its result back.

    It sets the clock itself, changes nothing of what it is given, and all that it is given follows
    from the world, without parameters: what came before it then says what it would make.
    """

    @wraps(fixture)
    def bring_back(**given: Any) -> Any:
        untouched = _state["world"]
        if not _may_copy(untouched):
            return fixture(**given)
        key = (fixture.__module__, fixture.__name__, untouched.moment, untouched.made, _other_settings())
        return _made_or_copied(key, lambda: fixture(**given), untouched)

    return bring_back


def _made_or_copied(key: Key, make: Callable[[], Any], untouched: _Untouched) -> Any:
    """Return what ``make`` makes of an untouched world, from now on the world's newest part."""
    if key in _kept:
        made = _again(_kept[key])
    else:
        before = written() if untouched.rows is None else untouched.rows
        made = make()
        _kept[key] = _Kept(deepcopy(made), _difference(before), _files())
    _state["world"] = _Untouched(untouched.moment, None, LEDGER.count, (*untouched.made, key))
    return made


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
    now = written()
    for model, rows in now.items():
        known = {row.pk: row for row in before.get(model, ())}
        fresh = [row for row in rows if row.pk not in known]
        if fresh:
            new[model] = fresh
        for row in rows:
            if row.pk in known and _values(known[row.pk]) != _values(row):
                changed += [*_links_between(known[row.pk], row), row]
    gone = {model: {row.pk for row in rows} for model, rows in before.items()}
    gone = {model: keys - {row.pk for row in now.get(model, ())} for model, keys in gone.items()}
    return Copy(new, changed, {model: keys for model, keys in gone.items() if keys})


def _links_between(before: models.Model, row: models.Model) -> Iterator[Chain]:
    """Yield a chain of the record as it was on its way: it lets itself be led on by one link only."""
    if isinstance(before, Chain) and isinstance(row, Chain):
        for seq in range(before.seq + 1, row.seq):
            between = copy(row)
            between.seq = seq
            yield between


def _values(row: models.Model) -> list[object]:
    return [getattr(row, column.attname) for column in row._meta.concrete_fields]


def _folder() -> Path:
    return Path(default_storage.path(""))


def _files() -> dict[Path, bytes]:
    folder = _folder()
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _again(kept: _Kept) -> Any:
    kept.copy.insert()
    for name, content in kept.files.items():
        path = _folder() / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return deepcopy(kept.made)
