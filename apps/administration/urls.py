"""Addresses of 管理."""

from django.urls import path

from apps.administration.views.index import index
from apps.administration.views.site import site

app_name = "administration"
urlpatterns = [
    path("", index, name="index"),
    path("site/", site, name="site"),
]
