"""How often one address may try codes that nobody issued."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from apps.accounts.services.addresses import client_address
from apps.lib import clock
from apps.lib.networks import network_of

WINDOW = 600
"""Seconds."""


def is_guessing(request: HttpRequest) -> bool:
    """Whether an address has tried more unknown codes in ten minutes than it may."""
    most: int = settings.UNKNOWN_CODES_PER_ADDRESS
    return bool(most) and cache.get(_key(request), 0) >= most


def count_unknown(request: HttpRequest) -> None:
    """Count a code that nobody issued against the address it came from."""
    key = _key(request)
    # add() leaves a counter that stands; a get and a set would lose tries counted in between.
    cache.add(key, 0, timeout=2 * WINDOW)
    try:
        cache.incr(key)
    except ValueError:  # the cache dropped the key between the two calls
        return


def _key(request: HttpRequest) -> str:
    return (
        f"unknown-codes:{network_of(client_address(request) or '')}:{int(clock.now().timestamp() // WINDOW)}"
    )
