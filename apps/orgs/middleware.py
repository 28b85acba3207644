"""Puts the acting person, post and organisation on the request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from apps.lib import clock
from apps.orgs.queries import actor_of, memberships_of

SESSION_KEY = "membership_id"


class ActorMiddleware:
    """Sets ``request.actor`` (None when anonymous or without a post) and ``request.memberships``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor, memberships = None, []
        if request.user.is_authenticated and request.user.pk:
            memberships = memberships_of(request.user.pk, clock.today())
            wanted = request.session.get(SESSION_KEY)
            chosen = next((m for m in memberships if m.pk == wanted), None)
            chosen = chosen or (memberships[0] if memberships else None)
            actor = actor_of(chosen) if chosen else None
        request.actor = actor  # type: ignore[attr-defined]
        request.memberships = memberships  # type: ignore[attr-defined]
        return self.get_response(request)
