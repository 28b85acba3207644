"""Two opinions that stand apart: the inspector's verdict and the household's satisfaction (R7)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from apps.cases.enums import HoldKind
from apps.cases.models import Case
from apps.cases.services import close_hold, open_hold, text_household, update_case
from apps.documents.enums import FileKind
from apps.documents.services import Owner, store_drawn_signature
from apps.inspections.enums import Satisfaction, Verdict, VisitKind
from apps.inspections.models import AcceptanceAttempt, HouseholdOpinion, Visit
from apps.inspections.permissions import may_give_verdict, may_take_opinion, may_withdraw_verdict
from apps.inspections.queries.attempts import built_items, found_of, recheck
from apps.inspections.queries.papers import findings_hash, signed_content
from apps.inspections.rules import why_not_pass
from apps.inspections.rules.verdicts import needs_overrun_reason
from apps.inspections.services.days import not_before_end, not_future
from apps.inspections.services.findings import lock_attempt, store_checks
from apps.inspections.services.photos import Upload
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, Stale, require
from apps.orgs.enums import Role
from apps.plans.enums import Means, Signer
from apps.plans.services.signatures import SignedPaper, keep_signature, proof_of, require_own_means


@transaction.atomic
def give_verdict(
    *,
    case_id: UUID,
    by: Actor,
    verdict: Verdict,
    opinion: str,
    overrun_reason: str = "",
    signature: str = "",
    version: int | None = None,
) -> AcceptanceAttempt:
    """住建部门验收人员意见. 验收合格 only where every item and the recomputed checks allow it.

    ``signature`` is the inspector's drawn signature as a data URL, or '' for paper.
    """
    case, attempt = lock_attempt(case_id=case_id, by=by, version=version)
    require(may_give_verdict(by, case))
    if not opinion.strip():
        raise Refused("请填写验收人员意见。", field="opinion", code="opinion")
    attempt.overrun_reason = overrun_reason.strip() or attempt.overrun_reason
    rows = list(attempt.items.all())
    checks = recheck(case, attempt, rows)
    if verdict is Verdict.PASS:
        if needs_overrun_reason(checks):
            raise Refused("实际施工超过期限，请写明超期原因。", field="overrun_reason", code="overrun_reason")
        reasons = why_not_pass(built_items(rows), found_of(rows), checks)
        if reasons:
            raise Refused(f"不能出具“验收合格”：{'；'.join(reasons)}。", field="verdict", code="checks")
    # Stored with the verdict: a reason for the overrun given only now changes check c.
    store_checks(attempt, checks)
    attempt.verdict = verdict
    attempt.opinion = opinion.strip()
    attempt.verdict_at = clock.now()
    attempt.verdict_by = by.signature
    attempt.verdict_by_holder = by.holder
    attempt.inspector_name = by.signature
    attempt.inspector_holder = by.holder
    attempt.inspector_role = by.role
    attempt.inspector_organisation = by.organisation_name
    if signature:
        attempt.verdict_signature_id = store_drawn_signature(
            by=by,
            data_url=signature,
            owner=Owner("case", str(case.pk)),
            label=f"验收人签字（{attempt}）",
            field="signature",
        ).pk
    attempt.save()
    _keep_visit(case, attempt, by)
    if verdict is Verdict.PASS:
        close_hold(case=case, kind=HoldKind.VISIT_PASSED, by=by, reason=f"{attempt}合格")
    update_case(
        case=case,
        by=by,
        action="acceptance.verdict",
        facts={"attempt": attempt.number, "verdict": Verdict(verdict).value},
    )
    if not attempt.satisfaction:
        text_household(case=case, event="opinion", by=by, key=f"opinion:{attempt.pk}")
    return attempt


def _keep_visit(case: Case, attempt: AcceptanceAttempt, by: Actor) -> None:
    Visit.objects.create(
        case=case,
        enterprise_id=attempt.enterprise_id,
        plan_id=attempt.plan_id,
        kind=VisitKind.ACCEPTANCE,
        visited_on=attempt.visited_on or clock.today(),
        recorded_at=clock.now(),
        inspector_name=by.signature,
        inspector_holder=by.holder,
        inspector_role=by.role,
        inspector_organisation=by.organisation_name,
        found_bad=attempt.verdict == Verdict.FAIL,
        note=f"{attempt}：{attempt.verdict_label}。{attempt.opinion}"[:500],
    )


def _visits_of(case: Case, attempt: AcceptanceAttempt) -> QuerySet[Visit]:
    # Nothing else ties a visit to its attempt than how its note begins.
    rows = Visit.objects.filter(case=case, kind=VisitKind.ACCEPTANCE, withdrawn_at__isnull=True)
    return rows.filter(note__startswith=f"{attempt}：")


@transaction.atomic
def withdraw_verdict(
    *, case_id: UUID, by: Actor, reason: str, version: int | None = None
) -> AcceptanceAttempt:
    """Take back a verdict before the attempt is concluded: by who gave it, or by the leader.

    The visit stays and says that its verdict was taken back; the next verdict records its own.
    """
    case, attempt = lock_attempt(case_id=case_id, by=by, version=version)
    require(may_withdraw_verdict(by, case))
    if not reason.strip():
        raise Refused("请写明撤回原因。", field="reason", code="reason")
    withdrawn = attempt.verdict
    _visits_of(case, attempt).update(withdrawn_at=clock.now())
    attempt.verdict = attempt.opinion = attempt.verdict_by = attempt.verdict_by_holder = ""
    attempt.verdict_at = attempt.verdict_signature_id = None
    attempt.save()
    if withdrawn == Verdict.PASS:
        _ask_again(case, by, HoldKind.VISIT_PASSED)
    update_case(
        case=case,
        by=by,
        action="acceptance.verdict_withdrawn",
        facts={"attempt": attempt.number, "verdict": withdrawn},
        reason=reason.strip(),
    )
    return attempt


def _ask_again(case: Case, by: Actor, kind: HoldKind) -> None:
    open_hold(case=case, kind=kind, text=f"还需：{HoldKind(kind).label}", by=by, is_need=True)


@transaction.atomic
def record_satisfaction(
    *,
    case_id: UUID,
    by: Actor,
    satisfaction: Satisfaction,
    means: Means,
    signer: Signer = Signer.SELF,
    signer_name: str = "",
    remark: str = "",
    signed_on: date | None = None,
    witness_name: str = "",
    signature: str = "",
    scan: Upload | None = None,
    proof: Upload | None = None,
    phone_tail: str = "",
    findings: str = "",
    version: int | None = None,
) -> HouseholdOpinion:
    """改造家庭确认意见: drawn on an official's device before a named witness, or a signed scan (R23).

    Or said by the household on its own phone, with a code to the number that ends in ``phone_tail``; then
    ``findings`` is :func:`findings_hash` of what it was shown, and others raise :class:`Stale`.
    A later opinion in the same attempt counts instead of the earlier one, which is kept.
    """
    case, attempt = lock_attempt(case_id=case_id, by=by, version=version)
    require(may_take_opinion(by, case))
    require_own_means(by, means, signer, phone_tail)
    if means is Means.CODED and findings != findings_hash(attempt):
        raise Stale("验收的内容刚刚有变化，请重新看一遍再说。", code="stale")
    on = signed_on or clock.today()
    not_future(on, "signed_on")
    not_before_end(case, on, "signed_on", "签字日期")
    if satisfaction is Satisfaction.DISSATISFIED and not remark.strip():
        raise Refused("请写明户主不满意的地方。", field="remark", code="remark")
    if signer is Signer.AGENT and not signer_name.strip():
        raise Refused("请填写代办人姓名。", field="signer_name", code="signer_name")
    if signer is Signer.AGENT and proof is None and not by.is_agent:
        raise Refused("代办人签字须上传委托书。", field="proof", code="proof")
    if means is Means.DRAWN and not witness_name.strip():
        raise Refused("在工作人员设备上签字须填写见证人。", field="witness_name", code="witness")
    if means is Means.DRAWN and _witnesses_alone(by, attempt, witness_name):
        raise Refused(
            "验收人员不能是户主意见的唯一见证人，请填写在场的另一位见证人。",
            field="witness_name",
            code="own_witness",
        )
    if means is Means.DRAWN and not signature:
        raise Refused("请户主在框内签名。", field="signature", code="signature")
    file_id = keep_signature(
        case=case, by=by, paper=_paper(attempt), means=means, signature=signature, scan=scan
    )
    household = case.household.name
    opinion = HouseholdOpinion.objects.create(
        attempt=attempt,
        value=satisfaction,
        remark=remark.strip(),
        means=means,
        signer=signer,
        signer_name=signer_name.strip() or household,
        signed_on=on,
        signed_at=clock.now(),
        content_hash=signed_content(attempt, satisfaction, remark.strip()),
        signature_file_id=file_id,
        proof_file_id=proof_of(case=case, by=by, proof=proof),
        phone_tail=phone_tail,
        witness_name=witness_name.strip(),
        recorded_by=by.signature,
        recorded_by_holder=by.holder,
        recorded_organisation=by.organisation_name,
    )
    attempt.satisfaction = satisfaction
    attempt.save(update_fields=["satisfaction"])
    if satisfaction is Satisfaction.SATISFIED:
        close_hold(case=case, kind=HoldKind.HOUSEHOLD_SATISFIED, by=by, reason="改造家庭确认满意")
    else:
        _ask_again(case, by, HoldKind.HOUSEHOLD_SATISFIED)
    update_case(
        case=case,
        by=by,
        action="acceptance.satisfaction",
        facts={
            "attempt": attempt.number,
            "satisfaction": Satisfaction(satisfaction).value,
            "means": Means(means).value,
            "content_hash": opinion.content_hash,
        },
    )
    return opinion


def _witnesses_alone(by: Actor, attempt: AcceptanceAttempt, witness_name: str) -> bool:
    # A witness is a name on a paper and nobody's account, so here alone a name is read.
    judges = by.role == Role.DISTRICT_INSPECTOR or by.made(attempt.verdict_by_holder)
    return judges and by.name in witness_name


def _paper(attempt: AcceptanceAttempt) -> SignedPaper:
    return SignedPaper(
        drawn_label=f"户主签字（{attempt}）",
        scan_label=f"验收表签字扫描件（{attempt}）",
        scan_kind=FileKind.ACCEPTANCE_SCAN,
        sensitive=True,
        no_scan=Refused("请上传签字扫描件。", field="scan", code="scan"),
    )
