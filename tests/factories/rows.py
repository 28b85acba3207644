"""What the services wrote once, brought back as the very same rows: worlds, cases, the access stage.

A worker builds a thing through the services once; every later test gets it back in a few inserts,
events and chains included, so that thousands of tests can afford a world and a case in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, connections, models, transaction
from django.db.backends.signals import connection_created

Rows = dict[type[models.Model], list[models.Model]]
Gone = dict[type[models.Model], set[Any]]
"""Rows taken away, by their keys."""
OF_THE_SITE = ("apps.",)
OF_TRIGGERS = frozenset({"reports.LiveCount"})
"""Written again by the database itself with the rows they follow from."""
WRITES = ("INSERT", "UPDATE", "DELETE", "TRUNCATE")


def written(modules: tuple[str, ...] = OF_THE_SITE, *, linked: bool = False) -> Rows:
    """Return every row of the models whose module begins with one of ``modules``, by model.

    ``linked`` adds the tables of many-to-many fields.
    """
    found = {
        model: list(model._base_manager.order_by("pk"))
        for model in apps.get_models(include_auto_created=linked)
        if model.__module__.startswith(modules) and model._meta.label not in OF_TRIGGERS
    }
    return {model: rows for model, rows in found.items() if rows}


class Copy:
    """Rows to bring back. The first time Django writes the statements; later ones only send them."""

    def __init__(self, new: Rows, changed: Iterable[models.Model] = (), gone: Gone | None = None) -> None:
        self.new = new
        self.changed = list(changed)
        self.gone = gone or {}
        self._statements: list[tuple[str, Any]] = []

    def insert(self) -> None:
        """Write the rows; a row that is there already is an error."""
        with transaction.atomic():
            if self._statements:
                with connection.cursor() as cursor:
                    for sql, values in self._statements:
                        cursor.execute(sql, values)
                return
            with _kept(self._statements):
                self._write()
            self._statements = _in_one(self._statements)

    def _write(self) -> None:
        for model, keys in self.gone.items():
            model._base_manager.filter(pk__in=keys)._raw_delete(connection.alias)
        for model, rows in self.new.items():
            model._base_manager.bulk_create(copy(row) for row in rows)
        for row in self.changed:
            values = {column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields}
            type(row)._base_manager.filter(pk=values.pop(row._meta.pk.attname)).update(**values)
        # PostgreSQL's sequences do not notice rows that bring their own number.
        resets = connection.ops.sequence_reset_sql(no_style(), list(self.new))
        if resets:
            with connection.cursor() as cursor:
                cursor.execute(" ".join(resets))


def _in_one(statements: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Return statements as one with the values in its text, which PostgreSQL takes and SQLite does not."""
    if connection.vendor != "postgresql":
        return statements
    with connection.cursor() as cursor:
        return [("; ".join(cursor.mogrify(sql, values) for sql, values in statements), None)]


@contextmanager
def _kept(statements: list[tuple[str, Any]]) -> Iterator[None]:
    def keep(execute: Callable[..., Any], sql: str, values: Any, many: bool, context: Any) -> Any:
        statements.append((sql, values))
        return execute(sql, values, many, context)

    try:
        with connection.execute_wrapper(keep):
            yield
    except BaseException:
        statements.clear()
        raise


class Ledger:
    """Counts what this process writes to its databases, to know whether anything came after a world."""

    def __init__(self) -> None:
        self.count = 0

    def note(self, execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        """Let a statement pass, and count it if it writes."""
        if sql.lstrip().startswith(WRITES):
            self.count += 1
        return execute(sql, *more)

    def open(self, connection: Any, **_: object) -> None:
        """Begin to listen on a connection."""
        if self.note not in connection.execute_wrappers:
            connection.execute_wrappers.append(self.note)


LEDGER = Ledger()
connection_created.connect(LEDGER.open)
for _each in connections.all(initialized_only=True):
    LEDGER.open(_each)
