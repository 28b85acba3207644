"""上门未遇 as it is recorded (P5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from apps.cases.services import lock_case, update_case
from apps.inspections.enums import AppointmentAct, PhotoOf
from apps.inspections.models import Absence
from apps.inspections.permissions import may_record_absence
from apps.inspections.rules.absences import TellingWay
from apps.inspections.services.appointments import end_of_day
from apps.inspections.services.days import not_future
from apps.inspections.services.photos import Upload, keep_photos
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require


@transaction.atomic
def record_absence(
    *,
    case_id: UUID,
    by: Actor,
    visited_at: datetime,
    officers: str,
    told_on: date | None = None,
    told_by_ways: Sequence[TellingWay] = (),
    witness: str = "",
    letter_on: date | None = None,
    note: str = "",
    photos: Sequence[Upload] = (),
    version: int | None = None,
) -> Absence:
    """Record a visit at which nobody was met; whether it counts is asked when it matters.

    An appointment agreed for that day ends with it, once its hour had come. A household that refuses is not
    unreachable; a visit it had put off, or before the hour agreed, is none.
    """
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_record_absence(by, case))
    if visited_at > clock.now():
        raise Refused("上门时间不能晚于现在。", field="visited_at", code="future")
    day = clock.local(visited_at).date()
    if case.completed_on and day < case.completed_on:
        raise Refused("上门时间早于完工日期。", field="visited_at", code="before_end")
    if not officers.strip():
        raise Refused("请写明上门人员。", field="officers", code="officers")
    if told_on and told_on > day:
        raise Refused("提前告知的日期晚于上门日期。", field="told_on", code="after")
    if bool(told_on) != bool(told_by_ways):
        missing = "told_by_ways" if told_on else "told_on"
        raise Refused("提前告知的，日期和方式都要写。", field=missing, code="told")
    if letter_on:
        not_future(letter_on, "letter_on")
        if case.completed_on and letter_on < case.completed_on:
            raise Refused("书面告知日期早于完工日期。", field="letter_on", code="before_end")
    kept_by_one = end_of_day(
        case=case, by=by, on=day, did=AppointmentAct.MISS, acceptance=True, came_at=visited_at
    )
    last = Absence.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0
    row = Absence.objects.create(
        case=case,
        number=last + 1,
        appointment=kept_by_one,
        visited_at=visited_at,
        told_on=told_on,
        told_by_ways=[TellingWay(each).value for each in told_by_ways],
        officers=officers.strip(),
        witness=witness.strip(),
        letter_on=letter_on,
        note=note.strip(),
        recorded_at=clock.now(),
        recorded_by=by.signature,
    )
    keep_photos(
        case=case,
        by=by,
        # With the papers of mediation: it is what they rest on, and none of the enterprise's business.
        subject=PhotoOf.MEDIATION,
        subject_id=row.pk,
        files=photos,
        caption=str(row),
    )
    update_case(
        case=case, by=by, action="absence.recorded", facts={"number": row.number, "on": day.isoformat()}
    )
    return row
