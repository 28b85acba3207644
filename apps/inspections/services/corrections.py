"""更正 of 开工日期 and 完工日期: a slip put right, from → to, without a state that changes (R24)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.dispatch import Signal

from apps.audit.services import FieldChange
from apps.cases.models import Case
from apps.cases.services import lock_case, update_case
from apps.documents.enums import FileKind
from apps.documents.models import StoredFile
from apps.documents.rules.uploads import CheckedUpload
from apps.documents.services import Owner, keep
from apps.inspections.enums import WorksDay
from apps.inspections.models import WorksCorrection, WorksReport
from apps.inspections.permissions import may_correct_days
from apps.inspections.services.days import not_before_records, not_future, recorded_days
from apps.inspections.services.findings import follow_days
from apps.inspections.services.works import overruns, require_overrun_reason
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.plans.queries import contracts_in_force

days_corrected = Signal()
"""Days of a locked case's works were put right (case, by), in the transaction of the correction."""


@transaction.atomic
def correct_days(
    *,
    case_id: UUID,
    by: Actor,
    reason: str,
    started_on: date | None = None,
    finished_on: date | None = None,
    overrun_reason: str = "",
    proof: StoredFile | CheckedUpload | None = None,
    version: int | None = None,
) -> Case:
    """Put right the days from which the works and the acceptance are counted; None stays as it is.

    Reports and the signed papers keep what they said. 完工 is confirmed by household or patrol, never by
    the district (P1), so another day needs their word: ``proof``. Weeks count by the day of the record,
    so no figure moves; the current week's footnote says what was put right.
    """
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_correct_days(by, case))
    if not reason.strip():
        raise Refused("请写明更正原因。", field="reason", code="reason")
    changes = [
        (day, before, after)
        for day, before, after in (
            (WorksDay.START, case.started_on, started_on),
            (WorksDay.FINISH, case.completed_on, finished_on),
        )
        if before is not None and after is not None and after != before
    ]
    if finished_on is not None and case.completed_on is None:
        raise Refused("还没有确认完工，没有完工日期可以更正。", field="finished_on", code="not_finished")
    if not changes:
        raise Refused("没有任何变化。", code="unchanged")
    finish_moves = any(day is WorksDay.FINISH for day, _, _ in changes)
    if finish_moves and proof is None:
        raise Refused(
            "完工日期由户主或巡查确认，更正须上传其书面说明（扫描件或照片）。", field="proof", code="no_proof"
        )
    case.started_on, case.completed_on = started_on or case.started_on, finished_on or case.completed_on
    _check(case, {day for day, _, _ in changes})
    values: dict[str, object] = {"started_on": case.started_on, "completed_on": case.completed_on}
    if case.completed_on is not None:
        _explain_overrun(case, overrun_reason)
        values |= {"overrun": overruns(case, case.completed_on)}
    proof_id = _keep(case, by, proof) if proof is not None else None
    WorksCorrection.objects.bulk_create(
        WorksCorrection(
            case=case,
            day=day,
            before=before,
            after=after,
            reason=reason.strip()[:300],
            proof_id=proof_id,
            made_at=clock.now(),
            made_by=by.signature,
            made_by_role=by.role,
            made_by_organisation=by.organisation_name,
        )
        for day, before, after in changes
    )
    case = update_case(
        case=case,
        by=by,
        action="works.days_corrected",
        values=values,
        facts={str(day): [str(before), str(after)] for day, before, after in changes},
        changes=[FieldChange(f"{day}_on", str(before), str(after)) for day, before, after in changes],
        reason=reason.strip()[:300],
    )
    follow_days(case)
    days_corrected.send(sender=WorksCorrection, case=case, by=by)
    return case


def _check(case: Case, moved: set[WorksDay]) -> None:
    start, finish = case.started_on, case.completed_on
    assert start is not None  # noqa: S101 - may_correct_days asks for works that have begun
    field = "started_on" if WorksDay.START in moved else "finished_on"
    if finish is not None and start > finish:
        raise Refused("开工日期晚于完工日期。", field=field, code="order")
    if WorksDay.START in moved:
        not_future(start, "started_on")
        signed = [row.signed_on for row in contracts_in_force(case) if row.kind == "main"]
        if signed and start < signed[0] and not case.backfilled:
            raise Refused(
                f"开工日期早于合同签订日期（{formats.day(signed[0])}）；如签订日期有误，请先更正合同登记。",
                field="started_on",
                code="before_contract",
            )
        if start < case.applied_on and not case.backfilled:
            raise Refused(
                f"开工日期早于填表时间（{formats.day(case.applied_on)}），请核对。",
                field="started_on",
                code="before_application",
            )
        first = min(recorded_days(case), default=None)
        if first is not None and start > first:
            raise Refused(
                f"日期晚于施工记录（{formats.day(first)}），请核对。", field="started_on", code="records"
            )
    if WorksDay.FINISH in moved and finish is not None:
        not_future(finish, "finished_on")
        not_before_records(case, finish, "finished_on")
        visits = [attempt.visited_on or attempt.arranged_on for attempt in case.attempts.all()]
        if visits and finish > min(visits):
            words = f"完工日期晚于现场验收日期（{formats.day(min(visits))}）。"
            raise Refused(words, field="finished_on", code="too_late")


def _explain_overrun(case: Case, reason: str) -> None:
    """Ask for the reason of works that only the corrected days show to be too long."""
    assert case.completed_on is not None  # noqa: S101 - asked by the caller
    report = WorksReport.objects.of_works(case).finish().confirmed().first()
    known = reason.strip() or (report.overrun_reason if report else "")
    require_overrun_reason(case, case.completed_on, known)
    if report is not None and reason.strip():
        report.overrun_reason = reason.strip()[:300]
        report.save(update_fields=["overrun_reason"])


def _keep(case: Case, by: Actor, proof: StoredFile | CheckedUpload) -> UUID:
    return keep(
        by=by,
        file=proof,
        owner=Owner("case", str(case.pk)),
        kind=FileKind.CORRECTION_PROOF,
        sensitive=True,
        label="施工日期更正说明",
        field="proof",
    ).pk
