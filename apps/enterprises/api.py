"""/enterprises and /directory: the lists, in pinyin order, never ranked (R3), and the acts on them."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import Prefetch, QuerySet
from django.urls import path

from apps.acts.api import endpoints
from apps.api.views import ListView
from apps.enterprises.acts import ACTS
from apps.enterprises.models import Enterprise, EnterpriseContact, Listing, Roll
from apps.enterprises.queries import contacts_shown
from apps.enterprises.serializers import ContactSerializer, EnterpriseSerializer, RollSerializer
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
        in_force = Listing.objects.in_force(today).select_related("roll__keeper")
        # Prefetched by the same condition: listed() finds the enterprise, but does not thin its listings out.
        return Enterprise.objects.listed(today).prefetch_related(Prefetch("listings", in_force))

    def present(self, row: Enterprise) -> dict[str, Any]:
        """Return the row with its listings."""
        return {
            **{name: getattr(row, name) for name in ("id", "name", "credit_code")},
            **{name: getattr(row, name) for name in ("contact_name", "contact_phone")},
            "listings": list(row.listings.all()),
        }


class RollsView(ListView[Any]):
    """现在有效的名录：入选条件、依据、公平竞争审查结论和日期、适用范围。"""

    tag = "企业"
    summary = "名录"
    queryset = Roll.objects.none()
    result_class = RollSerializer
    ordering = ("id",)

    def rows(self) -> QuerySet[Roll]:
        """Return the lists in force today."""
        return Roll.objects.in_force(clock.today()).select_related("keeper")


class ContactFilters(django_filters.FilterSet):  # type: ignore[misc]
    """Filters of the list of contact people."""

    enterprise = django_filters.NumberFilter(
        "enterprise_id", min_value=1, max_value=2**31 - 1, label="企业的编号"
    )

    class Meta:
        model = EnterpriseContact
        fields: ClassVar[list[str]] = []


class ContactsView(ListView[Any]):
    """企业写明的联系人员：各项职责现在找谁。街道、住建局、名录管理和审计看各企业的，企业只看自己的。"""

    tag = "企业"
    summary = "联系人员"
    queryset = EnterpriseContact.objects.none()
    result_class = ContactSerializer
    filterset_class = ContactFilters
    ordering = ("enterprise_id", "duty", "id")

    def rows(self) -> QuerySet[EnterpriseContact]:
        """Return whom the caller may call."""
        return contacts_shown(self.actor)


routes = [
    path("directory/contacts", ContactsView.as_view(), name="api-contacts"),
    path("enterprises", EnterprisesView.as_view(), name="api-enterprises"),
    path("directory/rolls", RollsView.as_view(), name="api-rolls"),
    *endpoints(ACTS),
]
