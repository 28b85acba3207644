"""样板工程 of the actor's bureaus."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.cases.models import Case
from apps.inspections.models import Showcase
from apps.inspections.permissions.showcase import READERS, reads_consent
from apps.orgs.permissions import acting

SHOWN = 200


@require_safe
def showcases(request: HttpRequest) -> HttpResponse:
    """List the 样板工程 that stand, newest first."""
    actor = acting(request)
    if actor.role not in READERS:
        raise PermissionDenied("样板工程由区县、市、省主管部门查看。")
    rows = Showcase.objects.standing().filter(case__in=Case.objects.visible_to(actor))
    found = list(
        rows.select_related("case__dwelling", "case__enterprise", "case__bureau").order_by(
            "-marked_on", "-pk"
        )[: SHOWN + 1]
    )
    context = {
        "rows": found[:SHOWN],
        "more": len(found) > SHOWN,
        "shown": SHOWN,
        "shows_consent": reads_consent(actor),
    }
    return render(request, "inspections/showcases.html", context)
