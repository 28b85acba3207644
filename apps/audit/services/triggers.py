"""Triggers that let the database itself refuse to change or remove what was recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from apps.audit.models import AccessLog, Chain, DayDigest, Event

APPEND_ONLY = tuple(model._meta.db_table for model in (Event, DayDigest, AccessLog))
_CHAIN = Chain._meta.db_table
_LOOKS = AccessLog._meta.db_table
_REFUSAL = "audit record is append-only"
PURGE = "audit_purge_accesses"
"""PostgreSQL's function that removes looks over age, with the rights of the tables' owner."""
LEAST_DAYS = 183
"""网络安全法 第二十一条: logs are kept for six months at least."""
_GUARDS: dict[tuple[str, str], tuple[str, str]] = {}
"""Rows of other apps that the database refuses to change once they bind: see :func:`guard`."""
_CHAIN_STEP = (
    "NEW.seq <> OLD.seq + 1 OR NEW.id <> OLD.id"
    " OR NEW.subject_kind <> OLD.subject_kind OR NEW.subject_id <> OLD.subject_id"
)


def guard(table: str, condition: str) -> None:
    """Let the database refuse to change or remove rows of a table while ``condition`` holds of them.

    For an app's ``ready``; ``condition`` speaks of ``OLD`` and asks no other table.
    """
    for operation in ("UPDATE", "DELETE"):
        _GUARDS[table, f"{table}_bound_{operation.lower()}"] = (operation, condition)


def _triggers(vendor: str) -> dict[tuple[str, str], tuple[str, str]]:
    """Return (table, trigger) -> (operation, condition)."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for table in APPEND_ONLY:
        found[table, f"{table}_no_update"] = ("UPDATE", "")
        found[table, f"{table}_no_delete"] = ("DELETE", "")
    found[_CHAIN, f"{_CHAIN}_forward_only"] = ("UPDATE", _CHAIN_STEP)
    found[_CHAIN, f"{_CHAIN}_no_delete"] = ("DELETE", "")
    # TRUNCATE fires no row triggers; SQLite has no TRUNCATE.
    if vendor == "postgresql":
        for table in (*APPEND_ONLY, _CHAIN):
            found[table, f"{table}_no_truncate"] = ("TRUNCATE", "")
    return found | _GUARDS


