"""The columns a query asks for, worked out once for all queries of its shape.

Django works out anew for each query which columns of which joined tables it asks for, how they are spelled
and converted: for a case with its household, dwelling and offices, two thirds of its work before the database
has heard of anything. All of it hangs on the model, on what ``select_related`` and ``only`` name and on the
joins made so far, and on no value: so it is kept, for as long as the process lives.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from operator import is_
from typing import Any

from django.db.models.sql.compiler import SQLCompiler

MOST = 5_000
"""So many shapes are kept; the code has some hundreds. What lies beyond is worked out each time."""


@dataclass
class Columns:
    """What :meth:`SQLCompiler.get_select` returned for a shape, and what it did to the query on the way."""

    select: list[Any]
    classes: dict[str, Any]
    expressions: list[Any]
    joined: list[tuple[str, Any]]
    counts: list[tuple[str, int]]
    joins: tuple[Any, ...]
    """Every join of the shape: its key names fields by ``id``, which are taken again once a field is gone."""
    converters: dict[int, Any] | None = None

    def join(self, query: Any) -> None:
        """Leave a query of the shape as working its columns out would have left it."""
        for alias, join in self.joined:
            query.alias_map[alias] = join
            query.table_map.setdefault(join.table_name, []).append(alias)
        for alias, count in self.counts:
            query.alias_refcount[alias] = query.alias_refcount.get(alias, 0) + count


_kept: dict[Hashable, Columns] = {}


class KeepsColumns(SQLCompiler):
    """Mixed into a backend's own compiler of SELECT statements."""

    _columns: Columns | None = None

    def get_select(self, with_col_aliases: bool = False) -> Any:
        """Return the columns; aliases they need only where queries are combined are worked out each time."""
        shape = None if with_col_aliases else self._shape()
        if shape is None:
            self._columns = None
            return super().get_select(with_col_aliases)
        columns = _kept.get(shape)
        if columns is None:
            columns = self._worked_out(shape)
        else:
            columns.join(self.query)
        self._columns = columns
        return list(columns.select), columns.classes, {}

    def get_converters(self, expressions: Any) -> Any:
        """Return what turns values of the database into those of the fields, by column."""
        columns = self._columns
        if columns is None or len(expressions) != len(columns.expressions):
            return super().get_converters(expressions)
        if not all(map(is_, expressions, columns.expressions)):
            return super().get_converters(expressions)
        if columns.converters is None:
            columns.converters = super().get_converters(expressions)
        return columns.converters

    def get_order_by(self) -> Any:
        """Return the order; one that names fields need not be looked for among the columns."""
        query = self.query
        ordering = query.order_by or (query.get_meta().ordering if query.default_ordering else ())
        if (
            self._columns is None
            or query.extra_order_by
            or not all(isinstance(each, str) for each in ordering)
        ):
            return super().get_order_by()
        # Columns without aliases match no name; to see it, Django hashes all that each was made of.
        select, self.select = self.select, None
        try:
            return super().get_order_by()
        finally:
            self.select = select

    def _shape(self) -> Hashable | None:
        """Return all that the columns hang on; None for a query that asks for more than columns of models."""
        query = self.query
        related = query.select_related
        if not query.default_cols or query.selected is not None or query.model is None or related is True:
            return None
        if query.combinator or query.annotations or query.extra or query.external_aliases:
            return None
        if query._filtered_relations:
            return None
        joins = [
            (alias, join.table_name, join.parent_alias, join.join_type, id(getattr(join, "join_field", None)))
            for alias, join in query.alias_map.items()
        ]
        names, deferred = query.deferred_loading
        return (
            self.connection.vendor,
            query.model,
            query.alias_prefix,
            tuple(joins),
            repr(related) if related else "",
            (frozenset(names), deferred) if names else None,
        )

    def _worked_out(self, shape: Hashable) -> Columns:
        query = self.query
        before, counts = set(query.alias_map), dict(query.alias_refcount)
        select, classes, _ = super().get_select()
        columns = Columns(
            select,
            classes,
            [expression for expression, _, _ in select],
            [(alias, join) for alias, join in query.alias_map.items() if alias not in before],
            [
                (alias, count - counts.get(alias, 0))
                for alias, count in query.alias_refcount.items()
                if count != counts.get(alias, 0)
            ],
            tuple(query.alias_map.values()),
        )
        if len(_kept) < MOST:
            _kept[shape] = columns
        return columns
