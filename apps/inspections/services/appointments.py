"""Every write of 上门预约. An appointment has its own version: nothing here makes a case's page stale."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from apps.audit.services import Subject, record
from apps.cases.models import Case
from apps.cases.services import lock_case
from apps.inspections.enums import AppointmentAct, AppointmentPurpose, AppointmentState, Channel
from apps.inspections.models import Appointment, AppointmentSlot, AppointmentStep
from apps.inspections.permissions import is_void, may_answer, may_arrange, may_offer, purposes_of
from apps.inspections.queries.appointments import fewest_slots
from apps.inspections.rules.appointments import ACTS, Slot, slots_fault
from apps.inspections.services.appointment_notices import remind_later, tell_household_of, tell_visitor
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, Stale, require
from apps.orgs.permissions import HOUSEHOLD

ACCEPTANCES = (AppointmentPurpose.ACCEPTANCE, AppointmentPurpose.REACCEPTANCE)
VOID = "案件已有变动，不再需要"


@transaction.atomic
def offer_appointment(
    *,
    case_id: UUID,
    by: Actor,
    purpose: AppointmentPurpose,
    slots: Sequence[Slot],
    officers: str,
    minutes: int | None = None,
    note: str = "",
    agreed_by: Channel | None = None,
    version: int | None = None,
) -> Appointment:
    """Offer times to a household, or write down the one agreed with it already (``agreed_by``: how).

    One appointment of a purpose goes on at a time. One that lost its sense ends by itself.
    """
    case = lock_case(case_id=case_id, by=by, version=version)
    end_void(case=case, by=by)
    require(may_offer(by, case))
    purpose = AppointmentPurpose(purpose)
    if purpose not in purposes_of(by, case):
        raise Refused("这一事由现在不由您安排。", field="purpose", code="purpose")
    open_one = Appointment.objects.open().filter(case=case, purpose=purpose).first()
    if open_one is not None:
        words = f"{open_one.offered_by}已经约了一次{purpose.label}，要换时间的请改约。"
        raise Refused(words, field="purpose", code="open")
    if not officers.strip():
        raise Refused("请写明上门人员。", field="officers", code="officers")
    _check(case, purpose, slots, agreed_by)
    last = Appointment.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0
    row = Appointment(
        case=case,
        enterprise_id=case.enterprise_id if purpose is AppointmentPurpose.SURVEY else None,
        number=last + 1,
        purpose=purpose,
        state=AppointmentState.OFFERED,
        officers=officers.strip(),
        minutes=minutes,
        note=note.strip(),
        organisation_id=by.organisation_id or 0,
        organisation_name=by.organisation_name,
        role=by.role,
        offered_until=_until(slots),
        offered_at=clock.now(),
        offered_by=by.signature,
        offered_holder=by.holder,
    )
    if agreed_by:
        _agree(row, slots[0], agreed_by)
    row.save(force_insert=True)
    _offer(row, slots)
    _note(row, AppointmentAct.OFFER, by, channel=agreed_by)
    tell_household_of(row, by=by, did=AppointmentAct.OFFER)
    return row


@transaction.atomic
def choose_slot(
    *,
    appointment_id: UUID,
    by: Actor,
    slot: int,
    channel: Channel | None = None,
    version: int | None = None,
) -> Appointment:
    """Take one of the offered times; taken already, the household may take another that was offered."""
    row = _lock(appointment_id, by, version)
    require(may_answer(by, row, AppointmentAct.CHOOSE))
    found = AppointmentSlot.objects.filter(appointment=row, pk=slot, offer=_newest(row)).first()
    if found is None:
        raise Refused("这个时段已经撤下，请从现在的时段里选。", field="slot", code="gone")
    if found.starts <= clock.now():
        raise Refused("这个时段已经过了，请选别的。", field="slot", code="past")
    if row.starts == found.starts:
        raise Refused("约定的就是这个时间。", field="slot", code="same")
    was = row.starts
    _agree(row, found.slot, _said_by(by, channel))
    _save(row, by, AppointmentAct.CHOOSE, channel=channel, was=was, wished=was is not None)
    tell_visitor(row, by=by, did=AppointmentAct.CHOOSE)
    return row


@transaction.atomic
def ask_other_time(
    *,
    appointment_id: UUID,
    by: Actor,
    words: str,
    channel: Channel | None = None,
    version: int | None = None,
) -> Appointment:
    """Write down that the household wants another time: whoever comes owes an answer. No clock stops."""
    row = _lock(appointment_id, by, version)
    require(may_answer(by, row, AppointmentAct.WISH))
    if not words.strip():
        raise Refused("请写上什么时候方便。", field="words", code="words")
    was, row.wish = row.starts, words.strip()
    row.starts = row.ends = row.agreed_on = None
    row.channel = ""
    row.state = AppointmentState.WISHED
    _save(row, by, AppointmentAct.WISH, channel=channel, was=was, wished=True, words=row.wish)
    tell_visitor(row, by=by, did=AppointmentAct.WISH)
    return row


@transaction.atomic
def decline_appointment(
    *,
    appointment_id: UUID,
    by: Actor,
    words: str = "",
    channel: Channel | None = None,
    version: int | None = None,
) -> Appointment:
    """Write down that the household wants nobody to come. It is no refusal of what the visit was for."""
    row = _lock(appointment_id, by, version)
    require(may_answer(by, row, AppointmentAct.DECLINE))
    row.state, row.wish = AppointmentState.DECLINED, words.strip()
    _save(row, by, AppointmentAct.DECLINE, channel=channel, was=row.starts, wished=True, words=row.wish)
    tell_visitor(row, by=by, did=AppointmentAct.DECLINE)
    return row


@transaction.atomic
def move_appointment(
    *,
    appointment_id: UUID,
    by: Actor,
    slots: Sequence[Slot],
    reason: str = "",
    officers: str = "",
    agreed_by: Channel | None = None,
    version: int | None = None,
) -> Appointment:
    """改约: offer other times, or write down the one agreed; the former ones stand no more.

    It answers the household's wish, and then needs no reason of its own.
    """
    row = _lock(appointment_id, by, version)
    require(may_arrange(by, row, AppointmentAct.MOVE))
    wished = row.stands is AppointmentState.WISHED
    if not reason.strip() and not wished:
        raise Refused("请写明改约的原因。", field="reason", code="reason")
    _check(row.case, AppointmentPurpose(row.purpose), slots, agreed_by)
    was = row.starts
    row.officers = officers.strip() or row.officers
    row.state = AppointmentState.OFFERED
    row.offered_until = _until(slots)
    row.starts = row.ends = row.agreed_on = None
    row.channel = ""
    if agreed_by:
        _agree(row, slots[0], agreed_by)
    _save(row, by, AppointmentAct.MOVE, channel=agreed_by, was=was, words=reason.strip())
    _offer(row, slots)
    tell_household_of(row, by=by, did=AppointmentAct.MOVE)
    return row


@transaction.atomic
def cancel_appointment(
    *, appointment_id: UUID, by: Actor, reason: str, version: int | None = None
) -> Appointment:
    """取消 by whoever would have come."""
    row = _lock(appointment_id, by, version)
    require(may_arrange(by, row, AppointmentAct.CANCEL))
    if not reason.strip():
        raise Refused("请写明取消的原因。", field="reason", code="reason")
    row.state = AppointmentState.CANCELLED
    _save(row, by, AppointmentAct.CANCEL, was=row.starts, words=reason.strip())
    tell_household_of(row, by=by, did=AppointmentAct.CANCEL)
    return row


@transaction.atomic
def close_appointment(
    *, appointment_id: UUID, by: Actor, met: bool, words: str = "", version: int | None = None
) -> Appointment:
    """Record that somebody came as agreed, and whether the household was met.

    At an acceptance nobody met is a 上门未遇, with its own proof and count, and is recorded there.
    """
    row = _lock(appointment_id, by, version)
    did = AppointmentAct.KEEP if met else AppointmentAct.MISS
    require(may_arrange(by, row, did))
    if not met and row.purpose in ACCEPTANCES:
        raise Refused(
            "验收未遇要写明怎样告知、谁见证：请在“验收”页登记上门未遇。", field="met", code="absence"
        )
    row.state = ACTS[did][1]
    _save(row, by, did, words=words.strip())
    return row


def end_of_day(
    *,
    case: Case,
    by: Actor,
    on: date,
    did: AppointmentAct,
    acceptance: bool,
    came_at: datetime | None = None,
) -> Appointment | None:
    """Let what was found on site end the appointment of that day; None where there was none.

    Call with the case locked: 逐项核验 and 巡查 keep it, 上门未遇 misses it. ``came_at``: an hour agreed for
    later than this still stands.
    """
    purposes = ACCEPTANCES if acceptance else (AppointmentPurpose.PATROL,)
    rows = Appointment.objects.select_for_update().filter(
        case=case, state=AppointmentState.AGREED, purpose__in=[each.value for each in purposes]
    )
    row = next(
        (
            each
            for each in rows
            if each.starts
            and clock.local(each.starts).date() == on
            and (came_at is None or each.starts <= came_at)
        ),
        None,
    )
    if row is None:
        return None
    row.case = case
    row.state = ACTS[did][1]
    _save(row, by, did)
    return row


def _lock(appointment_id: UUID, by: Actor, version: int | None) -> Appointment:
    """Lock the case, then the appointment, within the actor's scope; raise DoesNotExist, or Stale."""
    found = Appointment.objects.only("case_id").get(pk=appointment_id)
    if by.slip_case_id == found.case_id:
        # With a slip alone a household has no case in its scope: the time of a visit is all it may write.
        case = Case.objects.select_for_update(of=("self",)).get(pk=found.case_id)
    else:
        case = lock_case(case_id=found.case_id, by=by)
    row = Appointment.objects.of_case(case).select_for_update(of=("self",)).get(pk=appointment_id)
    row.case = case
    if version is not None and row.version != version:
        raise Stale("这次预约刚被改过，请看看现在的时间再定。", code="stale")
    return row


