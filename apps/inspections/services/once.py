"""A double click writes once."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from apps.api.services import claim, settle
from apps.lib.actors import Actor


@transaction.atomic
def once(*, key: str, purpose: str, by: Actor, call: Callable[[], object]) -> None:
    """Make a call of this app's services unless the same submission already made it.

    The claim stands in the call's own transaction: refused, nothing is claimed, and the form may
    be sent again with the same key.
    """
    mine = claim(key=key, purpose=f"inspections.{purpose}", by=by)
    if mine.is_new:
        call()
        settle(mine, result_id="done")
