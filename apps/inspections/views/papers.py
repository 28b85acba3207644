"""验收表, 验收合格报告 and 逐户上门清单."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.cases.acts.grounds import load_case
from apps.documents.services import bytes_response, mark_printed, render_pdf
from apps.inspections.enums import AttemptResult
from apps.inspections.forms import PrintForm, RoundForm
from apps.inspections.models import AcceptanceAttempt, HouseholdOpinion
from apps.inspections.queries import (
    acceptance_paper,
    opinion_record,
    rectification_notice,
    round_list,
    round_remarks,
    waiting_for_acceptance,
)
from apps.inspections.queries.roster import READERS
from apps.inspections.queries.route import ROUNDERS, day_route, may_print_phones
from apps.inspections.services import open_phones
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.orgs.enums import DISTRICT_ROLES, ScopeLevel
from apps.orgs.permissions import acting, row_scope
from apps.plans.enums import Means


@require_safe
def form_paper(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """附件2 of one attempt as PDF."""
    actor = acting(request)
    case = load_case(actor, pk)
    attempt = get_object_or_404(AcceptanceAttempt.objects.with_details(), case=case, number=number)
    # An enterprise sees the acceptance of its own works, not those of one it replaced.
    if row_scope(actor).level is ScopeLevel.ENTERPRISE and attempt.enterprise_id != case.enterprise_id:
        raise Http404
    paper = acceptance_paper(case, attempt, actor=actor)
    name = "验收表" if number == 1 else "整改后二次验收表"
    return bytes_response(
        render_pdf("inspections/papers/acceptance_form.html", {"paper": paper}),
        filename=f"{case.number}-{name}.pdf",
    )


@require_safe
def opinion_paper(request: HttpRequest, pk: UUID, opinion_id: UUID) -> HttpResponse:
    """改造家庭确认意见 as drawn or said by phone, as PDF: it has no other paper, while a scan is its own."""
    actor = acting(request)
    case = load_case(actor, pk)
    drawn = HouseholdOpinion.objects.filter(attempt__case=case).exclude(means=Means.SIGNED_SCAN)
    opinion = get_object_or_404(drawn.select_related("attempt"), pk=opinion_id)
    attempt = AcceptanceAttempt.objects.with_details().get(pk=opinion.attempt_id)
    if row_scope(actor).level is ScopeLevel.ENTERPRISE and attempt.enterprise_id != case.enterprise_id:
        raise Http404
    attempt.case = case
    opinion.attempt = attempt
    return bytes_response(
        render_pdf("inspections/papers/opinion_record.html", {"paper": opinion_record(actor, opinion)}),
        filename=f"{case.number}-改造家庭确认意见.pdf",
    )


@require_safe
def rectification_paper(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """整改意见告知单 of an acceptance that asked for 整改, as PDF: signed for in ink."""
    actor = acting(request)
    case = load_case(actor, pk)
    attempt = get_object_or_404(AcceptanceAttempt.objects.with_details(), case=case, number=number)
    # Its items are the works of the enterprise of that time, nobody else's.
    if row_scope(actor).level is ScopeLevel.ENTERPRISE and attempt.enterprise_id != case.enterprise_id:
        raise Http404
    paper = rectification_notice(case, attempt, actor=actor)
    if paper is None:
        raise Http404
    mark = mark_printed(
        # Whole names in the mark, whoever prints: a name in part makes no other paper.
        paper=rectification_notice(case, attempt),
        kind="整改意见告知单",
        number=f"{case.number}-整改{number}",
        issuer=case.bureau,
        issuer_name=paper.bureau_name,
    )
    return bytes_response(
        render_pdf("inspections/papers/rectification_notice.html", {"paper": replace(paper, mark=mark)}),
        filename=f"{case.number}-整改意见告知单-{number}.pdf",
    )


@require_safe
def pass_report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """验收合格报告 as PDF, once both conditions are met."""
    actor = acting(request)
    case = load_case(actor, pk)
    attempt = get_object_or_404(
        AcceptanceAttempt.objects.with_details(), case=case, result=AttemptResult.PASSED
    )
    paper = acceptance_paper(case, attempt, actor=actor)
    context = {"paper": paper, "case": case, "attempt": attempt}
    return bytes_response(
        render_pdf("inspections/papers/pass_report.html", context), filename=f"{case.number}-验收合格报告.pdf"
    )


def _day(request: HttpRequest) -> tuple[RoundForm, date | None]:
    form = RoundForm(request.GET)
    return form, form.cleaned_data.get("day") if form.is_valid() else None


@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """The day's route by appointment and, for the district, every household that waits for acceptance."""
    return _rounds(request)


def _rounds(request: HttpRequest, *, typed: PrintForm | None = None, status: int = 200) -> HttpResponse:
    actor = acting(request)
    if actor.role not in ROUNDERS:
        raise PermissionDenied("逐户上门清单由上门的单位使用：住建局、街道、物业和装修企业。")
    form, day = _day(request)
    in_district = actor.role in DISTRICT_ROLES
    cases = list(waiting_for_acceptance(actor, day)) if in_district else []
    said = round_remarks(cases)
    context = {
        "form": form,
        "day": day,
        "route_day": day or clock.today(),
        "route": day_route(actor, day or clock.today()),
        "rows": [
            (
                case,
                case.attempts.filter(result=AttemptResult.OPEN).first(),
                case.attempts.count(),
                said[case.pk],
            )
            for case in cases
        ],
        "in_district": in_district,
        "reveals": may_print_phones(actor),
        "reads_roster": actor.role in READERS,
        "print_form": typed or PrintForm(),
    }
    return render(request, "inspections/rounds.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def rounds_paper(request: HttpRequest) -> HttpResponse:
    """逐户上门清单 as PDF; a POST says what for, and prints whole telephone numbers, each logged."""
    actor = acting(request)
    _, day = _day(request)
    purpose = ""
    if request.method == "POST":
        form = PrintForm(request.POST)
        if not form.is_valid():
            return _rounds(request, typed=form, status=422)
        purpose = form.cleaned_data["purpose"]
    try:
        phones = open_phones(by=actor, day=day or clock.today(), purpose=purpose) if purpose else {}
        paper = round_list(actor, day, phones=phones)
    except Refused as refused:
        raise PermissionDenied(refused.reason) from refused
    response = bytes_response(
        render_pdf("inspections/papers/round_list.html", {"paper": paper}), filename="逐户上门清单.pdf"
    )
    if phones:
        response["Cache-Control"] = "private, no-store"
    return response
