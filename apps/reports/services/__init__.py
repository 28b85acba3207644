"""Every write of the weekly report: seal, draft, submit, take back, accept, return, adjust."""

from apps.reports.services.adjusting import adjust
from apps.reports.services.deciding import accept_report, return_report, take_back_report
from apps.reports.services.drafting import Declared, draft_report, save_draft
from apps.reports.services.reminding import remind_milestones, remind_reports
from apps.reports.services.sealing import seal_due, seal_week
from apps.reports.services.submitting import submit_report

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
