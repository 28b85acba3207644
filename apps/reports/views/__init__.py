"""Pages of the weekly report and the overview."""

from apps.reports.views.acts import accept, adjust, save, send_back, submit
from apps.reports.views.detail import detail, figure
from apps.reports.views.lists import bureau_weeks, index
from apps.reports.views.overview import overview
from apps.reports.views.papers import evidence, pdf, xlsx

__all__ = [
    "accept",
    "adjust",
    "bureau_weeks",
    "detail",
    "evidence",
    "figure",
    "index",
    "overview",
    "pdf",
    "save",
    "send_back",
    "submit",
    "xlsx",
]
