"""The way the migrations went one by one, which their squashed successors leave out."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from unittest.mock import patch

from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from apps.reports.services import triggers

State = tuple[tuple[str, str], ...]
"""The last migration of each app named."""


class SingleSteps(MigrationLoader):
    """Knows the migrations without the squashed ones: Django would count what both of them do."""

    def load_disk(self) -> None:
        super().load_disk()
        squashed = {key: each.replaces[-1] for key, each in self.disk_migrations.items() if each.replaces}
        self.disk_migrations = {k: each for k, each in self.disk_migrations.items() if k not in squashed}
        for each in self.disk_migrations.values():
            each.dependencies = [squashed.get(key, key) for key in each.dependencies]


def one_by_one() -> MigrationExecutor:
    """Return what migrates through each migration, also through those a squashed one replaces."""
    executor = MigrationExecutor(connection)
    executor.loader = SingleSteps(connection)
    return executor


@contextmanager
def rarely_collecting() -> Iterator[None]:
    """Collect garbage rarely: of the classes that Django builds, looking for it takes a third of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(200_000, 10, 10)
    # Each model of a state asks which of the site's models may be swapped; Django forgets at each state.
    swappable = cache(apps.get_swappable_settings_name)
    try:
        with patch.object(apps, "get_swappable_settings_name", swappable):
            yield
    finally:
        gc.set_threshold(*usual)


def migrate(*targets: tuple[str, str | None]) -> None:
    """Bring the database to a state of the migrations; ``None`` takes all of an app back."""
    triggers.drop()  # SQLite cannot remake a table that one of them names
    executor = one_by_one()
    plan = executor.migration_plan(list(targets))
    with rarely_collecting():
        if all(backwards for _, backwards in plan):
            _take_back(executor, plan)
        else:
            executor.migrate(list(targets), plan=plan)


def _take_back(executor: MigrationExecutor, plan: list[Any]) -> None:
    # Step by step: Django would build, change after change, the models of all states in between as well.
    for migration, _ in plan:
        del executor.loader.applied_migrations[migration.app_label, migration.name]
        state = executor._create_project_state(with_applied_migrations=True)
        state.apps  # noqa: B018 - built once a step, else by each of its operations
        executor.unapply_migration(state, migration)


def migrate_to_newest() -> None:
    """Bring the database to where it was, as ``migrate`` does on a site that stopped on the way."""
    newest = MigrationExecutor(connection)
    with rarely_collecting():
        newest.migrate(newest.loader.graph.leaf_nodes())
    triggers.install()


@cache
def models_of(state: State) -> Any:
    """Return the models as a state of the migrations knows them."""
    return SingleSteps(None).project_state(list(state)).apps
