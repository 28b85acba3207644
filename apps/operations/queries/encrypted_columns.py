"""Every column that holds encrypted values: the models say so, nothing is listed twice.

``manage.py check`` refuses a binary column of another kind: a rotation that forgot it would leave its
values behind with a key that is about to be thrown away.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import BinaryField

from apps.encryption import EncryptedField


def binary_columns() -> Iterator[tuple[str, BinaryField[Any, Any]]]:
    """Yield every binary column of our own apps with its name, ``app.Model.column``.

    By column, not by field: the record of earlier rotations names what was encrypted anew so.
    """
    for model in apps.get_models():
        if model.__module__.startswith("apps."):
            for field in model._meta.concrete_fields:
                if isinstance(field, BinaryField):
                    yield f"{model._meta.label}.{field.column}", field


def encrypted_columns() -> dict[str, EncryptedField]:
    """Return the encrypted columns by name; each knows what its values are tied to."""
    return {name: field for name, field in binary_columns() if isinstance(field, EncryptedField)}
