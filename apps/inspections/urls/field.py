"""Addresses of 现场: all below /field/, which is as far as its service worker reaches."""

from django.urls import path

from apps.inspections.views import field, field_sync

app_name = "field"
urlpatterns = [
    path("", field.index, name="index"),
    path("visit/", field.visit, name="visit"),
    path("shell/", field.shell, name="shell"),
    path("sw.js", field.worker, name="worker"),
    path("manifest.webmanifest", field.manifest, name="manifest"),
    path("tasks/", field.tasks, name="tasks"),
    path("visits/<uuid:pk>/open/", field_sync.open_visit, name="open"),
    path("visits/<uuid:pk>/photos/<uuid:photo_id>/", field_sync.photo, name="photo"),
    path("visits/<uuid:pk>/photos/<uuid:photo_id>/chunk/", field_sync.chunk, name="chunk"),
    path("visits/<uuid:pk>/close/", field_sync.close, name="close"),
    path("visits/<uuid:pk>/note/", field_sync.note, name="note"),
    path("visits/<uuid:pk>/discard/", field_sync.discard, name="discard"),
]
