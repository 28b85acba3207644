"""/packages: one's own, those one looks through, and what is published; and the acts on them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import path

from apps.acts.api import endpoints
from apps.api.views import ListView
from apps.packages.acts import ACTS
from apps.packages.models import Package
from apps.packages.queries import packages_told
from apps.packages.serializers import PackageSerializer


class PackagesView(ListView[Any]):
    """套餐：企业看自己的，公布机构看名录中企业的，其他企业看正在公布的，机关看公布过的；不排名。"""

    tag = "套餐"
    summary = "套餐"
    queryset = Package.objects.none()
    result_class = PackageSerializer
    ordering = ("id",)

    def rows(self) -> QuerySet[Package]:
        """Return the packages the caller's body may see."""
        return packages_told(self.actor).select_related("enterprise", "current")


routes = [
    path("packages", PackagesView.as_view(), name="api-packages"),
    *endpoints(ACTS),
]
