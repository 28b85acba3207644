"""/cases: registering a household, listing and finding cases."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.acts.api import endpoint
from apps.api.views import ApiView, ListView
from apps.cases.acts import REGISTER
from apps.cases.enums import Status
from apps.cases.models import Case, PrivacyNotice
from apps.cases.queries import case_row, registered_with, wording_of
from apps.cases.serializers import (
    CaseRowSerializer,
    CaseSerializer,
    FindBody,
    FoundSerializer,
    NoticeWordingSerializer,
)
from apps.orgs.enums import Role


class CaseFilters(django_filters.FilterSet):  # type: ignore[misc]
    """Narrowing the list; every one of them stands on an index."""

    status = django_filters.ChoiceFilter(choices=Status.choices, label="状态")
    street = django_filters.CharFilter(field_name="street_code", max_length=12, label="街道代码")
    number = django_filters.CharFilter(field_name="number", max_length=30, label="办件编号，完整填写")
    # gte: of several rows of one moment the caller may have read only some.
    updated_since = django_filters.IsoDateTimeFilter(
        field_name="updated_at", lookup_expr="gte", label="这一时刻（含）以后更新过的，用于增量同步"
    )

    class Meta:
        model = Case
        fields: ClassVar[list[str]] = []  # none of the model's by itself: each filter stands on an index


# One URL with two verbs: get() is the list's, post() the act's.
class CasesView(ListView[Any], endpoint(REGISTER)):  # type: ignore[misc]
    """办件."""

    tag = "办件"
    queryset = Case.objects.none()
    result_class = CaseRowSerializer
    filterset_class = CaseFilters
    ordering = ("-updated_at", "-id")

    def rows(self) -> QuerySet[Case]:
        return Case.objects.visible_to(self.actor).for_display()

    def present(self, row: Any) -> dict[str, Any]:
        """Cut a row of the list to the actor's sight."""
        return case_row(self.actor, row)

    @extend_schema(
        summary="办件列表", description="办件列表，最近更新的在前；只含辖区内的办件，不含证件号码和电话。"
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(summary=REGISTER.label, description=REGISTER.description, responses={201: CaseSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        answer: Response = super().post(request, *args, **kwargs)
        return answer

    def result(self, row: Any) -> Any:
        """Answer a registration with the whole case."""
        return CaseSerializer(row).data if self.request.method == "POST" else super().result(row)


class FindView(ApiView[Any]):
    """按完整的证件号码或电话查找辖区内的办件，最多 50 件。号码只在请求内容中，不写进地址和日志。"""

    tag = "办件"
    summary = "精确查找"
    queryset = Case.objects.none()
    request_class = FindBody
    result_class = FoundSerializer

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        sent = self.body(request)
        name = "phone" if "phone" in sent else "id_number"
        found = registered_with(self.actor, name, sent[name], sent.get("id_type", ""))
        rows = found.for_display().order_by("-updated_at", "-id")[:50]
        return Response(self.result({"results": [case_row(self.actor, row) for row in rows]}))


class PrivacyNoticeView(ApiView[Any]):
    """本机构现行的个人信息处理告知：登记前给申请人看，登记时带回文本编号。"""

    tag = "办件"
    summary = "个人信息处理告知"
    result_class = NoticeWordingSerializer
    roles = frozenset({Role.STREET_CLERK, Role.DISTRICT_CLERK})
    queryset = PrivacyNotice.objects.none()

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        wording = wording_of(self.actor)
        return Response(
            self.result({"code": wording.code, "text": wording.text, "own": wording.kept is not None})
        )
