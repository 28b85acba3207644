"""Versions of a plan, and what was agreed."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from apps.api.views import DetailView, ListView
from apps.cases.api.base import CaseScope
from apps.plans.models import PlanVersion
from apps.plans.queries import agreement_of, versions_for
from apps.plans.queries.agreement import Agreement
from apps.plans.serializers.agreement import AgreementShown
from apps.plans.serializers.versions import PlanShown, PlanSummary

TAG = "方案与预算"


class CurrentPlan(CaseScope, DetailView[Any]):
    """最新一版方案：空间、部位、预算、三项核验。"""

    tag = TAG
    summary = "最新一版方案"
    result_class = PlanShown

    def versions(self) -> QuerySet[PlanVersion]:
        """Return the versions the actor may see, newest first, with everything they say."""
        return versions_for(self.actor, self.case()).with_content().select_related("overrun_note")

    def one(self) -> PlanVersion:
        """Return the newest version."""
        found = self.versions().first()
        if found is None:
            raise Http404
        return found


class NumberedPlan(CurrentPlan):
    """指定版次的方案。"""

    summary = "指定版次的方案"

    def one(self) -> PlanVersion:
        """Return the version of the URL."""
        return get_object_or_404(self.versions(), number=self.kwargs["number"])


class PlanVersions(CaseScope, ListView[Any]):
    """方案各版，新的在前；企业只看到自己的版次。"""

    tag = TAG
    summary = "方案各版"
    # Empty on purpose: whatever forgets to ask for the rows through their scope finds nothing.
    queryset: Any = PlanVersion.objects.none()
    result_class = PlanSummary
    ordering = ("-number",)

    def rows(self) -> QuerySet[PlanVersion]:
        """Return the versions the actor may see."""
        return versions_for(self.actor, self.case()).select_related("enterprise")


class AgreementOfCase(CaseScope, DetailView[Any]):
    """户主确认、装修合同和补充协议、申请表。"""

    tag = TAG
    summary = "双方约定"
    result_class = AgreementShown

    def one(self) -> Agreement:
        """Return what was agreed, as far as the actor may see it."""
        return agreement_of(self.actor, self.case())
