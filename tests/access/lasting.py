"""A world that is built once for a whole module of tests, and of which nothing stays afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import transaction
from django.test import override_settings


def stored_in(folder: Path) -> override_settings:
    """Let files lie in ``folder``."""
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    return override_settings(STORAGES={"default": storage, "staticfiles": static})


@contextmanager
def lasting(blocker: Any, folder: Path) -> Iterator[None]:
    """Open the database for a module; what is written inside is undone at the end.

    A module that uses it overrides pytest-django's ``_django_db_helper``, which would give every
    test an empty database, with :func:`undone`.
    """
    with blocker.unblock(), stored_in(folder), transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def undone() -> Iterator[None]:
    """Undo what is written inside, and nothing else."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)
