"""What must hold before anything is sent to a system outside."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks

from apps.connections.rules.partners import PARTNERS
from apps.connections.services.wire import SENDERS

PLAIN = "http"
"""Known to the wire for tests on loopback; no site is set up with it."""


def check_partners(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Refuse an open line and a system without a secret."""
    found: list[checks.CheckMessage] = []
    for partner in PARTNERS.values():
        address = getattr(settings, partner.address)
        if not address:
            continue
        if urlsplit(address).scheme not in SENDERS.keys() - {PLAIN}:
            found.append(checks.Error(f"{partner.address} must begin with https://", id="connections.E001"))
        if len(getattr(settings, partner.secret)) < 32:
            found.append(
                checks.Error(f"{partner.secret} must have 32 characters or more", id="connections.E002")
            )
    return found
