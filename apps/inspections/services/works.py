"""Start, progress, finish (R6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from apps.cases.enums import HoldKind
from apps.cases.models import Case
from apps.cases.services import close_hold, lock_case, move, update_case
from apps.inspections.enums import ConcealedWork, FinishConfirmer, PhotoOf, ReportKind, ReportStatus
from apps.inspections.models import Photo, WorksReport
from apps.inspections.permissions import (
    may_confirm_finish,
    may_reject_finish,
    may_report,
    may_report_finish,
    may_start,
)
from apps.inspections.queries.days import days_on_site, enterprise_of
from apps.inspections.services.photos import Upload, keep_photos
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.calendars import days_over
from apps.lib.decisions import Refused, require
from apps.orgs.enums import Role
from apps.plans.queries import confirmed_plan, contract_in_force, rules_for, stated_overrun


def not_future(day: date, field: str) -> None:
    """Refuse a day after today."""
    if day > clock.today():
        raise Refused("日期不能晚于今天。", field=field, code="future")


def _new_report(case: Case, by: Actor, kind: ReportKind, on: date, **values: str) -> WorksReport:
    return WorksReport.objects.create(
        case=case,
        enterprise_id=enterprise_of(case),
        kind=kind,
        on=on,
        reported_at=clock.now(),
        reported_by=by.signature,
        reported_role=by.role,
        reported_organisation=by.organisation_name,
        **values,
    )


@transaction.atomic
def start_works(
    *,
    case_id: UUID,
    by: Actor,
    started_on: date,
    note: str = "",
    photos: Sequence[Upload] = (),
    version: int | None = None,
) -> Case:
    """开工: the works clock begins. Refused while a hold (知悉意见, 方案变更) stands against it."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_start(by, case))
    not_future(started_on, "started_on")
    contract = contract_in_force(case)
    if contract is not None and started_on < contract.signed_on and not case.backfilled:
        raise Refused(
            f"开工日期早于合同签订日期（{formats.day(contract.signed_on)}）。"
            "如确为先施工后登记，请先由街道办理补录。",
            field="started_on",
            code="before_contract",
        )
    plan = confirmed_plan(case)
    move(
        case=case,
        name="start_works",
        by=by,
        effective_on=started_on,
        facts={
            "planned_start": plan.planned_start.isoformat() if plan and plan.planned_start else None,
            "plan": plan.number if plan else None,
        },
    )
    report = _new_report(case, by, ReportKind.START, started_on, text=note.strip())
    keep_photos(case=case, by=by, subject=PhotoOf.REPORT, subject_id=report.pk, files=photos)
    return case


@transaction.atomic
def report_progress(
    *,
    case_id: UUID,
    by: Actor,
    on: date,
    text: str = "",
    space: str = "",
    concealed: ConcealedWork | None = None,
    photos: Sequence[Upload] = (),
    version: int | None = None,
) -> WorksReport:
    """Report progress, or concealed work (隐蔽工程) with at least one photo."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_report(by, case))
    _within_works(case, on, "on")
    if concealed is not None and not photos:
        raise Refused("隐蔽工程须上传封闭前的照片。", field="photos", code="photos")
    if concealed is None and not text.strip() and not photos:
        raise Refused("请填写进度，或上传照片。", field="text", code="text")
    kind = ReportKind.PROGRESS if concealed is None else ReportKind.CONCEALED
    report = _new_report(
        case,
        by,
        kind,
        on,
        text=text.strip(),
        space=space.strip(),
        concealed=concealed.value if concealed else "",
    )
    keep_photos(
        case=case,
        by=by,
        subject=PhotoOf.REPORT,
        subject_id=report.pk,
        files=photos,
        caption=f"{space.strip()}{concealed.label}" if concealed else "",
    )
    update_case(
        case=case, by=by, action=f"works.{kind.value}", facts={"on": on.isoformat(), "photos": len(photos)}
    )
    return report


def _within_works(case: Case, day: date, field: str) -> None:
    not_future(day, field)
    if case.started_on and day < case.started_on:
        raise Refused(
            f"日期早于开工日期（{formats.day(case.started_on)}）。", field=field, code="before_start"
        )


def _concealed_is_shown(case: Case) -> bool:
    # Of the present enterprise: what a replaced one covered says nothing about these works.
    reports = WorksReport.objects.of_works(case).filter(kind=ReportKind.CONCEALED)
    return Photo.objects.filter(
        case=case, subject=PhotoOf.REPORT, subject_id__in=reports.values("pk")
    ).exists()


def _require_concealed(case: Case) -> None:
    """Photos of concealed work are wanted before completion, except on a 补录 (R24)."""
    if not case.backfilled and not _concealed_is_shown(case):
        raise Refused("还没有隐蔽工程照片。请先在“隐蔽工程”中上传封闭前的照片。", code="concealed")


@transaction.atomic
def report_finish(
    *,
    case_id: UUID,
    by: Actor,
    finished_on: date,
    text: str = "",
    overrun_reason: str = "",
    photos: Sequence[Upload] = (),
    version: int | None = None,
) -> WorksReport:
    """Report 完工; the household or the patrol confirms the date before it counts."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_report_finish(by, case))
    _within_works(case, finished_on, "finished_on")
    _require_concealed(case)
    require_overrun_reason(case, finished_on, overrun_reason)
    report = _new_report(
        case,
        by,
        ReportKind.FINISH,
        finished_on,
        text=text.strip(),
        overrun_reason=overrun_reason.strip(),
        status=ReportStatus.PENDING.value,
    )
    keep_photos(case=case, by=by, subject=PhotoOf.REPORT, subject_id=report.pk, files=photos)
    update_case(case=case, by=by, action="works.finish_reported", facts={"on": finished_on.isoformat()})
    return report


