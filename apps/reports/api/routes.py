"""Addresses of the API that belong to the weekly report; mounted under /api/v1/."""

from django.urls import path

from apps.reports.api import acts, reading

_WEEK = "reports/weeks/<int:pk>"
routes = [
    path("reports/weeks", reading.Weeks.as_view(), name="api-weeks"),
    path("reports/roll-up", reading.RollUp.as_view(), name="api-roll-up"),
    path(_WEEK, reading.WeekReport.as_view(), name="api-week"),
    path(f"{_WEEK}/versions/<int:number>", reading.WeekReportVersion.as_view(), name="api-week-version"),
    path(f"{_WEEK}/figures/<slug:figure>", reading.FigureCases.as_view(), name="api-week-figure"),
    path(f"{_WEEK}/draft", acts.SaveDraft.as_view(), name="api-week-draft"),
    path(f"{_WEEK}/submit", acts.SubmitReport.as_view(), name="api-week-submit"),
    path(f"{_WEEK}/accept", acts.AcceptReport.as_view(), name="api-week-accept"),
    path(f"{_WEEK}/return", acts.ReturnReport.as_view(), name="api-week-return"),
    path(f"{_WEEK}/adjust", acts.AdjustWeek.as_view(), name="api-week-adjust"),
]
