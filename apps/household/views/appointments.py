"""上门预约 on the household's own pages: the stage's acts in its frame, with the slip alone (0146)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from apps.acts.acts import Act
from apps.acts.services import Done, NeverYours, NotNow, attempt, opened, show_again
from apps.household.models import Visit
from apps.household.permissions import visitor
from apps.household.queries.visits import own_visit
from apps.household.views.visiting import common, typed_in, with_visit, with_visit_to_write
from apps.inspections.acts.appointments import CHOOSE, DECLINE, WISH
from apps.inspections.queries.appointments import AppointmentView
from apps.lib.decisions import Denied


def _found(visit: Visit, number: int) -> AppointmentView:
    view = own_visit(visitor(visit.slip), visit.slip.case, number)
    if view is None:
        raise Http404
    return view


@with_visit
def appointment(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Show one appointment as it stands, and what may be said to it."""
    context = {**common(request, visit), "view": _found(visit, number)}
    return render(request, "household/appointment.html", context)


@with_visit_to_write
def choose(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Take one of the times offered."""
    return _say(request, visit, number, CHOOSE, "household/appointment_choose.html")


@with_visit_to_write
def wish(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Ask for another time."""
    return _say(request, visit, number, WISH, "household/appointment_wish.html")


@with_visit_to_write
def decline(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Say that nobody need come."""
    return _say(request, visit, number, DECLINE, "household/appointment_decline.html")


def _say(request: HttpRequest, visit: Visit, number: int, act: Act[Any], template: str) -> HttpResponse:
    by, view = visitor(visit.slip), _found(visit, number)
    status = 200
    if request.method == "POST":
        outcome = attempt(act, by=by, subject=view.row, data=request.POST)
        if isinstance(outcome, Done):
            return redirect("household:appointment", number=number)
        if isinstance(outcome, NeverYours):
            raise Http404
        view, form, status = _found(visit, number), outcome.form, 422
        if isinstance(outcome, NotNow):
            show_again(form, outcome.refused, view.row.version)
    else:
        form = opened(act, by=by, subject=view.row)
    decision = act.may(by, view.row)
    context = {
        **common(request, visit),
        "view": view,
        "form": form,
        "stopped": decision.reason if isinstance(decision, Denied) else "",
        "typed": typed_in(request),
    }
    if isinstance(decision, Denied):
        status = 409
    _focus(form)
    return render(request, template, context, status=status)


def _focus(form: Any) -> None:
    # These pages have no scripts that could move the focus to what must be mended.
    wrong = next((name for name in form.fields if name in form.errors), None) if form.is_bound else None
    if wrong:
        form.fields[wrong].widget.attrs["autofocus"] = True
