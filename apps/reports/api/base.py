"""What reading the weekly report does first: only who reads reports, only within the scope."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from rest_framework.request import Request

from apps.api.problems import Problem
from apps.api.views import ApiView
from apps.lib.decisions import Denied
from apps.reports.acts.grounds import WEEK, Reported
from apps.reports.models import ReportVersion, WeekSnapshot
from apps.reports.permissions import may_read


class ReportScope(ApiView[Any]):
    """A URL below ``reports/``."""

    tag = "周报"
    # Empty on purpose: whatever forgets to ask for the week through its scope finds nothing.
    queryset: Any = WeekSnapshot.objects.none()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse roles that do not read reports."""
        super().initial(request, *args, **kwargs)
        # After super(), which finds out who acts.
        decision = may_read(self.actor)
        if isinstance(decision, Denied):
            raise Problem(403, decision.reason, code="post")

    def week(self) -> Reported:
        """Return the week of the URL within the actor's scope."""
        return WEEK.load(self.actor, pk=self.kwargs["pk"])

    def chosen(self, versions: Sequence[ReportVersion]) -> ReportVersion:
        """Return the version of the URL, else the newest."""
        wanted = self.kwargs.get("number")
        if wanted is None:
            return versions[0]
        found = next((each for each in versions if each.number == wanted), None)
        if found is None:
            raise Http404
        return found
