"""The job that looks for 疑点."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.audit.models import Event
from apps.programs.enums import ParameterCode
from apps.signals.models import Signal
from tests.factories import signals
from tests.factories.world import World
from tests.outbox.kind import Kind


def _signal(world: World) -> Mapping[str, Any]:
    """In 西湖: what another kind exports of 上城 says whose home each is, and this is a bare row."""
    signals.line(world, ParameterCode.SIGNAL_WORKS_DAYS, "4")
    signals.case_of(
        world,
        bureau=world.xihu,
        county_code="330106",
        street_code="330106002",
        street_office=world.beishan,
        completed_on=signals.STARTED,
    )
    return {}


OF_SIGNALS = (
    Kind(
        "signals.look",
        _signal,
        "signals_signal",
        lambda: (Signal.objects.count(), Event.objects.filter(action="signal.found").count()),
        (1, 1),
    ),
)
