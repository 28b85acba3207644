"""What works and acceptance are done to, beyond the case itself."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404

from apps.cases.acts.grounds import StageGround, StageOf, load_case
from apps.cases.models import Case
from apps.inspections.models import AcceptanceAttempt, Defect, Rectification, StopWork
from apps.inspections.permissions import may_read_reported
from apps.lib.actors import Actor


class AcceptanceGround(StageGround):
    """A case at its acceptance, read with the attempt that is being worked on."""

    def load(self, actor: Actor, **kwargs: Any) -> Case:
        """Return the case of the URL; what asks for its open attempt reads it once."""
        case = super().load(actor, **kwargs)
        details = AcceptanceAttempt.objects.open().with_details()
        # to_attr, as a prefetch without it would make case.attempts.all() mean “the open ones” for everybody.
        prefetch_related_objects([case], Prefetch("attempts", details, to_attr="open_attempts"))
        return case


class ReportedGround(StageGround):
    """A case as the place where a household's words about its works are written down."""

    title = "住户反映的问题"

    def version(self, subject: Case) -> int:
        """Nobody is late: two things said at once are two things."""
        return 0


class DefectGround(StageOf[Defect]):
    """A defect that a visit found in the works of the case's present enterprise."""

    title = "巡查问题"

    def load(self, actor: Actor, **kwargs: Any) -> Defect:
        """Return the defect of the URL, if it is this case's."""
        case = load_case(actor, kwargs["pk"])
        found = Defect.objects.of_works(case).filter(pk=kwargs["defect_id"]).first()
        if found is None or (found.is_reported and not may_read_reported(actor)):
            raise Http404
        # The case just read within the actor's scope: the relation would read it anew, without.
        found.case = case
        return found

    def case(self, subject: Defect) -> Case:
        return subject.case

    def named(self, subject: Defect) -> dict[str, Any]:
        return {**super().named(subject), "defect_id": subject.pk}

    def place(self, subject: Defect) -> dict[str, Any]:
        return {**super().place(subject), "defect_id": subject.pk}


class PauseGround(StageOf[StopWork]):
    """A 停工 of the case's present enterprise."""

    title = "停工"

    def load(self, actor: Actor, **kwargs: Any) -> StopWork:
        """Return the pause of the URL, if it is this case's."""
        case = load_case(actor, kwargs["pk"])
        found = StopWork.objects.filter(
            case=case, enterprise=case.enterprise_id, pk=kwargs["stop_id"]
        ).first()
        if found is None:
            raise Http404
        found.case = case
        return found

    def case(self, subject: StopWork) -> Case:
        return subject.case

    def named(self, subject: StopWork) -> dict[str, Any]:
        return {**super().named(subject), "stop_id": subject.pk}

    def place(self, subject: StopWork) -> dict[str, Any]:
        return {**super().place(subject), "stop_id": subject.pk}


class ItemGround(StageOf[Rectification]):
    """One item that a failed acceptance asked the present enterprise to mend."""

    title = "整改事项"

    def load(self, actor: Actor, **kwargs: Any) -> Rectification:
        """Return the item of the URL, if it is this case's."""
        case = load_case(actor, kwargs["pk"])
        rows = Rectification.objects.filter(pk=kwargs["item_id"], attempt__case=case)
        found = rows.select_related("attempt").first()
        # What a replaced enterprise had to mend binds the present one no more.
        if found is None or found.attempt.enterprise_id != case.enterprise_id:
            raise Http404
        found.attempt.case = case
        return found

    def case(self, subject: Rectification) -> Case:
        return subject.attempt.case

    def named(self, subject: Rectification) -> dict[str, Any]:
        return {**super().named(subject), "item_id": subject.pk}

    def place(self, subject: Rectification) -> dict[str, Any]:
        return {**super().place(subject), "item_id": subject.pk}


_FORM = "inspections/act.html"
WORKS = StageGround(tab="works", back="inspections:works", tag="施工与巡查", template=_FORM)
ACCEPTANCE = AcceptanceGround(tab="acceptance", back="inspections:acceptance", tag="验收", template=_FORM)
DEFECT = DefectGround(tab="works", back="inspections:works", tag="施工与巡查", template=_FORM)
PAUSE = PauseGround(tab="works", back="inspections:works", tag="施工与巡查", template=_FORM)
ITEM = ItemGround(tab="acceptance", back="inspections:acceptance", tag="验收", template=_FORM)
