"""A street, an upper body or a bureau changes in the middle of a year: the weekly tables (0010, 0118)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from apps.cases.models import Case
from apps.cases.services import take_due_effects
from apps.inspections.enums import WorksDay
from apps.inspections.models import WorksCorrection
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.orgs.models import Organisation
from apps.orgs.services import Heir, plan_coverage, plan_merge, plan_reporting, plan_succession
from apps.reports.models import SnapshotMovement, WeekSnapshot
from apps.reports.queries.ledger import candidates
from apps.reports.queries.live_counts import live_differences
from apps.reports.queries.members import standing_members
from apps.reports.queries.noted import corrected_days
from apps.reports.queries.weeks import all_weeks
from apps.reports.services import take_due_snapshots
from apps.reports.services.counts import verify_counts
from tests.factories.copies import kept
from tests.factories.weeks import FIRST, advance, finished, in_week, started
from tests.factories.world import World

pytestmark = pytest.mark.django_db
NEXT = FIRST + 1
QINGBO = "330102001"
MOVE = date(2026, 1, 25)
"""The Sunday of the week after the first."""


def at(day: date, hour: int = 0, minute: int = 1) -> datetime:
    return datetime.combine(day, time(hour, minute), clock.SHANGHAI)


def sealed(number: int) -> dict[str, WeekSnapshot]:
    """Take every week through a number; return that week's by the bureau's short name."""
    with clock.at(all_weeks(2026)[number - 1].cutoff_at + timedelta(minutes=15)):
        take_due_snapshots()
    rows = WeekSnapshot.objects.filter(number=number, program__year=2026).select_related("bureau")
    return {row.bureau.short_name: row for row in rows}


def takes_effect(day: date = MOVE) -> list[int]:
    with clock.at(at(day)):
        return list(take_due_effects())


def told(week: WeekSnapshot) -> list[tuple[str, int, str]]:
    rows = SnapshotMovement.objects.filter(snapshot=week).order_by("delta", "pk")
    return [(row.kind, row.delta, row.reason) for row in rows]


@pytest.fixture
@kept
def cases(world: World) -> dict[str, Case]:
    """Two homes in 清波 and one in 湖滨's neighbour 北山, under works or complete in the first week."""
    with clock.at(in_week(FIRST)):
        found = {"ongoing": started(world, "70000"), "done": started(world, "50000")}
        found["done"] = finished(found["done"], world.zhou)
        found["theirs"] = started(world, "30000", by=world.bei)
    return found


@pytest.fixture
@kept
def moved(world: World, cases: dict[str, Case]) -> dict[str, WeekSnapshot]:
    """清波 is 西湖's from Sunday on; returns the weeks before."""
    before = sealed(FIRST)
    with clock.at(in_week(NEXT)):
        plan_coverage(
            by=SYSTEM,
            organisation_id=world.xihu.pk,
            regions=[QINGBO],
            effective_on=MOVE,
            reason="示例：区划调整",
        )
    assert takes_effect() == [2]
    return before


def test_the_week_of_the_move_takes_households_out_here_and_in_there(
    moved: dict[str, WeekSnapshot],
) -> None:
    after = sealed(NEXT)
    assert told(after["上城"]) == [("out", -1, "辖区调整，划出")] * 2
    assert told(after["西湖"]) == [("in", 1, "辖区调整，划入")] * 2
    assert (after["上城"].opening, after["上城"].removed, after["上城"].closing) == (2, 2, 0)
    xihu = after["西湖"]
    assert (xihu.opening, xihu.added, xihu.done, xihu.ongoing) == (1, 2, 1, 2)
    assert xihu.amount == Decimal(150000)


def test_the_week_before_stays_as_it_was_sealed(moved: dict[str, WeekSnapshot]) -> None:
    def figures(week: WeekSnapshot) -> tuple[object, ...]:
        return week.done, week.ongoing, week.amount, week.manifest_hash

    before = {name: figures(week) for name, week in moved.items()}
    sealed(NEXT)
    assert {name: figures(week) for name, week in sealed(FIRST).items()} == before


