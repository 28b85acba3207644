"""What must hold before messages leave the house."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks

from apps.outbox.services.delivery import ADAPTERS


def check_gateway(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Refuse an unknown adapter, and a gateway without a secret or over an open line."""
    if settings.EMAIL_HOST and "@" not in settings.DEFAULT_FROM_EMAIL:
        return [checks.Error("EMAIL_URL needs EMAIL_FROM, the sender's address", id="outbox.E004")]
    adapter = settings.MESSAGE_ADAPTER
    if adapter and adapter not in ADAPTERS:
        known = ", ".join(sorted(ADAPTERS))
        return [checks.Error(f"MESSAGE_ADAPTER is '' or one of {known}", id="outbox.E001")]
    if adapter != "http":
        return []
    found: list[checks.CheckMessage] = []
    if not settings.MESSAGE_GATEWAY_URL.startswith("https://"):
        found.append(checks.Error("MESSAGE_GATEWAY_URL must begin with https://", id="outbox.E002"))
    if len(settings.MESSAGE_GATEWAY_SECRET) < 32:
        found.append(checks.Error("MESSAGE_GATEWAY_SECRET must have 32 characters or more", id="outbox.E003"))
    return found
