"""产品问题 of the actor's bureaus."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.inspections.permissions.products import READERS
from apps.inspections.queries.products import MOST, product_faults, same_batches
from apps.orgs.permissions import acting

SHOWN = 50


@require_safe
def faults(request: HttpRequest) -> HttpResponse:
    """List what was found wrong with products, and how many households have the batch."""
    actor = acting(request)
    if actor.role not in READERS:
        raise PermissionDenied("产品问题由区县、市主管部门查看。")
    found = product_faults(actor, SHOWN + 1)
    others = same_batches(actor, (each.product for each in found[:SHOWN]))
    context = {
        "rows": [(each, others[each.product_id]) for each in found[:SHOWN]],
        "more": len(found) > SHOWN,
        "shown": SHOWN,
        "most": MOST,
    }
    return render(request, "inspections/faults.html", context)
