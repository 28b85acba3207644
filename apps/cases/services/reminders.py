"""Reminders of running periods and of returned papers: each matter once to each desk."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from apps.cases.enums import HoldKind, Status
from apps.cases.frame import page_of
from apps.cases.models import Case, Hold
from apps.cases.services.notices import staying, tell_desks
from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.lib.formats import month_day
from apps.orgs.enums import Role

WORKS_DAYS = 3
"""Days before the end of the works on which the site is reminded."""
ACCEPTANCE_DAYS = 7
"""Days before the end of the month for acceptance on which the inspectors are reminded."""
RETURNED_DAYS = 3
BATCH = 200


def due_cases(after: str) -> list[UUID]:
    """Return the next cases, by id after ``after``, whose period ends soon or has ended."""
    today = clock.today()
    rows = Case.objects.filter(status=Status.BUILDING, works_due_on__lte=today + timedelta(days=WORKS_DAYS))
    rows |= Case.objects.filter(
        status=Status.COMPLETED,
        acceptance_due_on__lte=today + timedelta(days=ACCEPTANCE_DAYS),
    )
    if after:
        # By id, not by offset: a case that leaves between two batches must not move another out of sight.
        rows = rows.filter(pk__gt=UUID(after))
    return list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def remind_due(*, case_ids: list[UUID], by: Actor = SYSTEM) -> int:
    """Remind the desks of these cases; return how many messages are new."""
    today = clock.today()
    return sum(
        _remind_works(case, today, by)
        if case.status == Status.BUILDING
        else _remind_acceptance(case, today, by)
        for case in Case.objects.filter(pk__in=case_ids).select_related("enterprise")
    )


def _remind_works(case: Case, today: date, by: Actor) -> int:
    due = case.works_due_on
    if due is None:
        return 0
    late = due < today
    roles = [Role.SITE_MANAGER, Role.PROPERTY_PATROL if case.patrol_organisation_id else Role.STREET_CLERK]
    return tell_desks(
        case=case,
        roles={*roles, *((Role.STREET_CLERK, Role.DISTRICT_CLERK) if late else ())},
        kind="due.works_late" if late else "due.works",
        title="施工已超期" if late else "施工期限将到",
        text=f"施工到期日 {month_day(due)}，{'请补写原因，上门核实。' if late else '请按期完工。'}",
        by=by,
        # The due day is part of the key: after a pause or a new calendar the desk is reminded again.
        key=f"due:{case.pk}:works:{due}:{'late' if late else 'soon'}",
        page=page_of("works"),
        matter=staying(case.status),
    )


def _remind_acceptance(case: Case, today: date, by: Actor) -> int:
    due = case.acceptance_due_on
    if due is None:
        return 0
    late = due < today
    return tell_desks(
        case=case,
        roles={Role.DISTRICT_INSPECTOR, *((Role.DISTRICT_LEADER,) if late else ())},
        kind="due.acceptance_late" if late else "due.acceptance",
        title="验收已超期" if late else "验收期限将到",
        text=f"完工后一个月内组织验收，到期日 {month_day(due)}，{'请抓紧组织。' if late else '请安排验收。'}",
        by=by,
        key=f"due:{case.pk}:acceptance:{due}:{'late' if late else 'soon'}",
        page=page_of("acceptance"),
        matter=staying(case.status),
    )


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
