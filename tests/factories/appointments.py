"""上门预约 as both sides make it, for the tests of what follows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from apps.cases.models import Case
from apps.inspections import services
from apps.inspections.enums import AppointmentPurpose as Purpose
from apps.inspections.enums import Channel
from apps.inspections.models import Appointment
from apps.inspections.rules.appointments import Slot
from apps.lib import clock
from apps.lib.actors import Actor
from tests.factories.world import World, later

DONE = later(17)
"""When the case is completed and acceptance is being arranged."""


def at(day: int, hour: int = 9) -> datetime:
    return clock.local(later(day)).replace(hour=hour, minute=0)


def slot(day: int, hour: int = 9) -> Slot:
    return Slot(at(day, hour), at(day, hour + 2))


def offer(world: World, case: Case, *slots: Slot, by: Actor | None = None, **more: Any) -> Appointment:
    with clock.at(DONE):
        return services.offer_appointment(
            case_id=case.pk,
            by=by or world.yan,
            **{"purpose": Purpose.ACCEPTANCE, "officers": "严演示", **more},
            slots=slots or (slot(20), slot(21)),
        )


def slot_of(row: Appointment, place: int = 0) -> int:
    return row.slots.order_by("-offer", "starts")[place].pk


def choose(row: Appointment, by: Actor, place: int = 0, when: datetime = DONE, **more: Any) -> Appointment:
    with clock.at(when):
        return services.choose_slot(
            appointment_id=row.pk, by=by, slot=slot_of(row, place), **{"channel": Channel.PHONE, **more}
        )


def wish(row: Appointment, by: Actor, when: datetime = DONE) -> Appointment:
    with clock.at(when):
        return services.ask_other_time(appointment_id=row.pk, by=by, words="周末在家", channel=Channel.PHONE)
