"""Patrols, spot checks, defects (R6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from apps.cases.enums import HoldKind, Status
from apps.cases.models import Case
from apps.inspections import services
from apps.inspections.enums import DefectStatus, Outcome, PhotoOf, Severity, VisitKind
from apps.inspections.models import Defect, Photo, Visit
from apps.inspections.permissions import may_rectify_defect, may_verify_defect
from apps.inspections.queries import needs_met
from apps.inspections.services import DefectInput, VisitItemInput
from apps.lib import clock
from apps.lib.decisions import Refused
from tests.factories.works import finish, make_works_case, photo, show_concealed, visit
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db
WALL = "surface:0:wall"


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


@pytest.fixture
def case(world: World) -> Case:
    return make_works_case(world)


def find(world: World, case: Case) -> Defect:
    """周示例 finds the kitchen's wall not as planned on day 9."""
    with clock.at(later(8)):
        visit(world, case, bad=[WALL], due_on=clock.today() + timedelta(days=3))
    return Defect.objects.get(case=case)


def mend(world: World, case: Case, defect: Defect) -> Defect:
    """蒋样本 reports it as mended on day 10."""
    with clock.at(later(9)):
        return services.rectify_defect(
            case_id=case.pk,
            defect_id=defect.pk,
            by=world.jiang,
            rectified_on=clock.today(),
            note="已改为装配式墙板",
            photos=[photo()],
        )


def test_a_patrol_keeps_every_line_with_the_inspector_as_of_that_day(world: World, case: Case) -> None:
    with clock.at(later(8)):
        made = visit(world, case, note="按图施工", photos=[photo()])

    assert (made.inspector_name, made.inspector_organisation) == ("周示例", "清波街道办事处")
    assert made.items.count() == 13, "five general lines, six surfaces, two hazards"
    assert made.plan is not None
    assert not made.found_bad
    assert Photo.objects.filter(subject=PhotoOf.VISIT, subject_id=made.pk).count() == 1


def test_a_line_that_is_not_as_planned_becomes_a_defect_with_a_hold(world: World, case: Case) -> None:
    defect = find(world, case)

    assert defect.text == "不符合“厨房墙面：按方案采用装配式（示例墙板 A）”：未按方案施工"
    assert (defect.severity, defect.due_on) == (Severity.SERIOUS, date(2026, 9, 12))
    [hold] = case.holds.filter(kind=HoldKind.DEFECT, closed_at__isnull=True)
    assert hold.text == "巡查问题 1 待整改（不符合：厨房墙面）"
    assert not needs_met(case)[HoldKind.DEFECT]


def test_a_defect_outside_the_list_takes_its_photo_along(world: World, case: Case) -> None:
    with clock.at(later(8)):
        visit(
            world,
            case,
            defects=[DefectInput("楼道堆放材料", Severity.HAZARD, [photo()])],
            due_on=clock.today(),
        )

    defect = Defect.objects.get(case=case)
    assert defect.severity == Severity.HAZARD
    assert Photo.objects.filter(subject=PhotoOf.DEFECT_BEFORE, subject_id=defect.pk).count() == 1


def test_a_finding_needs_words(world: World, case: Case) -> None:
    with clock.at(later(8)), pytest.raises(Refused) as refused:
        visit(
            world,
            case,
            items=[
                VisitItemInput(code, Outcome.BAD if code == "safety" else Outcome.OK)
                for code in _codes(world, case)
            ],
            due_on=clock.today(),
        )

    assert refused.value.field == "safety-note"
    assert not Visit.objects.exists()


def _codes(world: World, case: Case) -> list[str]:
    from apps.inspections.rules import checklist
    from apps.plans.queries import confirmed_plan, content_of

    plan = confirmed_plan(case)
    assert plan is not None
    return [item.code for item in checklist(content_of(plan))]


def test_a_finding_needs_a_day_by_which_to_mend(world: World, case: Case) -> None:
    with clock.at(later(8)), pytest.raises(Refused) as refused:
        visit(world, case, bad=[WALL])

    assert refused.value.field == "due_on"


def test_a_half_filled_list_is_refused(world: World, case: Case) -> None:
    with clock.at(later(8)), pytest.raises(Refused) as refused:
        visit(world, case, items=[VisitItemInput("safety", Outcome.OK)])

    assert "没有检查" in refused.value.reason


def test_a_visit_in_the_future_is_refused(world: World, case: Case) -> None:
    with clock.at(later(8)), pytest.raises(Refused) as refused:
        visit(world, case, visited_on=clock.today() + timedelta(days=1))

    assert refused.value.field == "visited_on"


