"""Save, submit, accept, return, adjust, each as its page does it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Model
from rest_framework.serializers import Serializer

from apps.api.idempotency import CreationView
from apps.api.problems import Invalid, form_faults
from apps.api.serializers import Versioned
from apps.api.views import ChangeView
from apps.lib import clock
from apps.lib.decisions import Decision
from apps.plans.api.acting import Earlier, missing_files
from apps.plans.serializers.from_forms import body_of, typed
from apps.reports import services
from apps.reports.api.base import ReportScope, refuse_post
from apps.reports.forms import AdjustForm, DraftForm, ReturnForm
from apps.reports.models import ReportVersion, WeekSeal
from apps.reports.permissions import may_correct, may_decide, may_fill
from apps.reports.queries.lists import standing_of
from apps.reports.serializers.weeks import WeekStands


class _WeekStands(ReportScope):
    """Answers an act on a week with how the week stands now."""

    result_class = WeekStands

    def present(self, row: Any) -> dict[str, Any]:
        """Return the week as it now stands."""
        seal = self.seal()
        versions = self.versions(seal)
        standing = standing_of(seal, versions[::-1], clock.now())
        return {
            "id": seal.pk,
            "state": standing.state.value,
            "state_label": standing.state.label,
            "late": standing.late,
            "version": versions[0].edit,
            "version_number": versions[0].number,
            "record_id": str(row.pk),
        }


class _Change(_WeekStands, ChangeView[Any]):
    """An act on the newest version of a week."""

    request_class: ClassVar[type[Serializer[Any]] | None] = Versioned

    def subject(self) -> WeekSeal:
        """Load the week; refuse posts that never do this."""
        seal = self.seal()
        refuse_post(self.may(seal, self.versions(seal)[0]))
        return seal

    def may(self, seal: WeekSeal, newest: ReportVersion) -> Decision:
        """Say whether the actor does this at all."""
        raise TypeError(f"{type(self).__name__} decides nothing")


class SaveDraft(_Change):
    """保存周报草稿中由区县填写的内容；整份替换上一次保存的."""

    request_class = body_of(DraftForm, "WeekDraft", leave_out=["edit"])

    def may(self, seal: WeekSeal, newest: ReportVersion) -> Decision:
        """See :func:`may_fill`."""
        return may_fill(self.actor, seal, newest)

    def perform(self, subject: WeekSeal, data: dict[str, Any]) -> Model:
        """Check as the page does, then save."""
        sent = typed(data, DraftForm, edit=str(data["version"]))
        form = DraftForm(sent, actor=self.actor)
        faults = [] if form.is_valid() else form_faults(form)
        faults += missing_files(form, sent, {})
        if faults:
            raise Invalid(faults)
        said = form.cleaned_data
        return services.save_draft(
            by=self.actor,
            seal=subject,
            edit=data["version"],
            declared=form.declared(),
            filler=said["filler"],
            narrative=said["narrative"],
            evidence=said["evidence"],
        )


class SubmitReport(_Change):
    """报送：核对全部通过后定稿；过了截止时间的记为迟报."""

    def may(self, seal: WeekSeal, newest: ReportVersion) -> Decision:
        """See :func:`may_fill`."""
        return may_fill(self.actor, seal, newest)

    def perform(self, subject: WeekSeal, data: dict[str, Any]) -> Model:
        """Hand it in."""
        return services.submit_report(by=self.actor, seal=subject, edit=data["version"])


class AcceptReport(_Change):
    """接收已报送的一版；由报送的上级主管部门办理."""

    def may(self, seal: WeekSeal, newest: ReportVersion) -> Decision:
        """See :func:`may_decide`."""
        return may_decide(self.actor, seal, newest)

    def perform(self, subject: WeekSeal, data: dict[str, Any]) -> Model:
        """Accept it."""
        return services.accept_report(by=self.actor, seal=subject, edit=data["version"])


class ReturnReport(_Change):
    """退回已报送的一版，写明原因；区县另出一版."""

    request_class = body_of(ReturnForm, "WeekReturn", leave_out=["edit"])

    def may(self, seal: WeekSeal, newest: ReportVersion) -> Decision:
        """See :func:`may_decide`."""
        return may_decide(self.actor, seal, newest)

    def perform(self, subject: WeekSeal, data: dict[str, Any]) -> Model:
        """Return it."""
        return services.return_report(
            by=self.actor, seal=subject, reason=data["reason"], edit=data["version"]
        )


class AdjustWeek(_WeekStands, CreationView):
    """更正一个案件：先在案件中办理，再登记计入本期；本期已定稿的计入当期并注明."""

    request_class = body_of(AdjustForm, "WeekAdjustment", versioned=False)

    def prepare(self) -> WeekSeal:
        """Load the week; refuse posts that never do this."""
        seal = self.seal()
        final = clock.now() >= seal.final_at
        refuse_post(may_correct(self.actor, seal, self.versions(seal)[0], final=final))
        return seal

    def create(self, parent: WeekSeal, data: dict[str, Any]) -> Model:
        """Enter the adjustment."""
        return services.adjust(by=self.actor, seal=parent, case_id=data["case"], reason=data["reason"])

    def again(self, result_id: str) -> Earlier:
        """Return the adjustment of the first call."""
        return Earlier(result_id)
