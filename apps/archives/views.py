"""The tab 档案 of a case."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from apps.archives.forms import ApplicationScanForm
from apps.archives.queries import archive_lines
from apps.archives.services import add_application_scan
from apps.cases.models import Case
from apps.cases.permissions import at_counter
from apps.cases.queries import case_header
from apps.documents.services import park_uploads
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.orgs.permissions import acting


def _load(request: HttpRequest, pk: UUID) -> tuple[Actor, Case]:
    actor = acting(request)
    return actor, get_object_or_404(Case.objects.visible_to(actor).for_display(), pk=pk)


@require_http_methods(["GET", "POST"])
def archive(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The 档案 tab: the completeness list of 一户一档; POST adds the sealed application form."""
    actor, row = _load(request, pk)
    form = ApplicationScanForm(actor=actor, initial={"version": row.version})
    if request.method == "POST":
        if not at_counter(actor):
            raise PermissionDenied("申请表扫描件由街道或区县经办上传。")
        form = ApplicationScanForm(request.POST, request.FILES, actor=actor)
        if form.is_valid():
            cleaned = form.cleaned_data
            try:
                add_application_scan(
                    case_id=row.pk, by=actor, scan=cleaned["scan"], version=cleaned["version"]
                )
                messages.success(request, "申请表扫描件已归入一户一档。")
                return redirect(request.path)
            except Refused as refused:
                actor, row = _load(request, pk)
                form.add_error("scan", refused.reason)
        park_uploads(by=actor, form=form)
    lines = archive_lines(actor, row)
    context = {
        **case_header(actor, row),
        "tab": "archive",
        "lines": lines,
        "present": sum(line.item.present for line in lines),
        "form": form,
        "may_upload": at_counter(actor) and getattr(row, "application_form", None) is not None,
    }
    return render(request, "archives/archive.html", context, status=422 if form.errors else 200)
