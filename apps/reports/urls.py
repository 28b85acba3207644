from django.urls import path

from apps.acts.views import pages
from apps.reports import views
from apps.reports.acts import ACTS

app_name = "reports"
urlpatterns = [
    path("", views.index, name="index"),
    path("overview/", views.overview, name="overview"),
    path("overview/<slug:figure>/", views.overview_figure, name="overview-figure"),
    path("bureaus/<int:bureau>/", views.bureau_weeks, name="bureau"),
    path("<int:pk>/", views.detail, name="detail"),
    *pages(ACTS, host=views.show),
    path("<int:pk>/figures/<slug:figure>/", views.figure, name="figure"),
    path("<int:pk>/table.pdf", views.pdf, name="pdf"),
    path("<int:pk>/table.xlsx", views.xlsx, name="xlsx"),
    path("<int:pk>/evidence/", views.evidence, name="evidence"),
]
