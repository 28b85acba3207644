"""The strip of key figures over the queue, by role; each figure opens the list it counts."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from apps.cases.enums import Status
from apps.cases.queries import state_row
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.orgs.enums import DISTRICT_ROLES, ENTERPRISE_ROLES, Role
from apps.pages.queries.case_list import Wanted, listed
from apps.pages.queries.desk import SOON_DAYS, capped


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the strip."""

    label: str
    value: str
    note: str
    tone: str
    url: str
    unit: str = "户"


@dataclass(frozen=True, slots=True)
class _Asked:
    label: str
    wanted: Wanted
    note: str = ""
    tone: str = ""
    """Colour when the figure is not nought."""


def _standing(status: Status) -> _Asked:
    """Ask for the cases in one state, in the words of the workflow."""
    label, note = state_row(status).figure
    return _Asked(label, Wanted(status=status), note)


_OVERDUE = _Asked("已超期", Wanted(flag="overdue"), "已过到期日", "bad")
_SOON = _Asked("快到期", Wanted(flag="soon"), f"{SOON_DAYS} 天内", "warn")
_RETURNED = _Asked("待补正（申请人侧）", Wanted(flag="returned"), "已一次性告知")
_SUBMITTED = _standing(Status.SUBMITTED)
_RECEIVED = _standing(Status.RECEIVED)
_BUILDING = _standing(Status.BUILDING)
_COMPLETED = _standing(Status.COMPLETED)
_RECTIFYING = _standing(Status.RECTIFYING)
_DESIGNING = _standing(Status.DESIGNING)


def _asked(actor: Actor) -> tuple[_Asked, ...]:
    role = actor.role
    if role == Role.STREET_CLERK:
        return (_SUBMITTED, _RETURNED, _SOON, _OVERDUE, _BUILDING)
    if role == Role.DISTRICT_INSPECTOR:
        return (_COMPLETED, _RECTIFYING, _SOON, _OVERDUE, _BUILDING)
    if role in DISTRICT_ROLES:
        return (_RECEIVED, _RETURNED, _COMPLETED, _SOON, _OVERDUE)
    if role == Role.DESIGNER:
        signing = _standing(Status.CONFIRMED)
        return (_DESIGNING, signing, _BUILDING, _RECTIFYING, _OVERDUE)
    if role in ENTERPRISE_ROLES:
        starting = _standing(Status.CONTRACTED)
        return (starting, _BUILDING, _RECTIFYING, _SOON, _OVERDUE)
    if role == Role.PROPERTY_PATROL:
        return (_BUILDING, _SOON, _OVERDUE)
    design = _Asked("设计与合同", Wanted(group="design"), "备案以后、开工以前")
    done = _Asked("合格与归档", Wanted(group="done"), "验收合格")
    return (design, _BUILDING, _COMPLETED, done, _OVERDUE)


def figures(actor: Actor) -> list[Figure]:
    """Return the key figures of the actor's role, in their order; each count stops at ``desk.MOST``."""
    shown = []
    for asked in _asked(actor):
        count = capped(listed(actor, asked.wanted))
        query = {
            name: str(getattr(asked.wanted, name))
            for name in ("group", "status", "flag")
            if getattr(asked.wanted, name)
        }
        shown.append(
            Figure(
                label=asked.label,
                value=str(count),
                note=asked.note,
                tone=asked.tone if count else "",
                url=f"{reverse('pages:case-list')}?{urlencode(query)}",
            )
        )
    return shown


def heading_date() -> str:
    """Return the day as the workbench's heading writes it."""
    today = clock.today()
    return f"{formats.month_day(today)} {formats.weekday(today)}"
