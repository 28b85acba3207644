"""What every view over a case does first: load through scope."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from apps.cases.acts.grounds import load_case as load
from apps.cases.models import Case
from apps.lib.actors import Actor
from apps.orgs.permissions import acting


def load_case(request: HttpRequest, pk: UUID) -> tuple[Actor, Case]:
    """Return the actor and the case; 404 outside the actor's rows."""
    actor = acting(request)
    return actor, load(actor, pk)
