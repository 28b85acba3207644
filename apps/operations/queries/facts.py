"""What a database holds, in figures that can be compared after it was restored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any, Protocol
from uuid import UUID

from apps.operations.rules.backups import Facts, Table

_ROWS_AT_ONCE = 1000
_TABLES = {
    # GLOB, because in LIKE the _ stands for any character.
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*' ORDER BY 1",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename",
}


class Cursor(Protocol):
    """What Django's and SQLite's own cursors have in common."""

    def execute(self, sql: str, /) -> Any:
        """Run one statement; what it returns is not used."""
        ...

    def fetchmany(self, size: int, /) -> list[Any]:
        """Return at most ``size`` further rows; [] at the end."""
        ...


def facts(cursor: Cursor, vendor: str) -> Facts:
    """Count and digest every table as this cursor's transaction sees it."""
    tables = {name: _table(cursor, vendor, name) for (name,) in _rows(cursor, _TABLES[vendor])}
    chains = sha256()
    last, migrations = "", list[str]()
    if "audit_chain" in tables:
        statement = "SELECT subject_kind, subject_id, seq, head FROM audit_chain ORDER BY id"
        for row in _rows(cursor, statement):
            chains.update(repr(tuple(row)).encode())
        newest = _rows(cursor, "SELECT day, hash FROM audit_daydigest ORDER BY day DESC LIMIT 1")
        last = " ".join(str(value) for row in newest for value in row)
    if "django_migrations" in tables:
        applied = _rows(cursor, "SELECT app, name FROM django_migrations ORDER BY id")
        migrations = [f"{app}.{name}" for app, name in applied]
    return Facts(
        tables=tables, audit_chains=chains.hexdigest(), last_digest=last, migrations=tuple(migrations)
    )


def stored_files(cursor: Cursor) -> list[tuple[str, str]]:
    """Return (row id, storage name) of every stored file, as texts."""
    rows = _rows(cursor, "SELECT id, storage_name FROM documents_storedfile ORDER BY id")
    return [(str(UUID(str(pk))), str(name)) for pk, name in rows]  # SQLite keeps them without hyphens


def _table(cursor: Cursor, vendor: str, name: str) -> Table:
    if vendor == "postgresql":
        # the server hashes each row's text; a sum does not depend on where a row lies
        statement = f'SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM "{name}" t'  # noqa: S608
        ((count, total),) = _rows(cursor, statement)
        return Table(int(count), str(total))
    count, total = 0, 0
    for row in _rows(cursor, f'SELECT * FROM "{name}"'):  # noqa: S608
        count += 1
        total += int.from_bytes(sha256(repr(tuple(row)).encode()).digest()[:8], "big")
    return Table(count, str(total))


def _rows(cursor: Cursor, statement: str) -> Iterator[tuple[Any, ...]]:
    cursor.execute(statement)
    while batch := cursor.fetchmany(_ROWS_AT_ONCE):
        yield from _tuples(batch)


def _tuples(batch: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    return (tuple(row) for row in batch)
