"""巡查 and 现场检查 (杭房局〔2024〕43号 三(一)3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from apps.cases.enums import HoldKind
from apps.cases.models import Case
from apps.cases.services import lock_case, open_hold, update_case
from apps.inspections.enums import AppointmentAct, Outcome, PhotoOf, Severity, VisitKind
from apps.inspections.models import Defect, Visit, VisitItem
from apps.inspections.permissions import may_visit
from apps.inspections.queries.checklists import list_of_day
from apps.inspections.queries.days import enterprise_of
from apps.inspections.rules import ChecklistItem
from apps.inspections.services.appointments import end_of_day
from apps.inspections.services.days import not_future
from apps.inspections.services.photos import Upload, keep_photos
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.plans.queries import confirmed_plan


@dataclass(frozen=True, slots=True)
class VisitItemInput:
    """One checklist line as filled in."""

    code: str
    outcome: Outcome
    note: str = ""
    photos: Sequence[Upload] = ()


@dataclass(frozen=True, slots=True)
class DefectInput:
    """A defect outside the checklist."""

    text: str
    severity: Severity = Severity.ORDINARY
    photos: Sequence[Upload] = field(default=())


@transaction.atomic
def record_visit(
    *,
    case_id: UUID,
    by: Actor,
    visited_on: date,
    items: Sequence[VisitItemInput],
    kind: VisitKind = VisitKind.PATROL,
    defects: Sequence[DefectInput] = (),
    due_on: date | None = None,
    note: str = "",
    photos: Sequence[Upload] = (),
    version: int | None = None,
) -> Visit:
    """Record a visit; every 不符合 and every further defect opens a hold until it is verified."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_visit(by, case, kind))
    not_future(visited_on, "visited_on")
    if case.started_on and visited_on < case.started_on:
        raise Refused("巡查日期早于开工日期。", field="visited_on", code="before_start")
    plan = confirmed_plan(case)
    filled = {item.code: item for item in items}
    listed = list_of_day(case, plan, visited_on, filled)
    # 参考借鉴 is looked at where the page shows it; unanswered it refuses nothing and leaves no line.
    listed = tuple(line for line in listed if line.binds or line.code in filled)
    _check(listed, filled, defects, due_on, visited_on)
    visit = Visit.objects.create(
        case=case,
        enterprise_id=enterprise_of(case),
        plan=plan,
        kind=kind,
        visited_on=visited_on,
        recorded_at=clock.now(),
        inspector_name=by.signature,
        inspector_holder=by.holder,
        inspector_role=by.role,
        inspector_organisation=by.organisation_name,
        found_bad=bool(defects)
        or any(filled[line.code].outcome is Outcome.BAD for line in listed if line.binds),
        note=note.strip(),
    )
    keep_photos(case=case, by=by, subject=PhotoOf.VISIT, subject_id=visit.pk, files=photos)
    # Lines come from the plan as it is confirmed now; what was sent for others is not kept.
    for position, line in enumerate(listed):
        _keep_item(case, by, visit, position, line, filled[line.code], due_on)
    for number, extra in enumerate(defects):
        defect = _find(case, by, visit, extra.text.strip(), extra.severity, due_on)
        keep_photos(
            case=case,
            by=by,
            subject=PhotoOf.DEFECT_BEFORE,
            subject_id=defect.pk,
            files=extra.photos,
            field=f"extra-{number}-photos",
        )
    end_of_day(case=case, by=by, on=visited_on, did=AppointmentAct.KEEP, acceptance=False)
    update_case(
        case=case,
        by=by,
        action=f"visit.{kind.value}",
        facts={"on": visited_on.isoformat(), "defects": visit.defects.count()},
    )
    return visit


def _check(
    listed: Sequence[ChecklistItem],
    filled: dict[str, VisitItemInput],
    defects: Sequence[DefectInput],
    due_on: date | None,
    visited_on: date,
) -> None:
    missing = [line.label for line in listed if line.code not in filled]
    if missing:
        raise Refused(f"还有 {len(missing)} 项没有检查：{'、'.join(missing)}", code="items")
    for line in listed:
        item = filled[line.code]
        if item.outcome is Outcome.BAD and not item.note.strip():
            raise Refused("请写明不符合的情况。", field=f"{line.code}-note", code="note")
    if any(not extra.text.strip() for extra in defects):
        raise Refused("请写明发现的问题。", field="defects", code="text")
    found = bool(defects) or any(filled[line.code].outcome is Outcome.BAD for line in listed if line.binds)
    if found and due_on is None:
        raise Refused("发现问题时请填写整改期限。", field="due_on", code="due_on")
    if due_on is not None and due_on < visited_on:
        raise Refused("整改期限早于巡查日期。", field="due_on", code="due_on")


def _keep_item(
    case: Case,
    by: Actor,
    visit: Visit,
    position: int,
    line: ChecklistItem,
    item: VisitItemInput,
    due_on: date | None,
) -> None:
    row = VisitItem.objects.create(
        visit=visit,
        position=position,
        code=line.code,
        group=line.group,
        label=line.label,
        outcome=item.outcome,
        note=item.note.strip(),
    )
    subject, subject_id = PhotoOf.VISIT_ITEM, row.pk
    if item.outcome is Outcome.BAD and line.binds:
        # The line says what ought to be: as a title it would read as if it were so.
        text = f"不符合“{line.label}”：{item.note.strip()}"[:300]
        brief = f"不符合：{line.label.partition('：')[0][:24]}"
        defect = _find(case, by, visit, text, line.severity, due_on, code=line.code, brief=brief)
        # A photo belongs to one record: what shows a defect goes with it, not with the line that found it.
        subject, subject_id = PhotoOf.DEFECT_BEFORE, defect.pk
    keep_photos(
        case=case,
        by=by,
        subject=subject,
        subject_id=subject_id,
        files=item.photos,
        field=f"{line.code}-photos",
    )


def _find(
    case: Case,
    by: Actor,
    visit: Visit,
    text: str,
    severity: Severity,
    due_on: date | None,
    *,
    code: str = "",
    brief: str = "",
) -> Defect:
    # Counted under the lock on the case: no two defects get one number.
    last = Defect.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0
    defect = Defect.objects.create(
        case=case,
        visit=visit,
        enterprise_id=enterprise_of(case),
        number=last + 1,
        item_code=code,
        text=text,
        severity=severity,
        due_on=due_on or visit.visited_on,
        found_on=visit.visited_on,
        found_by=by.signature,
        found_organisation=by.organisation_name,
    )
    open_hold(
        case=case,
        kind=HoldKind.DEFECT,
        text=f"巡查问题 {defect.number} 待整改（{brief or text.partition('：')[0][:24]}）",
        by=by,
        on=visit.visited_on,
        source_id=str(defect.pk),
    )
    return defect
