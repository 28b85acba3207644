"""The link of the first run: printed by the operator's command, dead after some hours and after use."""

from __future__ import annotations

from django.core import signing
from django.urls import reverse

from apps.administration.services.setup import has_administrator
from apps.lib import clock

HOURS = 24
"""How long a link lives: a working day and the night before it."""
_SALT = "administration.first-run"


def first_link() -> str:
    """Return the path of a fresh link; '' where somebody administers a body already."""
    if has_administrator():
        return ""
    # The moment is the clock's own, so that nothing else decides how old a link is.
    stamp = signing.dumps({"at": clock.now().timestamp()}, salt=_SALT)
    return reverse("administration:first", kwargs={"link": stamp})


def is_alive(link: str) -> bool:
    """Whether a link may still be used: signed here, some hours old at most, and nobody administers yet."""
    try:
        at = float(signing.loads(link, salt=_SALT)["at"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return False
    age = clock.now().timestamp() - at
    return 0 <= age <= HOURS * 3600 and not has_administrator()
