"""Checks at start-up: nothing encrypted may be forgotten when keys change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.db.models import BinaryField

from apps.operations.rules.encrypted_columns import SEALED


def binary_columns() -> Iterator[str]:
    """Yield every binary column of our own apps, as ``app.Model.field``."""
    for model in apps.get_models():
        if model.__module__.startswith("apps."):
            for field in model._meta.concrete_fields:
                if isinstance(field, BinaryField):
                    yield f"{model._meta.label}.{field.name}"


def check_sealed_columns(**_: Any) -> list[CheckMessage]:
    """Report binary columns that rotate_keys does not know, and declared ones that are gone."""
    found = set(binary_columns())
    problems = dict.fromkeys(sorted(found - set(SEALED)), "没有写进")
    problems |= dict.fromkeys(sorted(set(SEALED) - found), "已不存在，却仍写在")
    return [
        Error(f"{column} {what} apps/operations/rules/encrypted_columns.py", id="operations.E001")
        for column, what in problems.items()
    ]
