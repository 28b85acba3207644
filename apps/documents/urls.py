"""Addresses of stored files."""

from django.urls import path

from apps.documents import views

app_name = "documents"
urlpatterns = [path("files/<uuid:pk>/", views.file, name="file")]
