"""总览: what a district, a city or the province has done of its year, and the cases behind each figure."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.models import Organisation
from apps.orgs.permissions import admit, row_scope
from apps.programs.models import Program
from apps.reports.forms import OpenedForm, WeekForm
from apps.reports.queries.opened import Place
from apps.reports.queries.opening import open_figure
from apps.reports.queries.overview import overview_of
from apps.reports.views.scope import reader, turn_url
from apps.tickets.permissions import may_read
from apps.tickets.queries.figures import ticket_figures


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    actor = reader(request)
    programs = list(Program.objects.order_by("-year"))
    program = _chosen(request, programs)
    context: dict[str, object] = {
        "programs": programs[::-1],
        "program": program,
        "place": _place(actor),
        "as_table": request.GET.get("view") == "table",
    }
    if program is not None:
        context["page"] = overview_of(actor, program, today=clock.today())
        context["sees_tickets"] = bool(may_read(actor))
    return render(request, "reports/overview.html", context)


@require_safe
def overview_tickets(request: HttpRequest, year: int) -> HttpResponse:
    """Return the figures of 诉求件 that 总览 fetches: the page itself asks the database often enough."""
    actor = reader(request)
    admit(may_read(actor))
    program = get_object_or_404(Program, year=year)
    context = {"tickets": ticket_figures(actor, program.year), "program": program}
    return render(request, "reports/parts/tickets.html", context)


def _place(actor: Actor) -> str:
    own = row_scope(actor).organisation_id
    if own == actor.organisation_id:
        return actor.organisation_name
    # An auditor reads what another body is responsible for.
    return get_object_or_404(Organisation, pk=own or 0).name


def _chosen(request: HttpRequest, programs: list[Program]) -> Program | None:
    """Return the year asked for, else the running one.

    Not simply the newest: next year's programme may be opened before it begins.
    """
    form = WeekForm(request.GET)
    wanted = form.cleaned_data["year"] if form.is_valid() else None
    today = clock.today()
    running = next((each for each in programs if each.opens_on <= today <= each.closes_on), None)
    newest = programs[0] if programs else None
    return next((each for each in programs if each.year == wanted), running or newest)


@require_safe
def overview_figure(request: HttpRequest, figure: str) -> HttpResponse:
    actor = reader(request)
    form = OpenedForm(request.GET)
    if not form.is_valid():
        raise Http404("没有这一项")
    program = get_object_or_404(Program, year=form.cleaned_data["year"])
    place = Place.read(request.GET.get("after", ""), request.GET.get("before", ""))
    opened = open_figure(actor, program, figure, form.choice(), place)
    if opened is None:
        raise Http404("没有这一项")
    context = {
        "program": program,
        "opened": opened,
        "next_url": turn_url(request, "after", opened.page.following),
        "previous_url": turn_url(request, "before", opened.page.preceding),
    }
    return render(request, "reports/opened.html", context)