def test_a_street_succeeded_in_another_county_is_taken_out_here_and_in_there(
    world: World, cases: dict[str, Case]
) -> None:
    before = sealed(FIRST)
    with clock.at(in_week(NEXT)):
        plan_succession(
            by=SYSTEM,
            organisation_id=world.shangcheng.pk,
            region=QINGBO,
            heirs=[Heir("330106099", "示例新街道")],
            effective_on=MOVE,
            reason="示例：区划调整",
        )
    assert takes_effect() == [2]
    after = sealed(NEXT)
    assert told(after["上城"]) == [("out", -1, "辖区调整，划出")] * 2
    assert told(after["西湖"]) == [("in", 1, "辖区调整，划入")] * 2
    assert (before["上城"].closing, after["上城"].closing, after["西湖"].closing) == (2, 0, 3)
    assert all(verify_counts(newest=after[name]).agrees for name in ("上城", "西湖"))


def test_every_household_is_counted_by_one_bureau(
    world: World, cases: dict[str, Case], moved: dict[str, WeekSnapshot]
) -> None:
    sealed(NEXT)
    sets = [set(standing_members(body.pk, world.program.pk)) for body in Organisation.objects.all()]
    assert sorted(pk for each in sets for pk in each) == sorted(case.pk for case in cases.values())


@pytest.mark.parametrize("number", [NEXT, NEXT + 1])
def test_the_recount_from_the_records_agrees_in_both_districts(
    moved: dict[str, WeekSnapshot], number: int
) -> None:
    for name in ("上城", "西湖"):
        assert verify_counts(newest=sealed(number)[name]).agrees


def test_what_starts_in_the_week_of_the_move_is_the_new_bureaus_alone(
    world: World,
) -> None:
    sealed(FIRST)
    # In no table yet, so that nothing is taken out of one.
    with clock.at(in_week(NEXT)):
        started(world, "70000")
        plan_coverage(
            by=SYSTEM, organisation_id=world.xihu.pk, regions=[QINGBO], effective_on=MOVE, reason="示例"
        )
    takes_effect()
    after = sealed(NEXT)
    assert (told(after["上城"]), told(after["西湖"])) == ([], [("in", 1, "")])


def test_a_household_that_comes_and_goes_in_one_week_moves_nothing(
    world: World, cases: dict[str, Case], moved: dict[str, WeekSnapshot]
) -> None:
    back = MOVE + timedelta(days=1)
    with clock.at(at(MOVE, 12)):
        plan_coverage(
            by=SYSTEM,
            organisation_id=world.shangcheng.pk,
            regions=[QINGBO],
            effective_on=back,
            reason="示例：改回",
        )
    takes_effect(back)
    after = sealed(NEXT)
    assert told(after["上城"]) == told(after["西湖"]) == []
    assert verify_counts(newest=after["上城"]).agrees
    assert verify_counts(newest=after["西湖"]).agrees


def test_an_effect_at_the_very_cut_off_counts_in_the_week_that_begins(
    world: World, cases: dict[str, Case]
) -> None:
    sealed(FIRST)
    thursday = clock.local(all_weeks(2026)[NEXT - 1].cutoff_at).date()
    with clock.at(in_week(NEXT)):
        plan_coverage(
            by=SYSTEM,
            organisation_id=world.xihu.pk,
            regions=[QINGBO],
            effective_on=thursday,
            reason="示例",
        )
    takes_effect(thursday)
    assert told(sealed(NEXT)["西湖"]) == []
    assert len(told(sealed(NEXT + 1)["西湖"])) == 2


def test_another_upper_body_decides_on_the_weeks_due_from_its_day(
    world: World, cases: dict[str, Case]
) -> None:
    sealed(FIRST)
    with clock.at(in_week(NEXT)):
        plan_reporting(
            by=SYSTEM,
            organisation_id=world.xihu.pk,
            reports_to=world.province,
            effective_on=MOVE,
            reason="示例：直接报送",
        )
    takes_effect()
    assert sealed(FIRST)["西湖"].reports_to == world.city
    after = sealed(NEXT)["西湖"]
    assert (after.reports_to, after.added, after.removed, after.closing) == (world.province, 0, 0, 1)
    assert Case.objects.get(pk=cases["theirs"].pk).city_bureau is None


@pytest.fixture
@kept
def merged(world: World, cases: dict[str, Case]) -> dict[str, WeekSnapshot]:
    """西湖 goes up in 上城 on Sunday; returns the weeks before."""
    before = sealed(FIRST)
    with clock.at(in_week(NEXT)):
        plan_merge(
            by=SYSTEM,
            organisation_id=world.xihu.pk,
            into=world.shangcheng,
            effective_on=MOVE,
            reason="示例：机构合并",
        )
    takes_effect()
    return before


