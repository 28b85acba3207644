"""Weeks as they were at their cut-off, what is counted from them, and what was reported."""

from apps.reports.models.counts import DayCount, SetMember, SnapshotProof, StageDays
from apps.reports.models.initial import InitialFigures
from apps.reports.models.layouts import FormLayout
from apps.reports.models.live import LiveCount
from apps.reports.models.releases import Release
from apps.reports.models.reopenings import Reopening
from apps.reports.models.returns import AskedItem
from apps.reports.models.snapshots import Adjustment, SnapshotMovement, WeekSnapshot
from apps.reports.models.urges import Urge
from apps.reports.models.versions import ReportVersion, WeeklyReport
from apps.reports.models.yearend import YearClose, YearCloseCase

__all__ = [
    "Adjustment",
    "AskedItem",
    "DayCount",
    "FormLayout",
    "InitialFigures",
    "LiveCount",
    "Release",
    "Reopening",
    "ReportVersion",
    "SetMember",
    "SnapshotMovement",
    "SnapshotProof",
    "StageDays",
    "Urge",
    "WeekSnapshot",
    "WeeklyReport",
    "YearClose",
    "YearCloseCase",
]
