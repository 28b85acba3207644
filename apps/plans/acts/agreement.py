"""户主确认、意见、装修合同、补充协议、知悉意见."""

from __future__ import annotations

from typing import Any

from apps.acts.acts import Act
from apps.cases.enums import HoldKind
from apps.cases.models import Case
from apps.lib.actors import Actor
from apps.orgs.enums import Role
from apps.plans import permissions, services
from apps.plans.acts.grounds import PLAN
from apps.plans.enums import Means, Signer
from apps.plans.forms import (
    ContractCorrectionForm,
    ContractForm,
    DifferenceForm,
    OpinionForm,
    OverrunForm,
    ScanForm,
    SignForm,
    SupplementForm,
)
from apps.plans.models import ApplicationForm, Confirmation
from apps.plans.queries import (
    agreement_of,
    budget_gap,
    confirmed_plan,
    content_of,
    contract_in_force,
    contracts_in_force,
    household_summary,
    plan_view,
    plans_held_against,
    rules_for,
    statement_of,
    submitted_plan,
)
from apps.plans.rules import total


def _shown(actor: Actor, case: Case, means: Means) -> dict[str, Any]:
    """Show the amounts and the statement beside the signature."""
    plan = submitted_plan(case)
    if plan is None:
        return {"summary": None}
    return {
        "plan": plan,
        "view": plan_view(plan),
        "summary": household_summary(actor, plan),
        "statement": statement_of(plan, means),
        "witness": f"{actor.organisation_name} {Role(actor.role).label} {actor.signature}",
    }


def _drawn(actor: Actor, case: Case) -> dict[str, Any]:
    return _shown(actor, case, Means.DRAWN)


def _scanned(actor: Actor, case: Case) -> dict[str, Any]:
    return _shown(actor, case, Means.SIGNED_SCAN)


def _version_shown(_actor: Actor, case: Case) -> dict[str, Any]:
    """Bind the form to what is shown."""
    plan = submitted_plan(case)
    return {"content_hash": plan.content_hash if plan else ""}


def _signer(actor: Actor, case: Case) -> dict[str, Any]:
    """Expect the agent where one registered."""
    agent = case.household.applicant == "agent"
    return {
        **_version_shown(actor, case),
        "signer": Signer.AGENT.value if agent else Signer.SELF.value,
        "signer_name": case.household.agent_name if agent else "",
    }


def _asked(_actor: Actor, case: Case) -> dict[str, Any]:
    """Hold the amount against what the household confirmed."""
    plan = confirmed_plan(case)
    return {"budget": total(content_of(plan).lines) if plan else None}


def _correctable(_actor: Actor, case: Case) -> dict[str, Any]:
    contracts = contracts_in_force(case)
    plans = plans_held_against(case, contracts)
    return {
        "contracts": contracts,
        "budgets": {number: total(content_of(plan).lines) for number, plan in plans.items()},
    }


def _corrected(actor: Actor, case: Case) -> dict[str, Any]:
    standing = contract_in_force(case)
    return {"number": standing.number if standing else None}


def _budget(_actor: Actor, case: Case) -> dict[str, Any]:
    """Show the confirmed budget beside the amount."""
    plan = confirmed_plan(case)
    return {"view": plan_view(plan) if plan else None}


def _budget_and_contracts(actor: Actor, case: Case) -> dict[str, Any]:
    return {**_budget(actor, case), "agreement": agreement_of(actor, case)}


def _duration(_actor: Actor, case: Case) -> dict[str, Any]:
    """Show the reason the enterprise gave."""
    return {"plan": confirmed_plan(case), "limit": rules_for(case).max_works_days}


def _confirmed(made: Confirmation | None) -> str:
    """Say what the signature led to: the 申请表 is issued once, later versions are appended to it."""
    if made is None or ApplicationForm.objects.filter(plan=made.plan).exists():
        return "户主已确认方案和预算。申请表（附件 1）已生成，请打印后由装修人签字、企业盖章。"
    return "户主已确认方案和预算，变更已附记在申请表上，原来的内容不改动。"


SIGN = Act(
    name="plans.sign",
    label="请户主确认",
    ground=PLAN,
    may=permissions.may_take_signature,
    form=SignForm,
    service=services.confirm_plan,
    button="确认签字",
    success=_confirmed,
    describe="户主在工作人员的设备上手写签名，确认等待确认的方案。",
    forward=True,
    records={
        "plan.confirmed": "户主确认方案及预算",
        "plan.change_confirmed": "户主确认方案变更",
        "application.issued": "出具申请表",
        # Made with the filing; the case goes on to a signature.
        "plan.voided": "方案作废",
    },
    path="plan/confirm/sign/",
    page="plans:sign",
    template="plans/sign.html",
    entry="plans:plan",
    read_first="plans:confirm",
    initial=_signer,
    context=_drawn,
    api="plan/sign",
    body="PlanSignature",
    creates=True,
    moves=("confirm_plan",),
    answers=frozenset({HoldKind.PLAN_CONFIRMED, HoldKind.PLAN_CHANGE}),
)

