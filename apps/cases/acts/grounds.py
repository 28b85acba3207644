"""A case as acts stand on it: loaded through scope, drawn in its frame, answered as it stands."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, TypeVar

from django.db.models import Model
from django.shortcuts import get_object_or_404
from django.urls import reverse

from apps.acts.acts import Act, Ground
from apps.cases.models import Case
from apps.cases.queries import case_header, case_shown, changes_since
from apps.cases.serializers import ActDone, CaseSerializer
from apps.lib.actors import Actor

S = TypeVar("S")


def load_case(actor: Actor, pk: Any) -> Case:
    """Return a case with what showing it needs; 404 outside the actor's rows."""
    rows = Case.objects.visible_to(actor).for_display().select_related("rule_set", "patrol_organisation")
    return get_object_or_404(rows, pk=pk)


class OnCase(Ground[S]):
    """What belongs to a case: its version is the case's, its page stands in the case's frame."""

    address = "cases/<uuid:pk>"

    def __init__(self, *, tab: str, back: str, tag: str, template: str = "cases/act.html") -> None:
        """Stand under a tab of the frame; ``back`` is the URL name of the page to go back to."""
        self.tab, self.back, self.tag, self.template = tab, back, tag, template

    @abstractmethod
    def case(self, subject: S) -> Case:
        """Return the case of the subject."""

    def version(self, subject: S) -> int:
        """Return the case's version."""
        return self.case(subject).version

    def named(self, subject: S) -> dict[str, Any]:
        """Services take ``case_id``."""
        return {"case_id": self.case(subject).pk}

    def place(self, subject: S) -> dict[str, Any]:
        """Addresses take ``pk``."""
        return {"pk": self.case(subject).pk}

    def home(self, act: Act[S], subject: S) -> str:
        """Return the tab's page."""
        return reverse(self.back, kwargs={"pk": self.case(subject).pk})

    def frame(self, actor: Actor, subject: S) -> dict[str, Any]:
        """Return the case's header with the tab marked."""
        return {**case_header(actor, self.case(subject)), "tab": self.tab}

    def conflict(self, actor: Actor, subject: S, sent: object) -> dict[str, object]:
        """Say where the case stands now and who brought it there."""
        case = self.case(subject)
        changes = changes_since(actor, case, sent) if isinstance(sent, int) else []
        return {"current_version": case.version, "changes": changes}


class CaseGround(OnCase[Case]):
    """A case; the API answers with the whole case."""

    result_class = CaseSerializer

    def load(self, actor: Actor, **kwargs: Any) -> Case:
        """Return the case of the address."""
        return load_case(actor, kwargs["pk"])

    def case(self, subject: Case) -> Case:
        """Return the case itself."""
        return subject

    def stands(self, actor: Actor, subject: Case, record: object) -> Any:
        """Return the case as it now stands, cut to what the actor may see."""
        return case_shown(actor, subject)


class StageOf(OnCase[S]):
    """What a stage does on a case; the API answers how the case stands and what was written."""

    result_class = ActDone

    def stands(self, actor: Actor, subject: S, record: object) -> Any:
        """Return the case's number, status and version, and the id of the record."""
        case = self.case(subject)
        written = record.pk if isinstance(record, Model) else record
        return {
            "id": case.pk,
            "number": case.number,
            "status": case.status,
            "status_label": case.get_status_display(),
            "version": case.version,
            "record_id": str(written or case.pk),
        }


class StageGround(StageOf[Case]):
    """A case in the hands of a stage."""

    def load(self, actor: Actor, **kwargs: Any) -> Case:
        """Return the case of the address."""
        return load_case(actor, kwargs["pk"])

    def case(self, subject: Case) -> Case:
        """Return the case itself."""
        return subject


APPLICATION = CaseGround(tab="case", back="cases:case", tag="办件")
