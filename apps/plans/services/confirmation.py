"""The household's yes or no, and the district's note on a long duration (R4 c, R5, R23)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from apps.cases.enums import HoldKind, Status
from apps.cases.models import Case
from apps.cases.services import carry_on, close_hold, lock_case, open_hold, update_case
from apps.documents.enums import FileKind
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, Stale, require
from apps.lib.formats import money
from apps.plans.enums import AppendixKind, Means, PlanStatus, Signer
from apps.plans.models import Confirmation, OverrunNote, PlanVersion
from apps.plans.permissions import may_note_overrun, may_take_signature
from apps.plans.queries import (
    confirmed_plan,
    content_of,
    fingerprint,
    is_of_asked_spaces,
    is_overrun,
    statement_of,
)
from apps.plans.rules import total
from apps.plans.services.application_form import append_change, issue_application_form
from apps.plans.services.drafts import end_version
from apps.plans.services.signatures import (
    SignedPaper,
    Upload,
    keep_proof,
    keep_signature,
    proof_on_file,
    require_own_means,
)


@transaction.atomic
def confirm_plan(
    *,
    case_id: UUID,
    by: Actor,
    content_hash: str,
    means: Means,
    signer: Signer = Signer.SELF,
    signer_name: str = "",
    signature: str = "",
    scan: Upload | None = None,
    proof: Upload | None = None,
    signed_on: date | None = None,
    phone_tail: str = "",
    version: int | None = None,
) -> Confirmation:
    """Record the household's signature on the submitted version and put the version in force.

    ``content_hash`` is the hash of what was shown on the screen: another content raises
    :class:`Stale`. ``signature`` is a PNG data URL drawn on the official's device, ``scan`` the
    signed paper; ``by`` is the named witness. With a code to its telephone, which ends in ``phone_tail``,
    the household signs itself: there is no drawing and no witness. An agent signs with a 委托书
    (``proof``). Issues the 申请表 at the first confirmation and appends to it afterwards; opens the
    district's note for a duration over the limit.
    """
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_take_signature(by, case))
    require_own_means(by, means, signer, phone_tail)
    plan = _waiting(case)
    # Two questions: does the screen show this version, and do its rows still say what was submitted?
    # The second finds rows that were changed behind the services.
    if content_hash != plan.content_hash or fingerprint(plan) != plan.content_hash:
        raise Stale("方案内容与签字页上显示的不一致，请重新打开确认页，让户主再看一遍。", code="stale")
    _require_asked_spaces(case, plan)
    today = clock.today()
    on = _signing_day(plan, signed_on, today) if means is Means.SIGNED_SCAN else today
    proof_id = _proof(case, by, proof) if signer is Signer.AGENT else None
    file_id = keep_signature(
        case=case, by=by, paper=_paper(plan), means=means, signature=signature, scan=scan
    )
    confirmation = Confirmation.objects.create(
        plan=plan,
        means=means,
        signer=signer,
        signer_name=_signer_name(case, signer, signer_name),
        # Copied, not looked up: a later 更正 of the name must not change what was signed.
        household_name=case.household.name,
        statement=statement_of(plan, means, is_agent=by.is_agent),
        content_hash=plan.content_hash,
        signature_file_id=file_id,
        proof_file_id=proof_id,
        signed_on=on,
        signed_at=clock.now(),
        phone_tail=phone_tail,
        # Nobody stands beside a household that signs on its own phone.
        witness_name="" if means is Means.CODED else by.signature,
        witness_role="" if means is Means.CODED else by.role,
        witness_organisation=by.organisation_name,
    )
    _put_in_force(case, plan, by, on)
    return confirmation


def _put_in_force(case: Case, plan: PlanVersion, by: Actor, on: date) -> None:
    # The former version ends first: the database allows one confirmed version a case at any moment.
    former = confirmed_plan(case)
    if former is not None:
        end_version(former, PlanStatus.SUPERSEDED, f"方案第 {plan.number} 版经户主确认")
    plan.status = PlanStatus.CONFIRMED
    plan.confirmed_at = clock.now()
    plan.save(update_fields=["status", "confirmed_at"])
    over = is_overrun(case, plan.planned_days)
    # In every state: a change may outlive the version it was proposed for, and only a signature answers it.
    signed = f"变更经{plan.confirmation.confirmed_as}"
    close_hold(case=case, kind=HoldKind.PLAN_CHANGE, by=by, on=on, reason=signed)
    if case.status != Status.DESIGNING:
        first = former is None
        update_case(
            case=case,
            by=by,
            action="plan.confirmed" if first else "plan.change_confirmed",
            values={"planned_days": plan.planned_days, "overrun": over},
            facts={"plan": plan.number, "hash": plan.content_hash, "overrun": over},
        )
    # While designing it is the move itself; a change may be all that a contract on record waited for.
    carry_on(case=case, by=by)
    # Closed even if it is opened again below: the district's note was on the former version's days.
    close_hold(case=case, kind=HoldKind.OVERRUN_NOTE, by=by, reason=f"方案第 {plan.number} 版重新核定工期")
    if over:
        open_hold(
            case=case,
            kind=HoldKind.OVERRUN_NOTE,
            text=f"计划工期 {plan.planned_days} 天，开工前须有区县知悉意见",
            by=by,
        )
    # The form is issued once for each case: every later confirmation, also of a new enterprise, is a note.
    if issue_application_form(case=case, plan=plan, by=by) is None:
        amount = total(content_of(plan).lines)
        append_change(
            case=case,
            by=by,
            kind=AppendixKind.PLAN_CHANGED,
            text=f"方案与预算变更为第 {plan.number} 版：预算合计 {money(amount)} 万元，"
            f"工期 {plan.planned_days} 天，经{plan.confirmation.confirmed_as}",
            plan=plan,
        )


@transaction.atomic
def reject_plan(
    *,
    case_id: UUID,
    by: Actor,
    opinion: str,
    content_hash: str,
    version: int | None = None,
) -> PlanVersion:
    """Record “我有意见”: the version goes back to the designer with the household's words."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_take_signature(by, case))
    if not opinion.strip():
        raise Refused("请写下户主的意见。", field="opinion", code="opinion")
    plan = _waiting(case)
    if plan.content_hash != content_hash:
        raise Stale("方案已换了新版，请重新打开确认页。", code="stale")
    plan.status = PlanStatus.REJECTED
    plan.rejected_at = clock.now()
    plan.opinion = opinion.strip()[:500]
    plan.opinion_taken_by = by.signature
    plan.save(update_fields=["status", "rejected_at", "opinion", "opinion_taken_by"])
    # the household's words stay on the plan: the audit record only says that there was an opinion
    update_case(case=case, by=by, action="plan.rejected", facts={"plan": plan.number})
    return plan


