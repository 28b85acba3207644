"""Who learns of a report: the upper authority of a hand-in, the bureau of what became of it."""

from __future__ import annotations

from apps.audit.services import Subject
from apps.lib.actors import Actor
from apps.orgs.enums import WORK_OF_KIND, Role
from apps.outbox.services import Desk, settle, tell
from apps.reports.models import WeekSnapshot

TO_HAND_IN, TO_DECIDE = "report.hand_in", "report.decide"
"""Matters of messages: the bureau has to hand a week in, the upper authority to accept or return it."""
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
    desks = [Desk(snapshot.bureau_id, role) for role in _FILLING]
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
