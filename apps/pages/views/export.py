"""导出案件清单: say what for, then a job does it."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from apps.cases.enums import Status
from apps.cases.views.search import recall
from apps.outbox import services as outbox
from apps.pages.forms import ExportForm
from apps.pages.permissions import reading
from apps.pages.queries.case_list import FLAGS, GROUPS

_FILTERS = ("group", "status", "flag", "street")


@require_http_methods(["GET", "POST"])
def export_cases(request: HttpRequest) -> HttpResponse:
    """Ask for the purpose; POST writes the job, with what was searched for encrypted in its row."""
    actor = reading(request)
    given = request.POST if request.method == "POST" else request.GET
    filters = {name: given.get(name, "") for name in (*_FILTERS, "q", "found")}
    # The key makes one job of a form that is sent twice.
    form = ExportForm(request.POST if request.method == "POST" else None, initial={"key": uuid4().hex})
    if request.method == "POST" and form.is_valid():
        text = recall(request.session, filters["found"]) if filters["found"] else filters["q"]
        job = outbox.enqueue(
            task="pages.export_cases",
            by=actor,
            personal={
                **{name: filters[name] for name in _FILTERS},
                "text": text,
                "purpose": form.cleaned_data["purpose"],
            },
            key=form.cleaned_data["key"].hex,
        )
        return redirect("outbox:job", pk=job.pk)
    context = {
        "form": form,
        "filters": [(name, value) for name, value in filters.items() if value],
        "words": _words(filters),
        "list_url": reverse("pages:case-list"),
    }
    return render(request, "pages/export.html", context, status=422 if form.errors else 200)


def _words(filters: dict[str, str]) -> list[str]:
    """Say how the list is filtered, without the words that were searched for."""
    words = []
    if filters["group"] in GROUPS:
        words.append(GROUPS[filters["group"]][0])
    if filters["status"] in Status.values:
        words.append(Status(filters["status"]).label)
    if filters["flag"] in FLAGS:
        words.append(FLAGS[filters["flag"]])
    if filters["street"]:
        words.append("所选街道")
    if filters["q"] or filters["found"]:
        words.append("按查找内容")
    return words or ["全部可见案件"]
