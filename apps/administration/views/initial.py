"""期初数: the bureaus of a year, and one bureau with all that was entered."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.acts.acts import Offer
from apps.administration.acts.grounds import SPANS
from apps.administration.acts.initial import SET_INITIAL
from apps.administration.permissions import may_read_numbers
from apps.administration.queries.initial import initial_lines, initial_years
from apps.administration.queries.years import OfBody
from apps.administration.sections import sections_of
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed
from apps.orgs.permissions import acting, admit
from apps.programs.models import Program
from apps.reports.forms import WeekForm
from apps.reports.permissions import may_set_initial


def _reader(request: HttpRequest) -> Actor:
    actor = acting(request)
    admit(may_read_numbers(actor))
    return actor


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the actor's bureaus with what stands of a year."""
    actor = _reader(request)
    programs = list(Program.objects.order_by("-year"))
    form, today = WeekForm(request.GET), clock.today()
    wanted = form.cleaned_data["year"] if form.is_valid() else None
    running = next((each for each in programs if each.opens_on <= today <= each.closes_on), None)
    program = next((each for each in programs if each.year == wanted), running or next(iter(programs), None))
    context = {
        "has_sections": bool(sections_of(actor)),
        "programs": programs[::-1],
        "program": program,
        "lines": initial_lines(actor, program) if program else [],
    }
    return render(request, "administration/initial/index.html", context)


@require_safe
def of_body(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a bureau's years with every entry."""
    actor = _reader(request)
    body = SPANS.load(actor, pk=pk).organisation
    sets = bool(may_set_initial(actor, body))
    today = clock.today()
    rows = [
        (
            each,
            [Offer(SET_INITIAL, OfBody(body, each.program), Allowed(), SET_INITIAL.label)]
            if sets and each.program.closes_on >= today
            else [],
        )
        for each in initial_years(body)
    ]
    context = {"has_sections": bool(sections_of(actor)), "body": body, "years": rows}
    return render(request, "administration/initial/body.html", context)
