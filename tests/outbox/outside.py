"""Kinds of job that send something to a system outside; a worker's answers by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.connections.enums import DeliveryState
from apps.connections.models import Delivery
from apps.outbox.models import Job
from tests.factories.ratings import rate
from tests.factories.stages import make_staged_case
from tests.factories.world import World
from tests.outbox.kind import Kind


def _pushed(world: World) -> Mapping[str, Any]:
    rating = rate(world, make_staged_case(world, "passed"))
    return {"args": {"delivery": str(Delivery.objects.get(reference=f"rating:{rating.pk}").pk)}}


def _lined_up(world: World) -> Mapping[str, Any]:
    return {"args": {"partner": "haochaping"}}


OUTSIDE = (
    Kind(
        "connections.push",
        _pushed,
        "connections_delivery",
        Delivery.objects.filter(state=DeliveryState.DELIVERED).count,
    ),
    Kind(
        "connections.take_up",
        lambda _world: {},
        "connections_delivery",
        lambda: Delivery.objects.unsent().idle().count(),
        0,
    ),
    Kind(
        "connections.line_up",
        _lined_up,
        "connections_delivery",
        Job.objects.filter(task="connections.take_up").count,
        2,
    ),
)
