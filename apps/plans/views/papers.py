"""方案与预算 and 申请表 as PDF."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from apps.audit.services import Subject, log_access
from apps.documents.services import bytes_response, render_pdf
from apps.orgs.permissions import acting
from apps.plans.acts.grounds import PLAN
from apps.plans.models import ApplicationForm
from apps.plans.permissions import may_read_application_form
from apps.plans.queries import versions_for
from apps.plans.queries.papers import application_paper, plan_paper


@require_safe
def paper(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Print a version of 方案与预算: everyone in scope, no 身份证号, no 家庭情况."""
    actor = acting(request)
    case = PLAN.load(actor, pk=pk)
    rows = versions_for(actor, case).with_content().select_related("confirmation", "overrun_note")
    plan = get_object_or_404(rows, number=number)
    content = render_pdf("plans/papers/plan_paper.html", {"paper": plan_paper(actor, plan)})
    return bytes_response(content, filename=f"方案与预算-{case.number}-第{plan.number}版.pdf")


@require_safe
def application_form(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Print the issued 申请表; a role that may not read 身份证号 gets 404, and every copy is logged."""
    actor = acting(request)
    case = PLAN.load(actor, pk=pk)
    if not may_read_application_form(actor):
        raise Http404
    form = get_object_or_404(ApplicationForm, case=case)
    content = render_pdf("plans/papers/application_form.html", {"paper": application_paper(form)})
    # After rendering: a copy that could not be made was not received.
    log_access(
        by=actor,
        subject=Subject("case", str(case.pk)),
        kind="download",
        field="application_form",
        purpose="打印申请表",
    )
    return bytes_response(content, filename=f"申请表-{case.number}.pdf")
