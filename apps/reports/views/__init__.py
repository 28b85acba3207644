"""Pages of the weekly report and the overview."""

from apps.reports.views.detail import detail, figure, show
from apps.reports.views.lists import bureau_weeks, index
from apps.reports.views.overview import overview, overview_figure
from apps.reports.views.papers import evidence, pdf, xlsx

__all__ = [
    "bureau_weeks",
    "detail",
    "evidence",
    "figure",
    "index",
    "overview",
    "overview_figure",
    "pdf",
    "show",
    "xlsx",
]
