"""/enterprises: the directory, in pinyin order, never ranked (R3)."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import path

from apps.api.views import ListView
from apps.enterprises.models import Enterprise, Listing
from apps.enterprises.serializers import EnterpriseSerializer
from apps.lib import clock


class EnterprisesView(ListView[Any]):
    """现在名录中的装修企业，按拼音排列，不排名；名录以外的企业是同等的选择。"""

    tag = "企业"
    summary = "装修企业名录"
    queryset = Enterprise.objects.none()
    result_class = EnterpriseSerializer
    ordering = ("pinyin", "id")

    def rows(self) -> QuerySet[Enterprise]:
        """Return the enterprises listed today with the listings in force."""
        today = clock.today()
        in_force = Listing.objects.filter(valid_from__lte=today).exclude(valid_to__lte=today)
        # Prefetched by the same condition: listed() finds the enterprise, but does not thin its listings out.
        return Enterprise.objects.listed(today).prefetch_related(Prefetch("listings", in_force))

    def present(self, row: Enterprise) -> dict[str, Any]:
        """Return the row with its listings."""
        return {
            **{name: getattr(row, name) for name in ("id", "name", "credit_code")},
            **{name: getattr(row, name) for name in ("contact_name", "contact_phone")},
            "listings": list(row.listings.all()),
        }


routes = [path("enterprises", EnterprisesView.as_view(), name="api-enterprises")]
