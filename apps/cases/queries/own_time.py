"""From when an enterprise may read what was recorded of a case: the time of the one before is not its own."""

from __future__ import annotations

from datetime import datetime

from apps.cases.models import Case
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import ScopeLevel
from apps.orgs.permissions import row_scope


def own_time_from(actor: Actor, case: Case) -> datetime | None:
    """Return when the household's choice of the present enterprise was recorded; None for everybody else."""
    if row_scope(actor).level is not ScopeLevel.ENTERPRISE:
        return None
    choice = case.choices.filter(ended_at__isnull=True).first()
    # Without one nothing that was recorded before is theirs.
    return choice.recorded_at if choice else clock.now()
