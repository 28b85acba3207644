"""/cases/{id}/…: every act on an application that the pages offer, by the same services."""

from __future__ import annotations

from typing import Any

from django.utils.datastructures import MultiValueDict

from apps.api.problems import Fault, Invalid, form_faults
from apps.api.serializers import Versioned
from apps.cases.api.base import CaseChangeView
from apps.cases.enums import CHOICE_STATEMENT, CorrectionKind, DefectKind, Removal
from apps.cases.forms import CorrectForm, FactsForm, ResubmitForm
from apps.cases.models import Case
from apps.cases.permissions import at_counter, at_desk, may_correct
from apps.cases.serializers import (
    ChooseBody,
    CorrectBody,
    DeclineBody,
    FileBody,
    PatrolBody,
    ReasonBody,
    ResubmitBody,
    ReturnBody,
    TerminateBody,
    WithdrawBody,
)
from apps.cases.services import (
    OffListEnterprise,
    ReturnItem,
    backfill_case,
    correct_facts,
    decline_case,
    file_case,
    lift_hold,
    receive_case,
    record_choice,
    replace_household,
    resubmit_case,
    return_case,
    set_patrol,
    submit_and_receive,
    terminate_case,
    withdraw_case,
)
from apps.documents.api import parked
from apps.documents.enums import FileKind
from apps.enterprises.models import Enterprise
from apps.lib import clock
from apps.lib.decisions import Decision, Denied
from apps.orgs.enums import Post


class SubmitView(CaseChangeView):
    """提交登记草稿：编号，并占用这处住宅的厨房或卫生间名额；街道窗口的令牌同时受理。"""

    move, request_class = "submit", Versioned

    def perform(self, subject: Case, data: dict[str, Any]) -> Case:
        return submit_and_receive(case_id=subject.pk, by=self.actor, version=data["version"])


class ReceiveView(CaseChangeView):
    """受理：乡镇（街道）统一受理，受理后报区县住建局备案。"""

    move, request_class = "receive", Versioned

    def perform(self, subject: Case, data: dict[str, Any]) -> Case:
        return receive_case(case_id=subject.pk, by=self.actor, version=data["version"])


class FileView(CaseChangeView):
    """备案：形式审查，不是审批。"""

    move, request_class = "file", FileBody

    def perform(self, subject: Case, data: dict[str, Any]) -> Case:
        return file_case(
            case_id=subject.pk,
            by=self.actor,
            version=data["version"],
            effective_on=data.get("effective_on"),
        )


class ReturnView(CaseChangeView):
    """退回补正：一次性告知全部补正事项，只能退回一次。"""

    request_class = ReturnBody

    def decide(self, subject: Case) -> Decision | None:
        return None if at_desk(self.actor) else Denied("退回补正由区县住建部门办理。", code="post")

    def perform(self, subject: Case, data: dict[str, Any]) -> object:
        items = [ReturnItem(item["field"], DefectKind(item["kind"]), item["text"]) for item in data["items"]]
        return return_case(case_id=subject.pk, by=self.actor, items=items, version=data["version"])


class DeclineView(CaseChangeView):
    """不予备案：只有不属于本项目范围的申请，须写明依据的条款。"""

    move, request_class = "decline", DeclineBody

    def perform(self, subject: Case, data: dict[str, Any]) -> Case:
        return decline_case(
            case_id=subject.pk,
            by=self.actor,
            clause=data["clause"],
            reason=data["reason"],
            version=data["version"],
        )


class WithdrawView(CaseChangeView):
    """户主撤回：施工开始前随时可以，不需要说明理由。"""

    move, request_class = "withdraw", WithdrawBody

    def perform(self, subject: Case, data: dict[str, Any]) -> Case:
        return withdraw_case(
            case_id=subject.pk, by=self.actor, reason=data["reason"], version=data["version"]
        )


class TerminateView(CaseChangeView):
    """终止：由区县分管领导办理；已开工的从周报累计户数中核减。"""

    move, request_class = "terminate", TerminateBody

    def perform(self, subject: Case, data: dict[str, Any]) -> Case:
        return terminate_case(
            case_id=subject.pk,
            by=self.actor,
            reason=data["reason"],
            removal=Removal(data["removal"]),
            version=data["version"],
        )


class ReleaseView(CaseChangeView):
    """解除待办：由区县分管领导写明原因后解除，记入办理记录。"""

    request_class = ReasonBody

    def decide(self, subject: Case) -> Decision | None:
        if self.actor.post == Post.DISTRICT_LEADER:
            return None
        return Denied("解除待办由区县分管领导办理。", code="post")

    def perform(self, subject: Case, data: dict[str, Any]) -> object:
        return lift_hold(
            case_id=subject.pk,
            hold_id=self.kwargs["hold"],
            by=self.actor,
            reason=data["reason"],
            version=data["version"],
        )