# Moves, answered needs and words of the record stand with SIGN: it is the same service, and a hold's text
# leads to one page only.
SCAN = Act(
    name="plans.scan",
    label="登记签字确认",
    ground=PLAN,
    may=permissions.may_take_signature,
    form=ScanForm,
    service=services.confirm_plan,
    success=_confirmed,
    describe="登记户主在纸质方案上的签字。",
    path="plan/confirm/scan/",
    page="plans:scan",
    template="plans/scan.html",
    initial=_signer,
    context=_scanned,
    api="plan/scan",
    body="PlanScan",
    creates=True,
)

OPINION = Act(
    name="plans.reject",
    label="我有意见",
    ground=PLAN,
    may=permissions.may_take_signature,
    form=OpinionForm,
    service=services.reject_plan,
    button="交给设计师",
    success="户主的意见已记下并转给设计师。",
    describe="记录户主意见，方案退给设计师。",
    records={"plan.rejected": "户主对方案有意见"},
    path="plan/opinion/",
    page="plans:opinion",
    template="plans/opinion.html",
    initial=_version_shown,
    api="plan/reject",
    body="PlanOpinion",
    creates=True,
)

CONTRACT = Act(
    name="plans.contract",
    label="登记装修合同",
    ground=PLAN,
    may=permissions.may_record_contract,
    form=ContractForm,
    service=services.record_contract,
    button="登记合同",
    success="装修合同已登记。",
    describe="登记装修合同；备案以前已签订的可以先登记，备案时随即生效。",
    forward=True,
    records={"contract.recorded": "登记装修合同"},
    path="plan/contract/",
    page="plans:contract",
    template="plans/contract.html",
    entry="plans:plan",
    options=_asked,
    context=_budget,
    api="contract",
    body="ContractWrite",
    creates=True,
    moves=("sign_contract",),
    answers=frozenset({HoldKind.CONTRACT_RECORDED}),
)

SUPPLEMENT = Act(
    name="plans.supplement",
    label="登记补充协议",
    ground=PLAN,
    may=permissions.may_supplement,
    form=SupplementForm,
    service=services.add_supplement,
    success="补充协议已登记。",
    describe="登记补充协议；金额是补充以后的合同总金额。",
    records={"contract.supplemented": "登记补充合同"},
    path="plan/supplement/",
    page="plans:supplement",
    template="plans/contract.html",
    options=_asked,
    context=_budget_and_contracts,
    api="contract/supplement",
    body="SupplementWrite",
    creates=True,
)

DIFFERENCE = Act(
    name="plans.explain_difference",
    label="说明合同差额",
    ground=PLAN,
    may=permissions.may_explain_difference,
    form=DifferenceForm,
    service=services.explain_difference,
    button="保存说明",
    success="差额原因已记录，合同金额不变。",
    describe="方案变更后预算与合同金额不同、又不签补充协议的，说明原因。",
    records={"contract.difference_explained": "说明合同与预算的差额"},
    path="plan/difference/",
    page="plans:explain-difference",
    template="plans/difference.html",
    context=lambda _actor, case: {"gap": budget_gap(case)},
    api="contract/difference",
    body="ContractDifferenceWrite",
    creates=True,
)

CORRECT_CONTRACT = Act(
    name="plans.correct_contract",
    label="更正合同登记",
    ground=PLAN,
    may=permissions.may_correct_contract,
    form=ContractCorrectionForm,
    service=services.correct_contract,
    explain="登记时填错的金额或签订日期在这里更正，原来的值、原因和经手人都留在记录里。"
    "双方另行约定的变动不是更正，请登记补充协议。",
    button="保存更正",
    success="合同登记已更正。",
    describe="更正装修合同或补充协议登记的金额、签订日期，写明原因；不填的一项不变。"
    "已封存的周报不变，差额计入当期。",
    records={"contract.corrected": "更正合同登记"},
    path="plan/contract/correct/",
    page="plans:correct-contract",
    template="plans/correct_contract.html",
    initial=_corrected,
    options=_correctable,
    context=_budget_and_contracts,
    api="contract/correct",
    body="ContractCorrectionWrite",
    creates=True,
)

OVERRUN = Act(
    name="plans.note_overrun",
    label="出具超期知悉意见",
    ground=PLAN,
    may=permissions.may_note_overrun,
    form=OverrunForm,
    service=services.note_overrun,
    button="出具知悉意见",
    success="知悉意见已记录，可以开工；超期标记保留。",
    describe="出具超期知悉意见。",
    forward=True,
    records={"plan.overrun_noted": "区县对超期计划知悉"},
    path="plan/overrun/",
    page="plans:overrun",
    template="plans/overrun.html",
    context=_duration,
    api="plan/overrun-note",
    body="OverrunOpinion",
    creates=True,
    answers=frozenset({HoldKind.OVERRUN_NOTE}),
)
