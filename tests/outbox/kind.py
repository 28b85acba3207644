"""What a test has to know of a kind of job."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.factories.world import World


@dataclass(frozen=True)
class Kind:
    """One registered task under test."""

    name: str
    prepare: Callable[[World], Mapping[str, Any] | None]
    """Makes what it works on; returns what ``enqueue`` is given besides, None if the job is there."""
    table: str
    """Whoever locks this table stops the task in the middle of its transaction; '' is the old job's row."""
    effect: Callable[[], object]
    """What is there afterwards: the same however often the job was cut off."""
    once: object = 1
