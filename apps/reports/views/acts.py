"""What is done to a week: save, submit, accept, return, adjust. One service call each."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.documents.services import park_uploads
from apps.lib import clock
from apps.lib.decisions import Decision, Denied, Refused
from apps.reports import services
from apps.reports.forms import AdjustForm, DraftForm, ReturnForm
from apps.reports.models import ReportVersion, WeekSeal
from apps.reports.permissions import may_correct, may_decide, may_fill
from apps.reports.views.detail import show
from apps.reports.views.loading import reader, seal_or_404, versions_or_404


def _edit(request: HttpRequest) -> int | None:
    text = request.POST.get("edit", "")
    return int(text) if text.isdecimal() else None


def _back(request: HttpRequest, seal: WeekSeal) -> HttpResponse:
    """Return to the city's list when the act began there, else to the week."""
    if request.POST.get("from") == "list":
        return redirect(f"{reverse('reports:index')}?year={seal.program.year}&week={seal.number}")
    return redirect("reports:detail", pk=seal.pk)


def _allow_post(decision: Decision) -> None:
    """Answer 403 when the actor's post never does this; other refusals are for the service to say."""
    if isinstance(decision, Denied) and decision.code == "post":
        raise PermissionDenied(decision.reason)


def _newest(seal: WeekSeal) -> ReportVersion:
    return versions_or_404(seal)[0]


def _told(form: forms.Form, refusal: Refused) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.reason)


@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    actor = reader(request)
    seal = seal_or_404(actor, pk)
    _allow_post(may_fill(actor, seal, _newest(seal)))
    form = DraftForm(request.POST, request.FILES, actor=actor)
    if form.is_valid():
        try:
            services.save_draft(
                by=actor,
                seal=seal,
                edit=form.cleaned_data["edit"],
                declared=form.declared(),
                filler=form.cleaned_data["filler"],
                narrative=form.cleaned_data["narrative"],
                evidence=form.cleaned_data["evidence"],
            )
        except Refused as refusal:
            _told(form, refusal)
        else:
            messages.success(request, "已保存，尚未报送。")
            return redirect("reports:detail", pk=seal.pk)
    park_uploads(by=actor, form=form)
    return show(request, actor, seal, draft_form=form, status=422)


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    actor = reader(request)
    seal = seal_or_404(actor, pk)
    _allow_post(may_fill(actor, seal, _newest(seal)))
    try:
        version = services.submit_report(by=actor, seal=seal, edit=_edit(request))
    except Refused as refusal:
        messages.error(request, refusal.reason)
        return show(request, actor, seal, status=422)
    late = "（已过截止时间，记为迟报）" if version.late else ""
    messages.success(request, f"第 {seal.number} 期已报送{late}，内容已定稿。")
    return redirect("reports:detail", pk=seal.pk)


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    actor = reader(request)
    seal = seal_or_404(actor, pk)
    _allow_post(may_decide(actor, seal, _newest(seal)))
    try:
        services.accept_report(by=actor, seal=seal, edit=_edit(request))
    except Refused as refusal:
        messages.error(request, refusal.reason)
        return show(request, actor, seal, status=422)
    messages.success(request, f"已接收{seal.bureau.name}第 {seal.number} 期。")
    return _back(request, seal)


@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    actor = reader(request)
    seal = seal_or_404(actor, pk)
    _allow_post(may_decide(actor, seal, _newest(seal)))
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            services.return_report(
                by=actor, seal=seal, reason=form.cleaned_data["reason"], edit=form.cleaned_data["edit"]
            )
        except Refused as refusal:
            _told(form, refusal)
        else:
            messages.success(request, f"已退回{seal.bureau.name}第 {seal.number} 期，区县将看到退回原因。")
            return _back(request, seal)
    return show(request, actor, seal, return_form=form, status=422)


@require_POST
def adjust(request: HttpRequest, pk: int) -> HttpResponse:
    actor = reader(request)
    seal = seal_or_404(actor, pk)
    _allow_post(may_correct(actor, seal, _newest(seal), final=clock.now() >= seal.final_at))
    form = AdjustForm(request.POST)
    if form.is_valid():
        try:
            entered = services.adjust(
                by=actor, seal=seal, case_id=form.cleaned_data["case"], reason=form.cleaned_data["reason"]
            ).entered_id
        except Refused as refusal:
            _told(form, refusal)
        else:
            where = "已计入本期。" if entered else f"将在当期计入，注明更正第 {seal.number} 期。"
            messages.success(request, f"更正已登记，{where}")
            return redirect("reports:detail", pk=seal.pk)
    return show(request, actor, seal, adjust_form=form, status=422)
