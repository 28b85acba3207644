"""一次性告知书 and 不予备案告知书 as PDF: printed, handed over and signed for in ink."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from apps.audit.services import Subject, log_access
from apps.cases.models import Case
from apps.cases.queries.notices import decline_paper, return_paper
from apps.cases.views.doors import door_of
from apps.cases.views.scope import load_case
from apps.documents.services import bytes_response, mark_printed, render_pdf
from apps.lib.actors import Actor
from apps.orgs.permissions import may_read_sensitive_papers


def _case(request: HttpRequest, pk: UUID, paper: str) -> Case:
    actor, case = load_case(request, pk)
    if case.number is None or not may_read_sensitive_papers(actor):
        raise Http404
    _log(actor, case, paper)
    return case


def _log(actor: Actor, case: Case, paper: str) -> None:
    log_access(
        by=actor,
        subject=Subject("case", str(case.pk)),
        kind="download",
        field="notice",
        purpose=f"打印{paper}",
    )


@require_GET
def return_notice(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """一次性告知书 of one return."""
    case = _case(request, pk, "一次性告知书")
    paper = return_paper(case, get_object_or_404(case.returns, number=number))
    mark = mark_printed(
        paper=paper,
        kind="一次性告知书",
        number=f"{case.number}-告知{number}",
        issuer=case.bureau,
        issuer_name=paper.bureau_name,
    )
    printed = replace(paper, mark=mark, door=door_of(request, case))
    content = render_pdf("cases/papers/return_notice.html", {"paper": printed})
    return bytes_response(content, filename=f"一次性告知书-{case.number}-{number}.pdf")


@require_GET
def decline_notice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """不予备案告知书 of a declined application."""
    case = _case(request, pk, "不予备案告知书")
    paper = decline_paper(case)
    if paper is None:
        raise Http404
    mark = mark_printed(
        paper=paper,
        kind="不予备案告知书",
        number=f"{case.number}-不予备案",
        issuer=case.bureau,
        issuer_name=paper.bureau_name,
    )
    printed = replace(paper, mark=mark, door=door_of(request, case))
    content = render_pdf("cases/papers/decline_notice.html", {"paper": printed})
    return bytes_response(content, filename=f"不予备案告知书-{case.number}.pdf")
