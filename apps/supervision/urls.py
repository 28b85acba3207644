"""Addresses of 项目抽查."""

from django.urls import path

from apps.acts.views import pages
from apps.supervision.acts import ACTS
from apps.supervision.views import draw, index, recheck, record

app_name = "supervision"
urlpatterns = [
    path("", index, name="index"),
    path("<uuid:pk>/", draw, name="draw"),
    path("rechecks/<uuid:pk>/", recheck, name="recheck"),
    path("<uuid:pk>/record.json", record, name="record"),
    *pages(ACTS),
]
