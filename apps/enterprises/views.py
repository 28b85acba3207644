"""名录, a list of it, an enterprise: what everybody in the house may read."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from apps.acts.acts import offers
from apps.acts.views import arranged
from apps.enterprises.acts import (
    ENTERPRISE,
    ON_ENTERPRISE,
    ON_LISTING,
    ON_POINT,
    ON_ROLL,
    OPEN_POINT,
    PUBLISH,
)
from apps.enterprises.enums import ListOrder
from apps.enterprises.forms import NO_LOCAL_CONDITION
from apps.enterprises.models import Enterprise, Listing, Roll
from apps.enterprises.queries import (
    applications_of,
    contacts_of,
    directory_page,
    enterprises_shown,
    own_enterprise,
    papers_of,
    places_of,
    points_page,
    rolls_shown,
)
from apps.enterprises.rules import asked_papers
from apps.lib import clock
from apps.lib.chinese import normalise_prose
from apps.orgs.models import Organisation
from apps.orgs.permissions import acting

SEED_DIGITS = 6


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the lists in force and the enterprises on them, by pinyin or drawn."""
    actor = acting(request)
    order = ListOrder.RANDOM if request.GET.get("order") == ListOrder.RANDOM else ListOrder.PINYIN
    # Shown and kept in the address: whoever has it gets the same order again.
    seed = request.GET.get("seed", "")[:20] or str(secrets.randbelow(10**SEED_DIGITS)).zfill(SEED_DIGITS)
    words = normalise_prose(request.GET.get("q", ""))[:60]
    roll = _number(request.GET.get("roll", ""))
    page = directory_page(
        actor,
        words=words,
        roll=roll,
        order=order,
        seed=seed,
        number=_number(request.GET.get("page", "")) or 1,
    )
    asked = {"q": words, "roll": roll or "", "order": order}
    body = Organisation.objects.filter(pk=actor.organisation_id or 0).first()
    publish = next(iter(offers(actor, body, [PUBLISH])), None) if body else None
    context = {
        "page": page,
        "rolls": rolls_shown(actor, clock.today()),
        "applications": applications_of(actor),
        "own": own_enterprise(actor),
        "publish": publish,
        "order": order,
        "seed": seed,
        "query": words,
        "roll": roll,
        "no_local_condition": NO_LOCAL_CONDITION,
        "redraw_url": f"?{urlencode({**asked, 'order': ListOrder.RANDOM})}",
        "pinyin_url": f"?{urlencode({**asked, 'order': ListOrder.PINYIN})}",
        "next_url": _turn(asked, seed, page.number + 1) if page.number < page.pages else "",
        "previous_url": _turn(asked, seed, page.number - 1) if page.number > 1 else "",
    }
    return render(request, "enterprises/index.html", context)


@require_safe
def roll(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a list rests on; its keeper finds the acts here."""
    actor = acting(request)
    found = get_object_or_404(Roll.objects.select_related("keeper", "region"), pk=pk)
    kept = actor.organisation_id == found.keeper_id
    waiting = Listing.objects.filter(roll=found).pending().select_related("enterprise") if kept else []
    context = {
        "roll": found,
        "papers": asked_papers(found.asks),
        "buttons": arranged(actor, found, ON_ROLL),
        "listed": found.listings.in_force(clock.today()).count(),
        "waiting": waiting,
        "no_local_condition": NO_LOCAL_CONDITION,
    }
    return render(request, "enterprises/roll.html", context)


@require_safe
def enterprise(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an enterprise, its lists and its former names."""
    actor = acting(request)
    found = get_object_or_404(enterprises_shown(actor), pk=pk)
    acts = ON_ENTERPRISE if Enterprise.objects.within(actor).filter(pk=pk).exists() else ()
    rows = places_of(found, actor)
    papers = papers_of(rows, actor)
    places = [
        {
            "row": row,
            "papers": papers.get(row.pk, ()),
            "offers": list(offers(actor, row, ON_LISTING, hidden=frozenset({"status"}))),
        }
        for row in rows
    ]
    context = {
        "enterprise": found,
        "places": places,
        "contacts": contacts_of(found, actor),
        "former": [row for row in found.former_facts.all() if row.changed_on],
        "buttons": arranged(actor, found, acts, hidden=frozenset({"joined"})),
        "ground": ENTERPRISE,
    }
    return render(request, "enterprises/enterprise.html", context)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _turn(asked: Mapping[str, object], seed: str, number: int) -> str:
    return f"?{urlencode({**asked, 'seed': seed, 'page': number})}"


@require_safe
def points(request: HttpRequest) -> HttpResponse:
    """家装便民服务点 and 样板间, for who keeps them with their acts."""
    actor = acting(request)
    body = Organisation.objects.filter(pk=actor.organisation_id or 0).first()
    page = points_page(
        clock.today(), request.GET.get("county", ""), _number(request.GET.get("page", "")) or 1
    )
    context = {
        "points": [
            (point, offers(actor, point, ON_POINT) if point.keeper_id == actor.organisation_id else ())
            for point in page.points
        ],
        "page": page,
        "next_url": f"?county={page.county}&page={page.number + 1}" if page.number < page.pages else "",
        "previous_url": f"?county={page.county}&page={page.number - 1}" if page.number > 1 else "",
        "open": next(iter(offers(actor, body, [OPEN_POINT])), None) if body else None,
    }
    return render(request, "enterprises/points.html", context)
