"""今日任务 for the phone: what the acting role visits, with everything needed without network.

Personal data is the least that finds the door: address, masked name, masked phone. No 身份证号.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.urls import reverse

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.cases.queries import household_view
from apps.inspections.enums import DefectStatus, VisitKind
from apps.inspections.models import AcceptanceAttempt, AcceptanceItem, Defect
from apps.inspections.permissions import (
    PATROLLED,
    may_record_items,
    may_verify_defect,
    may_visit,
    standing_reports,
)
from apps.inspections.queries.again import Before, befores
from apps.inspections.queries.attempts import open_attempt
from apps.inspections.queries.checklists import Checklists
from apps.inspections.queries.papers import waiting_for_acceptance
from apps.inspections.queries.route import day_route
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Denied
from apps.lib.identity import mask_name
from apps.orgs.enums import Role
from apps.plans.queries import confirmed_plan

SHOWN = 60
"""Households of one list; a phone shows no more, and the page says so."""
SPOT_CHECKS = 20

Task = dict[str, object]


def todays_tasks(actor: Actor) -> list[Task]:
    """Return today's visits of the acting role, the most pressing first."""
    if actor.role == Role.DISTRICT_INSPECTOR:
        return [*_acceptances(actor), *_spot_checks(actor)]
    return _patrols(actor)


def todays_route(actor: Actor) -> list[Task]:
    """Return today's agreed visits of the actor's body by the hour, as a phone keeps them."""
    return [
        {
            "key": str(stop.row.pk),
            "time": stop.time_text,
            "purpose": stop.row.purpose_label,
            "number": stop.case.number or "",
            "address": stop.case.dwelling.address,
            "household": stop.household,
            "phone": stop.phone,
            "officers": stop.row.officers,
            "note": stop.row.note,
            "map_url": stop.map_url,
            "page_url": reverse("inspections:appointments", kwargs={"pk": stop.case.pk}),
        }
        for stop in day_route(actor, clock.today())
    ]


def _patrols(actor: Actor) -> list[Task]:
    """Households in works that this body patrols, and mended defects waiting to be looked at again."""
    mine = Q(patrol_organisation_id=actor.organisation_id)
    if actor.role == Role.STREET_CLERK:
        mine |= Q(patrol_organisation__isnull=True, street_office_id=actor.organisation_id)
    # Re-checks go on after completion: a case with a mended defect stays a task until it was looked at.
    # What a household reported waits for its own word first.
    waiting = Q(defects__status=DefectStatus.RECTIFIED, defects__channel="", status__in=PATROLLED)
    rows = _loaded(Case.objects.visible_to(actor).filter(mine & (Q(status=Status.BUILDING) | waiting)))
    # Bounded before it is sorted: every task costs queries of its own, and what presses most (re-checks)
    # is only known from them.
    found = list(rows.distinct().annotate(last_visit=Max("visits__visited_on"))[: SHOWN * 3])
    lists = Checklists()
    tasks = [_patrol(actor, case, VisitKind.PATROL, lists) for case in found]
    # Never visited is '', which sorts before any day.
    tasks.sort(key=lambda task: (not task["rechecks"], str(task["last_visit"]), str(task["number"])))
    return tasks[:SHOWN]


def _spot_checks(actor: Actor) -> list[Task]:
    rows = _loaded(Case.objects.visible_to(actor).filter(status=Status.BUILDING))
    rows = rows.annotate(last_visit=Max("visits__visited_on")).order_by("works_due_on", "number")
    lists = Checklists()
    return [_patrol(actor, case, VisitKind.SPOT_CHECK, lists) for case in rows[:SPOT_CHECKS]]


def _acceptances(actor: Actor) -> list[Task]:
    """Completed households: those with an open attempt first, as arranged."""
    tasks = [_acceptance(actor, case) for case in _loaded(waiting_for_acceptance(actor))[:SHOWN]]
    tasks.sort(key=lambda task: (not task["attempt"], str(task["arranged_on"]), str(task["due_on"])))
    return tasks


def _loaded(rows: QuerySet[Case]) -> QuerySet[Case]:
    return rows.select_related(
        "household", "dwelling", "enterprise", "street_office", "patrol_organisation", "rule_set"
    )


def _common(actor: Actor, case: Case, kind: VisitKind, url_name: str) -> Task:
    return {
        "key": f"{case.pk}.{kind.value}",
        "case": str(case.pk),
        "kind": kind.value,
        "kind_label": kind.label,
        "number": case.number or "",
        "version": case.version,
        "status": Status(case.status).label,
        "address": case.dwelling.address,
        "street": case.street_office.name,
        "household": mask_name(case.household.name),
        "phone": household_view(actor, case).phone,
        "enterprise": case.enterprise.name if case.enterprise else "",
        "started_on": _day(case.started_on),
        "completed_on": _day(case.completed_on),
        "form_url": reverse(f"inspections:{url_name}", kwargs={"pk": case.pk}),
        "page_url": reverse("cases:case", kwargs={"pk": case.pk}),
    }


