"""Addresses of the API that belong to the weekly report; mounted under /api/v1/."""

from django.urls import path

from apps.acts.api import endpoints
from apps.reports.acts import ACTS
from apps.reports.api import weeks

_WEEK = "reports/weeks/<int:pk>"
routes = [
    path("reports/weeks", weeks.Weeks.as_view(), name="api-weeks"),
    path("reports/roll-up", weeks.RollUp.as_view(), name="api-roll-up"),
    path("reports/punctuality", weeks.Punctuality.as_view(), name="api-punctuality"),
    path(_WEEK, weeks.WeekReport.as_view(), name="api-week"),
    path(f"{_WEEK}/versions/<int:number>", weeks.WeekReportVersion.as_view(), name="api-week-version"),
    path(f"{_WEEK}/figures/<slug:figure>", weeks.FigureCases.as_view(), name="api-week-figure"),
    *endpoints(ACTS),
]
