"""What people do about a week's report and about the 年终核定 of a year."""

from apps.reports.acts.releases import RELEASE
from apps.reports.acts.weeks import (
    ACCEPT,
    ADJUST,
    ANSWER,
    ASK_REOPENING,
    DECLINE_REOPENING,
    REOPEN,
    RETURN,
    SAVE,
    SUBMIT,
    TAKE_BACK,
    URGE,
)
from apps.reports.acts.yearend import ON_YEAR_CLOSE

ON_WEEK = (SAVE, SUBMIT, TAKE_BACK, ACCEPT, RETURN, ANSWER, ASK_REOPENING, REOPEN, DECLINE_REOPENING, ADJUST)
ACTS = (*ON_WEEK, URGE, RELEASE, *ON_YEAR_CLOSE)

__all__ = [
    "ACCEPT",
    "ACTS",
    "ADJUST",
    "ANSWER",
    "ASK_REOPENING",
    "DECLINE_REOPENING",
    "ON_WEEK",
    "ON_YEAR_CLOSE",
    "RELEASE",
    "REOPEN",
    "RETURN",
    "SAVE",
    "SUBMIT",
    "TAKE_BACK",
    "URGE",
]
