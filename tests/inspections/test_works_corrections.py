"""更正 of 开工 and 完工日期: from → to, with reason; the household's or the patrol's word for the finish."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from apps.cases.models import Case
from apps.cases.queries.case_page import stepper
from apps.inspections import services
from apps.inspections.models import WorksCorrection, WorksReport
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.plans.services import correct_contract
from tests.factories.uploads import pdf, upload
from tests.factories.works import make_works_case, show_concealed
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db
REASON = "登记时选错了日期"
START, SIGNED, FINISH = date(2026, 9, 8), date(2026, 9, 1), date(2026, 9, 17)


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


@pytest.fixture
def building(world: World) -> Case:
    return make_works_case(world, "building")


@pytest.fixture
def completed(world: World) -> Case:
    return make_works_case(world, "completed")


def correct(case: Case, by: Actor, **changes: Any) -> Case:
    said = {"reason": REASON, **changes}
    if "finished_on" in said:
        said.setdefault("proof", upload("户主说明.pdf", pdf()))
    with clock.at(later(30)):
        return services.correct_days(case_id=case.pk, by=by, **said)


def test_a_corrected_start_moves_the_works_clock_and_both_days_stay(world: World, building: Case) -> None:
    due = building.works_due_on
    case = correct(building, world.wang, started_on=START - timedelta(days=2))
    made = WorksCorrection.objects.get()
    assert (case.started_on, due and due - timedelta(days=2)) == (date(2026, 9, 6), case.works_due_on)
    assert made.words == "开工日期由 2026年9月8日 更正为 2026年9月6日"
    assert (made.reason, made.made_by) == (REASON, "王演示")


def test_a_corrected_finish_moves_the_acceptance_and_no_report(world: World, completed: Case) -> None:
    report = WorksReport.objects.finish().get()
    case = correct(completed, world.wang, finished_on=FINISH - timedelta(days=2))
    report.refresh_from_db()
    assert (case.completed_on, case.acceptance_due_on) == (date(2026, 9, 15), date(2026, 10, 15))
    assert (report.on, report.confirmed_on) == (FINISH, FINISH)


def test_the_finish_needs_the_word_of_household_or_patrol(world: World, completed: Case) -> None:
    with pytest.raises(Refused) as refusal:
        correct(completed, world.wang, finished_on=FINISH - timedelta(days=1), proof=None)
    assert refusal.value.field == "proof"
    assert not WorksCorrection.objects.exists()


def test_the_steps_show_the_days_as_they_stand(world: World, completed: Case) -> None:
    case = correct(
        completed, world.wang, started_on=START - timedelta(days=1), finished_on=FINISH - timedelta(days=1)
    )
    shown = {step.on for step in stepper(case)}
    assert {date(2026, 9, 7), date(2026, 9, 16)} <= shown
    assert not {START, FINISH} & shown


def test_works_that_only_now_prove_too_long_take_their_reason_and_are_flagged(
    world: World, completed: Case
) -> None:
    with pytest.raises(Refused) as refusal:
        correct(completed, world.wang, finished_on=FINISH + timedelta(days=9))
    assert refusal.value.field == "overrun_reason"
    case = correct(
        completed, world.wang, finished_on=FINISH + timedelta(days=9), overrun_reason="等待燃气改管"
    )
    assert case.overrun
    assert WorksReport.objects.finish().get().overrun_reason == "等待燃气改管"


def test_works_that_only_a_slip_made_too_long_are_flagged_no_more(world: World, completed: Case) -> None:
    correct(completed, world.wang, finished_on=FINISH + timedelta(days=9), overrun_reason="等待燃气改管")
    assert not correct(completed, world.wang, finished_on=FINISH).overrun


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": " ", "started_on": START - timedelta(days=1)}, "reason"),
        ({}, ""),
        ({"started_on": START}, ""),
        ({"started_on": SIGNED - timedelta(days=1)}, "started_on"),
        ({"started_on": START + timedelta(days=60)}, "started_on"),
        ({"finished_on": FINISH}, "finished_on"),
    ],
)
def test_what_cannot_be_or_changes_nothing_is_refused(
    world: World, building: Case, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        correct(building, world.wang, **changes)
    assert (refusal.value.field or "") == field
    assert not WorksCorrection.objects.exists()


def test_no_day_is_put_beyond_what_was_recorded_of_the_works(world: World, building: Case) -> None:
    with clock.at(later(9)):
        show_concealed(world, building)
    with pytest.raises(Refused) as refusal:
        correct(building, world.wang, started_on=START + timedelta(days=3))
    assert (refusal.value.code, refusal.value.field) == ("records", "started_on")


def test_the_finish_is_not_put_after_the_visit_that_accepted_it(world: World) -> None:
    case = make_works_case(world, "items")
    with pytest.raises(Refused) as refusal:
        correct(case, world.wang, finished_on=FINISH + timedelta(days=3))
    assert refusal.value.code == "too_late"


def test_no_day_moves_under_a_verdict_until_it_was_taken_back(world: World) -> None:
    case = make_works_case(world, "verdict")
    with pytest.raises(Refused, match="先由出具人撤回意见") as refusal:
        correct(case, world.wang, started_on=START - timedelta(days=1))
    assert refusal.value.code == "judged"
    services.withdraw_verdict(case_id=case.pk, by=world.yan, reason="开工日期登记有误")

    assert correct(case, world.wang, started_on=START - timedelta(days=1)).started_on == date(2026, 9, 7)


def test_the_acceptance_being_worked_on_follows_the_corrected_days(world: World) -> None:
    case = make_works_case(world, "items")
    case = correct(
        case,
        world.wang,
        started_on=START - timedelta(days=7),
        finished_on=FINISH - timedelta(days=1),
        overrun_reason="等燃气公司改管",
    )
    attempt = case.attempts.get()
    assert attempt.took_too_long, "16 days instead of 10"
    assert attempt.due_on == case.acceptance_due_on == date(2026, 10, 16)


def test_the_start_is_not_put_before_the_application(world: World, building: Case) -> None:
    # A contract brought along may be older than the application.
    Case.objects.filter(pk=building.pk).update(applied_on=START - timedelta(days=1))
    with pytest.raises(Refused) as refusal:
        correct(building, world.wang, started_on=START - timedelta(days=2))
    assert (refusal.value.code, refusal.value.field) == ("before_application", "started_on")


def test_the_contract_is_not_dated_after_the_start(world: World, building: Case) -> None:
    with clock.at(later(30)), pytest.raises(Refused) as refusal:
        correct_contract(
            case_id=building.pk, by=world.wang, signed_on=START + timedelta(days=1), reason=REASON
        )
    assert refusal.value.field == "signed_on"


@pytest.mark.parametrize("person", ["zhou", "jiang", "yan", "shi"])
def test_only_the_districts_desk_puts_a_day_right(world: World, building: Case, person: str) -> None:
    with pytest.raises(Refused) as refusal:
        correct(building, getattr(world, person), started_on=START - timedelta(days=1))
    assert refusal.value.code == "post"


def test_another_district_finds_no_such_case(world: World, building: Case) -> None:
    with pytest.raises(Case.DoesNotExist):
        correct(building, world.xi, started_on=START - timedelta(days=1))


def test_before_the_start_there_is_nothing_to_put_right(world: World) -> None:
    case = make_works_case(world, "contracted")
    with pytest.raises(Refused) as refusal:
        correct(case, world.wang, started_on=START)
    assert refusal.value.code == "none"
