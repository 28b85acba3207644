"""Addresses of 其他装修 in the desk."""

from django.urls import path

from apps.acts.views import pages
from apps.othertrack import views
from apps.othertrack.acts import ACTS

app_name = "othertrack"
urlpatterns = [
    path("renovations/", views.index, name="index"),
    path("renovations/search/", views.search, name="search"),
    *pages(ACTS),
    path("renovations/<uuid:pk>/", views.renovation, name="renovation"),
    path("renovations/<uuid:pk>/phone/", views.phone, name="phone"),
    path("renovations/<uuid:pk>/receipt.pdf", views.receipt_pdf, name="receipt"),
    path("renovations/<uuid:pk>/declined.pdf", views.declined_pdf, name="declined"),
    path("renovations/<uuid:pk>/sheet.pdf", views.sheet_pdf, name="sheet"),
    path("cases/<uuid:pk>/renovation/", views.of_case, name="of-case"),
]
