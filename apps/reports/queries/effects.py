"""What a move of a case would do to the week that runs: said before it is made (R10)."""

from __future__ import annotations

from datetime import datetime, timedelta

from apps.cases.enums import STARTED, Track
from apps.cases.models import Case
from apps.cases.queries.table import target_of
from apps.lib import clock, formats
from apps.lib.calendars import DueWeek
from apps.orgs.models import Organisation
from apps.programs.models import Program
from apps.reports.models import WeekSnapshot
from apps.reports.queries.members import standing_members
from apps.reports.queries.records import counted_set, member_of
from apps.reports.queries.weeks import program_weeks, week_running_at, year_opened_at
from apps.reports.rules.effects import column_changes
from apps.reports.rules.ledger import Member, carry

_UNCOUNTED = "这一户现在不在累计进度里（没有开工，或者计在以前年度）"


def week_effect(case: Case, move: str) -> str:
    """Say which week's table a move of a case would change, in which columns and by how much.

    By the very rules by which the week will be taken. '' where the case's bureau owes no table for the
    week that runs. Some fifteen queries, however much the bureau counts.
    """
    bureau, now = case.bureau, clock.now()
    if case.track != Track.ASSEMBLED:
        return ""
    week, running = running_week(bureau, now)
    if running is None:
        return week
    if case.status not in STARTED and target_of(move) not in STARTED:
        return f"{week}各栏不变：{_UNCOUNTED}。"
    opened_at = year_opened_at(running.year)
    # The present moment belongs in.
    moment = now + timedelta(microseconds=1)
    members, _ = counted_set(bureau.pk, moment, year_opened_at=opened_at, only=[case.pk])
    stands = members.get(case.pk)
    if stands is None:
        return f"{week}各栏不变：{_UNCOUNTED}。"
    then = member_of(bureau.pk, bureau.pk, target_of(move), stands.amount, None)
    known = _known(case, bureau.pk, running.year)
    said = column_changes(case.pk, known, stands, then)
    if not said:
        return f"{week}各栏不变：这一户照样计入。"
    noted = "，原因写进核减说明" if known is not None and then is None else ""
    return f"{week}：{'，'.join(said)}{noted}。"


def running_week(bureau: Organisation, now: datetime) -> tuple[str, DueWeek | None]:
    """Return the name of the week that runs, and the week; no week and why, or '', where none is owed."""
    running, year = week_running_at(now), clock.local(now).year
    program = Program.objects.filter(year=year).first()
    owed = {each.number for each in program_weeks(program, bureau)} if program else set()
    if running.year > year and owed:
        return f"{year} 年最后一期周报已经截止，这一变化不进周报，进入 {year} 年的年终核定。", None
    if running.number not in owed:
        return "", None
    until = formats.day((running.cutoff_at - timedelta(minutes=1)).date())
    return f"{running.year} 年第 {running.number} 期周报（数据截至 {until} 24:00）", running


def _known(case: Case, bureau_id: int, year: int) -> Member | None:
    """Return how the week before left a case: by its snapshot, or as what a new year carries over."""
    newest = (
        WeekSnapshot.objects.filter(bureau_id=bureau_id)
        .select_related("program")
        .order_by("-cutoff_at")
        .first()
    )
    if newest is not None and newest.program.year == year:
        return standing_members(bureau_id, newest.program_id, only=[case.pk]).get(case.pk)
    opened_at = year_opened_at(year)
    earlier = opened_at if newest is None else newest.year_opened_at
    at_opening, _ = counted_set(bureau_id, opened_at, year_opened_at=earlier, only=[case.pk])
    return carry(at_opening).get(case.pk)
