"""Addresses of 留言: the tab of the case, its acts, and where a message leads."""

from django.urls import path

from apps.acts.views import pages
from apps.letters.acts import ACTS
from apps.letters.views import letter, letters

app_name = "letters"
urlpatterns = [
    path("cases/<uuid:pk>/letters/", letters, name="letters"),
    path("letters/<uuid:pk>/", letter, name="letter"),
    *pages(ACTS),
]
