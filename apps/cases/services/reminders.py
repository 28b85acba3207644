"""Reminders of running periods and of returned papers: each matter once to each desk."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from apps.audit.services import Subject
from apps.cases.enums import HoldKind, Status
from apps.cases.frame import page_of
from apps.cases.models import Case, Hold
from apps.cases.queries.due import any_due, due_on
from apps.cases.services.notices import staying, tell_desks
from apps.cases.workflow import PERIODS
from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.lib.formats import month_day
from apps.orgs.enums import Role
from apps.outbox.services import lapse

RETURNED_DAYS = 3
BATCH = 200


def _ending() -> Q:
    """Whether the period of a case ends soon or has ended."""
    today = clock.today()
    return any_due(lambda period: {"lte": today + timedelta(days=period.days)})


def due_cases(after: str) -> list[UUID]:
    """Return the next cases, by id after ``after``, whose period ends soon or has ended."""
    rows = Case.objects.filter(_ending())
    if after:
        # By id, not by offset: a case that leaves between two batches must not move another out of sight.
        rows = rows.filter(pk__gt=UUID(after))
    return list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def remind_due(*, case_ids: list[UUID], by: Actor = SYSTEM) -> int:
    """Remind the desks of these cases; return how many messages are new."""
    # Asked again: a case may have gone on since it was listed.
    rows = Case.objects.filter(_ending(), pk__in=case_ids).select_related("enterprise")
    rows = rows.prefetch_related("returns")
    return sum(_remind(case, by) for case in rows)


def _remind(case: Case, by: Actor) -> int:
    period, due = PERIODS[Status(case.status)], due_on(case)
    if due is None:
        return 0
    late = due < clock.today()
    roles = period.desks | (period.late_desks if late else frozenset())
    if case.status == Status.BUILDING:
        roles |= {Role.PROPERTY_PATROL if case.patrol_organisation_id else Role.STREET_CLERK}
    return tell_desks(
        case=case,
        roles=roles,
        kind=f"due.{period.name}_late" if late else f"due.{period.name}",
        title=f"{period.label}已超期" if late else f"{period.label}期限将到",
        text=f"{period.last_day} {month_day(due)}，{period.late if late else period.soon}",
        by=by,
        # The due day is part of the key: after a pause or a new calendar the desk is reminded again. So is
        # how often papers came back: while the household had them nobody could act on what was said before.
        key=f"due:{case.pk}:{period.name}:{due}:{'late' if late else 'soon'}{_round(case)}",
        page=page_of(period.page) if period.page else "cases:case",
        matter=staying(case.status),
    )


def _round(case: Case) -> str:
    """Return what tells the rounds of an application apart; '' before it was returned and came back.

    A return whose hold the leader lifted is over as well: nothing will be answered to it.
    """
    back = case.status == Status.RECEIVED and sum(
        each.resubmitted_at is not None or each.lifted_at is not None for each in case.returns.all()
    )
    return f":{back}" if back else ""


@transaction.atomic
def tell_moved(*, case: Case, label: str, was: date, due: date, why: str, by: Actor) -> int:
    """Tell the desks of a case, once for each calendar, that last days of theirs have moved; remind anew.

    Reminders that named the old day are done with.
    """
    period = PERIODS[Status(case.status)]
    lapse(subject=Subject("case", str(case.pk)), kinds=(f"due.{period.name}", f"due.{period.name}_late"))
    told = tell_desks(
        case=case,
        roles=period.desks,
        kind="due.moved",
        title=f"{label}随放假安排变动",
        text=f"{why}：本案由 {month_day(was)} 改为 {month_day(due)}。其他变动的案件记录中同样写明。",
        by=by,
        # Of the calendar and not of the case: thousands may move at once, and one message says it.
        key=f"calendar:{case.calendar_version}:{period.name}",
        page="cases:case",
    )
    return told + (_remind(case, by) if due <= clock.today() + timedelta(days=period.days) else 0)


@transaction.atomic
def remind_returned(*, by: Actor = SYSTEM) -> int:
    """Remind the streets of papers returned days ago and not resubmitted, again each week."""
    today = clock.today()
    rows = Hold.objects.filter(
        kind=HoldKind.RETURNED, closed_at__isnull=True, opened_on__lte=today - timedelta(days=RETURNED_DAYS)
    ).select_related("case")
    return sum(
        tell_desks(
            case=hold.case,
            roles={Role.STREET_CLERK},
            kind="returned.waits",
            title="补正材料未补交",
            text=f"{month_day(hold.opened_on)}退回，已 {(today - hold.opened_on).days} 天，请联系住户补交。",
            by=by,
            # Weeks since the return: the outbox drops a key that was told, so that each week tells once.
            key=f"returned:{hold.pk}:{(today - hold.opened_on).days // 7}",
            page="cases:resubmit",
            matter="return",
        )
        for hold in rows
    )
