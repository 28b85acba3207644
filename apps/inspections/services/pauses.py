"""停工 and 复工: days that do not use up the works clock, once an authority has confirmed them (P1)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from apps.cases.enums import HoldKind, PausedClock
from apps.cases.models import Case
from apps.cases.services import close_hold, lock_case, open_hold, set_pausing, update_case
from apps.inspections.enums import PauseStatus
from apps.inspections.models import StopWork
from apps.inspections.permissions import may_resume, may_settle_pause, may_stop
from apps.inspections.queries.days import enterprise_of
from apps.inspections.services.days import not_future
from apps.inspections.services.findings import follow_days
from apps.inspections.services.works import overruns
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.orgs.enums import ENTERPRISE_ROLES


@transaction.atomic
def stop_works(
    *, case_id: UUID, by: Actor, from_on: date, reason: str, version: int | None = None
) -> StopWork:
    """停工 from a day on, with its reason.

    Its days count at once only where street or district enters it on its very day: what an enterprise
    says or what is dated back waits for them to confirm.
    """
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_stop(by, case))
    if not reason.strip():
        raise Refused("请写明停工原因。", field="reason", code="reason")
    not_future(from_on, "from_on")
    if case.started_on and from_on < case.started_on:
        raise Refused("停工日期早于开工日期。", field="from_on", code="before_start")
    earlier = StopWork.objects.filter(case=case, enterprise_id=enterprise_of(case))
    # The last day belongs to the pause: a stop on that very day would count it twice.
    if earlier.filter(last_on__gte=from_on).exists():
        raise Refused("这一天已在前一次停工期内。", field="from_on", code="overlap")
    counts = by.role not in ENTERPRISE_ROLES and from_on == clock.today()
    stop = StopWork.objects.create(
        case=case,
        enterprise_id=enterprise_of(case),
        from_on=from_on,
        reason=reason.strip(),
        stopped_at=clock.now(),
        stopped_by=by.signature,
        stopped_organisation=by.organisation_name,
        stopped_holder=by.holder,
        status=PauseStatus.CONFIRMED if counts else PauseStatus.PENDING,
    )
    open_hold(
        case=case,
        kind=HoldKind.STOP_WORK,
        text=f"{formats.month_day(from_on)}起停工，复工后才能确认完工",
        by=by,
        on=from_on,
        source_id=str(stop.pk),
        pauses=PausedClock.WORKS if counts else PausedClock.NONE,
    )
    update_case(
        case=case,
        by=by,
        action="works.stopped",
        facts={"from": from_on.isoformat()},
        reason=reason.strip(),
    )
    return stop


@transaction.atomic
def resume_works(
    *, case_id: UUID, by: Actor, resumed_on: date, note: str = "", version: int | None = None
) -> Case:
    """复工: the day before is the last paused one; a stop and restart on one day counts as one day.

    An end that the enterprise enters makes the pause longer by its word: it waits to be confirmed (again).
    """
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_resume(by, case))
    stop = StopWork.objects.get(case=case, enterprise_id=enterprise_of(case), last_on__isnull=True)
    not_future(resumed_on, "resumed_on")
    if resumed_on < stop.from_on:
        raise Refused("复工日期早于停工日期。", field="resumed_on", code="before_stop")
    stop.last_on = max(resumed_on - timedelta(days=1), stop.from_on)
    stop.resumed_at = clock.now()
    stop.resumed_by = by.signature
    stop.resumed_holder = by.holder
    stop.note = note.strip()
    again = by.role in ENTERPRISE_ROLES and stop.status == PauseStatus.CONFIRMED
    if again:
        stop.status = PauseStatus.PENDING
    stop.save()
    close_hold(
        case=case,
        kind=HoldKind.STOP_WORK,
        by=by,
        on=stop.last_on,
        source_id=str(stop.pk),
        reason="已复工",
    )
    if again:
        _count(case, stop, counts=False)
    return update_case(case=case, by=by, action="works.resumed", facts={"on": resumed_on.isoformat()})


@transaction.atomic
def settle_pause(
    *, case_id: UUID, stop_id: UUID, by: Actor, confirmed: bool, note: str = "", version: int | None = None
) -> StopWork:
    """核实停工: its days are taken off, or are not; a refusal says why."""
    case = lock_case(case_id=case_id, by=by, version=version)
    stop = StopWork.objects.filter(case=case, enterprise_id=enterprise_of(case), pk=stop_id).first()
    if stop is None:
        raise Refused("没有这一停工记录，请刷新页面。", code="none")
    require(may_settle_pause(by, case, stop))
    if not confirmed and not note.strip():
        raise Refused("不予确认的，请写明原因。", field="note", code="note")
    stop.status = PauseStatus.CONFIRMED if confirmed else PauseStatus.REFUSED
    stop.settled_at = clock.now()
    stop.settled_by = by.signature
    stop.settled_organisation = by.organisation_name
    stop.settle_note = note.strip()
    stop.save()
    _count(case, stop, counts=confirmed)
    values: dict[str, object] = {}
    if case.completed_on is not None:
        # Confirmed after the end: whether the works were too long is counted anew.
        values["overrun"] = overruns(case, case.completed_on)
    case = update_case(
        case=case,
        by=by,
        action="works.pause_confirmed" if confirmed else "works.pause_refused",
        values=values,
        facts={"from": stop.from_on.isoformat(), "to": str(stop.last_on)},
        reason=note.strip(),
    )
    follow_days(case)
    return stop


def _count(case: Case, stop: StopWork, *, counts: bool) -> None:
    set_pausing(
        case=case,
        kind=HoldKind.STOP_WORK,
        source_id=str(stop.pk),
        pauses=PausedClock.WORKS if counts else PausedClock.NONE,
    )
