"""Looking closer: a full number with a purpose, and the receipt as a paper."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from apps.audit.services import Subject, log_access
from apps.cases.facts import number_label
from apps.cases.forms import RevealForm
from apps.cases.queries import receipt_of
from apps.cases.services import reveal
from apps.cases.views.doors import door_of
from apps.cases.views.scope import load_case
from apps.documents.services import bytes_response, mark_printed, render_pdf
from apps.lib.decisions import Refused
from apps.orgs.enums import SensitiveField, Sight
from apps.orgs.permissions import may_read_sensitive_papers, sight


@require_http_methods(["GET", "POST"])
def reveal_field(request: HttpRequest, pk: UUID, field: str) -> HttpResponse:
    """Ask for the purpose, then show one full number once; every look is logged."""
    actor, case = load_case(request, pk)
    if field not in ("id_number", "phone") or sight(actor, SensitiveField(field)) is not Sight.REVEALABLE:
        raise Http404
    value = ""
    # The field of the URL, which was just judged: a posted one could name the other number.
    form = RevealForm({**request.POST.dict(), "field": field} if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            value = reveal(
                case=case, by=actor, field=SensitiveField(field), purpose=form.cleaned_data["purpose"]
            )
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.reason)
    template = "cases/reveal_part.html" if request.headers.get("HX-Request") else "cases/reveal.html"
    label = number_label(case.household.id_type) if field == "id_number" else SensitiveField(field).label
    context = {"case": case, "form": form, "value": value, "field": SensitiveField(field), "label": label}
    response = render(request, template, context, status=422 if form.errors else 200)
    # Neither a proxy nor the browser's own history may keep the number.
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
def receipt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """登记回执 as PDF, with masked numbers, for those who may read the household's papers."""
    actor, case = load_case(request, pk)
    if case.number is None or not may_read_sensitive_papers(actor):
        raise Http404
    log_access(
        by=actor,
        subject=Subject("case", str(case.pk)),
        kind="download",
        field="receipt",
        purpose="打印登记回执",
    )
    paper = receipt_of(case)
    mark = mark_printed(
        paper=paper,
        kind="登记回执",
        number=f"{case.number}-回执",
        issuer=case.street_office,
        issuer_name=paper.street_name,
    )
    printed = replace(paper, mark=mark, door=door_of(request, case))
    content = render_pdf("cases/papers/registration_receipt.html", {"paper": printed})
    return bytes_response(content, filename=f"登记回执-{case.number}.pdf")
