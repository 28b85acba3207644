"""Acceptance: as-built values decide, verdict and satisfaction apart, failed attempts kept (R7)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from apps.cases.enums import HoldKind, Status
from apps.cases.models import Case
from apps.inspections import services
from apps.inspections.enums import (
    AttemptResult,
    ItemOutcome,
    Verdict,
    VisitKind,
)
from apps.inspections.models import AcceptanceAttempt
from apps.inspections.queries import needs_met
from apps.inspections.queries.papers import found_words
from apps.inspections.rules import Found
from apps.lib import clock
from apps.lib.decisions import Refused, Stale
from apps.plans.enums import CheckResult, Method
from tests.factories.plans import content, kitchen, mixed_bathroom
from tests.factories.works import (
    go_through,
    hidden,
    household_says,
    make_works_case,
    page,
    photo,
    signed_in,
    verdict,
)
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db

ON_SITE = later(17)
"""18 September 2026, noon: the day after the finish."""


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


def needs(case: Case) -> set[str]:
    return set(case.holds.filter(closed_at__isnull=True, is_need=True).values_list("kind", flat=True))


def wet(area: str) -> Found:
    return Found(ItemOutcome.MEASURED, Decimal(area), Method.WET, "现场改为贴砖")


def test_an_attempt_takes_the_last_confirmed_plan_and_the_limit(world: World) -> None:
    case = make_works_case(world, "attempt")

    attempt = AcceptanceAttempt.objects.get(case=case)
    assert (attempt.number, attempt.plan.number, attempt.due_on) == (1, 1, date(2026, 10, 19))
    assert attempt.items.count() == 10


def test_a_second_inspector_is_told_who_arranged_it(world: World) -> None:
    case = make_works_case(world, "attempt")
    with clock.at(ON_SITE), pytest.raises(Refused) as refused:
        services.open_acceptance(case_id=case.pk, by=world.yan2, arranged_on=clock.today())

    assert refused.value.reason == "第 1 次验收刚由严演示安排，正在办理。"


def test_a_street_clerk_does_not_accept(world: World) -> None:
    case = make_works_case(world, "completed")
    with clock.at(ON_SITE), pytest.raises(Refused) as refused:
        services.open_acceptance(case_id=case.pk, by=world.zhou, arranged_on=clock.today())

    assert refused.value.code == "post"


def test_the_inspector_of_another_district_does_not_find_the_case(world: World) -> None:
    case = make_works_case(world, "completed")
    with clock.at(ON_SITE), pytest.raises(Case.DoesNotExist):
        services.open_acceptance(case_id=case.pk, by=world.xi_inspector, arranged_on=clock.today())


def test_a_half_finished_round_can_be_saved_and_goes_on(world: World) -> None:
    case = make_works_case(world, "attempt")
    with clock.at(ON_SITE):
        attempt = services.record_items(
            case_id=case.pk,
            by=world.yan,
            visited_at=clock.now(),
            found={"surface:0:wall": Found(ItemOutcome.AGREES)},
            photos={"surface:0:wall": [photo()]},
        )
        go_through(world, case)

    assert attempt.items.filter(outcome="").exists() is False
    assert attempt.items.exclude(outcome="agrees").count() == 0


def test_the_checks_are_recomputed_and_stored_with_everything_to_repeat_them(world: World) -> None:
    case = make_works_case(world, "attempt")
    with clock.at(ON_SITE):
        attempt = go_through(world, case, surface__0__wall=wet("18.20"))

    prefab, ratio, days = attempt.evaluations.all()
    assert (prefab.result, ratio.result, days.result) == (
        CheckResult.FAILED,
        CheckResult.FAILED,
        CheckResult.PASSED,
    )
    assert ratio.explanation[0] == "厨房 18.18 %"
    assert (ratio.rule_version, ratio.threshold, ratio.formula_id) == ("2024-1", "70", "dry-area-v1")
    assert ratio.inputs["spaces"][0]["surfaces"][0]["area"] == "18.20"


def test_as_built_below_the_line_cannot_be_passed(world: World) -> None:
    case = make_works_case(world, "attempt")
    with clock.at(ON_SITE):
        go_through(world, case, surface__0__wall=wet("18.20"))
        with pytest.raises(Refused) as refused:
            verdict(world, case)

    assert refused.value.field == "verdict"
    assert "厨房 18.18 %" in refused.value.reason
    assert not AcceptanceAttempt.objects.exclude(verdict="").exists()


def test_a_wall_of_two_parts_is_gone_through_part_by_part(world: World) -> None:
    with clock.at(NOON):
        plan = content(kitchen(), mixed_bathroom())
    case = make_works_case(world, "attempt", plan=plan)
    measured = {
        "surface__1__wall": Found(ItemOutcome.MEASURED, Decimal("12.19"), Method.PREFAB),
        "surface__1__wall__1": Found(ItemOutcome.MEASURED, Decimal("3.41"), Method.KEPT),
    }
    with clock.at(ON_SITE):
        attempt = go_through(world, case, **measured)

    names = list(attempt.items.filter(part="wall").values_list("space", "label"))
    assert names == [("厨房", "墙面"), ("卫生间", "墙面第 1 部分"), ("卫生间", "墙面第 2 部分")]
    prefab, ratio, _ = attempt.evaluations.all()
    assert (prefab.result, ratio.result) == (CheckResult.PASSED, CheckResult.FAILED)
    assert ratio.explanation == ["厨房 82.06 %", "卫生间 69.95 %"]


def partly(area: str, rest: str, method: Method | None = Method.KEPT) -> Found:
    """The wall was to be 装配式; the rest of it was left as it is."""
    return Found(
        ItemOutcome.MEASURED, Decimal(area), Method.PREFAB, rest_area=Decimal(rest), rest_method=method
    )


def test_a_wall_planned_in_one_way_and_built_in_two_is_measured_so(world: World) -> None:
    case = make_works_case(world, "attempt")
    with clock.at(ON_SITE):
        attempt = go_through(world, case, surface__0__wall=partly("15.10", "3.50"))

    prefab, ratio, _ = attempt.evaluations.all()
    assert (prefab.result, ratio.result) == (CheckResult.PASSED, CheckResult.PASSED)
    assert ratio.explanation[0] == "厨房 70 %"
    assert "墙面装配式占 81.18 %，超过 50 %，计入" in prefab.explanation[0]
    assert found_words(attempt.items.get(code="surface:0:wall")) == (
        "实测 装配式 15.10 ㎡；其余 保留不动 3.50 ㎡"
    )


@pytest.mark.parametrize(
    ("found", "field"),
    [
        (partly("15.10", "3.50", None), "surface:0:wall-rest_method"),
        (partly("15.10", "0"), "surface:0:wall-rest_area"),
        (partly("15.10", "3.50", Method.PREFAB), "surface:0:wall-rest_method"),
    ],
)
def test_half_said_of_a_rest_is_refused_at_its_field(world: World, found: Found, field: str) -> None:
    case = make_works_case(world, "attempt")
    with clock.at(ON_SITE), pytest.raises(Refused) as refused:
        go_through(world, case, surface__0__wall=found)

    assert refused.value.field == field
    assert not AcceptanceAttempt.objects.get(case=case).items.exclude(outcome="").exists()


def test_a_floor_is_no_larger_than_the_dwelling_with_its_rest(world: World) -> None:
    case = make_works_case(world, "attempt")
    half = str(case.dwelling.floor_area / 2 + 1)
    with clock.at(ON_SITE), pytest.raises(Refused) as refused:
        go_through(world, case, surface__0__floor=partly(half, half))

    assert refused.value.field == "surface:0:floor-rest_area"
    assert "超过住宅建筑面积" in refused.value.reason


def test_as_built_just_under_seventy_percent_fails_and_at_seventy_passes(world: World) -> None:
    case = make_works_case(world, "attempt")
    floor = Decimal("5.20")
    with clock.at(ON_SITE):
        # 墙面 10.00 and 吊顶 2.13 are dry: 12.13 of 17.33 is 69.99 %, of 17.32 it is 70.03 %
        low = {
            "surface__0__wall": Found(ItemOutcome.MEASURED, Decimal("10.00"), Method.PREFAB),
            "surface__0__ceiling": Found(ItemOutcome.MEASURED, Decimal("2.13"), Method.PREFAB),
            "surface__0__floor": Found(ItemOutcome.MEASURED, floor, Method.WET),
        }
        go_through(world, case, **low)
        with pytest.raises(Refused) as refused:
            verdict(world, case)
        assert "69.99 %" in refused.value.reason
        go_through(
            world,
            case,
            **{**low, "surface__0__floor": Found(ItemOutcome.MEASURED, Decimal("5.19"), Method.WET)},
        )
        attempt = verdict(world, case)

    assert attempt.verdict == Verdict.PASS


def test_an_old_hazard_left_in_place_cannot_be_passed(world: World) -> None:
    case = make_works_case(world, "attempt")
    with clock.at(ON_SITE):
        go_through(world, case, hazard__0=Found(ItemOutcome.DISAGREES, note="仍为旧软管"))
        with pytest.raises(Refused) as refused:
            verdict(world, case)

    assert "未更换：仍为旧软管" in refused.value.reason


@pytest.mark.parametrize(
    ("found", "field"),
    [
        (Found(ItemOutcome.MEASURED, None, Method.WET), "surface:0:wall-area"),
        (Found(ItemOutcome.MEASURED, Decimal(0), Method.WET), "surface:0:wall-area"),
        (Found(ItemOutcome.MEASURED, Decimal("18.20"), None), "surface:0:wall-method"),
        (Found(ItemOutcome.DISAGREES), "surface:0:wall-note"),
    ],
)
def test_a_finding_that_is_not_whole_is_refused_at_its_field(world: World, found: Found, field: str) -> None:
    case = make_works_case(world, "attempt")
    with clock.at(ON_SITE), pytest.raises(Refused) as refused:
        go_through(world, case, surface__0__wall=found)

    assert refused.value.field == field
    assert AcceptanceAttempt.objects.get(case=case).visited_at is None


def test_a_floor_larger_than_the_dwelling_is_refused(world: World) -> None:
    case = make_works_case(world, "attempt")
    with clock.at(ON_SITE), pytest.raises(Refused) as refused:
        go_through(world, case, surface__0__floor=wet("120.00"))

    assert "超过住宅建筑面积" in refused.value.reason


def test_a_visit_before_completion_or_after_now_is_refused(world: World) -> None:
    case = make_works_case(world, "attempt")
    with clock.at(ON_SITE):
        for at in (later(3), later(18)):
            with pytest.raises(Refused) as refused:
                go_through(world, case, at=at)
            assert refused.value.field == "visited_at"


def test_sixteen_days_pass_only_with_a_reason_and_stay_flagged(world: World) -> None:
    case = make_works_case(world, "completed", days=15)
    Case.objects.filter(pk=case.pk).update(completed_on=date(2026, 9, 23))
    with clock.at(later(24)):
        services.open_acceptance(case_id=case.pk, by=world.yan, arranged_on=clock.today())
        go_through(world, case)
        with pytest.raises(Refused) as refused:
            verdict(world, case)
        assert refused.value.field == "overrun_reason"
        attempt = services.give_verdict(
            case_id=case.pk,
            by=world.yan,
            verdict=Verdict.PASS,
            opinion="合格",
            overrun_reason="等待燃气改管",
        )

    assert attempt.evaluations.get(code="works_days").result == CheckResult.FLAGGED


def test_a_pass_answers_one_need_and_the_household_the_other(world: World) -> None:
    case = make_works_case(world, "verdict")
    assert needs(case) == {HoldKind.HOUSEHOLD_SATISFIED}
    with clock.at(ON_SITE):
        with pytest.raises(Refused) as refused:
            services.conclude(case_id=case.pk, by=world.yan)
        assert "改造家庭还没有确认意见" in refused.value.reason
        household_says(world, case)

    assert needs(case) == set()
    assert needs_met(case)[HoldKind.VISIT_PASSED]
    assert needs_met(case)[HoldKind.HOUSEHOLD_SATISFIED]


def test_both_conditions_pass_the_case_and_open_the_archive(world: World) -> None:
    case = make_works_case(world, "passed")

    attempt = AcceptanceAttempt.objects.get(case=case)
    assert (case.status, case.passed_on) == (Status.PASSED, date(2026, 9, 18))
    assert (attempt.result, attempt.concluded_by) == (AttemptResult.PASSED, "严演示")
    assert needs(case) == {HoldKind.ARCHIVE_COMPLETE}
    assert case.visits.filter(kind=VisitKind.ACCEPTANCE).count() == 1


def test_findings_stay_as_they_were_signed(world: World) -> None:
    case = make_works_case(world, "verdict")
    with clock.at(ON_SITE), pytest.raises(Refused) as refused:
        go_through(world, case, by=world.yan2)

    assert refused.value.reason.startswith("这次验收刚由严演示于9月18日 12:00出具意见“验收合格”")


def test_a_verdict_is_taken_back_by_who_gave_it_and_the_need_opens_again(world: World) -> None:
    case = make_works_case(world, "verdict")
    with clock.at(ON_SITE):
        with pytest.raises(Refused):
            services.withdraw_verdict(case_id=case.pk, by=world.yan2, reason="看错")
        services.withdraw_verdict(case_id=case.pk, by=world.yan, reason="录入错误")

    assert needs(case) == {HoldKind.VISIT_PASSED, HoldKind.HOUSEHOLD_SATISFIED}
    assert not needs_met(case)[HoldKind.VISIT_PASSED]


def test_a_verdict_given_again_has_a_visit_of_its_own(world: World) -> None:
    case = make_works_case(world, "verdict")
    with clock.at(ON_SITE):
        services.withdraw_verdict(case_id=case.pk, by=world.yan, reason="录入错误")
        verdict(world, case)

    visits = case.visits.filter(kind=VisitKind.ACCEPTANCE)
    assert visits.filter(withdrawn_at__isnull=False).count() == 1
    assert visits.get(withdrawn_at=None).note == "第 1 次验收：验收合格。现场核验，验收合格。"


def with_reason_withdrawn(world: World) -> Case:
    """严演示 gave the reason of an overrun with a verdict and took the verdict back."""
    case = make_works_case(world, "items")
    services.give_verdict(
        case_id=case.pk,
        by=world.yan,
        verdict=Verdict.FAIL,
        opinion="开关未换",
        overrun_reason="等待燃气改管",
    )
    services.withdraw_verdict(case_id=case.pk, by=world.yan, reason="录入错误")
    case.refresh_from_db()
    return case


def test_items_saved_again_keep_the_reason_of_a_withdrawn_verdict(world: World) -> None:
    with clock.at(ON_SITE):
        case = with_reason_withdrawn(world)
        sent = {**hidden(case), "visited_at": "2026-09-18 10:00", "companions": "王演示"}
        answer = signed_in(world, "yan").post(page("acceptance-items", case), sent)

    attempt = AcceptanceAttempt.objects.get(case=case)
    assert (answer.status_code, attempt.companions) == (302, "王演示")
    assert attempt.overrun_reason == "等待燃气改管"


def test_whoever_comes_second_is_told_who_concluded(world: World) -> None:
    case = make_works_case(world, "passed")
    with clock.at(ON_SITE), pytest.raises(Refused) as refused:
        services.conclude(case_id=case.pk, by=world.yan2)

    assert "刚由严演示于9月18日 12:00办理，结论是“验收合格”" in refused.value.reason


def test_a_stale_page_is_told_so(world: World) -> None:
    case = make_works_case(world, "items")
    with clock.at(ON_SITE), pytest.raises(Stale):
        services.give_verdict(
            case_id=case.pk,
            by=world.yan,
            verdict=Verdict.PASS,
            opinion="合格",
            version=case.version - 1,
        )
