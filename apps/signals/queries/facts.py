"""What one case alone shows, for a batch of cases with as many statements as for one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import UUID

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.inspections.enums import ReportKind, ReportStatus, VisitKind
from apps.inspections.models import AcceptanceAttempt, Visit, WorksReport
from apps.lib import clock
from apps.packages.queries import measured
from apps.plans.enums import ContractKind
from apps.plans.models import Contract
from apps.programs.enums import ParameterCode
from apps.signals.enums import Kind
from apps.signals.queries.lines import Lines
from apps.signals.rules import (
    Found,
    Seen,
    above_package,
    before_milestone,
    budget_equal,
    raised_before,
    same_person,
    typed_at_once,
    works_too_short,
)

NOT_LOOKED_AT = (Status.DRAFT, Status.DECLINED, Status.WITHDRAWN)
"""A draft is nobody's case yet, and what came to nothing shows nothing."""


def found_in_cases(cases: Sequence[Case], lines: Lines) -> list[Found]:
    """Return what each of some cases of a bureau shows by itself."""
    looked_at = [case for case in cases if case.status not in NOT_LOOKED_AT]
    found = [
        *_prices(looked_at, lines),
        *_days(looked_at, lines),
        *_typed(looked_at, lines),
        *_budgets(looked_at, lines),
        *_persons(looked_at, lines),
    ]
    return found


def _keys(cases: Sequence[Case]) -> list[UUID]:
    return [case.pk for case in cases]


def _prices(cases: Sequence[Case], lines: Lines) -> Iterator[Found]:
    over = lines.number(ParameterCode.SIGNAL_PACKAGE_OVER)
    if over is None and not lines.looks_for(Kind.RAISED_BEFORE):
        return
    for each in measured(_keys(cases)):
        case = str(each.case_id)
        if each.allowed:
            yield from above_package(
                case, asked=each.asked, allowed=each.allowed, packages=each.packages, over=over
            )
        yield from raised_before(case, each.raises, signed_on=each.signed_on, days=each.days)


def _days(cases: Sequence[Case], lines: Lines) -> Iterator[Found]:
    for case in cases:
        if case.started_on is None or case.completed_on is None:
            continue
        yield from works_too_short(
            str(case.pk),
            started=case.started_on,
            finished=case.completed_on,
            planned=case.planned_days,
            least=lines.number(ParameterCode.SIGNAL_WORKS_DAYS),
        )
        yield from before_milestone(
            str(case.pk),
            finished=case.completed_on,
            dues=lines.dues(case.program_id),
            days=lines.number(ParameterCode.SIGNAL_MILESTONE_DAYS),
        )


def _typed(cases: Sequence[Case], lines: Lines) -> Iterator[Found]:
    minutes = lines.number(ParameterCode.SIGNAL_TYPED_MINUTES)
    if minutes is None:
        return
    ends: dict[tuple[UUID, int, str], WorksReport] = {}
    rows = WorksReport.objects.filter(
        case__in=_keys(cases), kind__in=[ReportKind.START, ReportKind.FINISH]
    ).exclude(status=ReportStatus.REJECTED)
    for row in rows.order_by("reported_at"):
        # Of the enterprise that works now, and the newest of each: a refused one was made again.
        ends[row.case_id, row.enterprise_id, row.kind] = row
    for case in cases:
        enterprise = case.enterprise_id or 0
        start = ends.get((case.pk, enterprise, ReportKind.START))
        finish = ends.get((case.pk, enterprise, ReportKind.FINISH))
        if start is None or finish is None:
            continue
        yield from typed_at_once(
            str(case.pk),
            start=(start.on, start.reported_at),
            finish=(finish.on, finish.reported_at),
            minutes=minutes,
            backfilled=case.backfilled,
        )


def _budgets(cases: Sequence[Case], lines: Lines) -> Iterator[Found]:
    if not lines.wants(ParameterCode.SIGNAL_BUDGET_EQUAL):
        return
    rows = Contract.objects.filter(
        case__in=_keys(cases), kind=ContractKind.MAIN.value, voided_at__isnull=True
    )
    contracts = {row.case_id: row for row in rows}
    for case in cases:
        contract = contracts.get(case.pk)
        if contract is not None:
            yield from budget_equal(
                str(case.pk),
                amount=contract.amount,
                signed_on=contract.signed_on,
                budget=case.intended_budget,
                applied_on=case.applied_on,
                wanted=True,
            )


def _persons(cases: Sequence[Case], lines: Lines) -> Iterator[Found]:
    if not lines.wants(ParameterCode.SIGNAL_SAME_PERSON):
        return
    keys = _keys(cases)
    patrols, accepted = _patrols(keys), _accepted(keys)
    for case in cases:
        yield from same_person(str(case.pk), patrols[case.pk], accepted[case.pk], wanted=True)


def _patrols(keys: Collection[UUID]) -> dict[UUID, list[Seen]]:
    found: dict[UUID, list[Seen]] = defaultdict(list)
    rows = Visit.objects.filter(case__in=keys, kind=VisitKind.PATROL.value).order_by("recorded_at")
    for row in rows:
        found[row.case_id].append(
            Seen(row.inspector_holder, row.inspector_name, VisitKind.PATROL.label, row.visited_on)
        )
    return found


def _accepted(keys: Collection[UUID]) -> dict[UUID, list[Seen]]:
    found: dict[UUID, list[Seen]] = defaultdict(list)
    rows: Any = AcceptanceAttempt.objects.filter(case__in=keys, verdict_at__isnull=False)
    for row in rows.order_by("number"):
        on = clock.local(row.verdict_at).date()
        found[row.case_id] += [
            Seen(row.inspector_holder, row.inspector_name, "验收", on),
            Seen(row.verdict_by_holder, row.verdict_by, "验收", on),
        ]
    return found