def test_works_with_an_open_defect_are_not_finished(world: World, case: Case) -> None:
    find(world, case)
    with clock.at(later(12)):
        show_concealed(world, case)
        with pytest.raises(Refused) as refused:
            finish(world, case)

    assert "巡查问题 1 待整改" in refused.value.reason
    case.refresh_from_db()
    assert case.status == Status.BUILDING


def test_a_mended_and_verified_defect_closes_its_hold(world: World, case: Case) -> None:
    defect = mend(world, case, find(world, case))
    assert defect.status == DefectStatus.RECTIFIED
    with clock.at(later(10)):
        defect = services.verify_defect(
            case_id=case.pk, defect_id=defect.pk, by=world.zhou, verified_on=clock.today()
        )

    assert (defect.status, defect.verified_by) == (DefectStatus.VERIFIED, "周示例")
    assert not case.holds.filter(kind=HoldKind.DEFECT, closed_at__isnull=True).exists()
    assert needs_met(case)[HoldKind.DEFECT]


def test_a_defect_not_really_mended_goes_back_and_keeps_its_hold(world: World, case: Case) -> None:
    defect = mend(world, case, find(world, case))
    with clock.at(later(10)):
        defect = services.send_back_defect(
            case_id=case.pk, defect_id=defect.pk, by=world.zhou, reason="仍有两块未更换"
        )

    assert (defect.status, defect.sent_back) == (DefectStatus.OPEN, 1)
    assert case.holds.filter(kind=HoldKind.DEFECT, closed_at__isnull=True).count() == 1


def test_mending_needs_a_photo(world: World, case: Case) -> None:
    defect = find(world, case)
    with clock.at(later(9)), pytest.raises(Refused) as refused:
        services.rectify_defect(
            case_id=case.pk, defect_id=defect.pk, by=world.jiang, rectified_on=clock.today(), note="已改"
        )

    assert refused.value.field == "photos"


def test_the_enterprise_does_not_verify_its_own_work(world: World, case: Case) -> None:
    defect = mend(world, case, find(world, case))
    with clock.at(later(10)), pytest.raises(Refused) as refused:
        services.verify_defect(
            case_id=case.pk, defect_id=defect.pk, by=world.jiang, verified_on=clock.today()
        )

    assert refused.value.code == "post"


def test_who_reported_the_repair_does_not_verify_it_in_another_role(world: World, case: Case) -> None:
    defect = mend(world, case, find(world, case))
    with clock.at(later(10)):
        with pytest.raises(Refused) as refused:
            services.verify_defect(
                case_id=case.pk,
                defect_id=defect.pk,
                by=replace(world.zhou, user_id=world.jiang.user_id),
                verified_on=clock.today(),
            )
        assert not may_verify_defect(replace(world.zhou, user_id=world.jiang.user_id), case, defect)
        assert may_verify_defect(world.zhou, case, defect)

    assert refused.value.code == "own_entry"


def test_a_defect_of_an_enterprise_that_answers_no_more_is_the_district_s_to_report_after_the_works(
    world: World, case: Case
) -> None:
    defect = find(world, case)
    assert not may_rectify_defect(world.wang, case, defect), "the household may change the enterprise"
    case.status = Status.COMPLETED
    assert may_rectify_defect(world.wang, case, defect)
    assert not may_rectify_defect(world.zhou, case, defect)


def test_verifying_twice_says_that_it_is_settled(world: World, case: Case) -> None:
    defect = mend(world, case, find(world, case))
    with clock.at(later(10)):
        services.verify_defect(case_id=case.pk, defect_id=defect.pk, by=world.zhou, verified_on=clock.today())
        with pytest.raises(Refused) as refused:
            services.verify_defect(
                case_id=case.pk, defect_id=defect.pk, by=world.yan, verified_on=clock.today()
            )

    assert "已复查" in refused.value.reason


def test_the_property_company_patrols_where_it_is_named(world: World, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(patrol_organisation=world.property)
    with clock.at(later(8)):
        made = visit(world, case, by=world.wu)
        with pytest.raises(Refused) as refused:
            visit(world, case, by=world.zhou)

    assert made.inspector_organisation == "样张物业服务有限公司"
    assert refused.value.reason == "这一户由样张物业服务有限公司巡查。"


def test_spot_checks_are_the_district_s(world: World, case: Case) -> None:
    with clock.at(later(8)):
        made = visit(world, case, by=world.yan, kind=VisitKind.SPOT_CHECK)
        with pytest.raises(Refused):
            visit(world, case, by=world.zhou, kind=VisitKind.SPOT_CHECK)

    assert made.kind_label == "现场检查"


@pytest.mark.parametrize("name", ["hu", "xi", "tao"])
def test_strangers_do_not_find_the_case(world: World, case: Case, name: str) -> None:
    with clock.at(later(8)), pytest.raises(Case.DoesNotExist):
        visit(world, case, by=world.people[name])
