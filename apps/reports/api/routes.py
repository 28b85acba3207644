"""Addresses of the API that belong to the weekly report; mounted under /api/v1/."""

from django.urls import path

from apps.acts.api import endpoints
from apps.reports.acts import ACTS
from apps.reports.api import reading

_WEEK = "reports/weeks/<int:pk>"
routes = [
    path("reports/weeks", reading.Weeks.as_view(), name="api-weeks"),
    path("reports/roll-up", reading.RollUp.as_view(), name="api-roll-up"),
    path(_WEEK, reading.WeekReport.as_view(), name="api-week"),
    path(f"{_WEEK}/versions/<int:number>", reading.WeekReportVersion.as_view(), name="api-week-version"),
    path(f"{_WEEK}/figures/<slug:figure>", reading.FigureCases.as_view(), name="api-week-figure"),
    *endpoints(ACTS),
]
