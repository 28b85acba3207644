"""The tab 监督 of a case, and the two papers of a procedure."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from apps.acts.acts import offers
from apps.documents.services import bytes_response, mark_printed, render_pdf
from apps.orgs.permissions import acting
from apps.revocations.acts import ACTS, SUPERVISION
from apps.revocations.models import Revocation
from apps.revocations.permissions import may_print
from apps.revocations.queries import decision_paper, notice_paper, procedures, related_cases


@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the procedures of a case and what may be done next."""
    actor = acting(request)
    case = SUPERVISION.load(actor, pk=pk)
    context = {
        **SUPERVISION.frame(actor, case),
        "procedures": procedures(actor, case),
        "related": related_cases(actor, case),
        "prints": may_print(actor),
        "next": list(offers(actor, case, ACTS, hidden=frozenset({"status"}))),
    }
    return render(request, "revocations/page.html", context)


def _revocation(request: HttpRequest, pk: UUID, number: int) -> Revocation:
    actor = acting(request)
    case = SUPERVISION.load(actor, pk=pk)
    if not may_print(actor):
        raise Http404
    row = get_object_or_404(Revocation, case=case, number=number)
    row.case = case
    return row


@require_safe
def notice_pdf(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Print 拟撤销告知书."""
    row = _revocation(request, pk, number)
    paper = notice_paper(row)
    mark = mark_printed(
        paper=paper,
        kind="拟撤销告知书",
        number=f"{row.case.number}-拟撤销{number}",
        issuer=row.case.bureau,
        issuer_name=paper.bureau_name,
    )
    content = render_pdf("revocations/papers/notice.html", {"paper": replace(paper, mark=mark)})
    return bytes_response(content, filename=f"{row.case.number}-拟撤销告知书-{number}.pdf")


@require_safe
def decision_pdf(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Print 撤销决定书; 404 while it is not agreed to."""
    row = _revocation(request, pk, number)
    paper = decision_paper(row)
    if paper is None:
        raise Http404
    mark = mark_printed(
        paper=paper,
        kind="撤销决定书",
        number=f"{row.case.number}-撤销{number}",
        issuer=row.case.bureau,
        issuer_name=paper.bureau_name,
    )
    content = render_pdf("revocations/papers/decision.html", {"paper": replace(paper, mark=mark)})
    return bytes_response(content, filename=f"{row.case.number}-撤销决定书-{number}.pdf")
