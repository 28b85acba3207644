"""停工 and 复工: days that do not use up the works clock."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from apps.cases.enums import HoldKind, PausedClock
from apps.cases.models import Case
from apps.cases.services import close_hold, lock_case, open_hold, update_case
from apps.inspections.models import StopWork
from apps.inspections.permissions import may_resume, may_stop
from apps.inspections.queries.days import enterprise_of
from apps.inspections.services.works import not_future
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require


@transaction.atomic
def stop_works(
    *, case_id: UUID, by: Actor, from_on: date, reason: str, version: int | None = None
) -> StopWork:
    """停工 from a day on, with its reason; a hold pauses the works clock."""
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
    stop = StopWork.objects.create(
        case=case,
        enterprise_id=enterprise_of(case),
        from_on=from_on,
        reason=reason.strip(),
        stopped_at=clock.now(),
        stopped_by=by.signature,
        stopped_organisation=by.organisation_name,
    )
    open_hold(
        case=case,
        kind=HoldKind.STOP_WORK,
        text=f"{formats.month_day(from_on)}起停工，复工后才能确认完工",
        by=by,
        on=from_on,
        source_id=str(stop.pk),
        pauses=PausedClock.WORKS,
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
    """复工: the day before is the last paused one; a stop and restart on one day counts as one day."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_resume(by, case))
    stop = StopWork.objects.get(case=case, enterprise_id=enterprise_of(case), last_on__isnull=True)
    not_future(resumed_on, "resumed_on")
    if resumed_on < stop.from_on:
        raise Refused("复工日期早于停工日期。", field="resumed_on", code="before_stop")
    stop.last_on = max(resumed_on - timedelta(days=1), stop.from_on)
    stop.resumed_at = clock.now()
    stop.resumed_by = by.signature
    stop.note = note.strip()
    stop.save()
    close_hold(
        case=case,
        kind=HoldKind.STOP_WORK,
        by=by,
        on=stop.last_on,
        source_id=str(stop.pk),
        reason="已复工",
    )
    return update_case(case=case, by=by, action="works.resumed", facts={"on": resumed_on.isoformat()})