def _said_by(by: Actor, channel: Channel | None) -> Channel:
    """Return how the household said it: its own slip speaks for itself, others say which way."""
    if by.role == HOUSEHOLD:
        return Channel.SLIP
    if channel is None or channel is Channel.SLIP:
        raise Refused("请选择住户是怎样说的。", field="channel", code="channel")
    return Channel(channel)


def _check(case: Case, purpose: AppointmentPurpose, slots: Sequence[Slot], agreed_by: Channel | None) -> None:
    fault = slots_fault(slots, clock.now())
    if fault is not None:
        raise Refused(fault.reason, field=f"slot{fault.place + 1}_day", code="slots")
    if agreed_by is Channel.SLIP:
        raise Refused("请选择怎样说定的。", field="agreed_by", code="channel")
    if agreed_by and len(slots) > 1:
        raise Refused("已经说定的只填一个时段。", field="slot2_day", code="one")
    if not agreed_by and purpose in ACCEPTANCES:
        fewest, source = fewest_slots(case)
        if fewest is not None and len(slots) < fewest:
            words = f"请住户选的，一次至少提出 {fewest} 个时段（{source}）。"
            raise Refused(words, field="slot1_day", code="few")


def _agree(row: Appointment, slot: Slot, channel: Channel) -> None:
    row.state = AppointmentState.AGREED
    row.starts, row.ends = slot.starts, slot.ends
    row.channel, row.agreed_on = channel, clock.today()


