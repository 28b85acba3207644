"""What is told outside as cases go on."""

from __future__ import annotations

from typing import Any

from apps.cases.models import Case
from apps.exchange.services.construction import tell_progress
from apps.exchange.services.site_codes import tell_site
from apps.lib.actors import Actor


def follow_move(case: Case, by: Actor) -> None:
    """Tell the systems outside of a move, in its transaction."""
    tell_progress(case, by)
    tell_site(case, by)


def follow_correction(*, case: Case, by: Actor, **_: Any) -> None:
    """Tell them that a day was put right."""
    tell_progress(case, by)
    tell_site(case, by)
