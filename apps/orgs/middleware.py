"""Puts the acting person, role and organisation on the request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from apps.lib import clock
from apps.orgs.queries import actor_of, memberships_of

SESSION_KEY = "membership_id"


class ActorMiddleware:
    """Sets ``request.actor`` (None when anonymous or without a role) and ``request.memberships``.

    A role that ended since it was chosen is never replaced silently: then there is no actor,
    ``request.role_ended`` is true, and apps.accounts asks the person to choose.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor, memberships, ended = None, [], False
        # Read at every request, never kept in the session: a role can end at any moment.
        if request.user.is_authenticated and request.user.pk:
            memberships = memberships_of(request.user.pk, clock.today())
            wanted = request.session.get(SESSION_KEY)
            chosen = next((m for m in memberships if m.pk == wanted), None)
            # Only who has not chosen yet: a role that ended must be seen to have ended.
            if wanted is None and memberships:
                chosen = memberships[0]
                request.session[SESSION_KEY] = chosen.pk
            ended = chosen is None and bool(memberships)
            actor = actor_of(chosen) if chosen else None
        request.actor = actor  # type: ignore[attr-defined]
        request.memberships = memberships  # type: ignore[attr-defined]
        request.role_ended = ended  # type: ignore[attr-defined]
        return self.get_response(request)