def is_over(case: Case, finished_on: date) -> bool:
    """Whether works finished on a day took longer than the limit, pauses left out."""
    days = days_on_site(case, finished_on)
    return days is not None and days_over(days.net, rules_for(case).max_works_days) > 0


def require_overrun_reason(case: Case, finished_on: date, reason: str) -> None:
    """Refuse works that took too long and of which nobody has said why."""
    plan = confirmed_plan(case)
    known = reason.strip() or (stated_overrun(plan) if plan else "")
    if is_over(case, finished_on) and not known:
        days = days_on_site(case, finished_on)
        raise Refused(
            f"{days.words if days else ''}，超过 {rules_for(case).max_works_days} 天，请写明超期原因。",
            field="overrun_reason",
            code="overrun_reason",
        )


@transaction.atomic
def reject_finish(*, case_id: UUID, by: Actor, reason: str, version: int | None = None) -> WorksReport:
    """The household or the patrol does not agree that the works are finished."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_reject_finish(by, case))
    if not reason.strip():
        raise Refused("请写明未完工的情况。", field="reason", code="reason")
    # One at most (one_standing_finish_report), and may_reject_finish has seen it.
    report = WorksReport.objects.of_works(case).finish().pending().get()
    report.status = ReportStatus.REJECTED
    report.confirm_note = reason.strip()
    _sign(report, by)
    report.save()
    update_case(case=case, by=by, action="works.finish_rejected", reason=reason.strip())
    return report


def _sign(report: WorksReport, by: Actor) -> None:
    report.confirmed_at = clock.now()
    report.confirmed_by = by.signature
    report.confirmed_role = by.role
    report.confirmed_organisation = by.organisation_name


@transaction.atomic
def confirm_finish(
    *,
    case_id: UUID,
    by: Actor,
    finished_on: date,
    confirmer: FinishConfirmer,
    note: str = "",
    overrun_reason: str = "",
    photos: Sequence[Upload] = (),
    version: int | None = None,
) -> Case:
    """确认完工 by the household (taken by an official) or by the patrol; the date counts from here.

    Works without a finish report (enterprise without account, 补录) get one that is confirmed at once.
    """
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_confirm_finish(by, case))
    _within_works(case, finished_on, "finished_on")
    if confirmer is FinishConfirmer.HOUSEHOLD and by.role == Role.PROPERTY_PATROL:
        raise Refused("物业巡查以“巡查确认”登记；户主确认由街道或区县经办记录。", field="confirmer")
    _require_concealed(case)
    report = WorksReport.objects.of_works(case).finish().pending().first()
    reason = overrun_reason.strip() or (report.overrun_reason if report else "")
    require_overrun_reason(case, finished_on, reason)
    if report is None:
        report = _new_report(case, by, ReportKind.FINISH, finished_on, text="")
    report.status = ReportStatus.CONFIRMED
    report.confirmer = confirmer
    report.confirmed_on = finished_on
    report.confirm_note = note.strip()
    report.overrun_reason = reason
    _sign(report, by)
    report.save()
    keep_photos(case=case, by=by, subject=PhotoOf.REPORT, subject_id=report.pk, files=photos)
    close_hold(case=case, kind=HoldKind.FINISH_CONFIRMED, by=by, reason=FinishConfirmer(confirmer).label)
    return move(
        case=case,
        name="finish_works",
        by=by,
        effective_on=finished_on,
        # Set with the confirmed plan; works that went faster do not take it back.
        values={"overrun": case.overrun or is_over(case, finished_on)},
        facts={"confirmer": FinishConfirmer(confirmer).value},
    )
