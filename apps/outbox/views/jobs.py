"""后台任务: the list, one job with its progress, cancelling, trying again, the schedule."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.orgs.permissions import acting
from apps.outbox import queries, services
from apps.outbox.forms import CancelForm
from apps.outbox.models import Job
from apps.outbox.permissions import may_cancel, may_retry, oversees


@require_safe
def job_list(request: HttpRequest) -> HttpResponse:
    """The newest jobs within the actor's sight."""
    actor = acting(request)
    return render(request, "outbox/jobs.html", {"jobs": queries.job_list(actor), "oversees": oversees(actor)})


def _load(request: HttpRequest, pk: UUID) -> tuple[Actor, Job]:
    # Loaded through scope: a job outside it answers 404, as one that does not exist.
    actor = acting(request)
    return actor, get_object_or_404(Job.objects.visible_to(actor), pk=pk)


def _context(actor: Actor, job: Job) -> dict[str, object]:
    return {
        "view": queries.job_view(job),
        "job": job,
        "is_own": job.user_id == actor.user_id,
        "result_url": queries.result_url(job),
        "may_cancel": may_cancel(actor, job),
        "may_retry": may_retry(actor, job),
    }


@require_safe
def job(request: HttpRequest, pk: UUID) -> HttpResponse:
    return render(request, "outbox/job.html", _context(*_load(request, pk)))


@require_safe
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The part of a job's page that renews itself until the job has ended."""
    return render(request, "outbox/progress.html", _context(*_load(request, pk)))


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Cancel with a reason; a refusal comes back with the form (422)."""
    actor, row = _load(request, pk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.cancel_job(job_id=row.pk, by=actor, reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error(refused.field or None, refused.reason)
        else:
            messages.success(request, "已取消；正在进行的一步停下后不再继续。")
            return redirect("outbox:job", pk=row.pk)
    context = {**_context(actor, row), "form": form}
    return render(request, "outbox/cancel.html", context, status=422 if form.errors else 200)


@require_POST
def retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    actor, row = _load(request, pk)
    try:
        services.retry_job(job_id=row.pk, by=actor)
        messages.success(request, "已重新排队。")
    except Refused as refused:
        messages.error(request, refused.reason)
    return redirect("outbox:job", pk=row.pk)


@require_safe
def schedule(request: HttpRequest) -> HttpResponse:
    """What runs by itself, as declared beside the tasks."""
    actor = acting(request)
    if not oversees(actor):
        raise PermissionDenied("定时任务由市级、省级的主管和管理员查看。")
    context = {
        "rows": queries.schedule(),
        "unfinished": queries.unfinished(actor),
        "sms_is_on": services.sms_is_on(),
    }
    return render(request, "outbox/schedule.html", context)
