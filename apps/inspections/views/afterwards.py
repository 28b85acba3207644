"""整改、调解、转为其他装修、办结."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404

from apps.cases.models import Case
from apps.inspections import services
from apps.inspections.forms import (
    MediationForm,
    MediationRecordForm,
    PlainForm,
    ReasonForm,
    RectifyForm,
)
from apps.inspections.models import Mediation, Rectification
from apps.inspections.permissions import (
    may_close_unconfirmed,
    may_convert,
    may_finish_rectification,
    may_mediate,
    may_rectify,
)
from apps.inspections.views.base import CaseFormView
from apps.lib.actors import Actor
from apps.lib.decisions import Decision, Denied


class RectifyView(CaseFormView):
    form_class, tab = RectifyForm, "acceptance"
    template_name = "inspections/rectify.html"
    title, submit, success = "报告整改完成", "提交", "整改情况已记录。"

    def item(self, case: Case) -> Rectification:
        """Return the item of the address, if it is this case's."""
        wanted: UUID = self.kwargs["item_id"]
        found = Rectification.objects.filter(pk=wanted, attempt__case=case).select_related("attempt").first()
        if found is None or found.attempt.enterprise_id != case.enterprise_id:
            raise Http404
        return found

    def decide(self, actor: Actor, case: Case) -> Decision:
        """See :func:`may_rectify`."""
        item = self.item(case)
        decision = may_rectify(actor, case)
        if decision and item.done_on is not None:
            return Denied(f"这一事项已由{item.done_by}报告整改完成。", code="done")
        return decision

    def context(self, actor: Actor, case: Case) -> dict[str, object]:
        """Show the item."""
        return {"item": self.item(case)}

    def perform(self, actor: Actor, case: Case, form: Any) -> object:
        """Report it as done."""
        said = form.cleaned_data
        return services.rectify(
            case_id=case.pk,
            item_id=self.kwargs["item_id"],
            by=actor,
            done_on=said["done_on"],
            note=said["note"],
            photos=said["photos"],
            version=said["version"],
        )


class RectifiedView(CaseFormView):
    form_class, tab = PlainForm, "acceptance"
    title, submit, success = "申请二次验收", "申请二次验收", "已申请二次验收，等验收人员安排。"
    explain = "整改事项已全部完成并附照片。提交后由区、县（市）住建局安排整改后二次验收。"

    def decide(self, actor: Actor, case: Case) -> Decision:
        """See :func:`may_finish_rectification`."""
        return may_finish_rectification(actor, case)

    def perform(self, actor: Actor, case: Case, form: Any) -> object:
        """Ask for the second acceptance."""
        return services.finish_rectification(case_id=case.pk, by=actor, version=form.cleaned_data["version"])


class MediationOpenView(CaseFormView):
    form_class, tab = MediationForm, "acceptance"
    title, submit, success = "登记调解", "登记调解", "已登记调解。"
    explain = "户主不满意、联系不上或去世的，先组织调解并如实记录；记录后才能由分管领导办结。"

    def decide(self, actor: Actor, case: Case) -> Decision:
        """See :func:`may_mediate`."""
        return may_mediate(actor, case)

    def perform(self, actor: Actor, case: Case, form: Any) -> object:
        """Begin mediation."""
        said = form.cleaned_data
        return services.open_mediation(
            case_id=case.pk,
            by=actor,
            cause=said["cause"],
            opened_on=said["opened_on"],
            version=said["version"],
        )


class MediationRecordView(CaseFormView):
    form_class, tab = MediationRecordForm, "acceptance"
    title, submit, success = "记录调解", "保存调解记录", "调解记录已保存。"

    def decide(self, actor: Actor, case: Case) -> Decision:
        """See :func:`may_mediate`."""
        decision = may_mediate(actor, case)
        if decision and not Mediation.objects.filter(case=case, closed_at__isnull=True).exists():
            return Denied("没有正在进行的调解。", code="none")
        return decision

    def perform(self, actor: Actor, case: Case, form: Any) -> object:
        """Document it."""
        said = form.cleaned_data
        return services.record_mediation(
            case_id=case.pk,
            by=actor,
            held_on=said["held_on"],
            mediator=said["mediator"],
            record=said["record"],
            agreed=said["agreed"],
            files=said["papers"],
            version=said["version"],
        )


class ConvertView(CaseFormView):
    form_class, tab = ReasonForm, "acceptance"
    title, submit, success = "转为其他装修", "转为其他装修", "已转为其他装修，不再计入装配化装修。"
    explain = "实测低于要求且无法整改的，转入其他旧房装修和厨卫等局部改造。本案件退出统计，各次验收记录保留。"
    danger = True

    def decide(self, actor: Actor, case: Case) -> Decision:
        """See :func:`may_convert`."""
        return may_convert(actor, case)

    def perform(self, actor: Actor, case: Case, form: Any) -> object:
        """Convert."""
        said = form.cleaned_data
        return services.convert(case_id=case.pk, by=actor, reason=said["reason"], version=said["version"])


class CloseUnconfirmedView(CaseFormView):
    form_class, tab = ReasonForm, "acceptance"
    title, submit, success = "办结（户主未确认）", "办结", "已办结。计入已完成，不出具验收合格报告。"
    explain = "经调解仍不满意、联系不上或户主去世的，由分管领导办结：计入已完成装修，不出具验收合格报告。"
    danger = True

    def decide(self, actor: Actor, case: Case) -> Decision:
        """See :func:`may_close_unconfirmed`."""
        return may_close_unconfirmed(actor, case)

    def perform(self, actor: Actor, case: Case, form: Any) -> object:
        """Close."""
        said = form.cleaned_data
        return services.close_unconfirmed(
            case_id=case.pk, by=actor, reason=said["reason"], version=said["version"]
        )
