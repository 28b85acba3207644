"""SQLite as Django has it, with a compiler that keeps columns."""

from __future__ import annotations

from django.db.backends.sqlite3 import base, operations
from django.db.models.sql.compiler import (
    SQLAggregateCompiler,
    SQLDeleteCompiler,
    SQLInsertCompiler,
    SQLUpdateCompiler,
)
from django.db.models.sql.compiler import SQLCompiler as PlainCompiler

from caseflow.backends.columns import KeepsColumns

__all__ = [
    "DatabaseWrapper",
    "SQLAggregateCompiler",
    "SQLCompiler",
    "SQLDeleteCompiler",
    "SQLInsertCompiler",
    "SQLUpdateCompiler",
]


class SQLCompiler(KeepsColumns, PlainCompiler):
    """Writes SELECT statements."""


class DatabaseOperations(operations.DatabaseOperations):
    """Says where the compilers are: here."""

    compiler_module = __name__


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection."""

    ops_class = DatabaseOperations
