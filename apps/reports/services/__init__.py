"""Every write of the weekly report: seal, draft, submit, take back, accept, return, adjust."""

from apps.reports.services.adjustments import adjust
from apps.reports.services.drafts import Declared, draft_report, save_draft
from apps.reports.services.reminders import remind_milestones, remind_reports
from apps.reports.services.snapshots import seal_due, seal_week
from apps.reports.services.submission import submit_report
from apps.reports.services.verdicts import accept_report, return_report, take_back_report

__all__ = [
    "Declared",
    "accept_report",
    "adjust",
    "draft_report",
    "remind_milestones",
    "remind_reports",
    "return_report",
    "save_draft",
    "seal_due",
    "seal_week",
    "submit_report",
    "take_back_report",
]
