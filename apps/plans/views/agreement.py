"""户主确认, 我有意见, contract, note, change, another enterprise."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.cases.models import Case
from apps.cases.queries import case_header
from apps.lib.actors import Actor
from apps.lib.decisions import Decision, Denied
from apps.orgs.enums import Post
from apps.plans import services
from apps.plans.enums import Means, Signer
from apps.plans.forms import (
    ChangeForm,
    ContractForm,
    OpinionForm,
    OverrunForm,
    ReplaceForm,
    ScanForm,
    SignForm,
    SupplementForm,
    WithdrawChangeForm,
)
from apps.plans.permissions import (
    may_note_overrun,
    may_propose_change,
    may_record_contract,
    may_replace_enterprise,
    may_supplement,
    may_take_signature,
    may_withdraw_change,
)
from apps.plans.queries import (
    agreement_of,
    confirmed_plan,
    household_summary,
    open_change,
    plan_view,
    rules_for,
    statement_of,
    submitted_plan,
)
from apps.plans.views.base import CaseFormView, load, turned_away


def _may_confirm(actor: Actor, case: Case) -> Decision:
    decision = may_take_signature(actor, case)
    if decision and submitted_plan(case) is None:
        return Denied("现在没有等户主确认的方案。", code="not_submitted")
    return decision


def _shown(actor: Actor, case: Case, means: Means) -> dict[str, object]:
    plan = submitted_plan(case)
    if plan is None:
        return {"summary": None}
    return {
        "plan": plan,
        "view": plan_view(plan),
        "summary": household_summary(actor, plan),
        "statement": statement_of(plan, means),
        "witness": f"{actor.organisation_name} {Post(actor.post).label} {actor.signature}",
    }


@require_safe
def confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the household its plan in plain words: agree, or have an opinion."""
    actor, case = load(request, pk)
    away = turned_away(request, case, _may_confirm(actor, case))
    if away is not None:
        return away
    return render(
        request,
        "plans/confirm.html",
        {**case_header(actor, case), **_shown(actor, case, Means.DRAWN)},
    )


class _Signing(CaseFormView):
    """The household's signature, drawn or scanned."""

    means = Means.DRAWN
    success = "户主已确认方案和预算，申请表已签发。"

    def decide(self, actor: Actor, case: Case) -> Decision:
        """A version waits and the actor may witness."""
        return _may_confirm(actor, case)

    def initial(self, case: Case) -> dict[str, object]:
        """Bind the form to what is shown, and expect the agent where one registered."""
        plan = submitted_plan(case)
        agent = case.household.applicant == "agent"
        return {
            "content_hash": plan.content_hash if plan else "",
            "signer": Signer.AGENT.value if agent else Signer.SELF.value,
            "signer_name": case.household.agent_name if agent else "",
        }

    def context(self, actor: Actor, case: Case) -> dict[str, object]:
        """Show the amounts and the statement beside the signature."""
        return _shown(actor, case, self.means)

    def perform(self, actor: Actor, case: Case, said: dict[str, Any]) -> object:
        """Confirm the version that was shown."""
        return services.confirm_plan(
            case_id=case.pk,
            by=actor,
            content_hash=said["content_hash"],
            means=self.means,
            signer=Signer(said["signer"]),
            signer_name=said["signer_name"],
            signature=said.get("signature", ""),
            scan=said.get("scan"),
            proof=said["proof"],
            signed_on=said.get("signed_on"),
            version=said["version"],
            key=said["key"],
        )


class SignView(_Signing):
    """Draw the signature on the official's device."""

    form_class = SignForm
    template_name = "plans/sign.html"


class ScanView(_Signing):
    """Upload the signed paper."""

    form_class = ScanForm
    template_name = "plans/scan.html"
    means = Means.SIGNED_SCAN


class OpinionView(CaseFormView):
    """我有意见: back to the designer with the household's words."""

    form_class = OpinionForm
    template_name = "plans/opinion.html"
    success = "户主的意见已记下并转给设计师。"

    def decide(self, actor: Actor, case: Case) -> Decision:
        """A version waits and the actor may take down the words."""
        return _may_confirm(actor, case)

    def initial(self, case: Case) -> dict[str, object]:
        """Bind the form to the version shown."""
        plan = submitted_plan(case)
        return {"content_hash": plan.content_hash if plan else ""}

    def perform(self, actor: Actor, case: Case, said: dict[str, Any]) -> object:
        """Reject the version that was shown."""
        return services.reject_plan(
            case_id=case.pk,
            by=actor,
            opinion=said["opinion"],
            content_hash=said["content_hash"],
            version=said["version"],
            key=said["key"],
        )


