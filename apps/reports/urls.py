from django.urls import path

from apps.acts.views import pages
from apps.reports import views
from apps.reports.acts import ON_WEEK, ON_YEAR_CLOSE, RELEASE, URGE

app_name = "reports"
urlpatterns = [
    path("", views.index, name="index"),
    path("overview/", views.overview, name="overview"),
    path("overview/tickets/<int:year>/", views.overview_tickets, name="overview-tickets"),
    path("overview/<slug:figure>/", views.overview_figure, name="overview-figure"),
    path("punctuality/", views.punctuality_year, name="punctuality"),
    path("roll-up/table.pdf", views.roll_up_pdf, name="roll-up-pdf"),
    path("roll-up/table.xlsx", views.roll_up_xlsx, name="roll-up-xlsx"),
    path("bureaus/<int:bureau>/", views.bureau_weeks, name="bureau"),
    path("<int:pk>/", views.detail, name="detail"),
    *pages(ON_WEEK, host=views.show),
    *pages((URGE, RELEASE)),
    path("years/", views.year_closes, name="year-closes"),
    path("year-closes/<int:pk>/", views.year_close, name="year-close"),
    *pages(ON_YEAR_CLOSE, host=views.show_year_close),
    path("year-closes/<int:pk>/list.pdf", views.year_close_pdf, name="year-close-pdf"),
    path("year-closes/<int:pk>/list.xlsx", views.year_close_xlsx, name="year-close-xlsx"),
    path("year-closes/<int:pk>/signed/", views.year_close_scan, name="year-close-scan"),
    path("<int:pk>/figures/<slug:figure>/", views.figure, name="figure"),
    path("<int:pk>/matched/", views.matched, name="matched"),
    path("<int:pk>/table.pdf", views.pdf, name="pdf"),
    path("<int:pk>/table.xlsx", views.xlsx, name="xlsx"),
    path("<int:pk>/evidence/", views.evidence, name="evidence"),
]
