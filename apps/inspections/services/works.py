"""Start and progress, and what an end of works must have (R6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.cases.models import Case
from apps.cases.services import lock_case, move, update_case
from apps.inspections.enums import ConcealedWork, PhotoOf, ReportKind
from apps.inspections.models import WorksReport
from apps.inspections.permissions import may_report, may_start
from apps.inspections.queries.concealed import spaces_not_shown, spaces_of
from apps.inspections.queries.days import days_on_site, enterprise_of
from apps.inspections.services.days import day_of_works, not_future
from apps.inspections.services.photos import Upload, keep_photos
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.calendars import days_over
from apps.lib.decisions import Refused, require
from apps.plans.queries import confirmed_plan, contract_in_force, is_overrun, rules_for, stated_overrun


def new_report(case: Case, by: Actor, kind: ReportKind, on: date, **values: Any) -> WorksReport:
    """Write a report of the enterprise that works now; texts lose their outer blanks."""
    values = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    return WorksReport.objects.create(
        case=case,
        enterprise_id=enterprise_of(case),
        kind=kind,
        on=on,
        reported_at=clock.now(),
        reported_by=by.signature,
        reported_holder=by.holder,
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
    # A contract brought along may be older than the application; works that are, are a 补录 (R24).
    if started_on < case.applied_on and not case.backfilled:
        raise Refused(
            f"开工日期早于填表时间（{formats.day(case.applied_on)}）。"
            "如确为先施工后登记，请先由街道办理补录。",
            field="started_on",
            code="before_application",
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
    report = new_report(case, by, ReportKind.START, started_on, text=note.strip())
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
    day_of_works(case, on, "on")
    if concealed is not None and not photos:
        raise Refused("隐蔽工程须上传封闭前的照片。", field="photos", code="photos")
    if concealed is not None and space.strip() not in spaces_of(case):
        raise Refused("请选择方案中的空间：隐蔽工程按空间、按部位拍照。", field="space", code="space")
    if concealed is None and not text.strip() and not photos:
        raise Refused("请填写进度，或上传照片。", field="text", code="text")
    kind = ReportKind.PROGRESS if concealed is None else ReportKind.CONCEALED
    report = new_report(
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


def require_concealed(case: Case) -> None:
    """Photos of concealed work are wanted of every space before completion, except on a 补录 (R24, R26)."""
    missing = () if case.backfilled else spaces_not_shown(case)
    if missing:
        raise Refused(
            f"{'、'.join(missing)}还没有隐蔽工程照片。请先在“隐蔽工程”中按空间上传封闭前的照片；"
            "已经封闭、当时的照片已用在别处或没有留存的，上传该空间现在的照片，在说明中写明情况。",
            code="concealed",
        )


def is_over(case: Case, finished_on: date) -> bool:
    """Whether works that end on this day took longer than the limit, confirmed pauses not counted."""
    days = days_on_site(case, finished_on)
    return days is not None and days_over(days.net, rules_for(case).max_works_days) > 0


def overruns(case: Case, finished_on: date) -> bool:
    """Whether the plan takes longer than the limit, or works that end on this day did.

    Works that went faster do not take back what the plan asked for.
    """
    return is_overrun(case, case.planned_days) or is_over(case, finished_on)


def require_overrun_reason(case: Case, finished_on: date, reason: str) -> None:
    """Refuse an overrun that nobody has explained."""
    plan = confirmed_plan(case)
    known = reason.strip() or (stated_overrun(plan) if plan else "")
    if is_over(case, finished_on) and not known:
        days = days_on_site(case, finished_on)
        raise Refused(
            f"{days.words if days else ''}，超过 {rules_for(case).max_works_days} 天，请写明超期原因。",
            field="overrun_reason",
            code="overrun_reason",
        )
