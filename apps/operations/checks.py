"""Checks at start-up: nothing encrypted may be forgotten when keys change."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error

from apps.operations.queries.encrypted_columns import binary_columns, encrypted_columns


def check_encrypted_columns(**_: Any) -> list[CheckMessage]:
    """Report binary columns that rotate_keys does not know."""
    known = encrypted_columns()
    return [
        Error(f"{column} 是二进制字段，却不是 apps.encryption 的 EncryptedField", id="operations.E001")
        for column, _field in binary_columns()
        if column not in known
    ]
