"""What every URL under a case does first and last: load through scope, answer with the case."""

from __future__ import annotations

from typing import Any

from apps.api.views import ApiView
from apps.cases.acts.grounds import load_case
from apps.cases.models import Case
from apps.cases.queries import changes_since


class CaseScope(ApiView[Any]):
    """A URL ``cases/<uuid:pk>/…``; the case does not exist outside the actor's rows."""

    # Nothing by itself: a view that forgot to load through scope would show no row instead of all.
    queryset = Case.objects.none()

    def case(self) -> Case:
        """Return the case of the URL with what showing it needs; 404 outside the rows."""
        return load_case(self.actor, self.kwargs["pk"])

    def conflict(self) -> dict[str, object]:
        """Say where the case stands now and who brought it there."""
        case = self.case()
        body = self.request.data
        sent = body.get("version") if isinstance(body, dict) else None
        changes = changes_since(self.actor, case, sent) if isinstance(sent, int) else []
        return {"current_version": case.version, "changes": changes}
