"""方案与预算: the tab of the case page."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.acts.views import arranged
from apps.cases.models import Case
from apps.cases.queries import case_header
from apps.lib.actors import Actor
from apps.orgs.permissions import acting
from apps.plans.acts import LATER, on_plan
from apps.plans.acts.grounds import PLAN
from apps.plans.models import PlanVersion
from apps.plans.permissions import may_read_application_form
from apps.plans.queries import agreement_of, plan_view, version_rows, versions_for
from apps.plans.queries.panels import panels_of

WAITING = frozenset({"status", "none", "confirmed", "no_overrun", "noted"})
"""Denials that say that it is not the time for an act: the tab leaves its button out."""


def shown_version(actor: Actor, case: Case, wanted: str) -> PlanVersion | None:
    """Return the version asked for, else the newest the actor may see; 404 for one that is not there."""
    rows = versions_for(actor, case).with_content().select_related("confirmation", "overrun_note")
    if not wanted:
        return rows.first()
    # isdigit() alone lets ² through, which int() refuses; longer numbers do not fit the column.
    if not wanted.isascii() or not wanted.isdigit() or len(wanted) > 4:
        raise Http404
    found = rows.filter(number=int(wanted)).first()
    if found is None:
        raise Http404
    return found


@require_safe
def plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a version with its checks, and what was agreed upon it."""
    actor = acting(request)
    return show_tab(request, actor, PLAN.load(actor, pk=pk))


def show_tab(
    request: HttpRequest, actor: Actor, case: Case, *, status: int = 200, **_forms: object
) -> HttpResponse:
    """Draw the tab; a new version refused here says why in a message."""
    version = shown_version(actor, case, request.GET.get("v", ""))
    acts = arranged(actor, case, on_plan(case), hidden=WAITING)
    return render(
        request,
        "plans/plan.html",
        {
            **case_header(actor, case),
            "view": plan_view(version) if version else None,
            "versions": version_rows(actor, version) if version else (),
            "panels": panels_of(version, actor) if version else (),
            "primary": acts.primary,
            "others": [offer for offer in acts.others if offer.decision or offer.act not in LATER],
            "agreement": agreement_of(actor, case),
            "may_read_form": bool(may_read_application_form(actor)),
        },
        status=status,
    )
