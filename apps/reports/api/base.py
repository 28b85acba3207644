"""What every address of the weekly report does first: only who reads reports, only within the scope."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework.request import Request

from apps.api.problems import Problem
from apps.api.views import ApiView
from apps.lib.decisions import Decision, Denied
from apps.reports.models import ReportVersion, WeekSeal
from apps.reports.permissions import may_read
from apps.reports.queries.shown import edits_since


def refuse_post(decision: Decision) -> None:
    """Answer 403 when the post never does this; other reasons are for the service to say."""
    if isinstance(decision, Denied) and decision.code == "post":
        raise Problem(403, decision.reason, code="post")


class ReportScope(ApiView[Any]):
    """An address below ``reports/``."""

    tag = "周报"
    queryset: Any = WeekSeal.objects.none()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse posts that do not read reports."""
        super().initial(request, *args, **kwargs)
        refuse_post(may_read(self.actor))

    def seal(self) -> WeekSeal:
        """Return the week of the address within the actor's scope."""
        weeks = WeekSeal.objects.visible_to(self.actor).select_related(
            "bureau__region", "program", "reports_to"
        )
        return get_object_or_404(weeks, pk=self.kwargs["pk"])

    def versions(self, seal: WeekSeal) -> list[ReportVersion]:
        """Return the week's versions, newest first."""
        found = list(ReportVersion.objects.filter(report__seal=seal).order_by("-number"))
        if not found:
            raise Http404
        return found

    def chosen(self, versions: list[ReportVersion]) -> ReportVersion:
        """Return the version of the address, else the newest."""
        wanted = self.kwargs.get("number")
        if wanted is None:
            return versions[0]
        found = next((each for each in versions if each.number == wanted), None)
        if found is None:
            raise Http404
        return found

    def conflict(self) -> dict[str, object]:
        """Say where the week stands now and who touched it."""
        seal = self.seal()
        newest = self.versions(seal)[0]
        body = self.request.data
        sent = body.get("version") if isinstance(body, dict) else None
        changes = edits_since(seal, newest, sent) if isinstance(sent, int) else []
        return {"current_version": newest.edit, "changes": changes}
