"""What is put right after its week: the week stays, the difference enters the current one (R10)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from apps.cases.models import Case
from apps.inspections.services import correct_days
from apps.lib import clock
from apps.plans.services import add_supplement, correct_contract
from apps.reports.models import ReportVersion, WeekSnapshot
from apps.reports.queries.ledger import candidates, week
from apps.reports.queries.proof import prove
from apps.reports.queries.sheets import sheet_content
from apps.reports.services import adjust
from tests.factories.copies import kept
from tests.factories.uploads import pdf, upload
from tests.factories.weeks import SEPTEMBER, due_morning, in_week, report_since, snapshot
from tests.factories.works import make_works_case
from tests.factories.world import World

pytestmark = pytest.mark.django_db
NEXT = SEPTEMBER + 1
AFTER = SEPTEMBER + 2
WRONG, RIGHT = Decimal("76200"), Decimal("72600")


@pytest.fixture
@kept
def case(world: World) -> Case:
    """Started on 8 September: week NEXT."""
    report_since(NEXT)
    return make_works_case(world, "building")


def put_right(world: World, case: Case, amount: Decimal = RIGHT) -> None:
    correct_contract(case_id=case.pk, by=world.wang, amount=amount, reason="金额看错一行")


def notes(taken: WeekSnapshot) -> list[str]:
    version = ReportVersion.objects.get(report__snapshot=taken)
    said: list[str] = sheet_content(week(taken), version)["footnotes"]
    return said


def test_the_sealed_week_keeps_its_amount_and_still_proves(world: World, case: Case) -> None:
    first = snapshot(world, NEXT)
    with clock.at(in_week(AFTER)):
        put_right(world, case)
    first.refresh_from_db()
    assert (first.amount, week(first).figures.amount) == (WRONG, WRONG)
    assert prove(week(first)).agrees


def test_the_current_week_counts_the_difference_as_a_correction_of_the_week_it_came_in(
    world: World, case: Case
) -> None:
    snapshot(world, NEXT)
    with clock.at(in_week(AFTER)):
        put_right(world, case)
    second = snapshot(world, AFTER)
    figures = week(second).figures
    assert (figures.added, figures.removed, figures.amount_change, figures.amount) == (
        0,
        0,
        RIGHT - WRONG,
        RIGHT,
    )
    assert prove(week(second)).agrees
    number = case.number
    assert f"更正第 {NEXT} 期：{number} 合同金额变更 −0.36 万元（更正登记：金额看错一行）。" in notes(second)


def test_a_week_taken_late_counts_what_stood_at_its_cut_off(world: World, case: Case) -> None:
    with clock.at(in_week(AFTER)):
        put_right(world, case)
    late = snapshot(world, NEXT)
    assert late.amount == WRONG
    assert prove(week(late)).agrees


def test_put_right_before_the_cut_off_it_simply_counts(world: World, case: Case) -> None:
    with clock.at(in_week(NEXT) + timedelta(days=3)):
        put_right(world, case)
    taken = snapshot(world, NEXT)
    assert taken.amount == RIGHT
    assert prove(week(taken)).agrees
    assert not [note for note in notes(taken) if "更正" in note]


def test_until_the_next_cut_off_it_may_enter_the_week_by_name(world: World, case: Case) -> None:
    first = snapshot(world, NEXT)
    with clock.at(due_morning(NEXT)):
        put_right(world, case)
        assert [each.movement.amount_change for each in candidates(first)] == [RIGHT - WRONG]
        adjust(by=world.wang, snapshot=first, case_id=case.pk, reason="合同金额登记有误")
    assert week(first).figures.amount == RIGHT
    assert prove(week(first)).agrees
    second = snapshot(world, AFTER)
    assert week(second).figures.amount_change == 0
    assert prove(week(second)).agrees


def test_two_corrections_of_one_contract_each_count_in_their_week(world: World, case: Case) -> None:
    snapshot(world, NEXT)
    with clock.at(in_week(AFTER)):
        put_right(world, case)
    second = snapshot(world, AFTER)
    with clock.at(in_week(AFTER + 1)):
        put_right(world, case, Decimal("70000"))
    third = snapshot(world, AFTER + 1)
    assert [taken.amount for taken in (second, third)] == [RIGHT, Decimal("70000")]
    assert prove(week(second)).agrees
    assert prove(week(third)).agrees


def test_a_contract_behind_a_supplement_moves_no_figure(world: World, case: Case) -> None:
    with clock.at(in_week(NEXT) + timedelta(days=3)):
        add_supplement(
            case_id=case.pk,
            by=world.zhou,
            amount=Decimal("80000"),
            signed_on=clock.today(),
            scan=upload("补充.pdf", pdf()),
            reason="增加橱柜",
        )
    snapshot(world, NEXT)
    with clock.at(in_week(AFTER)):
        correct_contract(case_id=case.pk, by=world.wang, number=1, amount=RIGHT, reason="看错")
    second = snapshot(world, AFTER)
    assert (second.amount, week(second).figures.amount_change) == (Decimal("80000"), 0)
    assert prove(week(second)).agrees


def test_a_day_put_right_later_moves_no_figure_and_is_told_in_the_current_week(
    world: World, case: Case
) -> None:
    first = snapshot(world, NEXT)
    with clock.at(in_week(AFTER)):
        correct_days(case_id=case.pk, by=world.wang, started_on=date(2026, 9, 7), reason="选错一天")
    second = snapshot(world, AFTER)
    told = f"{case.number} 开工日期由 2026年9月8日 更正为 2026年9月7日（选错一天），各数不变。"
    assert f"更正第 {NEXT} 期：{told}" in notes(second)
    assert notes(first) == [note for note in notes(first) if "更正" not in note]
    figures = week(second).figures
    assert (figures.added, figures.removed, figures.closing) == (0, 0, 1)
    assert prove(week(second)).agrees


def test_a_day_put_right_before_its_week_is_taken_is_no_correction_of_a_week(
    world: World, case: Case
) -> None:
    with clock.at(in_week(NEXT) + timedelta(days=3)):
        correct_days(case_id=case.pk, by=world.wang, started_on=date(2026, 9, 2), reason="选错一天")
    said = notes(snapshot(world, NEXT))
    assert not [note for note in said if "更正" in note]
    assert [note for note in said if "9月2日开工，本期登记" in note]
