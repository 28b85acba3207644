"""Addresses of the API that belong to the weekly report; mounted under /api/v1/."""

from django.urls import path

from apps.acts.api import endpoints
from apps.reports.acts import ACTS
from apps.reports.api import overview, weeks, yearend

_WEEK = "reports/weeks/<int:pk>"
_CLOSE = "reports/year-closes/<int:pk>"
routes = [
    path("reports/weeks", weeks.Weeks.as_view(), name="api-weeks"),
    path("reports/roll-up", weeks.RollUp.as_view(), name="api-roll-up"),
    path("reports/punctuality", weeks.Punctuality.as_view(), name="api-punctuality"),
    path(_WEEK, weeks.WeekReport.as_view(), name="api-week"),
    path(f"{_WEEK}/versions/<int:number>", weeks.WeekReportVersion.as_view(), name="api-week-version"),
    path(f"{_WEEK}/figures/<slug:figure>", weeks.FigureCases.as_view(), name="api-week-figure"),
    path("reports/overview", overview.OverviewFigures.as_view(), name="api-overview"),
    path("reports/year-closes", yearend.YearCloses.as_view(), name="api-year-closes"),
    path(_CLOSE, yearend.YearCloseReport.as_view(), name="api-year-close"),
    path(f"{_CLOSE}/cases", yearend.YearCloseCases.as_view(), name="api-year-close-cases"),
    *endpoints(ACTS),
]
