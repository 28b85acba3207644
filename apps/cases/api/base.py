"""What every address under a case does first and last: load through scope, answer with the case."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.shortcuts import get_object_or_404

from apps.api.views import ApiView, ChangeView
from apps.cases.models import Case
from apps.cases.permissions import post_may_move
from apps.cases.queries import case_shown, changes_since
from apps.cases.serializers import CaseSerializer
from apps.lib.actors import Actor
from apps.lib.decisions import Decision


def case_of(actor: Actor, case_id: UUID) -> Case:
    """Return a case with what showing it needs; 404 outside the actor's rows."""
    related = ("rule_set", "patrol_organisation")
    return get_object_or_404(
        Case.objects.visible_to(actor).for_display().select_related(*related), pk=case_id
    )


class CaseScope(ApiView[Any]):
    """An address ``cases/<uuid:pk>/…``; the case does not exist outside the actor's rows."""

    queryset = Case.objects.none()

    def case(self) -> Case:
        """Return the case of the address with what showing it needs; 404 outside the rows."""
        return case_of(self.actor, self.kwargs["pk"])

    def conflict(self) -> dict[str, object]:
        """Say where the case stands now and who brought it there."""
        case = self.case()
        body = self.request.data
        sent = body.get("version") if isinstance(body, dict) else None
        changes = changes_since(self.actor, case, sent) if isinstance(sent, int) else []
        return {"current_version": case.version, "changes": changes}


class CaseChangeView(CaseScope, ChangeView[Any]):
    """An act on a case; answers with the case as it then stands.

    ``move`` names the row of the workflow table, so that a post that never makes it gets 403.
    ``perform`` may return anything: the case is read again.
    """

    result_class = CaseSerializer
    move: ClassVar[str] = ""
    tag = "办件"

    def subject(self) -> Case:
        """Return the case of the address."""
        return self.case()

    def decide(self, subject: Case) -> Decision | None:
        """Say whether the post makes this move at all."""
        return post_may_move(self.actor, self.move) if self.move else None

    def present(self, row: Any) -> Any:
        """Return the case as it now stands, cut to what the actor may see."""
        return case_shown(self.actor, self.case())
