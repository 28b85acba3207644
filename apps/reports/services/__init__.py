"""Every write of the weekly report: snapshot, draft, submit, take back, accept, return, answer, reopen,
adjust, recount.
"""

from apps.reports.services.adjustments import adjust
from apps.reports.services.answers import MOST_ASKED, Answer, Asked, answer_return
from apps.reports.services.counts import rebuild_counts, verify_all, verify_counts
from apps.reports.services.drafts import Declared, SentLine, draft_report, new_line_key, save_draft
from apps.reports.services.initial import set_opening_figures
from apps.reports.services.layouts import set_layout
from apps.reports.services.live import fold_live_counts, mend_live_counts, recount_live_counts
from apps.reports.services.notices import tell_moved_weeks
from apps.reports.services.releases import release_week
from apps.reports.services.reminders import remind_milestones, remind_reports
from apps.reports.services.reopenings import (
    ask_reopening,
    decline_reopening,
    lapse_reopenings,
    reopen_report,
)
from apps.reports.services.snapshots import take_due_snapshots, take_snapshot
from apps.reports.services.stages import count_stage_days
from apps.reports.services.start import correct_reporting_start
from apps.reports.services.submission import submit_report
from apps.reports.services.urges import urge_reports
from apps.reports.services.verdicts import accept_report, return_report, take_back_report
from apps.reports.services.yearend import (
    accept_year_close,
    admit_late_fact,
    make_year_close,
    make_year_closes,
    return_year_close,
    submit_year_close,
)

__all__ = [
    "MOST_ASKED",
    "Answer",
    "Asked",
    "Declared",
    "SentLine",
    "accept_report",
    "accept_year_close",
    "adjust",
    "admit_late_fact",
    "answer_return",
    "ask_reopening",
    "correct_reporting_start",
    "count_stage_days",
    "decline_reopening",
    "draft_report",
    "fold_live_counts",
    "lapse_reopenings",
    "make_year_close",
    "make_year_closes",
    "mend_live_counts",
    "new_line_key",
    "rebuild_counts",
    "recount_live_counts",
    "release_week",
    "remind_milestones",
    "remind_reports",
    "reopen_report",
    "return_report",
    "return_year_close",
    "save_draft",
    "set_layout",
    "set_opening_figures",
    "submit_report",
    "submit_year_close",
    "take_back_report",
    "take_due_snapshots",
    "take_snapshot",
    "tell_moved_weeks",
    "urge_reports",
    "verify_all",
    "verify_counts",
]
