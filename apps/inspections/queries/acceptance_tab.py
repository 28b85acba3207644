"""The tab 验收: attempts with items, checks and opinions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.cases.queries.days import rectification_span
from apps.inspections.enums import (
    AttemptResult,
    ItemKind,
    ItemOutcome,
    PhotoOf,
)
from apps.inspections.models import (
    AcceptanceAttempt,
    AcceptanceEvaluation,
    AcceptanceItem,
    HouseholdOpinion,
    Mediation,
    Photo,
    Rectification,
    Showcase,
    WarrantyLetter,
    WorksReport,
)
from apps.inspections.permissions import may_rectify, stands_in_for_silent
from apps.inspections.queries.absences import AbsenceView, absences_of
from apps.inspections.queries.attempts import attempts_of, built_items, found_of, found_words, recheck_found
from apps.inspections.queries.notable import notable
from apps.inspections.queries.reported import ReportView, open_reports
from apps.inspections.queries.tabs import Photos, own_time, photos_of
from apps.inspections.queries.warranty import least_warranty, warranty, warranty_letters
from apps.inspections.rules import Deviation, Found, deviations, unchecked
from apps.inspections.rules.defects import Warranty
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.calendars import Span
from apps.orgs.enums import DISTRICT_ROLES
from apps.plans.enums import CheckResult
from apps.plans.queries import content_of, rules_for
from apps.plans.queries.version_page import CHECK_STATE


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item of the round: planned against found."""

    item: AcceptanceItem
    found: str
    state: str
    photos: Sequence[Photo]


@dataclass(frozen=True, slots=True)
class CheckView:
    """One recomputed check, as a line of the checklist."""

    title: str
    detail: str
    state: str
    verdict: str
    rule_version: str


