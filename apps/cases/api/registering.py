"""/cases: registering a household, listing and finding cases."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.utils.datastructures import MultiValueDict
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.idempotency import CreationView
from apps.api.problems import Invalid, Problem, form_faults
from apps.api.views import ApiView, ListView
from apps.cases.api.base import case_of
from apps.cases.enums import Status
from apps.cases.forms import SentRegistrationForm
from apps.cases.models import Case
from apps.cases.permissions import at_counter
from apps.cases.queries import case_row, case_shown, registered_with
from apps.cases.serializers import (
    CaseRowSerializer,
    CaseSerializer,
    FindBody,
    FoundSerializer,
    RegistrationBody,
)
from apps.cases.services import register_and_submit, register_case
from apps.orgs.queries import street_of

POINTERS: dict[str, str] = {
    **{name: f"/household/{name}" for name in ("name", "id_number", "phone", "hardship", "family_size")},
    **{
        name: f"/dwelling/{name}"
        for name in ("address", "owner_name", "building_type", "floor_area", "built_year")
    },
    **{name: f"/dwelling/{name}" for name in ("rooms", "halls", "bathrooms")},
    "applicant": "/agent",
    "agent_name": "/agent/name",
    "agent_phone": "/agent/phone",
    "authority": "/agent/authority",
    "intended_enterprise": "/intended_enterprise/name",
    "intended_contact": "/intended_enterprise/contact",
    "intended_phone": "/intended_enterprise/phone",
}
"""Where in the body the fields of the registration form stand; the others by their own name."""


class CaseFilters(django_filters.FilterSet):  # type: ignore[misc]
    """Narrowing the list; every one of them stands on an index."""

    status = django_filters.ChoiceFilter(choices=Status.choices, label="状态")
    street = django_filters.CharFilter(field_name="street_code", max_length=12, label="街道代码")
    number = django_filters.CharFilter(field_name="number", max_length=30, label="办件编号，完整填写")
    updated_since = django_filters.IsoDateTimeFilter(
        field_name="updated_at", lookup_expr="gte", label="这一时刻（含）以后更新过的，用于增量同步"
    )

    class Meta:
        model = Case
        fields: ClassVar[list[str]] = []


class CasesView(CreationView, ListView[Any]):
    """办件."""

    tag = "办件"
    queryset = Case.objects.none()
    request_class = RegistrationBody
    result_class = CaseRowSerializer
    filterset_class = CaseFilters
    ordering = ("-updated_at", "-id")
    pointers = POINTERS

    def rows(self) -> QuerySet[Case]:
        """Return the cases of the actor's rows."""
        return Case.objects.visible_to(self.actor).for_display()

    def present(self, row: Case) -> dict[str, Any]:
        """Cut a row of the list to the actor's sight."""
        return case_row(self.actor, row)

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """办件列表，最近更新的在前；只含辖区内的办件，不含证件号码和电话。"""
        return super().get(request, *args, **kwargs)

    @extend_schema(responses={201: CaseSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """登记一户；默认同时提交，街道窗口的令牌同时受理。机构由令牌决定，不在内容中填写。"""
        return super().post(request, *args, **kwargs)

    def prepare(self) -> None:
        """Refuse posts that never register."""
        if not at_counter(self.actor):
            raise Problem(403, "登记由街道或区县经办办理。", code="post")

    def create(self, parent: None, data: dict[str, Any]) -> Case:
        """Check what the counter's form checks, then register."""
        street = street_of(data["street_code"])  # whether it is the actor's own is the service's question
        form = SentRegistrationForm(_as_typed(data), actor=self.actor, streets=[street] if street else [])
        if not form.is_valid():
            raise Invalid(form_faults(form, POINTERS))
        register = register_and_submit if data["submit"] else register_case
        return register(by=self.actor, data=form.to_data(), key=None)

    def again(self, result_id: str) -> Case:
        """Return the case of an earlier submission."""
        return Case.objects.visible_to(self.actor).get(pk=result_id)

    def result(self, row: Case) -> Any:
        """Answer a registration with the whole case."""
        if self.request.method == "POST":
            return CaseSerializer(case_shown(self.actor, case_of(self.actor, row.pk))).data
        return super().result(row)


class FindView(ApiView[Any]):
    """精确查找."""

    tag = "办件"
    queryset = Case.objects.none()
    request_class = FindBody
    result_class = FoundSerializer

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """按完整的证件号码或电话查找辖区内的办件，最多 50 件。号码只在请求内容中，不写进地址和日志。"""
        sent = self.body(request)
        name, value = next(iter(sent.items()))
        found = registered_with(self.actor, name, value)
        rows = found.for_display().order_by("-updated_at", "-id")[:50]
        return Response(self.result({"results": [case_row(self.actor, row) for row in rows]}))


def _as_typed(data: dict[str, Any]) -> MultiValueDict[str, Any]:
    """Return a checked body as the registration form would have been sent."""
    agent, wanted = data["agent"], data["intended_enterprise"] or {}
    values: dict[str, object] = {
        **{name: data[name] for name in ("applied_on", "street_code", "will", "setting", "nature", "note")},
        **data["household"],
        **data["dwelling"],
        "applicant": "agent" if agent else "self",
        "intended_budget": data["intended_budget"],
        "intended_enterprise": wanted.get("name"),
        "intended_contact": wanted.get("contact"),
        "intended_phone": wanted.get("phone"),
    }
    lists: dict[str, list[object]] = {"linked_programmes": list(data.get("linked_programmes", ()))}
    if agent:
        values |= {"agent_name": agent["name"], "agent_phone": agent["phone"]}
        lists["authority-parked"] = [str(agent["authority"])]
    typed: dict[str, list[object]] = {
        name: [""] if value is None else [str(value)] for name, value in values.items()
    }
    return MultiValueDict(typed | lists)
