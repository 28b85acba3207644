"""Issued plans and 申请表 by their check code, for anybody who holds the paper."""

from __future__ import annotations

from apps.cases.queries.checking import where_it_ended
from apps.documents.rules.checking import IssuedPaper, Standing
from apps.lib import formats
from apps.plans.enums import PlanStatus
from apps.plans.models import ApplicationForm, PlanVersion
from apps.plans.queries.papers import plan_number

_SAID = {
    PlanStatus.FAILED: (Standing.WITHOUT_EFFECT, "这一版没有通过核验。"),
    PlanStatus.SUBMITTED: (Standing.GENUINE, "还没有经户主确认。"),
    PlanStatus.REJECTED: (Standing.WITHOUT_EFFECT, "户主对这一版有意见，没有确认。"),
    PlanStatus.CONFIRMED: (Standing.GENUINE, "户主已确认，现在以这一版为准。"),
}


def issued_papers(first: str, last: str) -> list[IssuedPaper]:
    """Return the plans and 申请表 whose hash lies in a range (:func:`digest_range`)."""
    plans = PlanVersion.objects.filter(content_hash__range=(first, last), submitted_at__isnull=False)
    forms = ApplicationForm.objects.filter(content_hash__range=(first, last))
    return [
        *(_of_plan(plan) for plan in plans.select_related("case__bureau", "enterprise")),
        *(_of_form(form) for form in forms.select_related("case__bureau").prefetch_related("appendices")),
    ]


def _of_plan(plan: PlanVersion) -> IssuedPaper:
    standing, note = where_it_ended(plan.case, *(_SAID.get(plan.state) or _replaced(plan)))
    return IssuedPaper(
        kind="装修方案与项目预算",
        number=plan_number(plan),
        version=f"第 {plan.number} 版",
        issuer=plan.enterprise.as_of(plan.submitted_at).name,
        issued_at=plan.submitted_at or plan.created_at,
        digest=plan.content_hash,
        standing=standing,
        note=note,
        phone=plan.case.bureau.phone,
    )


def _replaced(plan: PlanVersion) -> tuple[Standing, str]:
    now = PlanVersion.objects.confirmed().filter(case=plan.case_id).first()
    if plan.state == PlanStatus.VOID:
        stands = f"现在以第 {now.number} 版为准。" if now else "现在没有已确认的方案。"
        return Standing.REVOKED, f"这一版后来作废了，{stands}"
    if now is None:
        return Standing.REVOKED, "这一版已经作废，现在没有已确认的方案。"
    if now.number < plan.number:
        # A change that its designer took back ends as one that is followed does.
        return Standing.REVOKED, f"这一版没有经户主确认就撤回了，现在以第 {now.number} 版为准。"
    return (
        Standing.REPLACED,
        f"{formats.day(plan.ended_at)}起用第 {now.number} 版。请向装修企业或街道要新的。",
    )


def _of_form(form: ApplicationForm) -> IssuedPaper:
    changes = len(form.appendices.all())
    note = f"出具以后有 {changes} 项变更，印在新打印的申请表后面。" if changes else "出具以后没有变更。"
    standing, note = where_it_ended(form.case, Standing.GENUINE, note)
    return IssuedPaper(
        kind="申请表（附件 1）",
        number=form.number,
        version="只出具一次",
        issuer=form.issued_organisation,
        issued_at=form.issued_at,
        digest=form.content_hash,
        standing=standing,
        note=note,
        phone=form.case.bureau.phone,
    )
