"""Every write of 项目抽查."""

from apps.supervision.services.draws import fix_draw, record_of, withdraw_draw
from apps.supervision.services.openings import commit_number, open_number
from apps.supervision.services.publishing import figures_of, publish_draw
from apps.supervision.services.rechecks import (
    confirm_recheck,
    note_consent,
    record_recheck,
    replace_person,
)
from apps.supervision.services.ties import declare_tie, end_tie

__all__ = [
    "commit_number",
    "confirm_recheck",
    "declare_tie",
    "end_tie",
    "figures_of",
    "fix_draw",
    "note_consent",
    "open_number",
    "publish_draw",
    "record_of",
    "record_recheck",
    "replace_person",
    "withdraw_draw",
]