def _day(day: object) -> str:
    return str(day) if day else ""


def _patrol(actor: Actor, case: Case, kind: VisitKind, lists: Checklists) -> Task:
    plan = confirmed_plan(case)
    lines = lists.of(case, plan)
    standing = list(Defect.objects.of_works(case).unsettled())
    defects = [each for each in standing if not each.is_reported]
    return {
        **_common(actor, case, kind, "patrol" if kind is VisitKind.PATROL else "spot-check"),
        "plan": plan.number if plan else 0,
        "due_on": _day(case.works_due_on),
        "last_visit": _day(getattr(case, "last_visit", None)),
        "attempt": 0,
        "arranged_on": "",
        "items": [
            {
                "code": line.code,
                "group": line.group,
                "label": line.label,
                "severity": line.severity.label,
                "binds": line.binds,
            }
            for line in lines
        ],
        "rechecks": [_defect(each) for each in defects if may_verify_defect(actor, case, each)],
        "pending": [_defect(each) for each in defects if each.status == DefectStatus.OPEN],
        "reported": [_reported(each) for each in standing if each.is_reported],
    }


def _reported(defect: Defect) -> Task:
    """What the household reported and nobody has settled, to be looked at on site."""
    return {"number": defect.number, "text": defect.text, "stand": defect.stand.label}


def _defect(defect: Defect) -> Task:
    return {
        "id": str(defect.pk),
        "number": defect.number,
        "text": defect.text,
        "severity": defect.severity_label,
        "due_on": _day(defect.due_on),
        "mended": defect.rectified_note,
        "mended_on": _day(defect.rectified_on),
    }


def _acceptance(actor: Actor, case: Case) -> Task:
    attempt = open_attempt(case)
    opened = "acceptance-items" if attempt else "acceptance-open"
    return {
        **_common(actor, case, VisitKind.ACCEPTANCE, opened),
        "plan": attempt.plan.number if attempt else 0,
        "due_on": _day(case.acceptance_due_on),
        "last_visit": "",
        "attempt": attempt.number if attempt else 0,
        "arranged_on": _day(attempt.arranged_on) if attempt else "",
        "verdict": attempt.verdict_label if attempt else "",
        "companions": attempt.companions if attempt else "",
        "overrun_reason": attempt.overrun_reason if attempt else "",
        "items": _items(attempt) if attempt and not attempt.verdict else [],
        "rechecks": [],
        "pending": [],
        "reported": [_reported(each) for each in standing_reports(case)],
    }


def _items(attempt: AcceptanceAttempt) -> list[Task]:
    known = befores(attempt)
    return [_item(attempt, row, known.get(row.code)) for row in attempt.items.all()]


def _before(attempt: AcceptanceAttempt, before: Before) -> Task:
    """What the last acceptance found of an item, and the addresses of its last photos."""
    place = {"pk": attempt.case_id}
    return {
        "words": before.words,
        "due_on": _day(before.due_on),
        "mended_on": _day(before.mended_on),
        "mended": before.mended_note,
        "is_late": before.is_late,
        "photos": [
            {
                "url": reverse("inspections:photo", kwargs={**place, "photo_id": photo.pk}),
                "label": photo.caption or photo.name,
            }
            for photo in before.photos
        ],
    }


def _item(attempt: AcceptanceAttempt, row: AcceptanceItem, before: Before | None) -> Task:
    return {
        "before": _before(attempt, before) if before else None,
        "code": row.code,
        "group": "隐患设施" if row.kind == "hazard" else row.space,
        "label": row.label,
        "kind": row.kind,
        "planned": row.planned,
        "outcome": row.outcome,
        "area": f"{row.area:.2f}" if row.area is not None else "",
        "method": row.method,
        "rest_area": f"{row.rest_area:.2f}" if row.rest_area is not None else "",
        "rest_method": row.rest_method,
        "note": row.note,
    }


def standing(actor: Actor, case_id: UUID, kind: VisitKind) -> dict[str, object]:
    """Say whether this visit may still be recorded now, and if not, why."""
    case = Case.objects.visible_to(actor).filter(pk=case_id).first()
    if case is None:
        return {"visible": False, "allowed": False, "reason": "这一户已经不在您单位的范围内。"}
    is_round = kind is VisitKind.ACCEPTANCE
    decision = may_record_items(actor, case) if is_round else may_visit(actor, case, kind)
    return {
        "visible": True,
        "allowed": bool(decision),
        "reason": decision.reason if isinstance(decision, Denied) else "",
        "version": case.version,
        "status": Status(case.status).label,
    }


def today_text() -> str:
    """Return 11月26日 for the head of the list."""
    return formats.month_day(clock.today())