def test_a_merged_bureaus_households_enter_the_successors_table(merged: dict[str, WeekSnapshot]) -> None:
    after = sealed(NEXT)
    assert told(after["上城"]) == [("in", 1, "辖区调整，划入")]
    assert (after["上城"].opening, after["上城"].closing) == (2, 3)
    assert verify_counts(newest=after["上城"]).agrees


def test_a_merged_bureaus_last_week_empties_it_and_is_owed_by_nobody(
    merged: dict[str, WeekSnapshot],
) -> None:
    last = sealed(NEXT)["西湖"]
    assert (last.opening, last.removed, last.closing, last.is_owed) == (1, 1, 0, False)
    assert verify_counts(newest=last).agrees
    assert "西湖" not in sealed(NEXT + 1)


def test_the_city_sums_each_household_once_after_a_merger(
    world: World, merged: dict[str, WeekSnapshot]
) -> None:
    sealed(NEXT)
    newest = WeekSnapshot.objects.visible_to(world.shi).newest_each()
    assert [(week.bureau.short_name, week.closing) for week in newest] == [("上城", 3)]


def test_the_counts_of_the_moment_follow(world: World, moved: dict[str, WeekSnapshot]) -> None:
    assert not live_differences(world.shangcheng.pk)
    assert not live_differences(world.xihu.pk)


def test_what_has_moved_since_is_not_entered_by_name_in_the_week_before(
    world: World, moved: dict[str, WeekSnapshot], cases: dict[str, Case]
) -> None:
    with clock.at(at(MOVE, 12)):
        for bureau in ("上城", "西湖"):
            assert candidates(moved[bureau], only=cases["done"].pk) == []


def goes_over(world: World, to: Organisation, on: date) -> None:
    with clock.at(at(on - timedelta(days=1), 12)):
        plan_coverage(
            by=SYSTEM, organisation_id=to.pk, regions=[QINGBO], effective_on=on, reason="示例：区划调整"
        )
    takes_effect(on)


def test_a_household_that_goes_and_comes_back_weeks_later_is_recounted_as_it_was_kept(
    world: World, cases: dict[str, Case]
) -> None:
    with clock.at(in_week(FIRST, hours=1)):
        advance(cases["done"], "pass_acceptance", world.yan)
    sealed(FIRST)
    goes_over(world, world.xihu, MOVE)
    sealed(NEXT)
    goes_over(world, world.shangcheng, MOVE + timedelta(days=7))
    for name in ("上城", "西湖"):
        assert verify_counts(newest=sealed(NEXT + 1)[name]).agrees
        assert verify_counts(newest=sealed(NEXT + 2)[name]).agrees


def test_what_starts_anew_weeks_after_it_was_handed_over_did_not_come_that_week(
    moved: dict[str, WeekSnapshot], world: World, cases: dict[str, Case]
) -> None:
    sealed(NEXT)
    case = Case.objects.get(pk=cases["ongoing"].pk)
    with clock.at(in_week(NEXT + 1)):
        advance(case, "replace_enterprise", world.xi, reason="更换企业")
    sealed(NEXT + 1)
    with clock.at(in_week(NEXT + 2)):
        for move in ("confirm_plan", "sign_contract", "start_works"):
            advance(case, move, world.zhou)

    assert told(sealed(NEXT + 2)["西湖"]) == [("in", 1, "更换企业后重新开工，此前已核减")]


def test_a_corrected_day_is_told_by_the_bureau_of_that_moment(world: World, cases: dict[str, Case]) -> None:
    sealed(FIRST)
    with clock.at(in_week(NEXT)):
        WorksCorrection.objects.create(
            case=cases["done"],
            day=WorksDay.START,
            before=date(2026, 1, 16),
            after=date(2026, 1, 15),
            reason="看错一天",
            made_at=clock.now(),
            made_by="王演示",
        )
    after = sealed(NEXT)
    told_before = corrected_days(after["上城"])
    goes_over(world, world.xihu, MOVE + timedelta(days=7))

    assert corrected_days(after["上城"]) == told_before != []
    assert corrected_days(after["西湖"]) == []
