"""Which papers of its case a household may open with its slip."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from apps.archives.queries import missing_items
from apps.cases.enums import Status
from apps.cases.models import Case
from apps.household.queries.plan import shown_plans
from apps.inspections.enums import AttemptResult
from apps.inspections.models import AcceptanceAttempt
from apps.lib import clock

PLAN, ACCEPTANCE, RECTIFICATION, REPORT = "plan", "acceptance", "rectification", "report"
_IN_INK = ("application", "acceptance")
"""Parts of 一户一档 that the household signs by hand."""


@dataclass(frozen=True, slots=True)
class OwnPaper:
    """A paper in the household's list; ``number`` is 0 where there is only one of its kind."""

    kind: str
    number: int
    label: str
    on: date | None


def own_papers(case: Case) -> list[OwnPaper]:
    """Return the papers that a slip opens, oldest kind first.

    A slip shows no more than the enterprise may see. Hence not the 申请表 and no contract; nor 登记回执 (the
    answers to conditions, linked programmes, part of 身份证号), 一次性告知书 and 不予备案告知书 (free
    words of an official): the street hands those out.
    """
    return list(_papers(case))


def to_be_signed_in_ink(case: Case) -> list[str]:
    """Return the papers whose signed copy the archive still lacks, once the acceptance was passed.

    A code proves what the household said; 申请表 and 项目验收表 are kept with ink all the same.
    """
    if case.status != Status.PASSED:
        return []
    lacking = [each for each in missing_items(case) if each.file_id is None]
    return [each.label for each in lacking if each.code.partition("-")[0] in _IN_INK]


def paper_named(case: Case, kind: str, number: int) -> OwnPaper | None:
    """Return the paper of a URL; None where this case has no such one."""
    return next((each for each in _papers(case) if (each.kind, each.number) == (kind, number)), None)


def concluded(case: Case) -> QuerySet[AcceptanceAttempt]:
    """Return the acceptances that have a result."""
    return AcceptanceAttempt.objects.with_details().filter(case=case, concluded_at__isnull=False)


def _papers(case: Case) -> Iterator[OwnPaper]:
    for plan in shown_plans(case).order_by("number"):
        on_day = clock.local(plan.submitted_at).date() if plan.submitted_at else None
        yield OwnPaper(PLAN, plan.number, f"装修方案与项目预算（第 {plan.number} 版）", on_day)
    for attempt in concluded(case).order_by("number"):
        on_day = clock.local(attempt.concluded_at).date() if attempt.concluded_at else None
        name = "项目验收表" if attempt.number == 1 else f"整改后二次验收表（第 {attempt.number} 次）"
        yield OwnPaper(ACCEPTANCE, attempt.number, name, on_day)
        if attempt.result == AttemptResult.RECTIFY and attempt.rectifications.all():
            yield OwnPaper(RECTIFICATION, attempt.number, f"整改意见告知单（第 {attempt.number} 次）", on_day)
        if attempt.result == AttemptResult.PASSED:
            yield OwnPaper(REPORT, 0, "验收合格报告", case.passed_on)
