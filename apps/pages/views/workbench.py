"""工作台: what must I do now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from apps.cases.permissions import at_counter
from apps.cases.queries import drafts_of
from apps.cases.queries.undelivered import undelivered_count
from apps.connections.queries import returned_count
from apps.inspections.permissions.common import PATROLS
from apps.inspections.queries.appointments import VISITORS, appointment_tasks
from apps.inspections.queries.reported import owed_report_count, owed_reports
from apps.inspections.queries.roster import patrol_count
from apps.letters.queries import owed_letter_count, owed_letters
from apps.orgs.enums import DISTRICT_ROLES, Role
from apps.orgs.permissions import acting
from apps.othertrack.queries.lists import renovation_task_count, renovation_tasks
from apps.pages.permissions import reads_cases
from apps.pages.queries.desk import (
    MOST,
    SHOWN,
    Count,
    capped,
    desk,
    letter_tasks,
    reported_tasks,
    tasks,
    whole,
)
from apps.pages.queries.figures import figures, heading_date
from apps.pages.queries.progress import countdown, next_week, progress, recent, week_card
from apps.pages.queries.weekly_tables import report_tasks
from apps.signals.queries.lists import signal_task_count
from apps.supervision.queries.pages import waiting_draws, waiting_rechecks
from apps.tickets.queries.lists import ticket_task_count, ticket_tasks


@require_safe
def workbench(request: HttpRequest) -> HttpResponse:
    """The first screen of every role: figures, queue, progress, latest happenings."""
    actor = acting(request)
    if not reads_cases(actor):
        keeps = actor.role == Role.ADMINISTRATOR
        return redirect("administration:index" if keeps else "enterprises:index")
    week = next_week() if actor.role in DISTRICT_ROLES else None
    reports = report_tasks(actor)
    letters = letter_tasks(owed_letters(actor, limit=SHOWN))
    visits = appointment_tasks(actor)
    tickets = ticket_tasks(actor, limit=SHOWN)
    renovations = renovation_tasks(actor, limit=SHOWN)
    draws = waiting_draws(actor, limit=SHOWN)
    rechecks = waiting_rechecks(actor, limit=SHOWN)
    undelivered = Count(undelivered_count(actor, most=MOST))
    returned = Count(returned_count(actor, most=MOST))
    signals = Count(signal_task_count(actor, most=MOST))
    reported = reported_tasks(actor, owed_reports(actor, limit=SHOWN))
    letter_total = whole(letters, lambda: owed_letter_count(actor, most=MOST))
    ticket_total = whole(tickets, lambda: ticket_task_count(actor, most=MOST))
    reported_total = whole(reported, lambda: owed_report_count(actor, most=MOST))
    renovation_total = whole(renovations, lambda: renovation_task_count(actor, most=MOST))
    patrols = Count(patrol_count(actor, most=MOST))
    totals = (letter_total, ticket_total, reported_total, renovation_total)
    # One line, whatever it counts: the households themselves stand among the cases.
    lines = (
        len(reports)
        + len(visits)
        + len(draws)
        + len(rechecks)
        + bool(patrols.value)
        + sum(each.value for each in totals)
    )
    waiting = capped(desk(actor))
    context = {
        "total": waiting.plus(lines + undelivered.value + returned.value + signals.value),
        "patrols": patrols,
        "patrols_are_owed": actor.role in PATROLS,
        "case_total": waiting,
        "visits": visits,
        "reported": reported,
        "tickets": tickets,
        "renovations": renovations,
        "draws": draws,
        "rechecks": rechecks,
        "renovation_total": renovation_total,
        "letter_total": letter_total,
        "ticket_total": ticket_total,
        "reported_total": reported_total,
        "undelivered": undelivered,
        "returned": returned,
        "signals": signals,
        "reports": reports,
        "letters": letters,
        "today_text": heading_date(),
        "countdown": countdown(week) if week else "",
        "figures": figures(actor),
        "tasks": tasks(actor),
        "shown": SHOWN,
        "progress": progress(actor),
        "week_card": week_card(actor),
        "recent": recent(actor),
        "may_round": actor.role in VISITORS - {Role.DISTRICT_CLERK},
        "may_register": at_counter(actor),
        "draft_count": drafts_of(actor).count() if at_counter(actor) else 0,
    }
    return render(request, "pages/workbench.html", context)
