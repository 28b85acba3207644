"""Pages of the weekly report and the overview."""

from apps.reports.views.detail import detail, figure, matched, show
from apps.reports.views.lists import bureau_weeks, index
from apps.reports.views.overview import overview, overview_figure, overview_tickets
from apps.reports.views.papers import evidence, pdf, roll_up_pdf, roll_up_xlsx, xlsx
from apps.reports.views.punctuality import punctuality_year
from apps.reports.views.yearend import (
    show_year_close,
    year_close,
    year_close_pdf,
    year_close_scan,
    year_close_xlsx,
    year_closes,
)

__all__ = [
    "bureau_weeks",
    "detail",
    "evidence",
    "figure",
    "index",
    "matched",
    "overview",
    "overview_figure",
    "overview_tickets",
    "pdf",
    "punctuality_year",
    "roll_up_pdf",
    "roll_up_xlsx",
    "show",
    "show_year_close",
    "xlsx",
    "year_close",
    "year_close_pdf",
    "year_close_scan",
    "year_close_xlsx",
    "year_closes",
]
