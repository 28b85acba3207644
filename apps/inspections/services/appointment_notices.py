"""Who hears of a 上门预约: the household by text message where there is a gateway, else by a call."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from apps.audit.services import Subject
from apps.cases.models import UndeliveredText
from apps.cases.services.notices import desks_of
from apps.cases.services.texts import text_household
from apps.cases.workflow.texts import PURPOSE, TIME
from apps.inspections.enums import AppointmentAct, AppointmentState
from apps.inspections.models import Appointment
from apps.inspections.permissions import is_void
from apps.inspections.queries.appointments import day_bounds, desk_roles
from apps.inspections.rules.appointments import remind_at
from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.lib.decisions import Refused
from apps.orgs.permissions import HOUSEHOLD
from apps.outbox.services import Desk, enqueue, sms_is_on, tell, told_key

PAGE = "inspections:appointments"

_TO_HOUSEHOLD = {
    AppointmentAct.OFFER: "appointment_offered",
    AppointmentAct.MOVE: "appointment_moved",
    AppointmentAct.CANCEL: "appointment_cancelled",
}
_TO_VISITOR = {
    AppointmentAct.CHOOSE: "住户选定了上门时间",
    AppointmentAct.WISH: "住户要另约上门时间",
    AppointmentAct.DECLINE: "住户说不用上门",
}


def tell_household_of(row: Appointment, *, by: Actor, did: AppointmentAct) -> None:
    """Send the household what was offered, agreed or cancelled; nothing without a gateway (R22)."""
    agreed = row.agreed
    key = f"appointment:{row.pk}:{row.version}"
    if row.stands is AppointmentState.AGREED and agreed is not None:
        _text(row, "appointment_agreed", by=by, key=key, time=agreed.short)
    elif did in _TO_HOUSEHOLD:
        _text(row, _TO_HOUSEHOLD[did], by=by, key=key)


def tell_visitor(row: Appointment, *, by: Actor, did: AppointmentAct) -> None:
    """Tell the desk that comes what the household said; its words are read on the case's page."""
    desks = _desks(row)
    if by.role != HOUSEHOLD and by.organisation_id in {desk.organisation_id for desk in desks}:
        return
    agreed = row.agreed if row.stands is AppointmentState.AGREED else None
    tell(
        to=desks,
        kind=f"appointment.{did.value}",
        title=f"{row.case.number} {_TO_VISITOR[did]}",
        text=f"{row.purpose_label}：{agreed.words}" if agreed else f"{row.purpose_label}，待重新约定。",
        by=by,
        key=f"appointment:{row.pk}:{row.version}",
        subject=Subject("case", str(row.case_id)),
        page=PAGE,
    )


def remind_later(row: Appointment, *, by: Actor) -> None:
    """Arm the reminder of the day before; a time that moved arms another, and the former does nothing."""
    if row.stands is not AppointmentState.AGREED or row.starts is None:
        return
    at = remind_at(row.starts, clock.now())
    if at is None:
        return
    enqueue(
        task="inspections.remind_appointment",
        by=SYSTEM,
        args={"appointment": str(row.pk), "version": row.version},
        key=f"{row.pk}:{row.version}",
        run_after=at,
    )


@transaction.atomic
def remind_appointment(*, appointment_id: UUID, version: int, by: Actor) -> str:
    """Remind of tomorrow's visit, unless it was moved or lost its sense; return what was done."""
    row = Appointment.objects.select_related("case__street_office").get(pk=appointment_id)
    agreed = row.agreed
    if row.version != version or row.stands is not AppointmentState.AGREED or agreed is None or is_void(row):
        return "时间已有变动，不再提醒"
    today = clock.today()
    if clock.local(agreed.starts).date() != today + timedelta(days=1):
        return "已经不是前一天，不再提醒"
    key = f"appointment:{row.pk}:{row.version}:tomorrow"
    if sms_is_on():
        _text(row, "appointment_tomorrow", by=by, key=key, time=agreed.time_words, until=day_bounds(today)[1])
        return "已提醒住户"
    tell(
        to=_desks(row),
        kind="appointment.tomorrow",
        title=f"{row.case.number} 明天上门，请电话提醒住户",
        text=f"{row.purpose_label}：{agreed.words}。短信没有开通，住户收不到提醒。",
        by=by,
        key=key,
        subject=Subject("case", str(row.case_id)),
        page=PAGE,
    )
    return "已提醒上门单位"


def _desks(row: Appointment) -> list[Desk]:
    """Return the desk that comes today: of a body that was merged away nobody would read it."""
    return desks_of(row.case, desk_roles(row)) or [Desk(row.organisation_id, row.role)]


def _text(
    row: Appointment, event: str, *, by: Actor, key: str, time: str = "", until: datetime | None = None
) -> None:
    values = {PURPOSE: row.purpose_label, TIME: time}
    text_household(case=row.case, event=event, by=by, key=key, values=values, until=until)


def refuse_outdated(*, row: UndeliveredText, **_more: object) -> None:
    """Refuse to send a text again that names a time which does not stand any more (``resending``)."""
    if not row.event.startswith("appointment_"):
        return
    kind, pk, version, *_ = [*told_key(row.message_id).split(":"), "", ""]
    named = None
    if kind == "appointment":
        named = Appointment.objects.filter(pk=UUID(pk)).select_related("case").first()
    if named is None:
        return  # cleared away meanwhile: sending it again says so
    if str(named.version) != version or (named.is_open and is_void(named)):
        raise Refused(
            "这条短信说的上门时间后来有变动，不能重发；请按现在的预约打电话、当面告知，再记为已另行告知。",
            field="texts",
            code="outdated",
        )
