"""Every write of 项目抽查."""

from apps.supervision.services.draws import fix_draw, record_of, withdraw_draw
from apps.supervision.services.openings import commit_number, open_number
from apps.supervision.services.ties import declare_tie, end_tie

__all__ = [
    "commit_number",
    "declare_tie",
    "end_tie",
    "fix_draw",
    "open_number",
    "record_of",
    "withdraw_draw",
]
