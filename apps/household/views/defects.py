"""哪里没做好: reported with the slip alone, with photos; mended or not is said here too (0157)."""

from __future__ import annotations

from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from apps.documents.enums import FileKind
from apps.documents.services import file_response
from apps.household.acts.own import REPAIRED
from apps.household.forms import AgainForm, PicturesForm, ReportForm
from apps.household.models import Visit
from apps.household.permissions import visitor
from apps.household.queries.defects import OwnReport, own_report, photo_of_report, reports_page
from apps.household.views.visiting import common, typed_in, with_visit, with_visit_to_write
from apps.inspections.permissions import may_report_defect
from apps.inspections.services import add_defect_photos, insist_as_household, report_as_household
from apps.lib.decisions import Refused
from apps.outbox.services import sms_is_on


def _found(visit: Visit, number: int) -> OwnReport:
    report = own_report(visit.slip, number)
    if report is None:
        raise Http404
    return report


def _refused(form: Form, refused: Refused) -> tuple[str, int]:
    """Say a refusal at its field, where what was typed can be mended; else instead of the form."""
    if refused.field in form.fields:
        form.add_error(refused.field, refused.reason)
        return "", 422
    return refused.reason, 409


@with_visit
def reports(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show what was reported, newest first, and where each stands."""
    context = {**common(request, visit), "page": reports_page(visitor(visit.slip), visit.slip)}
    return render(request, "household/reports.html", context)


@with_visit_to_write
def report(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Ask for one defect, in the household's words."""
    slip, form, status, stopped = visit.slip, ReportForm(request.POST or None), 200, ""
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = report_as_household(case=slip.case, by=visitor(slip), text=form.cleaned_data["text"])
                return redirect("household:defect", number=made.number)
            except Refused as refused:
                stopped, status = _refused(form, refused)
    elif not may_report_defect(visitor(slip), slip.case):
        return redirect("household:defects")
    context = {**common(request, visit), "form": form, "stopped": stopped, "typed": typed_in(request)}
    return render(request, "household/report.html", context, status=status)


@with_visit_to_write
def one(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Show one report and what may be said to it; take photos, those that are sound at once."""
    slip, row = visit.slip, _found(visit, number)
    form = PicturesForm(request.POST or None, request.FILES or None, kind=FileKind.WORK_PHOTO)
    if request.method == "POST":
        form.is_valid()
        try:
            if form.sound:
                add_defect_photos(case=slip.case, number=number, by=visitor(slip), photos=form.sound)
        except Refused as refused:
            form.add_error("pictures", refused.reason)
        else:
            if not form.errors:
                return redirect("household:defect", number=number)
        row = _found(visit, number)
    can_settle = sms_is_on() and REPAIRED.may(slip)
    context = {**common(request, visit), "row": row, "form": form, "can_settle": can_settle}
    return render(request, "household/defect.html", context, status=422 if form.errors else 200)


@with_visit_to_write
def again(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Say that it is not mended: the slip suffices, it binds nobody."""
    slip, row = visit.slip, _found(visit, number)
    form, status, stopped = AgainForm(request.POST or None), 200, ""
    if request.method == "POST":
        status = 422
        if form.is_valid():
            words = form.cleaned_data["words"]
            try:
                insist_as_household(case=slip.case, by=visitor(slip), number=number, words=words)
                return redirect("household:defect", number=number)
            except Refused as refused:
                stopped, status = _refused(form, refused)
    elif not row.may_insist:
        return redirect("household:defect", number=number)
    context = {
        **common(request, visit),
        "row": row,
        "form": form,
        "stopped": stopped,
        "typed": typed_in(request),
    }
    return render(request, "household/defect_again.html", context, status=status)


@with_visit
def photo(request: HttpRequest, visit: Visit, number: int, photo_id: UUID) -> HttpResponse:
    """Show one photo of a report, or of what the enterprise mended."""
    stored = photo_of_report(visit.slip, number, str(photo_id))
    if stored is None:
        raise Http404
    by, purpose = visitor(visit.slip), f"凭条第 {visit.slip.number} 张：看反映问题的照片"
    return file_response(stored, inline=True, by=by, purpose=purpose)
