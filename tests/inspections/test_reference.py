"""质量参考项 (建办保〔2022〕6号): looked at where a body switched them on, deciding nothing."""

from __future__ import annotations

import pytest

from apps.cases.enums import HoldKind, Status
from apps.cases.models import Case
from apps.inspections import services
from apps.inspections.enums import ItemKind, ItemOutcome, Outcome, Verdict
from apps.inspections.models import AcceptanceAttempt, Defect, VisitItem
from apps.inspections.queries import acceptance_view
from apps.inspections.queries.checklists import checklist_of
from apps.inspections.queries.papers import acceptance_paper, states_its_hash
from apps.inspections.rules import Found, unchecked, why_not_pass
from apps.inspections.rules.reference import AT_ACCEPTANCE, BEFORE_COVERING, reference_checks, reference_items
from apps.inspections.services import VisitItemInput
from apps.lib import clock
from apps.plans.enums import SpaceKind
from apps.programs.enums import ParameterCode
from tests.factories.field import Phone
from tests.factories.parameters import in_force
from tests.factories.works import go_through, household_says, make_works_case, verdict, visit
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        made = make_world()
        in_force(made.ling, made.shangcheng, ParameterCode.QUALITY_REFERENCE, "是")
        return made


# --- rules ---


def test_only_what_the_spaces_have_is_looked_at() -> None:
    kitchen, both = ([SpaceKind.KITCHEN], list(SpaceKind))
    assert [each.code for each in reference_checks(kitchen)] == ["reference_sleeves"]
    assert len(reference_checks(both)) == len(BEFORE_COVERING)
    assert "reference_seal" not in [each.code for each in reference_items(kitchen)]
    assert len(reference_items(both)) == len(AT_ACCEPTANCE)


def test_each_line_names_its_clause_and_its_strength() -> None:
    for line in reference_checks(SpaceKind):
        assert "建办保〔2022〕6号 二（" in line.label
        assert "参考借鉴" in line.group
        assert not line.binds


def test_nothing_fails_for_what_is_only_referred_to() -> None:
    items = reference_items(SpaceKind)
    bad = {each.code: Found(ItemOutcome.DISAGREES, note="差 2 mm") for each in items}
    assert unchecked(items, {}) == ()
    assert why_not_pass(items, bad, ()) == ()


# --- patrol and acceptance ---


def test_unset_nothing_is_referred_to() -> None:
    with clock.at(NOON):
        world = make_world()
        in_force(world.shi, world.xihu, ParameterCode.QUALITY_REFERENCE, "是")
    case = make_works_case(world, "attempt")
    assert all(line.binds for line in checklist_of(case))
    assert not AcceptanceAttempt.objects.filter(items__kind=ItemKind.REFERENCE).exists()


def test_what_a_patrol_finds_below_a_reference_becomes_no_defect(world: World) -> None:
    case = make_works_case(world, "building")
    with clock.at(later(9)):
        items = [
            VisitItemInput(line.code, Outcome.OK)
            if line.binds
            else VisitItemInput(line.code, Outcome.BAD, "翻起 0.25 m")
            for line in checklist_of(case)
        ]
        made = visit(world, case, items=items)
    assert not made.found_bad
    assert made.items.filter(outcome=Outcome.BAD).count() == len(BEFORE_COVERING)
    assert not Defect.objects.filter(case=case).exists()
    assert not case.holds.filter(kind=HoldKind.DEFECT, closed_at=None).exists()


def test_a_phone_that_does_not_know_the_references_yet_is_not_refused() -> None:
    with clock.at(NOON):
        world = make_world()
    case = make_works_case(world, "building")
    with clock.at(later(9)):
        sheet = Phone.of(world, "zhou").begin(case)
        in_force(world.ling, world.shangcheng, ParameterCode.QUALITY_REFERENCE, "是")
        sheet.bring_all()
        assert sheet.close().json()["status"] == "closed"
    assert not VisitItem.objects.filter(visit__case=case, code__startswith="reference_").exists()


def test_an_acceptance_passes_whatever_a_reference_says_and_the_form_says_it_apart(world: World) -> None:
    case = make_works_case(world, "attempt")
    attempt = AcceptanceAttempt.objects.get(case=case)
    assert attempt.items.filter(kind=ItemKind.REFERENCE).count() == len(AT_ACCEPTANCE)
    with clock.at(later(17)):
        everything = {row.code: Found() for row in attempt.items.filter(kind=ItemKind.REFERENCE)}
        below = Found(ItemOutcome.DISAGREES, note="偏差 4 mm")
        go_through(world, case, **{**everything, "reference_flatness": below})
        verdict(world, case)
        household_says(world, case)
        done = services.conclude(case_id=case.pk, by=world.yan)
    attempt.refresh_from_db()
    paper = acceptance_paper(done, attempt)
    assert done.status == Status.PASSED
    assert [(each.item, each.verdict, each.note) for each in paper.references] == [
        ("顶棚、墙面、地面平整度", "未达到", "偏差 4 mm")
    ]
    assert not any(each.is_reference for each in paper.of_plan)
    assert states_its_hash(done, attempt)
    (shown,) = acceptance_view(world.wang, done).attempts
    assert (shown.checked, shown.total) == (10, 10)


def test_a_reference_is_no_item_to_mend(world: World) -> None:
    case: Case = make_works_case(world, "attempt")
    with clock.at(later(17)):
        below = Found(ItemOutcome.DISAGREES, note="偏差 4 mm")
        bad = Found(ItemOutcome.DISAGREES, note="仍为旧开关")
        go_through(world, case, reference_flatness=below, hazard__1=bad)
        verdict(world, case, Verdict.FAIL)
        services.conclude(case_id=case.pk, by=world.yan)
    texts = AcceptanceAttempt.objects.get(case=case).rectifications.values_list("text", flat=True)
    assert list(texts) == ["隐患设施卫生间无漏电保护未更换：仍为旧开关"]
