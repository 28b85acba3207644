"""/cases/{id}: the case, its record, its files, and one full number with a purpose."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.views import DetailView, ListView
from apps.audit.models import Event
from apps.cases.api.base import CaseScope
from apps.cases.models import Case
from apps.cases.permissions import fetchable
from apps.cases.queries import case_shown, entry_of
from apps.cases.serializers import CaseSerializer, EntrySerializer, RevealBody, RevealedSerializer
from apps.cases.services import reveal
from apps.documents.models import StoredFile
from apps.documents.serializers import FileSerializer
from apps.orgs.enums import SensitiveField


class CaseView(CaseScope, DetailView[Any]):
    """一件办件：各项内容按岗位的可见范围，以及待办、期限、本岗位可以办理的动作和不能办理的原因。"""

    tag = "办件"
    summary = "一件办件"
    result_class = CaseSerializer

    def one(self) -> Case:
        return self.case()

    def present(self, row: Case) -> dict[str, Any]:
        return case_shown(self.actor, row)


class EventsView(CaseScope, ListView[Any]):
    """办理记录，最新的在前：谁、什么岗位、什么时候、办了什么、改了哪些项目；不含个人信息。"""

    tag = "办件"
    summary = "办理记录"
    result_class = EntrySerializer
    ordering = ("-seq",)

    def rows(self) -> QuerySet[Event]:
        case = get_object_or_404(Case.objects.visible_to(self.actor).only("pk"), pk=self.kwargs["pk"])
        # By kind and text: audit lies below cases and has no foreign key to them.
        return Event.objects.filter(chain__subject_kind="case", chain__subject_id=str(case.pk))

    def present(self, row: Event) -> dict[str, Any]:
        entry = entry_of(self.actor, row)
        return {
            "seq": row.seq,
            "at": entry.at,
            "title": entry.title,
            "by": entry.by,
            "detail": entry.detail,
            "changes": entry.changes,
        }


class CaseFilesView(CaseScope, ListView[Any]):
    """一件的文件；岗位看不到证件号码的，不列含敏感信息的文件。"""

    tag = "文件"
    summary = "一件的文件"
    result_class = FileSerializer
    ordering = ("-created_at", "-id")  # the id last: pages by cursor need a unique end

    def rows(self) -> QuerySet[StoredFile]:
        """Return the case's files the role may fetch."""
        case = get_object_or_404(Case.objects.visible_to(self.actor).only("pk"), pk=self.kwargs["pk"])
        files = StoredFile.objects.owned_by("case", case.pk)
        return fetchable(self.actor, case, files)


class RevealView(CaseScope):
    """查看一项完整的证件号码或电话；须写明用途，每次查看都记录是谁、为什么。"""

    tag = "办件"
    summary = "查看完整号码"
    request_class = RevealBody
    result_class = RevealedSerializer

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        case, sent = self.case(), self.body(request)
        value = reveal(case=case, by=self.actor, field=SensitiveField(sent["field"]), purpose=sent["purpose"])
        response = Response(self.result({"field": sent["field"], "value": value}))
        response["Cache-Control"] = "private, no-store"
        return response
