"""Addresses of 服务评价."""

from django.urls import path

from apps.acts.views import pages
from apps.ratings.acts import ACTS
from apps.ratings.views import rating, ratings

app_name = "ratings"
urlpatterns = [
    path("ratings/", ratings, name="ratings"),
    path("cases/<uuid:pk>/rating/", rating, name="rating"),
    *pages(ACTS),
]
