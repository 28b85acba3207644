"""How often a token may call: a plain count per minute, the same cost for the first and the last call."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import caches
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from apps.lib import clock
from apps.orgs.models import ApiToken

WINDOW = 60
"""Seconds."""


class TokenThrottle(BaseThrottle):
    """At most ``API_CALLS_PER_MINUTE`` calls a token; 0 lets everything pass.

    Counted in the cache: with a shared cache over all web processes, without one per process.
    """

    seconds_left = 0.0

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Count the call; say whether it may go on."""
        most: int = settings.API_CALLS_PER_MINUTE
        if not most or not isinstance(request.auth, ApiToken):
            return True
        now = clock.now().timestamp()
        window, into = divmod(now, WINDOW)
        self.seconds_left = WINDOW - into
        key = f"api-calls:{request.auth.pk}:{int(window)}"
        # add() leaves a counter that stands; a get and a set would lose calls counted in between.
        cache = caches["counters"]
        cache.add(key, 0, timeout=2 * WINDOW)
        try:
            return cache.incr(key) <= most
        except ValueError:  # the cache dropped the key between the two calls
            return True

    def wait(self) -> float:
        """Return the seconds until the next window."""
        return self.seconds_left
