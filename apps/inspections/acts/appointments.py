"""上门预约: both sides' acts; those of the household stand in its own frame, too."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404

from apps.acts.acts import Act
from apps.cases.acts.grounds import StageGround, StageOf, load_case
from apps.cases.models import Case
from apps.inspections import permissions, services
from apps.inspections.enums import AppointmentAct as Did
from apps.inspections.enums import AppointmentPurpose, AppointmentState
from apps.inspections.forms.appointments import (
    CancelForm,
    ChooseForm,
    CloseForm,
    DeclineForm,
    MoveForm,
    OfferForm,
    WishForm,
)
from apps.inspections.models import Appointment
from apps.inspections.queries.appointments import appointment_numbered
from apps.inspections.serializers.appointments import AppointmentShown
from apps.lib.actors import Actor
from apps.lib.decisions import Decision
from apps.orgs.permissions import HOUSEHOLD


class AppointmentsGround(StageGround):
    """A case as the place where visits are arranged; the API answers with the appointment."""

    result_class = AppointmentShown

    def stands(self, actor: Actor, subject: Case, record: object) -> Any:
        """Return the appointment that was offered."""
        return _shown(actor, subject, Appointment.objects.get(pk=getattr(record, "pk", record)))


class AppointmentGround(StageOf[Appointment]):
    """One appointment of a case, with a version of its own: it ages no page of the case."""

    result_class = AppointmentShown

    def load(self, actor: Actor, **kwargs: Any) -> Appointment:
        """Return the appointment of the URL, if it is this case's."""
        case = load_case(actor, kwargs["pk"])
        found = Appointment.objects.of_case(case).filter(number=kwargs["number"]).first()
        if found is None:
            raise Http404
        found.case = case
        return found

    def case(self, subject: Appointment) -> Case:
        return subject.case

    def version(self, subject: Appointment) -> int:
        return subject.version

    def named(self, subject: Appointment) -> dict[str, Any]:
        return {"appointment_id": subject.pk}

    def place(self, subject: Appointment) -> dict[str, Any]:
        return {**super().place(subject), "number": subject.number}

    def follow(self, by: Actor, subject: Appointment) -> None:
        """A time changes nobody's turn."""

    def stands(self, actor: Actor, subject: Appointment, record: object) -> Any:
        """Return the appointment as it now stands."""
        return _shown(actor, subject.case, subject)

    def conflict(self, actor: Actor, subject: Appointment, sent: object) -> dict[str, object]:
        """Say which version the appointment has now."""
        return {"current_version": subject.version}


def _shown(actor: Actor, case: Case, row: Appointment) -> Any:
    return appointment_numbered(actor, case, row.number)


_PAGE = {"tab": "appointments", "back": "inspections:appointments", "tag": "上门预约"}
APPOINTMENTS = AppointmentsGround(**_PAGE, template="inspections/act.html")
APPOINTMENT = AppointmentGround(**_PAGE, template="inspections/appointment_act.html")


def _arranges(did: Did, actor: Actor, appointment: Appointment) -> Decision:
    return permissions.may_arrange(actor, appointment, did)


def _answers(did: Did, actor: Actor, appointment: Appointment) -> Decision:
    return permissions.may_answer(actor, appointment, did)


def _closes(actor: Actor, appointment: Appointment) -> Decision:
    return permissions.may_arrange(actor, appointment, Did.KEEP)


def _purposes(actor: Actor, case: Case) -> dict[str, Any]:
    return {"purposes": permissions.purposes_of(actor, case)}


def _first(actor: Actor, case: Case) -> dict[str, Any]:
    found = permissions.purposes_of(actor, case)
    start: dict[str, Any] = {"officers": f"{actor.organisation_name} {actor.signature}"}
    if len(found) == 1:
        start["purpose"] = AppointmentPurpose(found[0]).value
    return start


def _by_slip(actor: Actor, _appointment: Appointment) -> dict[str, Any]:
    return {"by_slip": actor.role == HOUSEHOLD}


def _choices(actor: Actor, appointment: Appointment) -> dict[str, Any]:
    view = appointment_numbered(actor, appointment.case, appointment.number)
    slots = view.to_come if view else []
    return {**_by_slip(actor, appointment), "choices": [(each.pk, each.slot.words) for each in slots]}


def _about(actor: Actor, appointment: Appointment) -> dict[str, Any]:
    return {"view": appointment_numbered(actor, appointment.case, appointment.number)}


def _moving(_actor: Actor, appointment: Appointment) -> dict[str, Any]:
    return {"agreed_by": ""}


OFFER = Act(
    name="appointments.offer",
    label="约上门时间",
    ground=APPOINTMENTS,
    may=permissions.may_offer,
    form=OfferForm,
    service=services.offer_appointment,
    explain="提出一到五个时段，住户在凭条打开的页面上选一个，也可以打电话、到窗口说。已经说定的直接登记。",
    button="提出",
    success=lambda row: "时间已约定。" if row.state == AppointmentState.AGREED else "时段已提出，等住户选。",
    icon="calendar",
    records={"appointment.offer": "提出上门时间"},
    path="<uuid:pk>/appointments/offer/",
    page="inspections:appointment-offer",
    template="inspections/appointment_offer.html",
    options=_purposes,
    initial=_first,
    describe="约上门时间：提出一到五个时段请住户选；已经电话、当面说定的写 agreed_by，只写一个时段。",
    api="appointments/offer",
    body="AppointmentOffer",
    creates=True,
)

