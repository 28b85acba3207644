"""A system outside as the demonstration has it: it answers by itself, and nothing leaves the house."""

from __future__ import annotations

import json
from collections.abc import Mapping

from apps.connections.rules.answers import Answer
from apps.connections.services.wire import SENDERS

SCHEME = "demo"
"""Begins the address of such a system; only an installation with the demonstration knows it."""
UNKNOWN = "330106"
"""County whose bureau it does not know by name: one refusal for the page to show."""


class Answering:
    """Takes everything over but what comes from one county."""

    def send(self, *, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        if json.loads(body).get("county_code") == UNKNOWN:
            return Answer(422, {"code": "unknown_body", "field": "body_name"})
        return Answer(200, {"id": f"DEMO-{headers['Idempotency-Key'][:8]}"})


def register() -> None:
    """Make the way of sending known."""
    SENDERS[SCHEME] = Answering()
