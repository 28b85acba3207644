"""Addresses of the pages."""

from django.conf import settings
from django.urls import path

from apps.pages.views import cases
from apps.pages.views.export import export_cases
from apps.pages.views.gallery import gallery
from apps.pages.views.help import help_index
from apps.pages.views.workbench import workbench

app_name = "pages"
urlpatterns = [
    path("", workbench, name="workbench"),
    path("cases/", cases.case_list, name="case-list"),
    path("cases/search/", cases.case_search, name="case-search"),
    path("help/", help_index, name="help"),
    path("cases/export/", export_cases, name="case-export"),
]
if settings.PROFILE == "trial":  # the catalogue of components is for those who build pages
    urlpatterns.append(path("gallery/", gallery, name="gallery"))
