"""Every write behind the household's pages: slips, visits, wrong tries, what was shown."""

from apps.household.services.codes import (
    Checked,
    Sending,
    Sent,
    check_code,
    content_of,
    send_code,
    spend_code,
    was_used,
)
from apps.household.services.numbers import tell_street
from apps.household.services.shown import note_letters_seen, note_shown
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
    "Checked",
    "Outcome",
    "Presented",
    "Sending",
    "Sent",
    "check_code",
    "content_of",
    "issue_slip",
    "leave",
    "note_letters_seen",
    "note_shown",
    "open_visit",
    "revoke_slip",
    "send_code",
    "spend_code",
    "tell_street",
    "visit_of",
    "was_used",
]
