"""Every write behind the household's pages: slips, visits, wrong tries, what was shown."""

from apps.household.services.shown import note_shown
from apps.household.services.slips import issue_slip, revoke_slip
from apps.household.services.visits import (
    Answer,
    Outcome,
    Presented,
    leave,
    open_visit,
    visit_of,
)

__all__ = [
    "Answer",
    "Outcome",
    "Presented",
    "issue_slip",
    "leave",
    "note_shown",
    "open_visit",
    "revoke_slip",
    "visit_of",
]
