"""全年报送情况: who was late, who did not report, whose weeks came back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.lib import clock
from apps.reports.queries.lists import programs_with_weeks
from apps.reports.queries.punctuality import KINDS, punctuality
from apps.reports.views.lists import chosen_program
from apps.reports.views.scope import reader


@require_safe
def punctuality_year(request: HttpRequest) -> HttpResponse:
    actor = reader(request)
    programs = programs_with_weeks(actor)
    program = chosen_program(request, programs)
    bodies = punctuality(actor, program, clock.now()) if program else []
    context = {"programs": programs, "program": program, "bodies": bodies, "kinds": KINDS.values()}
    return render(request, "reports/punctuality.html", context)