def _create(vendor: str, table: str, name: str, operation: str, condition: str) -> str:
    when = f" WHEN ({condition})" if condition else ""
    if vendor == "sqlite":
        return (
            f"CREATE TRIGGER {name} BEFORE {operation} ON {table} FOR EACH ROW{when}"
            f" BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )
    each = "STATEMENT" if operation == "TRUNCATE" else "ROW"
    return (
        f"CREATE TRIGGER {name} BEFORE {operation} ON {table} FOR EACH {each}{when}"
        " EXECUTE FUNCTION audit_refuse()"
    )


# 23000 is integrity_constraint_violation: both databases then raise IntegrityError.
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = '23000'; END $$
"""


def _purge_function(schema: str) -> str:
    """Return the function by which a role that may delete nothing has the looks over age removed.

    It runs as its owner, asks the database's own clock whether they are old enough, and lets nobody else
    meet the table unguarded: both ALTER belong to the caller's transaction.
    """
    guard = f"{_LOOKS}_no_delete"
    return f"""
CREATE OR REPLACE FUNCTION {PURGE}(before timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, {schema}, pg_temp AS $$
DECLARE removed bigint;
BEGIN
  IF before > now() - interval '{LEAST_DAYS} days' THEN
    RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = '23000';
  END IF;
  ALTER TABLE {_LOOKS} DISABLE TRIGGER {guard};
  DELETE FROM {_LOOKS} WHERE at < before;
  GET DIAGNOSTICS removed = ROW_COUNT;
  ALTER TABLE {_LOOKS} ENABLE TRIGGER {guard};
  RETURN removed;
END $$
"""  # noqa: S608 - names of our own tables


def _present(connection: BaseDatabaseWrapper) -> set[tuple[str, str]]:
    """Return (table, trigger) pairs that exist and are enabled."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'")
        else:
            # A disabled trigger counts as gone. Only visible tables are looked at: a restore sets the old
            # schema aside, with tables and triggers of the same names.
            cursor.execute(
                "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
                " WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
                " AND pg_table_is_visible(c.oid)"
            )
        return {(str(table), str(name)) for table, name in cursor.fetchall()}


def _tables(connection: BaseDatabaseWrapper) -> set[str]:
    wanted = {*APPEND_ONLY, _CHAIN, *(table for table, _ in _GUARDS)}
    return wanted & set(connection.introspection.table_names())


def missing(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Return the names of the record's triggers that should be there and are not, for tables that exist."""
    # Guards of other apps are not asked for: before the migration that brings one its columns are not there.
    connection = connections[using]
    tables, present = _tables(connection), _present(connection)
    return sorted(
        name
        for table, name in _triggers(connection.vendor)
        if table in tables and (table, name) not in {*present, *_GUARDS}
    )


def install(using: str = DEFAULT_DB_ALIAS) -> None:
    """Put every trigger in place; what is there is replaced."""
    connection = connections[using]
    # Before the first migration there are no tables to guard.
    tables = _tables(connection)
    drop(using)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            install_functions(using)
        for (table, name), (operation, condition) in _triggers(connection.vendor).items():
            if table in tables:
                cursor.execute(_create(connection.vendor, table, name, operation, condition))


def install_functions(using: str = DEFAULT_DB_ALIAS) -> None:
    """Put PostgreSQL's functions of the record in place."""
    with connections[using].cursor() as cursor:
        cursor.execute(_FUNCTION)
        cursor.execute("SELECT quote_ident(current_schema())")
        cursor.execute(_purge_function(cursor.fetchone()[0]))


def drop(using: str = DEFAULT_DB_ALIAS) -> None:
    """Take all triggers away: for the teardown of tests, which empties tables."""
    connection = connections[using]
    tables = _tables(connection)
    with connection.cursor() as cursor:
        for table, name in _triggers(connection.vendor):
            if table in tables:
                on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


@contextmanager
def lifted(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Take the triggers away inside the block and put them back after it."""
    drop(using)
    try:
        yield
    finally:
        install(using)


def purge_looks(before: datetime, using: str = DEFAULT_DB_ALIAS) -> int:
    """Remove looks at personal data from before a moment, six months old at least; return how many.

    Must be part of a transaction: without one others would meet the table unguarded.
    """
    connection = connections[using]
    if not connection.in_atomic_block:
        raise RuntimeError("without a transaction others would meet the table unguarded")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT {PURGE}(%s)", [before])
            return int(cursor.fetchone()[0])
        name = f"{_LOOKS}_no_delete"
        cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        removed, _ = AccessLog.objects.using(using).filter(at__lt=before).delete()
        operation, condition = _triggers(connection.vendor)[_LOOKS, name]
        cursor.execute(_create(connection.vendor, _LOOKS, name, operation, condition))
        return removed


def install_after_migrate(*, using: str = DEFAULT_DB_ALIAS, **_kwargs: Any) -> None:
    """Receive post_migrate (also sent after a flush)."""
    install(using)


def check_triggers(*, databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Report triggers that are gone: someone, or a table remade by hand, opened the record."""
    messages: list[CheckMessage] = []
    for alias in databases or ():
        gone = missing(alias)
        if gone:
            messages.append(
                Error(
                    f"审计记录的防改触发器缺失（数据库 {alias}）：{', '.join(gone)}",
                    hint="先运行 verify_audit 核对记录，再运行 migrate --skip-checks 重新安装。",
                    id="audit.E001",
                )
            )
    return messages
