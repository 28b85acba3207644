"""Addresses of 疑点."""

from django.urls import path

from apps.acts.views import pages
from apps.signals import views
from apps.signals.acts import ACTS

app_name = "signals"
urlpatterns = [
    path("signals/", views.index, name="index"),
    *pages(ACTS),
    path("signals/<uuid:pk>/", views.signal, name="signal"),
]
