"""Who may read a stored file: each app that owns files says it for its own kind of owner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from apps.documents.models import StoredFile
from apps.lib.actors import Actor


@dataclass(frozen=True, slots=True)
class Reading:
    """How files of one kind of owner are read."""

    may_read: Callable[[Actor, StoredFile], bool]
    purpose: str
    """What the access log says a fetch was for."""
    inline: bool = False
    """Whether pictures may be shown in place."""


_readings: dict[str, Reading] = {}


def register_reading(owner_kind: str, reading: Reading) -> None:
    """Open files whose ``owner_kind`` is this one; all others stay closed."""
    _readings[owner_kind] = reading


def reading_of(file: StoredFile) -> Reading | None:
    """Return how a file is read, None where nobody opened its kind of owner."""
    return _readings.get(file.owner_kind)