def _until(slots: Sequence[Slot]) -> datetime:
    return max(slot.starts for slot in slots)


def _newest(row: Appointment) -> int:
    return AppointmentSlot.objects.filter(appointment=row).aggregate(last=Max("offer"))["last"] or 0


def _offer(row: Appointment, slots: Sequence[Slot]) -> None:
    offer = _newest(row) + 1
    AppointmentSlot.objects.bulk_create(
        AppointmentSlot(appointment=row, offer=offer, starts=slot.starts, ends=slot.ends)
        for slot in sorted(slots, key=lambda each: each.starts)
    )


def _save(
    row: Appointment,
    by: Actor,
    did: AppointmentAct,
    *,
    channel: Channel | None = None,
    was: datetime | None = None,
    wished: bool = False,
    words: str = "",
) -> None:
    if wished:
        channel = _said_by(by, channel)
        # Nobody to come at all is no other time.
        row.wishes += was is not None and did is not AppointmentAct.DECLINE
    row.version += 1
    row.save(force_update=True)
    _note(row, did, by, channel=channel, was=was, wished=wished, words=words)


def _note(
    row: Appointment,
    did: AppointmentAct,
    by: Actor,
    *,
    channel: Channel | None = None,
    was: datetime | None = None,
    wished: bool = False,
    words: str = "",
) -> None:
    if did is AppointmentAct.CHOOSE:
        channel = Channel(row.channel)
    AppointmentStep.objects.create(
        appointment=row,
        number=row.version,
        did=did,
        channel=channel or "",
        wished=wished,
        was=was,
        starts=row.starts,
        words=words,
        at=clock.now(),
        by=by.signature,
        organisation=by.organisation_name,
    )
    # The household's words may tell of its health: they stand in the step, never in the record of events.
    record(
        by=by,
        subject=Subject("case", str(row.case_id)),
        action=f"appointment.{did.value}",
        facts={
            "number": row.number,
            "purpose": row.purpose,
            "channel": channel.value if channel else "",
            "on": clock.local(row.starts).isoformat(timespec="minutes") if row.starts else "",
            "was": clock.local(was).isoformat(timespec="minutes") if was else "",
        },
        jurisdiction=row.case.county_code,
    )
    remind_later(row, by=by)


def end_void(*, case: Case, by: Actor) -> None:
    """End what is arranged and lost its sense, that it comes alive at no later state. Case locked."""
    for row in Appointment.objects.open().filter(case=case).select_for_update():
        row.case = case
        if is_void(row):
            row.state = AppointmentState.CANCELLED
            _save(row, by, AppointmentAct.CANCEL, was=row.starts, words=VOID)
