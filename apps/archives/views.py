"""The tab 档案 of a case."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.acts.acts import offers
from apps.acts.forms import ActForm
from apps.acts.views import InlineAct, slots
from apps.archives.acts import ACCEPTANCE_FORM, ARCHIVE, SCAN
from apps.archives.queries import archive_lines, filing_marks
from apps.cases.models import Case
from apps.inspections.queries.notable import unpatrolled_remark
from apps.lib.actors import Actor


def show(
    request: HttpRequest, actor: Actor, case: Case, *, status: int = 200, **typed: ActForm
) -> HttpResponse:
    """Draw the completeness list of 一户一档, and what may be brought into it."""
    lines = archive_lines(actor, case)
    context = {
        **ARCHIVE.frame(actor, case),
        **slots(actor, case, (SCAN,), typed=typed),
        "lines": lines,
        "marks": filing_marks(case),
        "unpatrolled": unpatrolled_remark(case),
        "add_form": next(iter(offers(actor, case, (ACCEPTANCE_FORM,), hidden=frozenset({"status"}))), None),
        "present": sum(line.item.present for line in lines),
    }
    return render(request, "archives/archive.html", context, status=status)


class ArchivePage(InlineAct):
    """The list, and at the same URL the upload beside it."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        actor, case = self.load(request, kwargs)
        return show(request, actor, case)


archive = ArchivePage.as_view(act=SCAN, host=show)
