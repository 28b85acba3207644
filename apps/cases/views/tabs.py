"""The tabs 申请 and 记录 of the case page."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.cases.queries import case_header, clocks
from apps.cases.queries.application import application_view
from apps.cases.queries.chapters import story_of
from apps.cases.queries.record import looks_of
from apps.cases.views.scope import load_case
from apps.lib import clock
from apps.lib.digits import whole


@require_safe
def case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The 申请 tab: Attachment 1 as registered, cut by the field policy."""
    actor, row = load_case(request, pk)
    context = {**case_header(actor, row), "tab": "case", **application_view(actor, row)}
    return render(request, "cases/case.html", context)


@require_safe
def record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The 记录 tab: who did what when."""
    actor, row = load_case(request, pk)
    before = request.GET.get("before", "")
    told = story_of(
        actor,
        row,
        clocks=clocks(row, clock.today()),
        kind=request.GET.get("kind", ""),
        before=whole(before, longest=18),
    )
    context = {
        **case_header(actor, row),
        "tab": "record",
        "story": told,
        "older_url": f"?before={told.before}" if told.before else "",
        "newest_url": "?" if before else "",
        "looks": looks_of(actor, row),
    }
    return render(request, "cases/record.html", context)
