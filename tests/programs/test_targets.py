"""A changed target is a version with reason and date; milestones once judged stay; years follow years."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from apps.audit.models import Event
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, Stale
from apps.orgs.models import Organisation
from apps.outbox.models import Message
from apps.programs.models import Milestone, Program, SpanTarget, Target
from apps.programs.queries import targets_of
from apps.programs.services import (
    MilestoneSpec,
    change_milestones,
    change_span_target,
    change_target,
    change_year,
    milestones_version,
    open_next_year,
)
from tests.factories.racing import at_once
from tests.factories.world import NOON, World, make_world

pytestmark = pytest.mark.django_db

TODAY, LATER = date(2026, 9, 1), date(2026, 10, 8)
PAPER = "杭房局〔2026〕示例号"
YEAR_END = MilestoneSpec("11月底", date(2026, 11, 30), Decimal(100))


def changed(
    world: World, by: Actor, *, body: str = "shangcheng", households: int = 40, **more: object
) -> Target:
    said = {"valid_from": TODAY, "source": PAPER, "reason": "市里调整", "households": households} | more
    return change_target(by=by, program=world.program, organisation=getattr(world, body), **said)  # type: ignore[arg-type]


def at(world: World, day: date) -> int | None:
    return targets_of(world.program).households(world.shangcheng.pk, day)


def test_a_change_counts_from_its_day_and_the_days_before_keep_theirs(world: World) -> None:
    row = changed(world, world.shi, valid_from=LATER)

    assert (row.number, row.reason, row.recorded_by_name) == (2, "市里调整", world.shi.signature)
    assert [at(world, day) for day in (TODAY, date(2026, 10, 7), LATER)] == [30, 30, 40]


def test_the_later_decision_counts_though_an_earlier_one_begins_after_it(world: World) -> None:
    changed(world, world.shi, households=50, valid_from=LATER)
    changed(world, world.shi, households=35)

    assert at(world, LATER) == 35


def test_the_body_whose_target_it_is_is_told_and_the_change_is_recorded(world: World) -> None:
    changed(world, world.shi)

    told = Message.objects.for_desk(world.ling).get(kind="target.changed")
    assert told.title == "2026 年度上城目标：40 户"
    assert PAPER in told.text
    assert "市里调整" in told.text
    assert Event.objects.filter(action="target.changed", subject_id=str(world.program.pk)).count() == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"valid_from": date(2026, 8, 31)}, "valid_from"),
        ({"valid_from": date(2027, 1, 1)}, "valid_from"),
        ({"source": " "}, "source"),
        ({"reason": ""}, "reason"),
    ],
)
def test_a_change_that_would_rewrite_the_past_or_says_nothing_is_refused(
    world: World, more: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        changed(world, world.shi, **more)

    assert refused.value.field == field
    assert Target.objects.filter(number=2).count() == 0


def test_the_same_target_again_is_no_change(world: World) -> None:
    changed(world, world.shi)
    with pytest.raises(Refused) as refused:
        changed(world, world.shi)

    assert refused.value.code == "same"


def test_a_page_older_than_the_newest_version_is_stale(world: World) -> None:
    changed(world, world.shi, version=1)
    with pytest.raises(Stale):
        changed(world, world.shi, households=45, version=1)


@pytest.mark.parametrize("persona", ["ling", "wang", "zhou", "shenji", "xi_leader", "sheng"])
def test_only_the_body_it_reports_to_sets_a_district_s_target(world: World, persona: str) -> None:
    with pytest.raises(Refused) as refused:
        changed(world, world.people[persona])

    assert refused.value.code == "post"


def test_a_city_sets_none_for_a_county_that_reports_to_the_province(world: World) -> None:
    with pytest.raises(Refused):
        changed(world, world.shi, body="xiuzhou")
    assert changed(world, world.sheng, body="xiuzhou", reason="").households == 40


def test_city_and_province_set_the_city_s_own(world: World) -> None:
    changed(world, world.shi, body="city", households=300)
    assert changed(world, world.sheng, body="city", households=310).households == 310


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_change_one_target_at_once_make_one_version() -> None:
    with clock.at(NOON):
        world = make_world()

    def press(households: int) -> object:
        return changed(world, world.shi, households=households, version=1)

    outcomes = at_once([lambda: press(41), lambda: press(42)], moment=NOON)

    assert sorted(type(each).__name__ for each in outcomes) == ["Stale", "Target"]
    assert Target.objects.filter(organisation=world.shangcheng, number=2).count() == 1


def span(world: World, **more: object) -> SpanTarget:
    said = {
        "households": 6000,
        "valid_from": TODAY,
        "source": "浙建管发〔2024〕80号",
        "last_year": 2027,
    } | more
    return change_span_target(by=world.sheng, organisation=world.province, first_year=2026, **said)  # type: ignore[arg-type]


def test_a_target_over_several_years_has_versions_too(world: World) -> None:
    assert (span(world).number, span(world, households=7000, reason="加码").number) == (1, 2)


def test_a_span_of_one_year_is_none(world: World) -> None:
    with pytest.raises(Refused) as refused:
        span(world, last_year=2026)
    assert refused.value.field == "last_year"


def milestones(world: World, *rows: MilestoneSpec, body: Organisation | None = None, **more: object) -> int:
    said = {"source": PAPER, "reason": "市里调整"} | more
    return change_milestones(
        by=world.shi,
        program=world.program,
        organisation=body or world.city,
        milestones=rows,
        **said,  # type: ignore[arg-type]
    )


def own_milestones(world: World) -> list[tuple[str, int]]:
    rows = Milestone.objects.filter(organisation=world.city)
    return [(row.name, int(row.share)) for row in rows]


def test_a_body_gets_milestones_of_its_own(world: World) -> None:
    milestones(world, MilestoneSpec("9月底", date(2026, 9, 30), Decimal(60)), YEAR_END, reason="")

    assert own_milestones(world) == [("9月底", 60), ("11月底", 100)]


def test_a_milestone_whose_day_is_over_stays_as_it_was_judged(world: World) -> None:
    milestones(world, MilestoneSpec("9月底", date(2026, 9, 30), Decimal(60)), YEAR_END)
    with clock.at(NOON.replace(month=10, day=9)):
        with pytest.raises(Refused) as refused:
            milestones(world, MilestoneSpec("9月底", date(2026, 9, 30), Decimal(50)), YEAR_END)
        assert refused.value.code == "twice"
        milestones(world, MilestoneSpec("10月底", date(2026, 10, 31), Decimal(80)))

    assert own_milestones(world) == [("9月底", 60), ("10月底", 80)]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (MilestoneSpec("八月", date(2026, 8, 31), Decimal(60)), "past"),
        (MilestoneSpec("明年", date(2027, 1, 31), Decimal(60)), "outside"),
        (MilestoneSpec("过多", date(2026, 11, 30), Decimal(101)), "share"),
    ],
)
def test_milestones_that_cannot_be_meant_are_refused(world: World, row: MilestoneSpec, code: str) -> None:
    with pytest.raises(Refused) as refused:
        milestones(world, row)
    assert refused.value.code == code


def test_milestones_changed_meanwhile_make_a_page_stale(world: World) -> None:
    seen = milestones_version(world.program, world.city)
    milestones(world, YEAR_END, version=seen)
    with pytest.raises(Stale):
        milestones(world, version=seen)


def test_the_next_year_takes_group_and_milestones_over_and_no_target(world: World) -> None:
    milestones(world, YEAR_END)
    opened = open_next_year(by=world.shi, program=world.program)

    assert (opened.year, opened.group, opened.opens_on) == (2027, world.program.group, date(2027, 1, 1))
    own = opened.milestones.get(organisation=world.city)
    assert (own.due_on, own.is_assumption) == (date(2027, 11, 30), True)
    assert not opened.targets.exists()
    assert Message.objects.for_desk(world.ling).filter(title="2027 年度已开启").exists()


def test_a_year_is_opened_once(world: World) -> None:
    open_next_year(by=world.shi, program=world.program)
    with pytest.raises(Refused) as refused:
        open_next_year(by=world.sheng, program=world.program)

    assert refused.value.code == "exists"
    assert Program.objects.filter(year=2027).count() == 1


@pytest.mark.parametrize("persona", ["ling", "zhou", "shenji"])
def test_a_district_opens_no_year(world: World, persona: str) -> None:
    with pytest.raises(Refused):
        open_next_year(by=world.people[persona], program=world.program)


def year_changed(world: World, by: Actor, until: date | None, version: int = 1) -> Program:
    return change_year(
        by=by,
        program=world.program,
        name="2026 年度",
        late_facts_until=until,
        linked_programmes=None,
        reason="按省厅通知",
        version=version,
    )


def test_the_closing_day_for_late_facts_is_set_and_every_bureau_is_told(world: World) -> None:
    assert year_changed(world, world.sheng, date(2027, 1, 15)).late_facts_until == date(2027, 1, 15)
    told = Message.objects.for_desk(world.xi_leader).get(kind="program.changed")
    assert told.title == "2026 年度年终核定补录截止：2027年1月15日"


@pytest.mark.parametrize("until", [date(2026, 12, 31), date(2026, 8, 1)])
def test_a_closing_day_within_the_year_is_refused(world: World, until: date) -> None:
    with pytest.raises(Refused) as refused:
        year_changed(world, world.sheng, until)
    assert refused.value.field == "late_facts_until"


def test_a_city_closes_no_year_where_the_province_works_on_the_site(world: World) -> None:
    with pytest.raises(Refused):
        year_changed(world, world.shi, date(2027, 1, 15))


def test_a_stale_page_changes_no_year(world: World) -> None:
    year_changed(world, world.sheng, date(2027, 1, 15))
    with pytest.raises(Stale):
        year_changed(world, world.sheng, None)


def test_a_taken_over_milestone_is_confirmed_by_taking_the_assumption_off(world: World) -> None:
    milestones(world, YEAR_END, is_assumption=True)
    milestones(world, YEAR_END)
    with pytest.raises(Refused) as refused:
        milestones(world, YEAR_END)
    assert refused.value.code == "same"
