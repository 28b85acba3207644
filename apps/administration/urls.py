"""Addresses of 管理."""

from django.urls import path

from apps.administration.views.index import index

app_name = "administration"
urlpatterns = [
    path("", index, name="index"),
]
