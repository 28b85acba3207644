"""The world of the archives' tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from apps.documents.services import typesetting
from apps.lib import clock
from tests.access.staged import Sheet
from tests.factories.world import NOON, World, make_world


@pytest.fixture
def sheets() -> Iterator[None]:
    """Draw papers quickly: what they look like is tried where they are read."""
    with pytest.MonkeyPatch.context() as patch:  # not the fixture: who asks for that gets no copies
        patch.setattr(typesetting, "HTML", Sheet)
        yield


@pytest.fixture
def world(db: None) -> World:
    """Organisations and personas, as on 2026-09-01."""
    with clock.at(NOON):
        return make_world()
