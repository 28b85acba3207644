"""A case as acts stand on it: loaded through scope, drawn in its frame, answered as it stands."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Any, TypedDict, TypeVar

from django.conf import settings
from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from rest_framework.serializers import Serializer

from apps.acts.acts import Act, Ground
from apps.acts.grounds import NothingYet
from apps.cases.frame import effects_of
from apps.cases.models import Case, Hold
from apps.cases.permissions import can_move, role_may_move
from apps.cases.queries import case_header, case_shown, changes_since
from apps.cases.serializers import ActDone, CaseSerializer
from apps.cases.services import tell_turn
from apps.lib.actors import Actor
from apps.lib.decisions import Decision

S = TypeVar("S")


def load_case(actor: Actor, pk: Any) -> Case:
    """Return a case with what showing it needs; 404 outside the actor's rows."""
    rows = Case.objects.visible_to(actor).for_display()
    rows = rows.select_related("rule_set", "patrol_organisation", "privacy_acknowledgement__notice")
    return get_object_or_404(rows, pk=pk)


class OnCase(Ground[S]):
    """What belongs to a case: its version is the case's, its page stands in the case's frame."""

    found = settings.CASE_LIST_URL
    path = "cases/<uuid:pk>"

    def __init__(
        self, *, tab: str, back: str, tag: str, template: str = "cases/act.html", operation: str = "api"
    ) -> None:
        """Stand under a tab of the frame; ``back`` is the URL name of the page to go back to."""
        self.tab, self.back, self.tag = tab, back, tag
        self.template, self.operation = template, operation
        self.title = self.title or tag

    @abstractmethod
    def case(self, subject: S) -> Case:
        """Return the case of the subject."""

    def version(self, subject: S) -> int:
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

    def follow(self, by: Actor, subject: S) -> None:
        """Tell the desk whose turn the case has become; end what other desks were asked."""
        tell_turn(case_id=self.case(subject).pk, by=by)

    def conflict(self, actor: Actor, subject: S, sent: object) -> dict[str, object]:
        """Say where the case stands now and who brought it there."""
        case = self.case(subject)
        changes = changes_since(actor, case, sent) if isinstance(sent, int) else []
        return {"current_version": case.version, "changes": changes}


class CaseGround(OnCase[Case]):
    """A case; the API answers with the whole case."""

    result_class = CaseSerializer

    def load(self, actor: Actor, **kwargs: Any) -> Case:
        return load_case(actor, kwargs["pk"])

    def case(self, subject: Case) -> Case:
        return subject

    def stands(self, actor: Actor, subject: Case, record: object) -> Any:
        """Return the case as it now stands, cut to what the actor may see."""
        return case_shown(actor, subject)


class StageOf(OnCase[S]):
    """What a stage does on a case; the API answers how the case stands and what was written."""

    result_class: type[Serializer[Any]] | None = ActDone

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
            # A service that returns nothing wrote on the case itself.
            "record_id": str(written or case.pk),
        }


class StageGround(StageOf[Case]):
    """A case in the hands of a stage."""

    def load(self, actor: Actor, **kwargs: Any) -> Case:
        return load_case(actor, kwargs["pk"])

    def case(self, subject: Case) -> Case:
        return subject


class HandedOnGround(StageGround):
    """A case that an act may take out of the actor's own rows: the answer says no more than its number."""

    title = "分设的街道"

    def again(self, actor: Actor, record: object, **kwargs: Any) -> Case:
        """Return the case, or the bare row where it is another body's by now."""
        try:
            return self.load(actor, **kwargs)
        except Http404:
            if isinstance(record, Case):
                return record
            raise


class HoldGround(OnCase[Hold]):
    """Something that keeps a case from going on; needs are answered by a record and are none."""

    title = "待办事项"
    result_class = CaseSerializer

    def load(self, actor: Actor, **kwargs: Any) -> Hold:
        """Return the hold of the URL, if it is this case's."""
        case = load_case(actor, kwargs["pk"])
        hold = get_object_or_404(Hold, case=case, pk=kwargs["hold"], is_need=False)
        # The case as loaded with all it shows: hold.case would fetch the bare row once more.
        hold.case = case
        return hold

    def case(self, subject: Hold) -> Case:
        return subject.case

    def named(self, subject: Hold) -> dict[str, Any]:
        """Services take the hold beside its case."""
        return {**super().named(subject), "hold_id": subject.pk}

    def place(self, subject: Hold) -> dict[str, Any]:
        """The hold stands in the URL."""
        return {**super().place(subject), "hold": subject.pk}

    def stands(self, actor: Actor, subject: Hold, record: object) -> Any:
        return case_shown(actor, subject.case)


class Counter(NothingYet):
    """The counter, where a household that is nobody's case yet is registered."""

    title = "窗口"
    found = "cases:register"
    path = "cases"
    tag = "办件"
    result_class = CaseSerializer

    def stands(self, actor: Actor, subject: None, record: object) -> Any:
        """Return the case that was registered."""
        return case_shown(actor, load_case(actor, record.pk if isinstance(record, Case) else record))


_IN_CASE = {
    "tab": "case",
    "back": "cases:case",
    "tag": "办件",
    "template": "cases/application_act.html",
    "operation": "api-case",
}
APPLICATION = CaseGround(**_IN_CASE)
HANDED_ON = HandedOnGround(**_IN_CASE)
HOLD = HoldGround(**_IN_CASE)
COUNTER = Counter()


Context = Callable[[Actor, Case], dict[str, Any]]


def _nothing_more(_actor: Actor, _case: Case) -> dict[str, Any]:
    return {}


class Making(TypedDict):
    """What an act declares that is one move of the workflow table."""

    may: Callable[[Actor, Case], Decision]
    bars: Callable[[Actor, Case], Decision]
    moves: tuple[str, ...]


def making(move: str) -> Making:
    """Return who may make a move, who never makes it whatever the case's state, and its name."""
    return {
        "may": lambda actor, case: can_move(actor, case, move),
        "bars": lambda actor, _case: role_may_move(actor, move),
        "moves": (move,),
    }


def weighed(move: str, more: Context = _nothing_more, *, when: str = "") -> Context:
    """Return what the page of an act off the way shows: what its move changes elsewhere, and ``more``.

    ``when``: words for the choice in the form that makes the move, where another one does not.
    """

    def shown(actor: Actor, case: Case) -> dict[str, Any]:
        return {**more(actor, case), "effects": effects_of(case, move), "effects_when": when}

    return shown
