"""服务评价: the list for officials, numbers for an enterprise, and the rating of one case."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.acts.acts import offers
from apps.cases.views.scope import load_case
from apps.enterprises.queries import own_enterprise
from apps.lib.digits import whole
from apps.orgs.enums import DISTRICT_ROLES
from apps.orgs.permissions import acting, admit
from apps.ratings.acts import FOLLOW_UP, RATE, RATING
from apps.ratings.enums import Level
from apps.ratings.permissions import SEES_OWN, may_list, may_open, may_read
from apps.ratings.queries import rating_of, rating_page, sight_for
from apps.ratings.rules import BATCH


@require_safe
def ratings(request: HttpRequest) -> HttpResponse:
    """List the ratings of the actor's cases; an enterprise is shown numbers."""
    actor = acting(request)
    admit(may_list(actor))
    if actor.role in SEES_OWN:
        own = own_enterprise(actor)
        sight = sight_for(own) if own else None
        return render(request, "ratings/own.html", {"own": own, "sight": sight, "batch": BATCH})
    level = request.GET.get("level", "")
    level = level if level in {each.value for each in Level} else ""
    page = rating_page(actor, level=level, number=max(1, whole(request.GET.get("page", "")) or 1))
    kept = f"level={level}&" if level else ""
    context = {
        "page": page,
        "level": level,
        "leaves_out": actor.role in DISTRICT_ROLES,
        "next_url": f"?{kept}page={page.number + 1}" if page.more else "",
        "previous_url": f"?{kept}page={page.number - 1}" if page.number > 1 else "",
    }
    return render(request, "ratings/ratings.html", context)


@require_safe
def rating(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the rating of one case to who reads it; to the counter whether it has been given."""
    actor, case = load_case(request, pk)
    admit(may_open(actor))
    context = {
        **RATING.frame(actor, case),
        "line": rating_of(actor, case),
        "reads": bool(may_read(actor)),
        "offers": list(offers(actor, case, (RATE, FOLLOW_UP), hidden=frozenset({"given", "household"}))),
    }
    return render(request, "ratings/rating.html", context)