CHOOSE = Act(
    name="appointments.choose",
    label="选上门时间",
    ground=APPOINTMENT,
    may=partial(_answers, Did.CHOOSE),
    form=ChooseForm,
    service=services.choose_slot,
    offer="登记住户选的时间",
    explain="住户打电话或者当面选的，照实登记。",
    button="就这个时间",
    success="时间已约定。",
    records={"appointment.choose": "选定上门时间"},
    path="<uuid:pk>/appointments/<int:number>/choose/",
    page="inspections:appointment-choose",
    options=_choices,
    context=_about,
    describe="登记住户选的时间：slot 为上门预约 choices 中的 id，channel 为住户怎样说的。",
    api="appointments/<int:number>/choose",
    body="AppointmentChoice",
)

WISH = Act(
    name="appointments.wish",
    label="另约时间",
    ground=APPOINTMENT,
    may=partial(_answers, Did.WISH),
    form=WishForm,
    service=services.ask_other_time,
    offer="登记住户要另约",
    explain="现在的时间随即作废，由上门的单位答复。验收等期限照算，不因改期停下。",
    button="要求另约",
    success="已记下，等对方提出新的时间。",
    records={"appointment.wish": "要求另约上门时间"},
    path="<uuid:pk>/appointments/<int:number>/wish/",
    page="inspections:appointment-wish",
    describe="登记住户要另约时间，由上门的单位答复；期限照算。",
    api="appointments/<int:number>/wish",
    body="AppointmentWish",
    options=_by_slip,
    context=_about,
)

DECLINE = Act(
    name="appointments.decline",
    label="不用来了",
    ground=APPOINTMENT,
    may=partial(_answers, Did.DECLINE),
    form=DeclineForm,
    service=services.decline_appointment,
    offer="登记住户说不用来",
    explain="只是这一次不用上门，不等于撤回申请，也不等于对验收有意见。",
    button="不用来了",
    success="已记下，这次不上门了。",
    records={"appointment.decline": "说不用上门"},
    path="<uuid:pk>/appointments/<int:number>/decline/",
    page="inspections:appointment-decline",
    describe="登记住户说这一次不用上门；不等于撤回申请。",
    api="appointments/<int:number>/decline",
    body="AppointmentDecline",
    options=_by_slip,
    context=_about,
)

MOVE = Act(
    name="appointments.move",
    label="改约",
    ground=APPOINTMENT,
    may=partial(_arranges, Did.MOVE),
    form=MoveForm,
    service=services.move_appointment,
    explain="重新提出时段，原来的随即作废。答复住户要求另约的，不用写原因。",
    button="改约",
    success=lambda row: (
        "时间已改定。" if row.state == AppointmentState.AGREED else "新的时段已提出，等住户选。"
    ),
    icon="calendar",
    records={"appointment.move": "改约上门时间"},
    path="<uuid:pk>/appointments/<int:number>/move/",
    page="inspections:appointment-move",
    template="inspections/appointment_offer.html",
    initial=_moving,
    context=_about,
    describe="改约：重新提出时段，原来的随即作废。答复住户要求另约的，不用写原因。",
    api="appointments/<int:number>/move",
    body="AppointmentMove",
)

CANCEL = Act(
    name="appointments.cancel",
    label="取消预约",
    ground=APPOINTMENT,
    may=partial(_arranges, Did.CANCEL),
    form=CancelForm,
    service=services.cancel_appointment,
    button="取消预约",
    success="预约已取消。",
    records={"appointment.cancel": "取消上门"},
    path="<uuid:pk>/appointments/<int:number>/cancel/",
    page="inspections:appointment-cancel",
    describe="上门的单位取消预约，写明原因。",
    api="appointments/<int:number>/cancel",
    body="AppointmentCancel",
    context=_about,
)

CLOSE = Act(
    name="appointments.close",
    label="登记上门结果",
    ground=APPOINTMENT,
    may=_closes,
    form=CloseForm,
    service=services.close_appointment,
    explain="当天登记了巡查或者逐项核验的，自动记为按约上门，不用再登记。验收未遇的在“验收”页登记上门未遇。",
    button="登记",
    success="上门结果已登记。",
    records={"appointment.keep": "按约上门", "appointment.miss": "按约上门未遇"},
    path="<uuid:pk>/appointments/<int:number>/close/",
    page="inspections:appointment-close",
    describe="登记约定的时间到了以后的结果：yes 见到住户，no 没有遇到。验收未遇用 acceptance/absences。",
    api="appointments/<int:number>/close",
    body="AppointmentClosing",
    context=_about,
)

ON_APPOINTMENT = (CHOOSE, MOVE, CLOSE, WISH, DECLINE, CANCEL)
"""Acts on one appointment, in the order of their buttons."""
ON_APPOINTMENTS = (OFFER, *ON_APPOINTMENT)
