"""上门未遇 of a case, held against what its body asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.db.models import Max

from apps.cases.models import Case, Transition
from apps.cases.queries.table import spoken_moves
from apps.inspections.enums import AppointmentAct, AppointmentPurpose, AttemptResult
from apps.inspections.models import Absence, AcceptanceAttempt, AppointmentStep, HouseholdOpinion
from apps.inspections.rules.absences import (
    Missed,
    Wanted,
    after_meeting,
    not_yet_unreachable,
    still_waits,
    why_not_counted,
)
from apps.lib import clock
from apps.programs.enums import ParameterCode
from apps.programs.queries import Limits, limits_of, report_times, workdays

CODES = (
    ParameterCode.VISIT_ATTEMPTS,
    ParameterCode.VISIT_NOTICE_DAYS,
    ParameterCode.VISIT_OUT_OF_HOURS,
    ParameterCode.VISIT_WAITING_DAYS,
)


@dataclass(frozen=True, slots=True)
class AbsenceView:
    """The visits of a case at which nobody was met."""

    rows: Sequence[tuple[Absence, str]]
    """Each with why it does not count; '' where it does."""
    counted: int
    asked: Sequence[str]
    """What the body has set, in words; nothing where it has set nothing."""
    missing: str
    """What is missing before the household is called unreachable."""
    waits: str
    """Until when the letter is waited for."""

    @property
    def closing_denied(self) -> str:
        """Why the case may not be closed as unreachable, '' where it may."""
        return self.missing or self.waits


def absences_of(case: Case) -> AbsenceView:
    """Return the visits of a case and what they come to (seven queries at most)."""
    rows = list(Absence.objects.filter(case=case))
    limits = limits_of(case.bureau_id or 0, case.applied_on, (*CODES, ParameterCode.WORK_ENDS))
    wanted = _wanted(limits, case.program.year)
    steps = _steps(case) if rows else []
    missed = [
        Missed(
            at=clock.local(row.visited_at),
            told_on=row.told_on,
            ways=len(row.told_by_ways),
            letter_on=row.letter_on,
            # Agreed for that very day, whatever was moved before: then it was to be kept.
            put_off=row.appointment_id is None and _is_put_off(row.visited_at, steps),
            early=_is_early(row.visited_at, steps),
        )
        for row in rows
    ]
    met = _last_met(case) if rows else None
    reasons = why_not_counted(missed, wanted, met)
    fresh = after_meeting(missed, met)
    # The calendar is asked for only where somebody counts the evenings.
    days = workdays() if wanted.out_of_hours is not None else None

    def is_workday(day: date) -> bool:
        return days is None or days.is_workday(day)

    return AbsenceView(
        rows=list(zip(rows, reasons, strict=True)),
        counted=sum(not reason for reason in reasons),
        asked=[_said(code, limits) for code in _asked(wanted) if limits.value(code)],
        missing=not_yet_unreachable(fresh, wanted, is_workday=is_workday),
        waits=still_waits(fresh, wanted, clock.today()) if rows or wanted.waiting_days else "",
    )


def _steps(case: Case) -> list[AppointmentStep]:
    """Return what was done about the acceptance appointments of a case, in its order."""
    return list(
        AppointmentStep.objects.filter(
            appointment__case=case,
            appointment__purpose__in=[AppointmentPurpose.ACCEPTANCE, AppointmentPurpose.REACCEPTANCE],
        ).order_by("at", "pk")
    )


def _is_put_off(visited_at: datetime, steps: Sequence[AppointmentStep]) -> bool:
    """Whether the household had said by then that it did not want the time of that day."""
    day = clock.local(visited_at).date()
    return any(
        step.wished and step.was and clock.local(step.was).date() == day and step.at <= visited_at
        for step in steps
    )


_SETS_TIME = frozenset({AppointmentAct.OFFER, AppointmentAct.CHOOSE, AppointmentAct.MOVE})


def _is_early(visited_at: datetime, steps: Sequence[AppointmentStep]) -> bool:
    """Whether a later time stood agreed when somebody came."""
    last = {step.appointment_id: step for step in steps if step.at <= visited_at}
    return any(
        step.did in _SETS_TIME and step.starts is not None and step.starts > visited_at
        for step in last.values()
    )


def unreachable_bar(case: Case) -> str:
    """Say what is missing before a household is called unreachable and its case 终止; '' where nothing is."""
    denied = absences_of(case).closing_denied
    return f"还不能按“联系不上”终止：{denied}（每次上门未遇在“验收”页登记）" if denied else ""


def _last_met(case: Case) -> datetime | None:
    """Return when the household last signed an opinion, or was gone through an acceptance with."""
    signed = HouseholdOpinion.objects.filter(attempt__case=case).aggregate(last=Max("signed_at"))["last"]
    # One that ended without a result says nothing of who was there.
    held = AcceptanceAttempt.objects.filter(
        case=case, result__in=[AttemptResult.PASSED, AttemptResult.RECTIFY]
    )
    visited = held.aggregate(last=Max("visited_at"))["last"]
    spoken = Transition.objects.filter(case=case, name__in=spoken_moves())
    moved = spoken.aggregate(last=Max("recorded_at"))["last"]
    # Who was not met while works went on may well be met now that they are over: asked for anew.
    over = datetime.combine(case.completed_on, time(), clock.SHANGHAI) if case.completed_on else None
    moments = [each for each in (signed, visited, moved, over) if each is not None]
    return clock.local(max(moments)) if moments else None


def _wanted(limits: Limits, year: int) -> Wanted:
    visits, notice, outside, waiting = (limits.number(code) for code in CODES)
    wanted = Wanted(visits, notice, outside, waiting)
    if wanted.out_of_hours is None:
        return wanted
    ends = limits.value(ParameterCode.WORK_ENDS)
    # 此表每周四下班前统计上报 (杭房局〔2024〕43号 附件3备注3): the hour that the rules have for it.
    return replace(wanted, work_ends=time.fromisoformat(ends) if ends else report_times(year).due_time)


def _asked(wanted: Wanted) -> Sequence[ParameterCode]:
    return CODES if wanted.out_of_hours is None else (*CODES, ParameterCode.WORK_ENDS)


def _said(code: ParameterCode, limits: Limits) -> str:
    row = limits.rows[code]
    return f"{code.label} {limits.said(code)}（{row.source}）"
