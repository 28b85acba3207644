"""/cases/{id}/returns and /cases/{id}/materials: what was asked and answered, and the list of materials."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from apps.api.views import DetailView, ListView
from apps.cases.api.base import CaseScope
from apps.cases.models import Case, ReturnNotice
from apps.cases.queries.application import reads_returns
from apps.cases.queries.returns_data import materials_told, return_told
from apps.cases.serializers.returns import MaterialsSerializer, ReturnSerializer


class ReturnsView(CaseScope, ListView[Any]):
    """一件的历次退回补正，最近的在前：要的、答的、查看的结果；看不到姓名和困难家庭的岗位为空。"""

    tag = "办件"
    summary = "退回补正"
    result_class = ReturnSerializer
    ordering = ("-number", "-id")

    def rows(self) -> QuerySet[ReturnNotice]:
        """Return the returns, none for a role that may not read their words."""
        case = get_object_or_404(Case.objects.visible_to(self.actor).only("pk"), pk=self.kwargs["pk"])
        rows = ReturnNotice.objects.filter(case=case).prefetch_related("items__papers")
        return rows if reads_returns(self.actor) else rows.none()

    def present(self, row: ReturnNotice) -> dict[str, Any]:
        return return_told(row)


class MaterialsView(CaseScope, DetailView[Any]):
    """一件的材料清单，和交来的各份：原件扫描、复印件还是电子原生，几页，谁与原件核对。"""

    tag = "办件"
    summary = "材料清单"
    result_class = MaterialsSerializer

    def one(self) -> Case:
        return self.case()

    def present(self, row: Case) -> dict[str, Any]:
        return {"results": materials_told(self.actor, row)}
