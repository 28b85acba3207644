"""Issued 验收表 and 确认意见 by their check code, for anybody who holds the paper."""

from __future__ import annotations

from apps.cases.queries.checking import where_it_ended
from apps.documents.rules.checking import IssuedPaper, Standing
from apps.inspections.enums import AttemptResult
from apps.inspections.models import AcceptanceAttempt, HouseholdOpinion
from apps.inspections.queries.papers import attempt_number, is_revoked, opinion_number


def issued_papers(first: str, last: str) -> list[IssuedPaper]:
    """Return the 验收表 and 确认意见 whose hash lies in a range (:func:`digest_range`)."""
    attempts = AcceptanceAttempt.objects.filter(content_hash__range=(first, last), concluded_at__isnull=False)
    opinions = HouseholdOpinion.objects.filter(content_hash__range=(first, last))
    return [
        *(_of_attempt(each) for each in attempts.select_related("case__bureau")),
        *(_of_opinion(each) for each in opinions.select_related("attempt__case__bureau")),
    ]


def _of_attempt(attempt: AcceptanceAttempt) -> IssuedPaper:
    later = attempt.case.attempts.filter(number__gt=attempt.number).count()
    # A second acceptance answers the first, it does not replace it: both stand in the archive (附件 2).
    note = f"后来又验收了 {later} 次，另有验收表。" if later else "这是最近一次验收。"
    standing, note = where_it_ended(attempt.case, Standing.GENUINE, note)
    if is_revoked(attempt.case, attempt):
        standing, note = Standing.REVOKED, "这一次的验收合格已经撤销，以撤销决定书为准。"
    return IssuedPaper(
        kind=_kind(attempt),
        number=attempt_number(attempt),
        version=f"第 {attempt.number} 次验收",
        issuer=attempt.inspector_organisation,
        issued_at=attempt.concluded_at or attempt.opened_at,
        digest=attempt.content_hash,
        standing=standing,
        note=note,
        phone=attempt.case.bureau.phone,
    )


def _kind(attempt: AcceptanceAttempt) -> str:
    # The 验收合格报告 prints what this form states, under its code.
    return "项目验收表（附件 2）" + ("、验收合格报告" if attempt.result == AttemptResult.PASSED else "")


def _of_opinion(opinion: HouseholdOpinion) -> IssuedPaper:
    later = opinion.attempt.opinions.filter(signed_at__gt=opinion.signed_at).exists()
    standing, note = where_it_ended(
        opinion.attempt.case,
        Standing.REPLACED if later else Standing.GENUINE,
        "户主后来另有意见，以后来的为准。" if later else "户主后来没有另外的意见。",
    )
    return IssuedPaper(
        kind="改造家庭确认意见",
        number=opinion_number(opinion),
        version=f"第 {opinion.attempt.number} 次验收",
        issuer=opinion.recorded_organisation,
        issued_at=opinion.signed_at,
        digest=opinion.content_hash,
        standing=standing,
        note=note,
        phone=opinion.attempt.case.bureau.phone,
    )
