"""/ratings: what may be read of 服务评价; and its acts."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import path

from apps.acts.api import endpoints
from apps.api.problems import Problem
from apps.api.views import ListView
from apps.lib.decisions import Denied
from apps.ratings.acts import ACTS
from apps.ratings.models import Rating
from apps.ratings.permissions import may_read
from apps.ratings.queries import rating_told, ratings_told
from apps.ratings.serializers import RatingShown


class RatingsView(ListView[Any]):
    """辖区内各户的服务评价和追评；说到区县住建局的不给它看，企业不读单条。"""

    tag = "服务评价"
    summary = "服务评价"
    queryset = Rating.objects.none()
    result_class = RatingShown
    ordering = ("-recorded_at", "-id")

    def present(self, row: Any) -> Any:
        """Leave out what is not the caller's to read."""
        return rating_told(self.actor, row)

    def rows(self) -> QuerySet[Rating]:
        """Return those of the cases in the caller's rows; 403 for who reads none."""
        reads = may_read(self.actor)
        if isinstance(reads, Denied):
            raise Problem(403, reads.reason, code=reads.code)
        return ratings_told(self.actor)


routes = [
    path("ratings", RatingsView.as_view(), name="api-ratings"),
    *endpoints(ACTS),
]
