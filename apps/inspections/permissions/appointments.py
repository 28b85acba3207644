"""Who arranges a visit, and who may say what the household wants."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.cases.permissions import at_counter
from apps.inspections.enums import AppointmentAct, AppointmentPurpose, AttemptResult
from apps.inspections.models import Appointment
from apps.inspections.permissions.common import PATROLLED, is_patrol, speaks_for_works
from apps.inspections.rules.appointments import BY_HOUSEHOLD, why_not
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import ENTERPRISE_ROLES, Role
from apps.orgs.permissions import HOUSEHOLD

_PLANNED = frozenset(
    {
        *(Status.SUBMITTED, Status.RECEIVED, Status.FILED, Status.DESIGNING),
        *(Status.CONFIRMED, Status.CONTRACTED, Status.BUILDING),
    }
)
WANTED_IN: Mapping[AppointmentPurpose, frozenset[Status]] = {
    # A change of the plan is measured anew while works go on.
    AppointmentPurpose.SURVEY: _PLANNED,
    AppointmentPurpose.PATROL: PATROLLED,
    AppointmentPurpose.ACCEPTANCE: frozenset({Status.COMPLETED}),
    AppointmentPurpose.REACCEPTANCE: frozenset({Status.COMPLETED}),
}
"""States of a case in which somebody comes for a purpose; in others nobody does any more."""
_ACCEPTS = frozenset({Role.DISTRICT_INSPECTOR, Role.DISTRICT_CLERK})


def is_void(appointment: Appointment) -> bool:
    """Whether nobody comes any more: the case went on, ended, was accepted once or has another enterprise."""
    case, purpose = appointment.case, AppointmentPurpose(appointment.purpose)
    replaced = appointment.enterprise_id is not None and appointment.enterprise_id != case.enterprise_id
    if replaced or case.status not in WANTED_IN[purpose]:
        return True
    return purpose is AppointmentPurpose.ACCEPTANCE and _was_accepted(case)


def _was_accepted(case: Case) -> bool:
    """Whether an acceptance was concluded: the next one is a 二次验收."""
    return case.attempts.exclude(result=AttemptResult.OPEN).exists()


def visits_for(actor: Actor, case: Case, purpose: AppointmentPurpose) -> bool:
    """Whether it is this role that comes for a purpose, whatever the case's state."""
    if purpose is AppointmentPurpose.SURVEY:
        # The enterprise measures; the counter arranges it for one that has no account (R3).
        return actor.role in ENTERPRISE_ROLES or (
            at_counter(actor) and case.enterprise_id is not None and bool(speaks_for_works(actor, case))
        )
    if purpose is AppointmentPurpose.PATROL:
        return is_patrol(actor, case) or actor.role == Role.DISTRICT_INSPECTOR
    return actor.role in _ACCEPTS


def reads_words(actor: Actor, appointment: Appointment) -> bool:
    """Whether somebody reads why a household wants another time, or none: it may tell of its health.

    Itself, whoever comes for it, the counter that writes it down, and the auditor; times are everybody's.
    """
    return (
        actor.role in (HOUSEHOLD, Role.AUDITOR)
        or at_counter(actor)
        or visits_for(actor, appointment.case, AppointmentPurpose(appointment.purpose))
    )


def purposes_of(actor: Actor, case: Case) -> list[AppointmentPurpose]:
    """Return what this role may come for now."""
    found = [
        purpose
        for purpose in AppointmentPurpose
        if case.status in WANTED_IN[purpose] and visits_for(actor, case, purpose)
    ]
    if {AppointmentPurpose.ACCEPTANCE, AppointmentPurpose.REACCEPTANCE} & set(found):
        found.remove(
            AppointmentPurpose.ACCEPTANCE if _was_accepted(case) else AppointmentPurpose.REACCEPTANCE
        )
    return found


def may_offer(actor: Actor, case: Case) -> Decision:
    """提出上门时间: whoever comes, while there is something to come for."""
    if not any(visits_for(actor, case, purpose) for purpose in AppointmentPurpose):
        return Denied(
            "上门时间由上门的人提出：复量由装修企业，巡查由物业或街道，验收由区县住建部门。", code="post"
        )
    found = purposes_of(actor, case)
    if not found:
        return Denied(f"案件现在是“{Status(case.status).label}”，没有要您上门的事。", code="status")
    open_ones = set(Appointment.objects.open().of_case(case).values_list("purpose", flat=True))
    if not set(found) - open_ones:
        return Denied("已经有一次上门预约在进行，要换时间的请改约。", code="open")
    return Allowed()


def may_arrange(actor: Actor, appointment: Appointment, did: AppointmentAct) -> Decision:
    """改约, 取消, 登记结果: whoever comes for it."""
    if not visits_for(actor, appointment.case, AppointmentPurpose(appointment.purpose)):
        return Denied(f"这次{appointment.purpose_label}由{appointment.organisation_name}安排。", code="post")
    return _now(appointment, did)


def may_answer(actor: Actor, appointment: Appointment, did: AppointmentAct) -> Decision:
    """选定, 另约, 不用来: the household's to say; whoever comes, or the counter, writes it down for it."""
    if actor.role == HOUSEHOLD and did in BY_HOUSEHOLD:
        return _now(appointment, did)
    purpose = AppointmentPurpose(appointment.purpose)
    if not (at_counter(actor) or visits_for(actor, appointment.case, purpose)):
        return Denied("住户的答复由上门的单位或街道、区县经办登记。", code="post")
    return _now(appointment, did)


_COMES = frozenset({AppointmentAct.CHOOSE, AppointmentAct.WISH, AppointmentAct.MOVE})


def _has_choice(appointment: Appointment, now: datetime) -> bool:
    """Whether a time of the newest offer is still to come, other than the one agreed."""
    slots = list(appointment.slots.all())
    newest = max((each.offer for each in slots), default=0)
    return any(
        each.offer == newest and each.starts > now and each.starts != appointment.starts for each in slots
    )


def _now(appointment: Appointment, did: AppointmentAct) -> Decision:
    if did in _COMES and appointment.is_open and is_void(appointment):
        return Denied("案件已有变动，这次上门不需要了。", code="status")
    now = clock.now()
    words = why_not(did, appointment.stands, appointment.starts, now)
    if not words and did is AppointmentAct.CHOOSE and not _has_choice(appointment, now):
        words = "没有别的时段可以选，请另约时间。"
    return Denied(words, code="status") if words else Allowed()
