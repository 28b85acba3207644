"""分阶段巡查: owed where a body set a number of days, until the next stage begins; missed after that."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from apps.cases.models import Case
from apps.inspections.enums import PatrolStage, VisitKind
from apps.inspections.queries import works_view
from apps.inspections.queries.roster import (
    counted,
    missed,
    missed_before,
    owed,
    patrol_count,
    patrols_of,
    roster,
    stages_wanted,
)
from apps.inspections.rules.roster import StagePatrol, stage_patrols
from apps.lib import clock
from apps.programs.enums import ParameterCode
from apps.programs.models import Parameter
from tests.factories.parameters import in_force
from tests.factories.works import finish, make_works_case, show_concealed, signed_in, visit
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db
DAYS = dict.fromkeys(PatrolStage, 2)
FIRST = date(2026, 9, 8)
"""The day the works of the factory begin."""


def on(day: int) -> date:
    return FIRST + timedelta(days=day)


# --- the rule ---


def stages(
    concealed: int | None = None, finished: int | None = None, visited: tuple[int, ...] = ()
) -> dict[str, StagePatrol]:
    begun = {
        PatrolStage.ENTRY: FIRST,
        PatrolStage.CONCEALED: None if concealed is None else on(concealed),
        PatrolStage.FINISH: None if finished is None else on(finished),
    }
    found = stage_patrols(begun, DAYS, [on(day) for day in visited])
    return {each.stage.value: each for each in found}


def test_a_stage_that_has_not_begun_owes_nothing() -> None:
    assert list(stages()) == ["entry"]


def test_an_unset_number_owes_nothing() -> None:
    assert stage_patrols({PatrolStage.ENTRY: FIRST}, {PatrolStage.ENTRY: None}, []) == ()


@pytest.mark.parametrize(("today", "overdue"), [(2, False), (3, True)])
def test_a_stage_is_overdue_the_day_after_its_limit(today: int, overdue: bool) -> None:
    entry = stages()["entry"]
    assert (entry.due_on, entry.is_owed, entry.is_overdue(on(today))) == (on(2), True, overdue)


def test_a_patrol_serves_the_stage_it_falls_in() -> None:
    found = stages(concealed=3, finished=8, visited=(4,))
    assert (found["entry"].is_missed, found["concealed"].visited_on, found["finish"].is_owed) == (
        True,
        on(4),
        True,
    )


def test_a_patrol_on_the_day_two_stages_meet_serves_both() -> None:
    found = stages(concealed=3, visited=(3,))
    assert (found["entry"].visited_on, found["concealed"].visited_on) == (on(3), on(3))
    assert found["entry"].was_late


def test_entry_ends_with_the_finish_where_nothing_was_covered() -> None:
    assert stages(finished=5)["entry"].is_missed
    assert "concealed" not in stages(finished=5)


@pytest.mark.parametrize(("visited", "missed"), [((), True), ((11,), False), ((10,), False), ((12,), True)])
def test_the_finish_ends_with_the_acceptance(visited: tuple[int, ...], missed: bool) -> None:
    begun = {PatrolStage.FINISH: on(9)}
    (finish,) = stage_patrols(begun, DAYS, [on(day) for day in visited], on(11))
    assert (finish.is_missed, finish.is_owed) == (missed, False)


# --- the lists ---


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        made = make_world()
        for code in (
            ParameterCode.PATROL_ENTRY_DAYS,
            ParameterCode.PATROL_CONCEALED_DAYS,
            ParameterCode.PATROL_FINISH_DAYS,
        ):
            in_force(made.ling, made.shangcheng, code, "2")
        return made


@pytest.fixture
def case(world: World) -> Case:
    """Works of 清波街道 that began on day 8."""
    return make_works_case(world, "building")


def numbers(rows: object) -> list[str | None]:
    return [each.number for each in rows]  # type: ignore[attr-defined]


def test_unset_nothing_is_owed(case: Case) -> None:
    Parameter.objects.all().delete()
    with clock.at(later(12)):
        assert patrols_of(case) == ()


def test_who_patrols_owes_it_and_the_district_is_told_when_it_is_late(world: World, case: Case) -> None:
    with clock.at(later(8)):
        assert numbers(owed(world.zhou)) == [case.number]
        assert patrol_count(world.zhou, most=9) == 1
        assert patrol_count(world.wang, most=9) == 0
    with clock.at(later(10)):
        assert numbers(owed(world.wang, overdue=True)) == [case.number]
        assert patrol_count(world.wang, most=9) == 1


def test_another_body_s_households_are_no_concern(world: World, case: Case) -> None:
    with clock.at(later(10)):
        assert numbers(owed(world.wu)) == [], "the property company of another household"
        assert numbers(owed(world.jiang)) == [], "the enterprise patrols nothing"
        Case.objects.filter(pk=case.pk).update(patrol_organisation=world.property)
        assert numbers(owed(world.wu)) == [case.number]
        assert numbers(owed(world.zhou)) == []


def test_a_patrol_settles_its_stage_and_a_spot_check_does_not(world: World, case: Case) -> None:
    with clock.at(later(8)):
        visit(world, case, by=world.yan, kind=VisitKind.SPOT_CHECK)
        assert numbers(owed(world.zhou)) == [case.number]
        visit(world, case)
        assert numbers(owed(world.zhou)) == []


def test_lists_and_case_page_say_the_same_at_every_stage(world: World, case: Case) -> None:
    steps = [
        (8, lambda: None, ["待巡查"]),
        (9, lambda: show_concealed(world, case), ["错过，没有巡查", "待巡查"]),
        (10, lambda: visit(world, case), ["错过，没有巡查", "已巡查"]),
        (16, lambda: finish(world, case), None),
    ]
    for day, act, words in steps:
        with clock.at(later(day)):
            act()
            case.refresh_from_db()
            found = patrols_of(case)
            assert [line.patrol for line in roster(owed(world.zhou), owed_only=True).lines] == [
                each for each in found if each.is_owed
            ]
            assert [line.patrol for line in roster(missed(world.zhou), owed_only=False).lines] == [
                each for each in found if each.is_missed
            ]
            assert counted(owed(world.zhou, overdue=True)) == any(
                each.is_overdue(clock.today()) for each in found
            )
            shown = [said for _, said, _ in works_view(world.wang, case).stages]
            assert words is None or shown == words


@pytest.mark.parametrize(("shown", "more"), [(2, False), (1, False), (0, True)])
def test_a_list_is_cut_by_households_and_not_by_their_stages(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch, shown: int, more: bool
) -> None:
    with clock.at(later(9)):
        show_concealed(world, case)
    with clock.at(later(16)):
        finish(world, case)
        monkeypatch.setattr("apps.inspections.queries.roster.SHOWN", shown)
        found = roster(missed(world.zhou), owed_only=False)
    assert (len(found.lines), found.households, found.more) == (2 if shown else 0, min(shown, 1), more)


def test_the_page_asks_only_for_the_stages_that_the_actor_s_bureaus_want(world: World, case: Case) -> None:
    Parameter.objects.exclude(code=ParameterCode.PATROL_ENTRY_DAYS).delete()
    with clock.at(later(10)):
        for actor in (world.wang, world.zhou, world.shi):
            assert stages_wanted(actor) == (PatrolStage.ENTRY,)
        assert stages_wanted(world.people["xi_inspector"]) == ()
        Parameter.objects.update(organisation=world.xihu)
        assert stages_wanted(world.zhou) == (), "another district's"
        page = signed_in(world, "shi").get(reverse("inspections:patrols"))
    assert "进场要有一次巡查" in page.text


def test_works_that_began_before_they_were_registered_owe_no_early_patrol(world: World, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(backfilled=True)
    with clock.at(later(10)):
        assert numbers(owed(world.zhou)) == numbers(missed(world.zhou)) == []


def test_the_page_lists_what_the_workbench_counts(world: World, case: Case) -> None:
    with clock.at(later(10)):
        client = signed_in(world, "wang")
        page = client.get(reverse("inspections:patrols"), {"state": "overdue"})
        desk = client.get(reverse("pages:workbench"))
        refused = signed_in(world, "jiang").get(reverse("inspections:patrols"))
        elsewhere = signed_in(world, "xi_inspector").get(reverse("inspections:patrols"))
    assert "超期未巡查 1 户" in page.text
    assert "待巡查 " not in page.text, "only the open list is counted"
    assert "不作要求" in elsewhere.text, "another district has set nothing"
    assert str(case.number) in page.text
    assert "超过期限没有巡查的住户" in desk.text
    assert refused.status_code == 403


def test_an_accepted_household_is_listed_under_its_year_with_what_no_patrol_saw(world: World) -> None:
    done = make_works_case(world, "passed")
    elsewhere = signed_in(world, "xi_inspector").get(reverse("inspections:patrols"), {"state": "over"})
    with clock.at(later(40)):
        assert numbers(missed_before(world.zhou, 2026)) == [done.number]
        assert numbers(missed_before(world.zhou, 2025)) == numbers(owed(world.zhou)) == []
        shown = [line.patrol for line in roster(missed_before(world.wang, 2026), owed_only=False).lines]
        assert shown == [each for each in patrols_of(done) if each.is_missed]
        assert "完工" in [each.stage.label for each in shown]
        page = signed_in(world, "wang").get(reverse("inspections:patrols"), {"state": "over"})
    assert str(done.number) in page.text
    assert str(done.number) not in elsewhere.text
