"""Kinds of job that send something to a system outside; a worker's answers by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from apps.connections.enums import DeliveryState
from apps.connections.models import Call, Delivery
from apps.lib import clock
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


def _old_calls(world: World) -> Mapping[str, Any]:
    # Of a system that no other job knows: theirs count their own deliveries.
    delivery = Delivery.objects.create(
        partner="old", reference="old", label="旧", state=DeliveryState.REFUSED, created_at=clock.now()
    )
    for number in (1, 2):
        Call.objects.create(
            delivery=delivery,
            partner=delivery.partner,
            number=number,
            asked_by="old",
            content_digest="",
            started_at=clock.now() - timedelta(days=100),
        )
    return {}


OUTSIDE = (
    Kind(
        "connections.forget_old_calls",
        _old_calls,
        "connections_call",
        Call.objects.filter(asked_by="old").count,
    ),
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
