"""Addresses of 对接, below 管理."""

from django.urls import path

from apps.acts.views import pages
from apps.connections.acts import ACTS
from apps.connections.views import connections, delivery, returned

app_name = "connections"
urlpatterns = [
    path("", connections, name="connections"),
    path("deliveries/<uuid:pk>/", delivery, name="delivery"),
    path("returned/", returned, name="returned"),
    *pages(ACTS),
]
