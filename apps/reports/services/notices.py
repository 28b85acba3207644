"""Who learns of a report: the upper authority of a hand-in, the bureau of what became of it."""

from __future__ import annotations

from collections.abc import Sequence

from apps.audit.services import Subject, joining
from apps.lib.actors import Actor
from apps.lib.formats import month_day
from apps.orgs.enums import WORK_OF_KIND, Role
from apps.orgs.queries import acting_body
from apps.outbox.services import Desk, settle, tell
from apps.reports.models import WeekSnapshot
from apps.reports.queries.weeks import bureaus_that_report
from apps.reports.rules.thursdays import DueMove

TO_HAND_IN, TO_DECIDE = "report.hand_in", "report.decide"
"""Matters of messages: the bureau has to hand a week in, the upper authority to accept or return it."""
_TOLD = 6
_FILLING = (Role.DISTRICT_CLERK, Role.DISTRICT_REVIEWER, Role.DISTRICT_LEADER)


def subject_of(snapshot: WeekSnapshot) -> Subject:
    """Return what messages and the record call a week."""
    return Subject("week_seal", str(snapshot.pk))


def tell_upper(
    *, snapshot: WeekSnapshot, by: Actor, kind: str, title: str, text: str, key: str, matter: str = ""
) -> int:
    """Tell the authority a week is handed in to; what was asked before is done."""
    settle(subject=subject_of(snapshot), keep=[matter] if matter else [])
    upper = snapshot.reports_to
    return tell(
        to=[Desk(upper.pk, role) for role in sorted(WORK_OF_KIND[upper.kind])] if upper else [],
        kind=kind,
        title=title,
        text=text,
        by=by,
        key=key,
        subject=subject_of(snapshot),
        page="reports:detail",
        matter=matter,
    )


def tell_bureau(
    *, snapshot: WeekSnapshot, by: Actor, kind: str, title: str, text: str, key: str, matter: str = ""
) -> int:
    """Tell the desks of the bureau but the one it comes from."""
    own = Desk(by.organisation_id or 0, by.role)
    desks = [Desk(acting_body(snapshot.bureau).pk, role) for role in _FILLING]
    return tell(
        to=[desk for desk in desks if desk != own],
        kind=kind,
        title=f"第 {snapshot.number} 期周报{title}",
        text=text,
        by=by,
        key=key,
        subject=subject_of(snapshot),
        page="reports:detail",
        matter=matter,
    )


@joining
def tell_moved_weeks(*, moves: Sequence[DueMove], notice: str, key: str, by: Actor) -> int:
    """Tell the bureaus that report, once for each notice, which Thursdays' reports are due on another day."""
    if not moves:
        return 0
    days = "、".join(
        f"{month_day(each.thursday)}（周四）的一期由 {month_day(each.before)} 改为 {month_day(each.after)}"
        for each in moves[:_TOLD]
    )
    more = f"等 {len(moves)} 期" if len(moves) > _TOLD else ""
    return tell(
        to=[Desk(bureau.pk, role) for bureau in bureaus_that_report() for role in _FILLING],
        kind="report.moved",
        title="周报报送日随放假安排变动",
        text=f"{notice}：{days}{more}。",
        by=by,
        key=f"calendar.weeks:{key}",
        subject=Subject("calendar", key.partition(":")[0]),
    )
