"""What was found on site, item by item, and the checks recomputed on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from apps.cases.models import Case
from apps.cases.services import lock_case, update_case
from apps.inspections.enums import AppointmentAct, ItemKind, ItemOutcome, PhotoOf
from apps.inspections.models import AcceptanceAttempt, AcceptanceEvaluation, AcceptanceItem
from apps.inspections.permissions import NO_ATTEMPT, may_record_items
from apps.inspections.queries.attempts import recheck
from apps.inspections.rules import Found
from apps.inspections.services.appointments import end_of_day
from apps.inspections.services.days import not_before_end
from apps.inspections.services.photos import Upload, keep_photos
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, Stale, require
from apps.plans.enums import Surface
from apps.plans.rules import Check

_ALREADY = "这次验收刚由{by}于{at}办理，结论是“{result}”。请刷新页面看最新状态。"


def lock_attempt(*, case_id: UUID, by: Actor, version: int | None = None) -> tuple[Case, AcceptanceAttempt]:
    """Lock the case and return its open attempt.

    Whoever comes second is told who was first, rather than that the page is old.
    """
    case = lock_case(case_id=case_id, by=by)
    latest = AcceptanceAttempt.objects.filter(case=case).order_by("-number").first()
    if latest is not None and not latest.is_open and latest.concluded_at is not None:
        raise Refused(
            _ALREADY.format(
                by=latest.concluded_by,
                at=formats.month_moment(latest.concluded_at),
                result=latest.result_label,
            ),
            code="concluded",
        )
    # Not by lock_case: a stale page is told who gave the verdict meanwhile, which says more.
    if version is not None and case.version != version:
        raise Stale(_stale_words(latest, by), code="stale")
    if latest is None:
        raise Refused(NO_ATTEMPT.reason, code=NO_ATTEMPT.code)
    return case, latest


def _stale_words(attempt: AcceptanceAttempt | None, by: Actor) -> str:
    if attempt is not None and attempt.verdict_by and not by.made(attempt.verdict_by_holder):
        return f"这次验收刚由{attempt.verdict_by}出具意见“{attempt.verdict_label}”，请核对最新状态后再提交。"
    return "这份案件刚被别人改过，您看到的不是最新内容。您填写的内容还在，请核对最新状态后再提交。"


@transaction.atomic
def record_items(
    *,
    case_id: UUID,
    by: Actor,
    visited_at: datetime,
    found: Mapping[str, Found],
    companions: str | None = None,
    overrun_reason: str | None = None,
    photos: Mapping[str, Sequence[Upload]] | None = None,
    version: int | None = None,
) -> AcceptanceAttempt:
    """Save findings, complete or not; items not named keep what they have.

    The three checks are recomputed and stored each time. ``visited_at`` is 现场验收时间;
    ``companions`` and ``overrun_reason`` None keep what is known, of a withdrawn verdict too.
    """
    case, attempt = lock_attempt(case_id=case_id, by=by, version=version)
    require(may_record_items(by, case))
    _check_moment(case, visited_at)
    rows = list(attempt.items.all())
    unknown = set(found) - {row.code for row in rows}
    if unknown:
        raise ValueError(f"no such items: {sorted(unknown)}")
    for row in rows:
        if row.code in found:
            _fill(case, row, found[row.code])
        keep_photos(
            case=case,
            by=by,
            subject=PhotoOf.ITEM,
            subject_id=row.pk,
            files=(photos or {}).get(row.code, ()),
            caption=f"{row.space}{row.label}",
            field=f"{row.code}-photos",
        )
    attempt.visited_at = visited_at
    if companions is not None:
        attempt.companions = companions.strip()
    if overrun_reason is not None:
        attempt.overrun_reason = overrun_reason.strip()
    attempt.inspector_name = by.signature
    attempt.inspector_holder = by.holder
    attempt.inspector_role = by.role
    attempt.inspector_organisation = by.organisation_name
    attempt.save()
    store_checks(attempt, recheck(case, attempt, rows))
    on = clock.local(visited_at).date()
    end_of_day(case=case, by=by, on=on, did=AppointmentAct.KEEP, acceptance=True)
    update_case(
        case=case,
        by=by,
        action="acceptance.items",
        facts={"attempt": attempt.number, "items": len(found)},
    )
    return attempt


def _check_moment(case: Case, visited_at: datetime) -> None:
    day = clock.local(visited_at).date()
    if visited_at > clock.now():
        raise Refused("现场验收时间不能晚于现在。", field="visited_at", code="future")
    not_before_end(case, day, "visited_at", "现场验收时间")


def _fill(case: Case, row: AcceptanceItem, found: Found) -> None:
    name = f"{row.space}{row.label}"
    if found.outcome is ItemOutcome.MEASURED:
        if row.kind != ItemKind.SURFACE:
            raise Refused(f"{name}不需要实测。", field=f"{row.code}-outcome", code="kind")
        if found.method is None:
            raise Refused(f"请选择{name}的实际工法。", field=f"{row.code}-method", code="method")
        _check_area(case, row, found.area)
        if found.has_rest:
            _check_rest(case, row, found)
    if found.outcome is ItemOutcome.DISAGREES and not found.note.strip():
        raise Refused(f"请写明{name}不符合的情况。", field=f"{row.code}-note", code="note")
    measured = found.outcome is ItemOutcome.MEASURED
    row.outcome = found.outcome.value if found.outcome else ""
    # Whatever stood in fields of another outcome goes: the row keeps one finding, not traces of two.
    row.area = found.area if measured else None
    row.method = found.method.value if measured and found.method else ""
    row.rest_area = found.rest_area if measured else None
    row.rest_method = found.rest_method.value if measured and found.rest_method else ""
    row.note = found.note.strip()
    row.save()


def _check_area(case: Case, row: AcceptanceItem, area: Decimal | None, column: str = "area") -> None:
    name, field = f"{row.space}{row.label}", f"{row.code}-{column}"
    if area is None or area <= 0:
        raise Refused(f"请填写{name}的实测面积，应大于 0。", field=field, code="area")
    _check_floor_area(case, row, area, field)


def _check_floor_area(case: Case, row: AcceptanceItem, area: Decimal, field: str) -> None:
    floor_area = case.dwelling.floor_area
    # Only what lies flat is bounded by the dwelling: walls together may well be larger than its floor.
    if row.part in (Surface.FLOOR, Surface.CEILING) and area > floor_area:
        words = f"{row.space}{row.label} {area} ㎡，超过住宅建筑面积 {floor_area} ㎡。"
        raise Refused(words, field=field, code="area")


def _check_rest(case: Case, row: AcceptanceItem, found: Found) -> None:
    name = f"{row.space}{row.label}"
    if found.rest_method is None:
        raise Refused(f"请选择{name}其余部分的工法。", field=f"{row.code}-rest_method", code="method")
    if found.rest_method is found.method:
        words = f"{name}其余部分与前面工法相同，请合并填写面积。"
        raise Refused(words, field=f"{row.code}-rest_method", code="same_method")
    _check_area(case, row, found.rest_area, "rest_area")
    whole = (found.area or Decimal(0)) + (found.rest_area or Decimal(0))
    _check_floor_area(case, row, whole, f"{row.code}-rest_area")


def store_checks(attempt: AcceptanceAttempt, checks: Sequence[Check]) -> None:
    """Keep the recomputed checks; they change with the findings until the verdict."""
    AcceptanceEvaluation.objects.filter(attempt=attempt).delete()
    now = clock.now()
    AcceptanceEvaluation.objects.bulk_create(
        AcceptanceEvaluation.of(check, at=now, attempt=attempt) for check in checks
    )


def follow_days(case: Case) -> None:
    """Hold the acceptance that is being worked on to days that were put right: its limit and its checks.

    What was concluded stays as it was said; a verdict is taken back first (may_correct_days).
    """
    attempt = AcceptanceAttempt.objects.open_of(case)
    if attempt is None:
        return
    attempt.due_on = case.acceptance_due_on
    attempt.save(update_fields=["due_on"])
    if attempt.visited_at is not None:
        store_checks(attempt, recheck(case, attempt, list(attempt.items.all())))
