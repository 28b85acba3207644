"""The review list of 疑点, and one of them with everything side by side."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.acts.views import arranged
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Denied
from apps.orgs.permissions import acting, own_body
from apps.programs.models import Program
from apps.signals.acts import ACTS, SIGNAL
from apps.signals.enums import Kind
from apps.signals.forms import STATES, ListForm
from apps.signals.permissions import may_read
from apps.signals.queries.lines import line_book
from apps.signals.queries.lists import has_turns, line_of, list_page, tally
from apps.signals.queries.pages import signal_page


def _reading(request: HttpRequest) -> Actor:
    actor = acting(request)
    decision = may_read(actor)
    if isinstance(decision, Denied):
        raise PermissionDenied(decision.reason)
    return actor


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List what the actor's body looks at, and count what came of it."""
    actor = _reading(request)
    wanted, turns = ListForm(request.GET).asked(), has_turns(actor)
    if not turns:
        wanted = replace(wanted, turn="")
    page = list_page(actor, wanted)
    year = wanted.year or clock.today().year
    lines = line_book().of(own_body(actor))
    context = {
        "page": page,
        "form": ListForm({name: getattr(wanted, name) for name in ("state", "kind", "year", "turn")}),
        "has_turns": turns,
        "wanted": wanted,
        "states": [(wanted.query(state=name), label, name == wanted.state) for name, label in STATES.items()],
        "is_filtered": bool(wanted.kind or wanted.year or wanted.turn),
        "tally": tally(actor, year),
        "year": year,
        "years": [(wanted.query(year=each), each, each == year) for each in _years()],
        "off": [kind.label for kind in Kind if not lines.looks_for(kind)],
        "next_url": wanted.query(page=page.number + 1) if page.more and not page.ends_early else "",
        "previous_url": wanted.query(page=page.number - 1) if page.number > 1 else "",
    }
    return render(request, "signals/index.html", context)


def _years() -> list[int]:
    return list(Program.objects.order_by("year").values_list("year", flat=True))


@require_safe
def signal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one: why, what stands side by side, what was decided."""
    actor = _reading(request)
    found = SIGNAL.load(actor, pk=pk)
    context = {
        "signal": found,
        "line": line_of(actor, found),
        "page": signal_page(actor, found),
        "buttons": arranged(actor, found, ACTS, hidden=frozenset({"status", "turn"})),
    }
    return render(request, "signals/signal.html", context)
