"""The case list: groups, flags, search; a page at a time by key, never by counting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from apps.cases.enums import HoldKind, Status
from apps.cases.models import Case
from apps.cases.models.case import CaseQuerySet
from apps.cases.queries import due_within, groups_of_states, hold_rule, past_due, search
from apps.inspections.permissions import may_read_reported
from apps.inspections.queries.reported import unsettled_reports
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.queries import predecessors
from apps.pages.queries.desk import SOON_DAYS, desk, flagged, open_hold

PAGE = 30

GROUPS = groups_of_states()
FLAGS: dict[str, str] = {
    "mine": "等我办",
    "overdue": "已超期",
    "soon": "快到期",
    "returned": hold_rule(HoldKind.RETURNED).flag,
    "overrun": "计划超工期",
    "reported": "住户反映问题",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is asked for; unknown words are left out."""

    text: str = ""
    group: str = ""
    status: str = ""
    flag: str = ""
    street: str = ""
    after: str = ""


def listed(actor: Actor, wanted: Wanted) -> CaseQuerySet:
    """Return the visible cases that match, newest change first."""
    rows = flagged(Case.objects.visible_to(actor))
    if wanted.text:
        rows = rows.filter(pk__in=search(actor, wanted.text).values("pk"))
    if wanted.group in GROUPS:
        rows = rows.filter(status__in=GROUPS[wanted.group][1])
    if wanted.status in Status.values:
        rows = rows.filter(status=wanted.status)
    rows = _flag(rows, actor, wanted.flag)
    if wanted.street:
        # What ended under the name of a street in whose place it stands is found here too.
        earlier = [region.code for region in predecessors(wanted.street)]
        rows = rows.filter(street_code__in=[wanted.street, *earlier])
    return rows


def _flag(rows: CaseQuerySet, actor: Actor, flag: str) -> CaseQuerySet:
    today = clock.today()
    if flag == "mine":
        return rows.filter(pk__in=desk(actor).values("pk"))
    if flag == "overdue":
        return rows.filter(past_due(today))
    if flag == "soon":
        return rows.filter(due_within(today, SOON_DAYS))
    if flag == "returned":
        return rows.filter(open_hold(HoldKind.RETURNED))
    if flag == "overrun":
        return rows.filter(overrun=True)
    if flag == "reported":
        if not may_read_reported(actor):
            return rows.none()
        return rows.filter(pk__in=unsettled_reports().values("case"))
    return rows


@dataclass(frozen=True, slots=True)
class Page:
    """A page of rows, and the key that continues it ('' at the end)."""

    rows: list[Case]
    following: str


def page_of(rows: CaseQuerySet, after: str, *, size: int = PAGE) -> Page:
    """Return the page behind a key; a damaged key begins at the top."""
    key = _read_key(after)
    if key is not None:
        moment, pk = key
        rows = rows.filter(Q(updated_at__lt=moment) | Q(updated_at=moment, pk__lt=pk))
    # One row more than is shown tells whether a page follows, without counting.
    found = list(rows.order_by("-updated_at", "-pk").for_waiting()[: size + 1])
    following = ""
    if len(found) > size:
        last = found[size - 1]
        following = f"{last.updated_at.isoformat()}_{last.pk}"
    return Page(found[:size], following)


def _read_key(text: str) -> tuple[datetime, UUID] | None:
    moment, _, pk = text.partition("_")
    try:
        # A + that was not escaped arrives as a blank.
        read = datetime.fromisoformat(moment.replace(" ", "+")), UUID(pk)
    except ValueError:
        return None
    # Without an offset it is none of our keys, and Django would guess a zone for the comparison.
    return read if read[0].tzinfo else None
