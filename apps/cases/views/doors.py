"""The way into the household's pages on a paper handed to it: the app of those pages, above, provides it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from apps.cases.models import Case
from apps.cases.rules.papers import PaperDoor

Provider = Callable[[HttpRequest, Case], PaperDoor | None]
_providers: list[Provider] = []


def register_door(provider: Provider) -> None:
    """Say who knows what opens a case on the household's phone, as far as this browser may print it."""
    _providers.append(provider)


def door_of(request: HttpRequest, case: Case) -> PaperDoor | None:
    """Return what a paper printed now may carry; None where nothing was issued here just before."""
    found = (provider(request, case) for provider in _providers)
    return next((door for door in found if door is not None), None)
