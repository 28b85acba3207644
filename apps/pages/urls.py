"""Addresses of the pages."""

from django.urls import path

from apps.pages.views.gallery import gallery

app_name = "pages"
urlpatterns = [
    path("gallery/", gallery, name="gallery"),
]
