"""States of a defect: rectified by the enterprise, then verified on site or sent back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from apps.cases.enums import HoldKind
from apps.cases.models import Case
from apps.cases.services import close_hold, lock_case, update_case
from apps.inspections.enums import DefectStatus, PhotoOf
from apps.inspections.models import Defect
from apps.inspections.permissions import may_rectify_defect, may_verify_defect
from apps.inspections.services.days import not_future
from apps.inspections.services.defect_notices import tell_enterprise_of, tell_household_of_answer
from apps.inspections.services.photos import Upload, keep_photos
from apps.inspections.services.reported import ask_again
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require


def _lock(case_id: UUID, defect_id: UUID, by: Actor, version: int | None) -> tuple[Case, Defect]:
    case = lock_case(case_id=case_id, by=by, version=version)
    # Not locked itself: whoever writes a defect holds the lock on its case.
    defect = Defect.objects.of_works(case).filter(pk=defect_id).first()
    if defect is None:
        raise Refused("没有这一问题，请刷新页面。", code="none")
    defect.case = case
    return case, defect


@transaction.atomic
def rectify_defect(
    *,
    case_id: UUID,
    defect_id: UUID,
    by: Actor,
    rectified_on: date,
    note: str,
    photos: Sequence[Upload] = (),
    version: int | None = None,
) -> Defect:
    """Report a defect as mended, with a photo of it; somebody else verifies it on site."""
    case, defect = _lock(case_id, defect_id, by, version)
    require(may_rectify_defect(by, case, defect))
    not_future(rectified_on, "rectified_on")
    if rectified_on < defect.found_on:
        raise Refused("整改日期早于发现日期。", field="rectified_on", code="before_found")
    if not note.strip():
        raise Refused("请写明如何整改。", field="note", code="note")
    if not photos:
        raise Refused("请上传整改后的照片。", field="photos", code="photos")
    defect.status = DefectStatus.RECTIFIED
    defect.rectified_on = rectified_on
    defect.rectified_note = note.strip()
    defect.rectified_by = by.signature
    defect.rectified_holder = by.holder
    defect.rectified_at = clock.now()
    defect.save()
    keep_photos(case=case, by=by, subject=PhotoOf.DEFECT_AFTER, subject_id=defect.pk, files=photos)
    update_case(case=case, by=by, action="defect.rectified", facts={"number": defect.number})
    if defect.is_reported:
        tell_household_of_answer(defect, by=by)
    return defect


@transaction.atomic
def verify_defect(
    *,
    case_id: UUID,
    defect_id: UUID,
    by: Actor,
    verified_on: date,
    note: str = "",
    version: int | None = None,
) -> Defect:
    """复查通过: the defect is settled and its hold closed."""
    case, defect = _lock(case_id, defect_id, by, version)
    require(may_verify_defect(by, case, defect))
    not_future(verified_on, "verified_on")
    if defect.rectified_on and verified_on < defect.rectified_on:
        raise Refused("复查日期早于整改日期。", field="verified_on", code="before_rectified")
    defect.status = DefectStatus.VERIFIED
    defect.verified_on = verified_on
    defect.verified_note = note.strip()
    defect.verified_by = by.signature
    defect.verified_at = clock.now()
    if defect.is_reported:
        if not note.strip():
            raise Refused("请写明现场看到的情况，住户看得到。", field="note", code="note")
        defect.seen_at = clock.now()
        tell_household_of_answer(defect, by=by)
    defect.save()
    close_hold(
        case=case,
        kind=HoldKind.DEFECT,
        by=by,
        on=verified_on,
        source_id=str(defect.pk),
        reason="复查通过",
    )
    update_case(case=case, by=by, action="defect.verified", facts={"number": defect.number})
    return defect


@transaction.atomic
def send_back_defect(
    *, case_id: UUID, defect_id: UUID, by: Actor, reason: str, version: int | None = None
) -> Defect:
    """复查未通过: the defect is open again; the hold stays."""
    case, defect = _lock(case_id, defect_id, by, version)
    require(may_verify_defect(by, case, defect))
    if not reason.strip():
        raise Refused("请写明复查未通过的原因。", field="reason", code="reason")
    if defect.is_reported and defect.status != DefectStatus.OPEN:
        # What the enterprise said is no answer any more; a day it promised, and that is to come, stays.
        ask_again(defect)
    defect.status = DefectStatus.OPEN
    # What the enterprise reported stays beside the reason; its next report replaces it.
    defect.sent_back += 1
    defect.sent_back_reason = reason.strip()
    if defect.is_reported:
        defect.seen_at = clock.now()
        tell_enterprise_of(defect, by=by, words="现场看过，住户反映的问题还要修")
    defect.save()
    update_case(
        case=case,
        by=by,
        action="defect.sent_back",
        facts={"number": defect.number},
        reason=reason.strip(),
    )
    return defect
