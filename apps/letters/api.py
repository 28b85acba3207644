"""留言 of a case, and what is done about them; mounted under /api/v1/."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import path

from apps.acts.api import endpoints
from apps.api.problems import Problem
from apps.api.views import ListView
from apps.cases.api.base import CaseScope
from apps.letters.acts import ACTS
from apps.letters.models import Letter
from apps.letters.permissions import may_read
from apps.letters.queries import letters_of
from apps.letters.serializers import LetterShown
from apps.lib.decisions import Denied


class LettersOfCase(CaseScope, ListView[Letter]):
    """住户与本单位的留言，按序号；区住建局和审计可读一件办件的全部留言。"""

    tag = "留言"
    summary = "留言"
    queryset: Any = Letter.objects.none()
    result_class = LetterShown
    ordering = ("number",)

    def rows(self) -> QuerySet[Letter]:
        """Return what the token's body may read of the case; 403 for who neither writes nor audits."""
        reads = may_read(self.actor)
        if isinstance(reads, Denied):
            raise Problem(403, reads.reason, code=reads.code)
        return letters_of(self.case()).visible_to(self.actor).select_related("case")


routes = [
    path("cases/<uuid:pk>/letters", LettersOfCase.as_view(), name="api-letters"),
    *endpoints(ACTS),
]
