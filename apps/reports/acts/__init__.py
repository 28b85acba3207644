"""What people do about a week's report."""

from apps.reports.acts.weeks import ACCEPT, ADJUST, RETURN, SAVE, SUBMIT, TAKE_BACK

ACTS = (SAVE, SUBMIT, TAKE_BACK, ACCEPT, RETURN, ADJUST)

__all__ = ["ACCEPT", "ACTS", "ADJUST", "RETURN", "SAVE", "SUBMIT", "TAKE_BACK"]
