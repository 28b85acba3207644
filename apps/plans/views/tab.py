"""方案与预算: the tab of the case page."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.cases.models import Case
from apps.cases.queries import case_header
from apps.lib.actors import Actor
from apps.plans.models import PlanVersion
from apps.plans.permissions import may_read_application_form
from apps.plans.queries import acts_for, agreement_of, plan_view, version_rows, versions_for
from apps.plans.views.base import load


def shown_version(actor: Actor, case: Case, wanted: str) -> PlanVersion | None:
    """Return the version asked for, else the newest the actor may see; 404 for one that is not there."""
    rows = versions_for(actor, case).with_content().select_related("confirmation", "overrun_note")
    if not wanted:
        return rows.first()
    if not wanted.isascii() or not wanted.isdigit() or len(wanted) > 4:
        raise Http404
    found = rows.filter(number=int(wanted)).first()
    if found is None:
        raise Http404
    return found


@require_safe
def plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a version with its checks, and what was agreed upon it."""
    actor, case = load(request, pk)
    version = shown_version(actor, case, request.GET.get("v", ""))
    acts = acts_for(actor, case)
    return render(
        request,
        "plans/plan.html",
        {
            **case_header(actor, case),
            "view": plan_view(version) if version else None,
            "versions": version_rows(actor, version) if version else (),
            "primary_act": next((act for act in acts if act.primary), None),
            "other_acts": [act for act in acts if not act.primary],
            "agreement": agreement_of(actor, case),
            "may_read_form": bool(may_read_application_form(actor)),
        },
    )
