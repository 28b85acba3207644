"""What waits on site on the demonstration's day: acceptances arranged, a mended problem to look at again."""

from __future__ import annotations

from datetime import timedelta

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.demo.services.materials import photo
from apps.demo.services.world import DemoWorld
from apps.inspections import services as inspections
from apps.inspections.enums import Outcome, Severity
from apps.inspections.models import Defect
from apps.inspections.rules.checklist import checklist
from apps.inspections.services import DefectInput, VisitItemInput
from apps.lib import clock
from apps.orgs.enums import Role
from apps.plans.queries import confirmed_plan, content_of

ARRANGED = 2


def arrange_today(world: DemoWorld) -> None:
    """Give the inspector of 上城 two households to accept today, and the property company one to re-check."""
    inspector = world.actors["330102", Role.DISTRICT_INSPECTOR]
    completed = Case.objects.visible_to(inspector).filter(status=Status.COMPLETED, attempts__isnull=True)
    for case in completed.order_by("acceptance_due_on", "number")[:ARRANGED]:
        inspections.open_acceptance(case_id=case.pk, by=inspector, arranged_on=clock.today())
    patrol = world.actors["property", Role.PROPERTY_PATROL]
    building = Case.objects.visible_to(patrol).filter(status=Status.BUILDING, defects__isnull=True)
    for case in building.order_by("number")[:1]:
        _mended_problem(world, case)


def _mended_problem(world: DemoWorld, case: Case) -> None:
    plan = confirmed_plan(case)
    inspections.record_visit(
        case_id=case.pk,
        by=world.actors["property", Role.PROPERTY_PATROL],
        visited_on=clock.today(),
        items=[
            VisitItemInput(line.code, Outcome.OK) for line in checklist(content_of(plan) if plan else None)
        ],
        defects=[DefectInput("楼道堆放板材，影响通行", Severity.HAZARD)],
        due_on=clock.today() + timedelta(days=1),
        photos=[photo("巡查", 30)],
    )
    place = next(number for number, each in enumerate(world.enterprises, 1) if each.pk == case.enterprise_id)
    for defect in Defect.objects.filter(case=case):
        inspections.rectify_defect(
            case_id=case.pk,
            defect_id=defect.pk,
            by=world.actors[f"enterprise-{place}", Role.SITE_MANAGER],
            rectified_on=clock.today(),
            note="已清运，通道畅通",
            photos=[photo("整改", 10)],
        )