class ContractView(CaseFormView):
    """登记装修合同."""

    form_class = ContractForm
    template_name = "plans/contract.html"
    title = "登记装修合同"
    submit = "登记合同"
    success = "装修合同已登记。"

    def decide(self, actor: Actor, case: Case) -> Decision:
        """The plan is confirmed and no change is open."""
        return may_record_contract(actor, case)

    def context(self, actor: Actor, case: Case) -> dict[str, object]:
        """Show the confirmed budget beside the amount."""
        plan = confirmed_plan(case)
        return {"view": plan_view(plan) if plan else None}

    def perform(self, actor: Actor, case: Case, said: dict[str, Any]) -> object:
        """Record it."""
        return services.record_contract(
            case_id=case.pk,
            by=actor,
            amount=said["amount"],
            signed_on=said["signed_on"],
            scan=said["scan"],
            version=said["version"],
            key=said["key"],
        )


class SupplementView(CaseFormView):
    """登记补充协议."""

    form_class = SupplementForm
    template_name = "plans/contract.html"
    title = "登记补充协议"
    submit = "登记补充协议"
    success = "补充协议已登记。"

    def decide(self, actor: Actor, case: Case) -> Decision:
        """There is a contract to supplement."""
        return may_supplement(actor, case)

    def context(self, actor: Actor, case: Case) -> dict[str, object]:
        """Show the confirmed budget and the contract so far."""
        plan = confirmed_plan(case)
        return {"view": plan_view(plan) if plan else None, "agreement": agreement_of(actor, case)}

    def perform(self, actor: Actor, case: Case, said: dict[str, Any]) -> object:
        """Record it."""
        return services.add_supplement(
            case_id=case.pk,
            by=actor,
            amount=said["amount"],
            signed_on=said["signed_on"],
            scan=said["scan"],
            reason=said["reason"],
            version=said["version"],
            key=said["key"],
        )


class OverrunView(CaseFormView):
    """出具超期知悉意见."""

    form_class = OverrunForm
    template_name = "plans/overrun.html"
    title = "出具超期知悉意见"
    submit = "出具知悉意见"
    success = "知悉意见已记录，可以开工；超期标记保留。"

    def decide(self, actor: Actor, case: Case) -> Decision:
        """The district's own posts, once the household has confirmed."""
        return may_note_overrun(actor, case)

    def context(self, actor: Actor, case: Case) -> dict[str, object]:
        """Show the reason the enterprise gave."""
        return {"plan": confirmed_plan(case), "limit": rules_for(case).max_works_days}

    def perform(self, actor: Actor, case: Case, said: dict[str, Any]) -> object:
        """Record it."""
        return services.note_overrun(
            case_id=case.pk, by=actor, opinion=said["opinion"], version=said["version"], key=said["key"]
        )


class ChangeView(CaseFormView):
    """提出方案变更."""

    form_class = ChangeForm
    template_name = "plans/change.html"
    title = "提出方案变更"
    submit = "提出变更"
    success = "已提出方案变更，新版方案重新核验、重新确认前，原方案仍然有效。"

    def decide(self, actor: Actor, case: Case) -> Decision:
        """The plan is confirmed and no change is open."""
        return may_propose_change(actor, case, changing=open_change(case) is not None)

    def perform(self, actor: Actor, case: Case, said: dict[str, Any]) -> object:
        """Open it."""
        return services.propose_change(
            case_id=case.pk, by=actor, reason=said["reason"], version=said["version"], key=said["key"]
        )


class WithdrawChangeView(CaseFormView):
    """撤回方案变更."""

    form_class = WithdrawChangeForm
    template_name = "plans/change.html"
    title = "撤回方案变更"
    submit = "撤回变更"
    success = "方案变更已撤回，原方案继续有效。"

    def decide(self, actor: Actor, case: Case) -> Decision:
        """A change is open."""
        return may_withdraw_change(actor, case, changing=open_change(case) is not None)

    def perform(self, actor: Actor, case: Case, said: dict[str, Any]) -> object:
        """Give it up."""
        return services.withdraw_change(
            case_id=case.pk, by=actor, reason=said["reason"], version=said["version"]
        )


class ReplaceView(CaseFormView):
    """更换装修企业."""

    form_class = ReplaceForm
    template_name = "plans/replace.html"
    title = "更换装修企业"
    submit = "更换企业"
    success = "装修企业已更换，案件回到方案设计。"

    def decide(self, actor: Actor, case: Case) -> Decision:
        """Any time before the works are finished."""
        return may_replace_enterprise(actor, case)

    def perform(self, actor: Actor, case: Case, said: dict[str, Any]) -> object:
        """Record the household's new choice; an enterprise off the list is entered with it."""
        listed = said["source"] == ReplaceForm.LISTED
        return services.replace_enterprise(
            case_id=case.pk,
            by=actor,
            enterprise=said["enterprise"] if listed else None,
            unlisted=None
            if listed
            else services.UnlistedEnterprise(
                name=said["name"],
                credit_code=said["credit_code"],
                contact_name=said["contact_name"],
                contact_phone=said["contact_phone"],
            ),
            reason=said["reason"],
            statement=said["statement"],
            version=said["version"],
            key=said["key"],
        )
