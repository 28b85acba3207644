"""抽查: the list, a draw, and the record from which anybody works it out again."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.acts.acts import offers
from apps.acts.views import arranged
from apps.cases.models import Case
from apps.cases.queries.case_page import masked_name
from apps.lib.actors import Actor
from apps.orgs.permissions import acting, admit
from apps.supervision.acts import DECLARE_TIE, DRAW, END_TIE, FIX, ON_DRAW, ON_RECHECK, RECHECK
from apps.supervision.enums import Standing
from apps.supervision.permissions import DECLARING, may_read
from apps.supervision.queries.figures import in_words
from apps.supervision.queries.pages import (
    LISTED,
    STANDING_TONES,
    draw_list,
    draw_page,
    record_name,
    waiting_rechecks,
)
from apps.supervision.queries.people import ties_of
from apps.supervision.services import record_of


def _reading(request: HttpRequest) -> Actor:
    actor = acting(request)
    admit(may_read(actor))
    return actor


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the draws that the actor may see, those that wait for the actor first; and the body's ties."""
    actor = _reading(request)
    declares = actor.role in DECLARING
    ties = ties_of(actor) if declares else []
    context = {
        "page": draw_list(actor),
        "most": LISTED,
        "rechecks": waiting_rechecks(actor, limit=LISTED),
        "fix": next(iter(offers(actor, None, [FIX])), None),
        "declare": next(iter(offers(actor, None, [DECLARE_TIE])), None),
        "declares": declares,
        "ties": [(each, list(offers(actor, each, [END_TIE], hidden=frozenset({"self"})))) for each in ties],
    }
    return render(request, "supervision/index.html", context)


@require_safe
def draw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a draw: its steps, population, what came up, and how to work it out again."""
    actor = _reading(request)
    found = DRAW.load(actor, pk=pk)
    context = {
        "draw": found,
        "page": draw_page(actor, found),
        "buttons": arranged(actor, found, ON_DRAW, hidden=frozenset({"status"})),
        "figures": in_words(found.figures),
    }
    return render(request, "supervision/draw.html", context)


@require_safe
def recheck(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a drawn household: who goes, what it said, what was found and where that leads."""
    actor = _reading(request)
    row = RECHECK.load(actor, pk=pk)
    context = {
        "row": row,
        "draw": row.draw,
        "shown": Case.objects.visible_to(actor).filter(pk=row.case_id).exists(),
        "name": masked_name(row.case),
        "tone": STANDING_TONES[Standing(row.standing)],
        "buttons": arranged(actor, row, ON_RECHECK, hidden=frozenset({"status"})),
    }
    return render(request, "supervision/recheck.html", context)


@require_safe
def record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand out 抽取记录 as JSON."""
    found = DRAW.load(_reading(request), pk=pk)
    content = json.dumps(record_of(found), ensure_ascii=False, indent=1)
    response = HttpResponse(content, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{record_name(found)}"'
    response["Cache-Control"] = "private, no-store"
    return response
