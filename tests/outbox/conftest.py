"""Tasks that exist for one test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from apps.lib import jobs


@pytest.fixture
def declare() -> Iterator[Callable[..., Any]]:
    """Declare tasks for one test."""
    before = dict(jobs.REGISTRY)
    yield jobs.task
    jobs.REGISTRY.clear()
    jobs.REGISTRY.update(before)