@transaction.atomic
def note_overrun(*, case_id: UUID, by: Actor, opinion: str, version: int | None = None) -> OverrunNote:
    """Record the district's 知悉意见 on the confirmed plan's long duration; works may then start.

    The overrun stays flagged on the case.
    """
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_note_overrun(by, case))
    if not opinion.strip():
        raise Refused("请写明知悉意见。", field="opinion", code="opinion")
    plan = PlanVersion.objects.of_case(case).confirmed().get()
    note = OverrunNote.objects.create(
        plan=plan,
        opinion=opinion.strip()[:300],
        noted_at=clock.now(),
        noted_by=by.signature,
        noted_role=by.role,
        noted_organisation=by.organisation_name,
    )
    close_hold(case=case, kind=HoldKind.OVERRUN_NOTE, by=by, reason="区县已出具知悉意见")
    update_case(case=case, by=by, action="plan.overrun_noted", facts={"plan": plan.number})
    return note


def _waiting(case: Case) -> PlanVersion:
    """Return the version that may_take_signature has found waiting."""
    return PlanVersion.objects.of_case(case).filter(status=PlanStatus.SUBMITTED).with_content().get()


def _require_asked_spaces(case: Case, plan: PlanVersion) -> None:
    """Refuse a version whose spaces are no longer those of the household's 改造意愿."""
    # Checked again here: the 改造意愿 may be corrected between submission and signature.
    if not is_of_asked_spaces(case, plan):
        raise Refused(
            "改造意愿在方案提交以后有更正，这一版方案的空间与意愿不一致，请设计师另起一版。", code="will"
        )


def _signing_day(plan: PlanVersion, signed_on: date | None, today: date) -> date:
    if signed_on is None:
        raise Refused("请填写签字日期。", field="signed_on", code="signed_on")
    if signed_on > today:
        raise Refused("签字日期不能晚于今天。", field="signed_on", code="future")
    since = None if _typed_from_paper(plan) else plan.submitted_at
    if since is not None and signed_on < clock.local(since).date():
        raise Refused("签字日期早于这一版方案的提交日期，请核对。", field="signed_on", code="too_early")
    return signed_on


def _typed_from_paper(plan: PlanVersion) -> bool:
    """Whether the signed paper may be older than the version, which was typed from it.

    A 补录 (R24), a plan brought along before 备案 (R1), one of an enterprise without an account (R3).
    """
    if plan.case.backfilled or plan.entered_on_behalf:
        return True
    filing = plan.case.transitions.filter(name="file").first()
    return filing is None or (plan.submitted_at is not None and plan.submitted_at < filing.recorded_at)


def _signer_name(case: Case, signer: Signer, name: str) -> str:
    if signer is Signer.SELF:
        return case.household.name
    if not (name.strip() or case.household.agent_name):
        raise Refused("请填写代办人姓名。", field="signer_name", code="signer_name")
    return name.strip() or case.household.agent_name


def _paper(plan: PlanVersion) -> SignedPaper:
    return SignedPaper(
        drawn_label=f"方案第 {plan.number} 版户主签名",
        scan_label=f"方案第 {plan.number} 版签字件",
        scan_kind=FileKind.SIGNED_PLAN_SCAN,
        sensitive=False,
        no_scan=Refused("请上传签字后的方案扫描件或照片。", field="scan", code="no_scan"),
    )


def _proof(case: Case, by: Actor, proof: Upload | None) -> UUID:
    """Return the file of the agent's 委托书: handed in now, or with the registration."""
    if proof is not None:
        return keep_proof(case=case, by=by, proof=proof)
    on_file = proof_on_file(case)
    if on_file is None:
        raise Refused("代办人签字须有委托书，请上传。", field="proof", code="no_proof")
    return on_file
