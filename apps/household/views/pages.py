"""What a visit shows: where it stands, the plan, the papers. Nothing here writes on the case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url

from apps.audit.services import Subject, log_access
from apps.cases.enums import Status
from apps.cases.models import Case
from apps.documents.rules.papers import Signature
from apps.documents.services import bytes_response, mark_printed, render_pdf
from apps.household.acts.own import offered, speaks_here
from apps.household.models import Visit
from apps.household.permissions import visitor
from apps.household.queries import own_papers as own
from apps.household.queries.defects import counted
from apps.household.queries.home import home_of, service_of
from apps.household.queries.letters import mail_of
from apps.household.queries.numbers import unheard
from apps.household.queries.plan import day_of, is_of_predecessor, plan_page, plan_shown, shown_plans
from apps.household.queries.visits import own_visits
from apps.household.services import note_shown
from apps.household.views.visiting import common, with_visit
from apps.inspections.enums import AttemptResult
from apps.inspections.queries import acceptance_paper, rectification_notice
from apps.lib.actors import Actor
from apps.othertrack.queries.household import own_renovation
from apps.plans.queries import contract_in_force
from apps.plans.queries.papers import plan_paper


@with_visit
def home(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show what the household must do, who is at work, how far it is."""
    can, case = offered(visit.slip), visit.slip.case
    visits = own_visits(visitor(visit.slip), case)
    mail, reports = mail_of(visit.slip), counted(visitor(visit.slip), visit.slip)
    context = {
        **common(request, visit),
        "home": home_of(visit.slip, can),
        "asking": [each for each in visits if each.standing.household],
        "appointments": [each for each in visits if not each.standing.household],
        "papers": own.own_papers(case),
        "inks": own.to_be_signed_in_ink(case),
        "mail": mail,
        "reports": reports,
        "asks": any(each.standing.household for each in visits) or mail.asked or reports.asks,
        "speaks": speaks_here(visit.slip),
        "directory": resolve_url(settings.DIRECTORY_PAGE),
        "offered": can,
        "unheard": unheard(visit.slip) if can else "",
        "service": service_of(case),
        "onward": own_renovation(case) if case.status == Status.CONVERTED else None,
    }
    return render(request, "household/home.html", context)


@with_visit
def ask(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Say whom to ask before deciding; nothing is decided by asking."""
    enterprise = visit.slip.case.enterprise
    return render(request, "household/ask.html", {**common(request, visit), "enterprise": enterprise})


@with_visit
def plan(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the plan that counts as rooms, money, days, hazards; remember that it was shown."""
    row = plan_shown(visit.slip.case)
    if row is None:
        return redirect("household:home")
    # Read before it is noted: what is shown now is compared with what was shown before.
    context = {**common(request, visit), "page": plan_page(visit.slip, row), "sent": day_of(row)}
    context["offered"] = offered(visit.slip)
    # The enterprise records it in the household's name: who signed it should see what was recorded.
    context["contract"] = contract_in_force(visit.slip.case)
    context["unheard"] = unheard(visit.slip) if context["offered"] else ""
    note_shown(slip=visit.slip, plan=row)
    return render(request, "household/plan.html", context)


@with_visit
def papers(request: HttpRequest, visit: Visit) -> HttpResponse:
    """List every paper that the slip opens."""
    context = {**common(request, visit), "papers": own.own_papers(visit.slip.case)}
    return render(request, "household/papers.html", context)


@with_visit
def paper(request: HttpRequest, visit: Visit, kind: str, number: int = 0) -> HttpResponse:
    """Open one paper as PDF; each copy is logged with the slip."""
    slip, case = visit.slip, visit.slip.case
    found = own.paper_named(case, kind, number)
    if found is None:
        raise Http404
    by = visitor(slip)
    content = _MADE[kind](by, case, number)
    log_access(
        by=by,
        subject=Subject("case", str(case.pk)),
        kind="download",
        field=kind,
        purpose=f"凭条第 {slip.number} 张：打开{found.label}",
    )
    if kind == own.PLAN:
        note_shown(slip=slip, plan=shown_plans(case).get(number=number))
    return bytes_response(content, filename=f"{found.label}-{case.number}.pdf", inline=True)


def _plan(by: Actor, case: Case, number: int) -> bytes:
    rows = shown_plans(case).with_content().select_related("confirmation", "overrun_note")
    plan = get_object_or_404(rows, number=number)
    paper = plan_paper(by, plan)
    if is_of_predecessor(case, plan.confirmed_at):
        # Who bought the flat reads what was agreed, and is not handed the seller's own hand.
        paper = replace(paper, signature=Signature(note="原装修人已签字确认，签名不在这里显示"))
    return render_pdf("plans/papers/plan_paper.html", {"paper": paper})


def _acceptance(by: Actor, case: Case, number: int) -> bytes:
    attempt = get_object_or_404(own.concluded(case), number=number)
    return render_pdf(
        "inspections/papers/acceptance_form.html", {"paper": acceptance_paper(case, attempt, actor=by)}
    )


def _rectification(by: Actor, case: Case, number: int) -> bytes:
    attempt = get_object_or_404(own.concluded(case), number=number)
    paper = rectification_notice(case, attempt, actor=by)
    if paper is None:
        raise Http404
    mark = mark_printed(
        paper=rectification_notice(case, attempt),
        kind="整改意见告知单",
        number=f"{case.number}-整改{number}",
        issuer=case.bureau,
        issuer_name=paper.bureau_name,
    )
    return render_pdf("inspections/papers/rectification_notice.html", {"paper": replace(paper, mark=mark)})


def _report(by: Actor, case: Case, _number: int) -> bytes:
    attempt = get_object_or_404(own.concluded(case), result=AttemptResult.PASSED)
    context = {"paper": acceptance_paper(case, attempt, actor=by), "case": case, "attempt": attempt}
    return render_pdf("inspections/papers/pass_report.html", context)


_MADE: dict[str, Callable[[Actor, Case, int], bytes]] = {
    own.PLAN: _plan,
    own.ACCEPTANCE: _acceptance,
    own.RECTIFICATION: _rectification,
    own.REPORT: _report,
}