@dataclass(frozen=True, slots=True)
class RectificationView:
    """One item of rectification with its proof."""

    item: Rectification
    photos: Sequence[Photo]
    offer: str
    """Words of the button that reports it as done; '' for none."""


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One attempt as the tab 验收 shows it."""

    attempt: AcceptanceAttempt
    tone: str
    groups: Sequence[tuple[str, Sequence[ItemView]]]
    checks: Sequence[CheckView]
    deviations: Sequence[Deviation]
    differing: int
    """Items that are not as planned: measured otherwise, or 不符合."""
    opinions: Sequence[HouseholdOpinion]
    rectifications: Sequence[RectificationView]
    open_items: int
    checked: int
    total: int


@dataclass(frozen=True, slots=True)
class Condition:
    """One of the two conditions, as a line of the checklist."""

    title: str
    state: str
    verdict: str


@dataclass(frozen=True, slots=True)
class AcceptanceView:
    """The tab 验收: the newest attempt first."""

    attempts: Sequence[AttemptView]
    mediations: Sequence[tuple[Mediation, Sequence[Photo]]]
    absences: AbsenceView | None
    """上门未遇; None for the enterprise."""
    waiting: str
    due_on: date | None
    passed: bool
    may_round: bool
    conditions: Sequence[Condition]
    notable: Sequence[str]
    """What the district should look at; nothing for others."""
    reported: Sequence[ReportView]
    """What the household reported and nobody has settled."""
    warranty: Warranty | None
    """Until when somebody answers for the works; None before they passed."""
    letters: Sequence[WarrantyLetter]
    asks_letter: bool
    """Whether a 质量保修书 is missing that a decree, read by the bureau, asks for."""
    showcase: Showcase | None
    """The mark of a 样板工程 that it bears."""
    ends: Sequence[WorksReport]
    """Reports of 整改完成, newest first."""
    mended: Span | None
    """Days of the latest rectification, up to today while it runs."""


_RESULT_TONES = {
    AttemptResult.OPEN: "accent",
    AttemptResult.PASSED: "ok",
    AttemptResult.RECTIFY: "warn",
    AttemptResult.ENDED: "",
}
_CHECK_WORDS = {CheckResult.INCOMPLETE: "未核验完", CheckResult.FLAGGED: "超期，已说明"}
_ITEM_STATES = {"agrees": "ok", "measured": "ok", "disagrees": "bad", "": "open"}


def acceptance_view(actor: Actor, case: Case) -> AcceptanceView:
    """Return everything the tab 验收 shows."""
    photos, own = photos_of(case), own_time(actor, case)
    offer = "企业失联，代填" if stands_in_for_silent(actor, case) else "报告整改"
    offer = offer if may_rectify(actor, case) else ""
    attempts = [
        _attempt(attempt, photos, offer)
        for attempt in attempts_of(case)
        if not own or attempt.enterprise_id == own["enterprise_id"]
    ]
    mediations = list(Mediation.objects.filter(case=case))
    letters = warranty_letters(case)
    return AcceptanceView(
        attempts=list(reversed(attempts)),
        # What was said in mediation is between the authorities and the household.
        mediations=[]
        if own
        else [(each, photos.get((PhotoOf.MEDIATION, each.pk), ())) for each in reversed(mediations)],
        absences=None if own else absences_of(case),
        waiting=_waiting(case, attempts),
        due_on=case.acceptance_due_on or (attempts[-1].attempt.due_on if attempts else None),
        passed=any(each.attempt.result == AttemptResult.PASSED for each in attempts),
        may_round=actor.role in DISTRICT_ROLES,
        conditions=_conditions(attempts[-1].attempt) if attempts else [],
        notable=notable(actor, case) if actor.role in DISTRICT_ROLES else [],
        reported=open_reports(actor, case),
        warranty=warranty(case),
        letters=letters,
        asks_letter=case.status == Status.PASSED
        and not letters
        and bool(least_warranty(case, clock.today())),
        showcase=Showcase.objects.of(case),
        ends=list(
            WorksReport.objects.filter(case=case, **own)
            .rectified()
            .select_related("visit", "signature")
            .order_by("-reported_at")
        ),
        mended=_mended(case),
    )


def _conditions(attempt: AcceptanceAttempt) -> list[Condition]:
    """The two conditions that close an acceptance, apart (R7)."""
    verdict = {"pass": "ok", "fail": "bad"}.get(attempt.verdict, "open")
    said = {"satisfied": "ok", "dissatisfied": "bad"}.get(attempt.satisfaction, "open")
    return [
        Condition("验收人员意见为合格", verdict, attempt.verdict_label or "待出具"),
        Condition("改造家庭确认满意", said, attempt.satisfaction_label or "待确认"),
    ]


def _stored_checks(rows: Sequence[AcceptanceEvaluation]) -> list[CheckView]:
    return [_check(row.title, row.explanation, CheckResult(row.result), row.rule_version) for row in rows]


def preview_checks(case: Case, attempt: AcceptanceAttempt, found: Mapping[str, Found]) -> list[CheckView]:
    """Return the checks recomputed on findings, saved or not."""
    checks = recheck_found(case, attempt, found)
    return [_check(each.title, each.explanation, each.result, each.rule_version) for each in checks]


def _check(title: str, lines: Sequence[str], result: CheckResult, version: str) -> CheckView:
    return CheckView(
        title, "；".join(lines), CHECK_STATE[result], _CHECK_WORDS.get(result, result.label), version
    )


def _attempt(attempt: AcceptanceAttempt, photos: Photos, offer: str) -> AttemptView:
    rows = list(attempt.items.all())
    found = found_of(rows)
    differing = deviations(content_of(attempt.plan), found)
    labels = {each.label for each in differing}
    groups: dict[str, list[ItemView]] = {}
    for row in rows:
        state = _ITEM_STATES[row.outcome]
        if f"{row.space}{row.label}" in labels:
            state = "warn"
        head = "隐患设施" if row.kind == ItemKind.HAZARD else row.space
        groups.setdefault(head, []).append(
            ItemView(row, found_words(row), state, photos.get((PhotoOf.ITEM, row.pk), ()))
        )
    missing = len(unchecked(built_items(rows), found))
    binding = sum(row.kind != ItemKind.REFERENCE for row in rows)
    return AttemptView(
        attempt=attempt,
        tone=_RESULT_TONES[AttemptResult(attempt.result)],
        groups=list(groups.items()),
        checks=_stored_checks(list(attempt.evaluations.all())),
        deviations=differing,
        differing=len(differing) + sum(1 for row in rows if row.outcome == ItemOutcome.DISAGREES),
        opinions=list(attempt.opinions.all()),
        rectifications=[
            RectificationView(
                item,
                photos.get((PhotoOf.RECTIFICATION, item.pk), ()),
                offer="" if item.done_on else offer,
            )
            for item in attempt.rectifications.all()
        ],
        open_items=sum(1 for item in attempt.rectifications.all() if item.done_on is None),
        checked=binding - missing,
        total=binding,
    )


def _mended(case: Case) -> Span | None:
    running = case.status == Status.RECTIFYING
    until = clock.today() if running else case.rectified_on
    return rectification_span(case, until, rules_for(case)) if until else None


def _waiting(case: Case, attempts: Sequence[AttemptView]) -> str:
    if attempts or case.status == Status.COMPLETED:
        return ""
    if case.completed_on is None:
        return "完工日期经户主或巡查确认后，由区、县（市）住建局组织现场验收。"
    return ""
