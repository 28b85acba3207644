"""After a failed acceptance: rectification, mediation, and the two ways out (R7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from apps.cases.enums import HoldKind
from apps.cases.models import Case
from apps.cases.services import close_hold, lock_case, move, open_hold, update_case
from apps.cases.workflow import Move
from apps.documents.enums import FileKind
from apps.documents.services import Owner, keep
from apps.inspections.enums import AttemptResult, MediationCause, PhotoOf, Shortfall
from apps.inspections.models import AcceptanceAttempt, Mediation, Rectification
from apps.inspections.permissions import (
    may_close_unconfirmed,
    may_convert,
    may_open_mediation,
    may_record_mediation,
    may_rectify_item,
)
from apps.inspections.queries.absences import absences_of
from apps.inspections.queries.attempts import is_measured, measured_ground
from apps.inspections.services.appointments import end_void
from apps.inspections.services.days import day_of_works, not_future
from apps.inspections.services.photos import Upload, keep_photos
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require


@transaction.atomic
def rectify(
    *,
    case_id: UUID,
    item_id: UUID,
    by: Actor,
    done_on: date,
    note: str,
    photos: Sequence[Upload] = (),
    version: int | None = None,
) -> Rectification:
    """Report one item of rectification as done, with proof; the last one closes the need."""
    case = lock_case(case_id=case_id, by=by, version=version)
    item = Rectification.objects.filter(pk=item_id, attempt__case=case).select_related("attempt").first()
    if item is None:
        raise Refused("没有这一整改事项，请刷新页面。", code="none")
    require(may_rectify_item(by, case, item))
    not_future(done_on, "done_on")
    if item.attempt.visited_on and done_on < item.attempt.visited_on:
        raise Refused("整改日期早于验收日期。", field="done_on", code="before_visit")
    if not note.strip():
        raise Refused("请写明如何整改。", field="note", code="note")
    if not photos:
        raise Refused("请上传整改后的照片。", field="photos", code="photos")
    item.done_on = done_on
    item.note = note.strip()
    item.done_at = clock.now()
    item.done_by = by.signature
    item.save()
    keep_photos(
        case=case,
        by=by,
        subject=PhotoOf.RECTIFICATION,
        subject_id=item.pk,
        files=photos,
        caption=f"整改事项 {item.number}",
    )
    if not item.attempt.rectifications.filter(done_on__isnull=True).exists():
        close_hold(case=case, kind=HoldKind.RECTIFICATION_DONE, by=by, reason="整改事项全部完成")
    update_case(
        case=case,
        by=by,
        action="acceptance.rectified",
        facts={"attempt": item.attempt.number, "item": item.number},
    )
    return item


@transaction.atomic
def open_mediation(
    *,
    case_id: UUID,
    by: Actor,
    cause: MediationCause,
    opened_on: date,
    version: int | None = None,
) -> Mediation:
    """Begin mediation; a hold keeps the case from being closed until it is documented."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_open_mediation(by, case))
    not_future(opened_on, "opened_on")
    if cause == MediationCause.UNREACHABLE and (missing := absences_of(case).missing):
        raise Refused(f"还不能按“联系不上”办理：{missing}。", field="cause", code="absences")
    mediation = Mediation.objects.create(
        case=case,
        cause=cause,
        opened_on=opened_on,
        opened_at=clock.now(),
        opened_by=by.signature,
    )
    open_hold(
        case=case,
        kind=HoldKind.MEDIATION,
        text=f"正在调解（{MediationCause(cause).label}），记录结果后才能办结",
        by=by,
        on=opened_on,
        source_id=str(mediation.pk),
    )
    update_case(case=case, by=by, action="mediation.opened", facts={"cause": MediationCause(cause).value})
    return mediation


