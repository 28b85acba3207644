"""Acceptance attempts as the rules see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from apps.cases.models import Case
from apps.inspections.enums import Shortfall
from apps.inspections.models import AcceptanceAttempt, AcceptanceEvaluation, AcceptanceItem
from apps.inspections.queries.days import days_on_site, enterprise_of
from apps.inspections.rules import BuiltItem, Found, evaluate_as_built, papers
from apps.plans.enums import CheckCode, CheckResult, Surface
from apps.plans.queries import content_of, rules_for
from apps.plans.rules import Check, read

_AS_BUILT = (CheckCode.PREFAB_SURFACES, CheckCode.DRY_RATIO)
"""What makes works 装配化; a longer time of works does not end it."""
_CHECKS_OF = {
    Shortfall.SURFACES: {CheckCode.PREFAB_SURFACES},
    Shortfall.RATIO: {CheckCode.DRY_RATIO},
    Shortfall.BOTH: set(_AS_BUILT),
}
"""Which checks must have failed for what a conversion says of its works."""


def attempts_of(case: Case) -> list[AcceptanceAttempt]:
    """Return all attempts, first to last; failed ones are kept."""
    return list(AcceptanceAttempt.objects.filter(case=case).with_details())


def open_attempt(case: Case) -> AcceptanceAttempt | None:
    """Return the attempt that is being worked on."""
    return AcceptanceAttempt.objects.with_details().open_of(case)


def latest_attempt(case: Case) -> AcceptanceAttempt | None:
    """Return the newest attempt, whatever became of it."""
    return AcceptanceAttempt.objects.filter(case=case).with_details().order_by("-number").first()


def built_items(rows: Sequence[AcceptanceItem]) -> tuple[BuiltItem, ...]:
    """Return stored items as the rules take them."""
    return tuple(
        # Its column keeps the name of the time when a surface was one part.
        read(BuiltItem, partial(getattr, row), surface=Surface(row.part) if row.part else None)
        for row in rows
    )


def found_in(row: AcceptanceItem) -> Found:
    """Return what was found on an item."""
    return read(Found, partial(getattr, row))


def found_words(row: AcceptanceItem) -> str:
    """Return what was found on an item in words; '' while it is unchecked."""
    return papers.found_words(row.kind, row.outcome, found_in(row).words)


def found_of(rows: Sequence[AcceptanceItem]) -> dict[str, Found]:
    """Return what was found, by code."""
    return {row.code: found_in(row) for row in rows}


def recheck(case: Case, attempt: AcceptanceAttempt, rows: Sequence[AcceptanceItem]) -> tuple[Check, ...]:
    """Recompute checks a, b, c on the as-built values of an attempt."""
    return recheck_found(case, attempt, found_of(rows))


def recheck_found(case: Case, attempt: AcceptanceAttempt, found: Mapping[str, Found]) -> tuple[Check, ...]:
    """Recompute checks a, b, c on findings that need not be saved."""
    return evaluate_as_built(
        content_of(attempt.plan),
        found,
        days_on_site(case),
        rules_for(case),
        attempt.overrun_reason or _reported_reason(case),
    )


def _reported_reason(case: Case) -> str:
    report = case.works_reports.filter(enterprise_id=enterprise_of(case)).exclude(overrun_reason="").last()
    return report.overrun_reason if report else ""


def check_rows(attempt: AcceptanceAttempt) -> list[dict[str, str]]:
    """Return the stored checks of an attempt as plain words, for the phone that brought the findings."""
    return [
        {"title": row.title, "result": row.result_label, "detail": "；".join(row.explanation)}
        for row in attempt.evaluations.all()
    ]


def measured_short(case: Case) -> list[str]:
    """Return in words where the last acceptance that measured found too little 装配式 or 干式工法."""
    return [
        f"第 {row.attempt.number} 次验收：{row.title}，{'；'.join(row.explanation)}" for row in _short(case)
    ]


def measured_ground(case: Case) -> Shortfall | None:
    """Return what the last acceptance that measured found works to fall short of; None where of nothing."""
    codes = {row.code for row in _short(case)}
    return next((ground for ground, checks in _CHECKS_OF.items() if checks == codes), None)


def is_measured(case: Case, ground: Shortfall) -> bool:
    """Whether the last acceptance that measured found everything that a ground says."""
    return _CHECKS_OF[ground] <= {row.code for row in _short(case)}


def _short(case: Case) -> list[AcceptanceEvaluation]:
    for attempt in reversed(attempts_of(case)):
        if rows := list(attempt.evaluations.all()):
            return [row for row in rows if row.code in _AS_BUILT and row.result == CheckResult.FAILED]
    return []
