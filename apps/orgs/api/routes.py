"""Addresses of the API that belong to organisations and tokens; mounted under /api/v1/."""

from django.urls import path

from apps.orgs.api.me import MeView

routes = [path("me", MeView.as_view(), name="api-me")]