class ChooseView(CaseChangeView):
    """登记装修人自主选择的企业：名录内外同等，不指定、不排序。"""

    move, request_class = "choose_enterprise", ChooseBody
    pointers = {
        name: f"/off_list/{name}" for name in ("name", "credit_code", "contact_name", "contact_phone")
    }

    def perform(self, subject: Case, data: dict[str, Any]) -> Case:
        return record_choice(
            case_id=subject.pk,
            by=self.actor,
            enterprise=self._chosen(data),
            chosen_on=data.get("chosen_on"),
            statement=parked(self.actor, CHOICE_STATEMENT, data.get("statement"), "/statement"),
            version=data["version"],
        )

    def _chosen(self, data: dict[str, Any]) -> Enterprise | OffListEnterprise:
        if ("enterprise" in data) == ("off_list" in data):
            raise Invalid([Fault("", "请填写 enterprise 或 off_list 中的一种。", "one_of")])
        if "off_list" in data:
            return OffListEnterprise(**data["off_list"])
        listed = Enterprise.objects.listed(clock.today()).filter(pk=data["enterprise"]).first()
        if listed is None:
            detail = "这家企业现在不在名录中，请按名录以外的企业填写 off_list。"
            raise Invalid([Fault("/enterprise", detail, "not_listed")])
        return listed


class BackfillView(CaseChangeView):
    """补录：先施工、后登记的，写明原因。"""

    request_class = ReasonBody

    def decide(self, subject: Case) -> Decision | None:
        return may_correct(self.actor, subject)

    def perform(self, subject: Case, data: dict[str, Any]) -> Case:
        return backfill_case(
            case_id=subject.pk, by=self.actor, reason=data["reason"], version=data["version"]
        )


class PatrolView(CaseChangeView):
    """变更巡查主体：城镇住宅由物业服务企业巡查，没有物业的由乡镇（街道）巡查。"""

    request_class = PatrolBody
    pointers = {"patrol_organisation": "/organisation"}

    def decide(self, subject: Case) -> Decision | None:
        return may_correct(self.actor, subject)

    def perform(self, subject: Case, data: dict[str, Any]) -> Case:
        return set_patrol(
            case_id=subject.pk,
            by=self.actor,
            organisation_id=data["organisation"],
            reason=data["reason"],
            version=data["version"],
        )


class FactsView(CaseChangeView):
    """What resubmission and correction share: facts laid over the present ones, with the form's checks."""

    def filled(self, form_class: type[FactsForm], case: Case, facts: dict[str, Any], **more: object) -> Any:
        """Return the checked form of the facts as they would then stand."""
        blank = form_class(actor=self.actor, case=case)
        values = {name: blank.initial.get(name) for name in blank.fields} | facts | more
        typed: dict[str, list[object]] = {
            name: [str(each) for each in value]
            if isinstance(value, list)
            else ["" if value is None else str(value)]
            for name, value in values.items()
        }
        form = form_class(MultiValueDict(typed), actor=self.actor, case=case)
        unknown = [
            Fault(f"/changes/{name}", "这份申请没有这一项。") for name in facts if name not in form.fields
        ]
        if unknown or not form.is_valid():
            own = dict.fromkeys(("", "__all__"), "") | {name: f"/{name}" for name in more}
            pointers = {name: f"/changes/{name}" for name in form.fields} | own
            raise Invalid([*unknown, *(form_faults(form, pointers) if not unknown else ())])
        return form


class ResubmitView(FactsView):
    """补正后重新提交：改动的事项和说明，前后对照记入办理记录。"""

    request_class = ResubmitBody
    pointers = {"address": "/changes/address"}

    def decide(self, subject: Case) -> Decision | None:
        return None if at_counter(self.actor) else Denied("补正由街道或区县经办办理。", code="post")

    def perform(self, subject: Case, data: dict[str, Any]) -> object:
        facts = data.get("changes", {})
        form = self.filled(ResubmitForm, subject, facts, explanation=data["note"], version=data["version"])
        return resubmit_case(
            case_id=subject.pk,
            by=self.actor,
            changes={name: value for name, value in form.changes().items() if name in facts},
            note=data["note"],
            version=data["version"],
        )


class CorrectView(FactsView):
    """更正登记事项，或变更装修人（须有证明材料）。"""

    request_class = CorrectBody
    pointers = {"address": "/changes/address", "will": "/changes/will"}

    def decide(self, subject: Case) -> Decision | None:
        return may_correct(self.actor, subject)

    def perform(self, subject: Case, data: dict[str, Any]) -> object:
        facts = data["changes"]
        proof = parked(self.actor, FileKind.CORRECTION_PROOF, data.get("proof"), "/proof")
        more = {name: data[name] for name in ("kind", "reason", "version")}
        kept = {"proof-parked": [proof.pk] if proof else []}
        form = self.filled(CorrectForm, subject, facts, proof=None, **more, **kept)
        common: dict[str, Any] = {
            "case_id": subject.pk,
            "by": self.actor,
            "changes": {name: value for name, value in form.changes().items() if name in facts},
            "reason": data["reason"],
            "proof": proof,
            "version": data["version"],
        }
        if data["kind"] == CorrectionKind.SUCCESSOR:
            return replace_household(**common)
        return correct_facts(**common)