@transaction.atomic
def record_mediation(
    *,
    case_id: UUID,
    by: Actor,
    held_on: date,
    mediator: str,
    record: str,
    agreed: bool,
    files: Sequence[Upload] = (),
    version: int | None = None,
) -> Mediation:
    """Document how mediation ended: when, by whom, what was said, whether the two sides agreed."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_record_mediation(by, case))
    mediation = Mediation.objects.filter(case=case, closed_at__isnull=True).earliest("opened_at")
    not_future(held_on, "held_on")
    if held_on < mediation.opened_on:
        raise Refused("调解日期早于登记的开始日期。", field="held_on", code="before_open")
    if not mediator.strip():
        raise Refused("请填写调解人。", field="mediator", code="mediator")
    if not record.strip():
        raise Refused("请写明调解经过和结果。", field="record", code="record")
    mediation.held_on = held_on
    mediation.mediator = mediator.strip()
    mediation.record = record.strip()
    mediation.agreed = agreed
    mediation.closed_at = clock.now()
    mediation.closed_by = by.signature
    mediation.save()
    keep_photos(
        case=case,
        by=by,
        subject=PhotoOf.MEDIATION,
        subject_id=mediation.pk,
        files=files,
        caption="调解材料",
        field="papers",
    )
    close_hold(
        case=case,
        kind=HoldKind.MEDIATION,
        by=by,
        on=held_on,
        source_id=str(mediation.pk),
        reason="调解已记录",
    )
    update_case(case=case, by=by, action="mediation.recorded", facts={"agreed": agreed})
    return mediation


def end_open(*, case: Case, by: Actor, move: Move, **_of_signal: object) -> None:
    """End what is open of a locked case that has ended: its acceptance, mediation, visits arranged.

    However it ended: what stays open would stand on desks and pages for ever. A mediation is closed with
    what ended it; whether it was held, and the two sides agreed, nobody said.
    """
    attempt = AcceptanceAttempt.objects.filter(case=case).open().first()
    if attempt is not None:
        attempt.result = AttemptResult.ENDED
        attempt.concluded_at = clock.now()
        attempt.concluded_by = by.signature
        attempt.concluded_by_holder = by.holder
        attempt.save()
    for mediation in Mediation.objects.filter(case=case, closed_at__isnull=True):
        mediation.record = f"没有记录结果，案件已办结（{move.label}）"
        mediation.closed_at = clock.now()
        mediation.closed_by = by.signature
        mediation.save()
    end_void(case=case, by=by)


def _plain(words: str) -> str:
    return words.strip().rstrip("。；;. ")


@transaction.atomic
def convert(
    *,
    case_id: UUID,
    by: Actor,
    shortfall: str,
    measured_on: date,
    measured: str,
    reason: str,
    evidence: Sequence[Upload] = (),
    version: int | None = None,
) -> Case:
    """转为其他装修: as built it fails the checks and cannot be mended, so the other programme takes over.

    ``shortfall`` is the ground (:class:`Shortfall`); ``measured`` says what was measured. Raises Refused
    without ``evidence`` where no acceptance has measured just that.
    """
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_convert(by, case))
    ground = Shortfall(shortfall)
    day_of_works(case, measured_on, "measured_on")
    if not measured.strip():
        raise Refused("请写明实测情况。", field="measured", code="measured")
    if not reason.strip():
        raise Refused("请写明为什么不能整改。", field="reason", code="reason")
    if not evidence and not is_measured(case, ground):
        found = measured_ground(case)
        had = f"现场验收实测的是{found.label}，不是所选的" if found else "没有现场验收的实测"
        raise Refused(f"{had}，请上传实测记录或者照片。", field="evidence", code="evidence")
    kept = [
        keep(
            by=by,
            file=file,
            owner=Owner("case", str(case.pk)),
            kind=FileKind.ENDING_PAPER,
            sensitive=True,
            label=f"转为其他装修的依据：{ground.label}",
            field="evidence",
        )
        for file in evidence
    ]
    said = f"{ground.label}。{formats.day(measured_on)}实测：{_plain(measured)}。不能整改：{_plain(reason)}"
    facts = {"shortfall": ground.value, "measured_on": measured_on.isoformat()}
    papers = {"papers": [each.sha256 for each in kept]} if kept else {}
    return move(case=case, name="convert", by=by, reason=said, facts={**facts, **papers})


@transaction.atomic
def close_unconfirmed(*, case_id: UUID, by: Actor, reason: str, version: int | None = None) -> Case:
    """办结（户主未确认）: counts as completed, no certificate; only after documented mediation.

    A household that failed the inspection is rectified or converted, never closed this way.
    """
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_close_unconfirmed(by, case))
    mediation = Mediation.objects.filter(case=case, closed_at__isnull=False).latest("closed_at")
    if mediation.cause == MediationCause.UNREACHABLE and (denied := absences_of(case).closing_denied):
        raise Refused(f"还不能按“联系不上”办结：{denied}。", code="absences")
    return move(
        case=case,
        name="close_unconfirmed",
        by=by,
        reason=reason.strip(),
        facts={"cause": mediation.cause, "mediated_on": str(mediation.held_on)},
    )
