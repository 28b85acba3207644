"""Loading a week through the scope: outside it there is nothing to find."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from apps.lib.actors import Actor
from apps.orgs.permissions import acting
from apps.reports.models import ReportVersion, WeekSeal
from apps.reports.permissions import reading


def reader(request: HttpRequest) -> Actor:
    """Return the actor, refused with 403 unless the post reads reports."""
    return reading(acting(request))


def seal_or_404(actor: Actor, pk: int) -> WeekSeal:
    """Return a week within the actor's scope."""
    weeks = WeekSeal.objects.visible_to(actor).select_related("bureau__region", "program", "reports_to")
    return get_object_or_404(weeks, pk=pk)


def versions_or_404(seal: WeekSeal) -> list[ReportVersion]:
    """Return the week's versions, newest first."""
    versions = list(ReportVersion.objects.filter(report__seal=seal).order_by("-number"))
    if not versions:
        raise Http404("本期还没有周报")
    return versions


def chosen_version(request: HttpRequest, versions: list[ReportVersion]) -> ReportVersion:
    """Return the version named by ``?v=``, else the newest."""
    wanted = request.GET.get("v", "")
    if not wanted:
        return versions[0]
    found = next((each for each in versions if str(each.number) == wanted), None)
    if found is None:
        raise Http404("没有这一版")
    return found
