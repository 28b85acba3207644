"""Addresses of the archive, below the URL of its case."""

from django.urls import path

from apps.acts.views import pages
from apps.archives.acts import ACCEPTANCE_FORM
from apps.archives.views import archive

app_name = "archives"
urlpatterns = [path("archive/", archive, name="archive"), *pages((ACCEPTANCE_FORM,))]
