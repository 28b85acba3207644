"""A world, and the systems outside on loopback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.factories.partner import PartnerServer, partner_serving
from tests.factories.world import World, make_world


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def outside() -> Iterator[PartnerServer]:
    """Serve as 浙里建造."""
    with partner_serving("CONSTRUCTION_PLATFORM") as kept:
        yield kept


@pytest.fixture
def site_code() -> Iterator[PartnerServer]:
    """Serve as 一码监管."""
    with partner_serving("SITE_CODE") as kept:
        yield kept


@pytest.fixture
def filing() -> Iterator[PartnerServer]:
    """Serve as 装修备案系统."""
    with partner_serving("FILING_SYSTEM") as kept:
        yield kept
