"""The way the migrations went one by one, which their squashed successors leave out."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

State = tuple[tuple[str, str], ...]
"""The last migration of each app named."""


def one_by_one() -> MigrationExecutor:
    """Return what migrates through each migration, also through those a squashed one replaces."""
    executor = MigrationExecutor(connection)
    executor.loader = MigrationLoader(connection, replace_migrations=False)
    return executor


def migrate(*targets: tuple[str, str | None]) -> None:
    """Bring the database to a state of the migrations; ``None`` takes all of an app back."""
    one_by_one().migrate(list(targets))


def migrate_to_newest() -> None:
    """Bring the database to where it was."""
    newest = one_by_one()
    newest.migrate(newest.loader.graph.leaf_nodes())


@cache
def models_of(state: State) -> Any:
    """Return the models as a state of the migrations knows them."""
    return MigrationLoader(None, replace_migrations=False).project_state(list(state)).apps
