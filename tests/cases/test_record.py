"""The record tells a case as chapters: what happened in each stage, and what was changed to what."""

from __future__ import annotations

from decimal import Decimal

import pytest

from apps.audit.services import Subject, record
from apps.cases import services as cases
from apps.cases.models import Case
from apps.cases.queries import chapters as told
from apps.cases.queries import clocks
from apps.cases.queries.chapters import Chapter, Story, story_of
from apps.cases.services import correct_facts
from apps.lib import clock
from apps.lib.actors import Actor
from apps.plans.services import replace_enterprise
from tests.factories.stages import hand_back, make_staged_case, return_and_mend
from tests.factories.world import World, later, make_case

pytestmark = pytest.mark.django_db


def read(actor: Actor, case: Case, **asked: object) -> Story:
    case.refresh_from_db()
    return story_of(actor, case, clocks=clocks(case, clock.today()), **asked)  # type: ignore[arg-type]


def named(story: Story, name: str) -> Chapter:
    return next(chapter for chapter in story.chapters if chapter.name == name)


def titles(chapter: Chapter) -> list[str]:
    return [line.entry.title for line in chapter.lines]


def test_a_move_is_the_last_line_of_the_chapter_it_ends(world: World) -> None:
    story = read(world.wang, make_case(world, "filed"))

    assert [chapter.name for chapter in story.chapters] == ["定企业", "备案", "受理", "登记"]
    assert titles(named(story, "备案")) == ["备案"]
    assert titles(named(story, "登记")) == ["提交登记", "登记"]
    assert named(story, "备案").lines[0].entry.by == "王演示 · 经办 · 上城区住房和城乡建设局"
    assert named(story, "备案").lines[0].entry.detail == ""


def test_the_works_count_both_ends_and_say_that_they_were_in_time(world: World) -> None:
    case = make_staged_case(world, "passed")
    with clock.at(later(18)):
        works = named(read(world.wang, case), "施工")

    assert (works.first, works.last, works.days) == (later(7).date(), later(16).date(), 10)
    assert [(mark.text, mark.tone) for mark in works.marks] == [("没有超期", "ok")]


def test_the_present_chapter_stands_open_and_the_past_ones_tell_their_end(world: World) -> None:
    case = make_staged_case(world, "completed")
    with clock.at(later(18)):
        story = read(world.wang, case)

    assert [(chapter.name, chapter.open) for chapter in story.chapters[:3]] == [
        ("验收", True),
        ("施工", True),
        ("开工准备", False),
    ]
    assert story.chapters[0].last is None
    assert named(story, "开工准备").story == "开工 蒋样本"


def test_a_troubled_chapter_stands_open_and_says_what_troubled_it(world: World) -> None:
    case = make_staged_case(world, "received")
    with clock.at(later(1)):
        return_and_mend(world, case)
        cases.file_case(case_id=case.pk, by=world.wang)
    filing = named(read(world.wang, case), "备案")

    assert filing.open
    assert ("退回 1 次", "warn") in [(mark.text, mark.tone) for mark in filing.marks]


def test_what_goes_with_an_act_has_no_line_of_its_own(world: World) -> None:
    case = make_staged_case(world, "received")
    with clock.at(later(1)):
        hand_back(world, case)

    lines = [title for chapter in read(world.wang, case).chapters for title in titles(chapter)]

    assert "出现待办事项" not in lines
    assert "退回补正" in lines


def test_a_correction_tells_from_what_to_what_but_no_personal_value(world: World) -> None:
    case = make_case(world, "received")
    correct_facts(
        case_id=case.pk,
        by=world.zhou,
        changes={"floor_area": Decimal("66.80"), "name": "张更正"},
        reason="录入有误",
    )
    story = read(world.wang, case)

    assert [(value.label, value.before, value.after) for _, value in story.values] == [
        ("建筑面积", "68.5", "66.8")
    ]


def test_an_answered_return_tells_from_what_to_what_but_no_number(world: World) -> None:
    case = make_staged_case(world, "received")
    with clock.at(later(1)):
        return_and_mend(world, case)

    assert [(value.label, value.after) for _, value in read(world.wang, case).values] == [("家庭人数", "4")]


def test_an_enterprise_reads_no_values_of_corrections(world: World) -> None:
    case = make_staged_case(world, "confirmed")
    correct_facts(case_id=case.pk, by=world.zhou, changes={"floor_area": Decimal("66.80")}, reason="录入有误")

    assert read(world.chen, case).values == ()


def test_a_kind_leaves_the_others_out_and_counts_stay(world: World) -> None:
    case = make_staged_case(world, "completed")
    all_of_it, site = read(world.wang, case), read(world.wang, case, kind="site")

    assert [(each.label, each.count) for each in site.filters] == [
        (each.label, each.count) for each in all_of_it.filters
    ]
    assert {line.kind for chapter in site.chapters for line in chapter.lines} == {"site"}
    assert sum(each.count for each in site.filters[1:]) == site.filters[0].count


def test_a_kind_nobody_knows_shows_everything(world: World) -> None:
    case = make_case(world, "filed")

    assert read(world.wang, case, kind="x").chapters == read(world.wang, case).chapters


def test_a_new_enterprise_begins_the_chapter_of_the_plan_anew(world: World) -> None:
    case = make_staged_case(world, "confirmed")
    with clock.at(later(5)):
        replace_enterprise(
            case_id=case.pk,
            by=world.zhou,
            enterprise=world.yangben,
            reason="原企业停业",
        )
    story = read(world.wang, case)

    assert [chapter.name for chapter in story.chapters][:3] == ["方案", "合同", "方案"]
    assert [spent.name for spent in story.spent].count("方案") == 1


def test_a_long_record_continues(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(told, "PAGE", 10)
    case = make_case(world, "received")
    for _ in range(9):
        record(by=world.wang, subject=Subject("case", str(case.pk)), action="case.patrol_set")

    first = read(world.wang, case)
    older = read(world.wang, case, before=first.before)

    assert sum(len(chapter.lines) for chapter in first.chapters) == 10
    assert sum(len(chapter.lines) for chapter in older.chapters) == 2
    assert older.before == 0
