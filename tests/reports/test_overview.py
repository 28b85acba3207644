"""总览: every number opens to as many cases, each body its own, the target's bureaus beside the others."""

from __future__ import annotations

import re
from datetime import date

import pytest

from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.orgs.models import Organisation
from apps.programs.services import change_span_target, set_targets
from apps.reports.models import WeekSnapshot
from apps.reports.queries.figures import figure_page
from apps.reports.queries.ledger import week
from apps.reports.queries.opened import Cut, Place, turn
from apps.reports.queries.opening import OpenedFigure, open_figure
from apps.reports.queries.overview import Overview, overview_of
from apps.reports.queries.pages import of_the_week
from apps.reports.rules.figures import Figure
from tests.factories.copies import kept
from tests.factories.weeks import FIRST, advance, due_morning, finished, in_week, removed, snapshot, started
from tests.factories.world import World

pytestmark = pytest.mark.django_db

ALL = Cut()


@pytest.fixture
@kept
def story(world: World) -> World:
    """Two weeks of 上城 (target 30) and 西湖 (no target): 上城 completes two, 西湖 one; one each stays."""
    households = {world.shangcheng: 30, world.xihu: None}
    set_targets(by=SYSTEM, program=world.program, households=households, source="演示假设")
    with clock.at(in_week(FIRST)):
        early, late, gone = started(world), started(world), started(world)
        other = started(world, by=world.bei)
        finished(early, world.zhou)
    for bureau in (world.shangcheng, world.xihu):
        snapshot(world, FIRST, bureau)
    with clock.at(in_week(FIRST + 1)):
        finished(late, world.zhou)
        finished(other, world.bei)
        advance(early, "pass_acceptance", world.yan)
        removed(gone, world.ling)
        started(world)
        started(world, by=world.bei)
    for bureau in (world.shangcheng, world.xihu):
        snapshot(world, FIRST + 1, bureau)
    return world


def look(world: World, who: Actor) -> Overview:
    with clock.at(due_morning(FIRST + 1)):
        return overview_of(who, world.program, today=clock.today())


def opened(world: World, who: Actor, figure: str, cut: Cut = ALL) -> OpenedFigure | None:
    with clock.at(due_morning(FIRST + 1)):
        return open_figure(who, world.program, figure, cut, Place())


def cases(found: OpenedFigure | None) -> list[str]:
    assert found is not None
    return [case.number for _, case in found.page.rows]


def test_the_numerator_is_of_the_target_s_own_bureaus(story: World) -> None:
    page = look(story, story.shi)

    assert (page.pace.target, page.pace.done, page.pace.other_done) == (30, 2, 1)
    assert page.tiles[0].value == "2"
    assert page.tiles[0].of == "/ 30"


@pytest.mark.parametrize(
    ("figure", "cut", "count"),
    [
        (Figure.DONE, Cut(), 3),
        (Figure.DONE, Cut(of="counted"), 2),
        (Figure.DONE, Cut(of="others"), 1),
        (Figure.ONGOING, Cut(), 2),
        (Figure.AMOUNT, Cut(), 5),
        (Figure.PASSED, Cut(), 1),
        (Figure.THIS_WEEK, Cut(), 2),
        (Figure.FINISHED_WEEK, Cut(), 2),
        (Figure.PASSED_WEEK, Cut(), 1),
        ("open", Cut(), 4),
        ("registered", Cut(), 6),
    ],
)
def test_a_city_s_figure_opens_to_as_many_cases(story: World, figure: str, cut: Cut, count: int) -> None:
    found = opened(story, story.shi, figure, cut)

    assert found is not None
    assert found.count == len(cases(found)) == len(set(cases(found))) == count
    assert sum(each.count for each in found.all_bureaus) == count


def test_every_link_of_a_page_opens_to_the_number_it_wears(story: World) -> None:
    for who in (story.wang, story.shi, story.sheng):
        page = look(story, who)
        parts = [part for tile in page.tiles for line in tile.lines for part in line if part.url]
        asked = [(part.text, part.url) for part in parts]
        asked += [(tile.value, tile.url) for tile in page.tiles if tile.url and "." not in tile.value]
        asked += [(str(row.step.counted), row.url) for row in page.course if row.url]
        asked += [(str(stage.count), stage.url) for stage in page.funnel.stages if stage.count]
        for text, url in asked:
            figure, query = re.fullmatch(r".*/([\w-]+)/\?(.*)", url).groups()  # type: ignore[union-attr]
            values = dict(pair.split("=") for pair in query.split("&"))
            day = date.fromisoformat(values["day"]) if "day" in values else None
            found = opened(story, who, figure, Cut(of=values.get("of", ""), day=day))
            assert found is not None, url
            assert len(cases(found)) == int(text), url


@pytest.mark.parametrize("figure", [Figure.FINISHED_WEEK, Figure.PASSED_WEEK])
def test_a_bureau_s_week_opens_who_was_completed_and_who_passed(story: World, figure: str) -> None:
    taken = WeekSnapshot.objects.get(bureau=story.shangcheng, number=FIRST + 1)
    opened_week = week(taken)
    page = figure_page(story.wang, opened_week, figure)

    assert of_the_week(opened_week) == {"finished_week": 1, "passed_week": 1}
    assert page.count == len(page.rows) == 1


def test_bureaus_follow_in_code_order(story: World) -> None:
    found = opened(story, story.shi, Figure.AMOUNT)

    assert found is not None
    assert [each.bureau for each in found.sections] == [story.shangcheng, story.xihu]


def test_a_day_in_the_middle_of_a_week_counts_what_was_recorded_by_then(story: World) -> None:
    day = clock.local(in_week(FIRST + 1)).date()
    before = opened(story, story.shi, Figure.DONE, Cut(day=date.fromordinal(day.toordinal() - 1)))
    on = opened(story, story.shi, Figure.DONE, Cut(day=day))

    assert (len(cases(before)), len(cases(on))) == (1, 3)


def test_what_left_later_in_the_week_still_counted_on_the_day(story: World) -> None:
    with clock.at(in_week(FIRST + 2)):
        revoked = WeekSnapshot.objects.filter(bureau=story.shangcheng).latest("number")
        case = revoked.bureau.bureau_cases.get(status="completed")
    with clock.at(in_week(FIRST + 2, hours=48)):
        removed(case, story.ling)
    snapshot(story, FIRST + 2)
    day = clock.local(in_week(FIRST + 2)).date()
    with clock.at(due_morning(FIRST + 2)):
        found = open_figure(story.wang, story.program, Figure.DONE, Cut(day=day), Place())
        now = open_figure(story.wang, story.program, Figure.DONE, Cut(), Place())

    assert found is not None
    assert now is not None
    assert (found.count, len(cases(found))) == (2, 2)
    assert (now.count, len(cases(now))) == (1, 1)


def test_a_bureau_sees_its_own_alone(story: World) -> None:
    own = opened(story, story.wang, Figure.DONE)

    assert own is not None
    assert own.count == 2
    assert opened(story, story.wang, Figure.DONE, Cut(bureau=story.xihu.pk)) is None
    assert opened(story, story.shi, Figure.DONE, Cut(bureau=story.xiuzhou.pk)) is None


@pytest.mark.parametrize(
    ("figure", "cut"),
    [
        ("no-such-figure", Cut()),
        (Figure.ONGOING, Cut(day=date(2026, 1, 20))),
        (Figure.DONE, Cut(day=date(2026, 12, 1))),
        ("open", Cut(day=date(2026, 1, 20))),
    ],
)
def test_what_there_is_not_opens_to_nothing(story: World, figure: str, cut: Cut) -> None:
    assert opened(story, story.shi, figure, cut) is None


def test_bureaus_without_a_target_stand_in_one_row_beside_it(story: World) -> None:
    places = look(story, story.shi).places

    assert places is not None
    (group,) = places.groups
    assert [each.bureau for each in group.places] == [story.shangcheng]
    assert group.without is not None
    assert (group.without.bureaus, group.without.done, group.without.ongoing) == ((story.xihu,), 1, 1)


def test_the_province_has_a_group_for_each_body_below_it(story: World) -> None:
    places = look(story, story.sheng).places

    assert places is not None
    uppers = [(group.upper, group.progress.done) for group in places.groups if group.progress]
    assert (Organisation.objects.get(pk=story.shi.organisation_id), 2) in uppers
    found = opened(story, story.sheng, Figure.DONE, Cut(body=story.shi.organisation_id, of="counted"))
    assert found is not None
    assert found.count == len(cases(found)) == 2


def test_who_owes_the_newest_week_stands_with_its_telephone(story: World) -> None:
    Organisation.objects.filter(pk=story.xihu.pk).update(phone="0571-0000 2001")
    late = look(story, story.shi).reporting

    assert late is not None
    assert (late.number, late.expected) == (FIRST + 1, 2)
    assert [each.snapshot.bureau.phone for each in late.owing][-1] == "0571-0000 2001"


def test_a_page_is_turned_bureau_by_bureau_and_back(story: World) -> None:
    rows = story.shangcheng.bureau_cases.model.objects.exclude(number=None)
    order = [story.shangcheng.pk, story.xihu.pk]
    counts = {pk: rows.filter(bureau_id=pk).count() for pk in order}
    whole = [row for pk in order for row in rows.filter(bureau_id=pk).order_by("number")]
    found, place = [], Place()
    for _ in range(len(whole)):
        page, more = turn(rows, order, counts, place, size=1)
        found += page
        place = Place(page[-1].bureau_id, page[-1].number)
    assert found == whole
    assert not more
    back, more = turn(rows, order, counts, Place(place.bureau, place.number, back=True), size=4)
    assert (back, more) == (whole[-5:-1], True)


def test_queries_do_not_grow_with_bureaus_and_cases(
    story: World,
    django_assert_max_num_queries: pytest.FixtureRequest,
) -> None:
    with django_assert_max_num_queries(18):  # type: ignore[operator]
        look(story, story.shi)
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        opened(story, story.sheng, Figure.DONE)


def test_a_target_over_several_years_stands_beside_the_year_s(story: World) -> None:
    with clock.at(due_morning(FIRST + 1)):
        for households, reason, day in ((6000, "", 29), (7000, "加码", 30)):
            change_span_target(
                by=story.shi,
                organisation=story.city,
                first_year=2024,
                last_year=2027,
                households=households,
                valid_from=date(2026, 1, day),
                source="示例号",
                reason=reason,
            )
    span = look(story, story.shi).span
    assert span is not None
    assert (span.households, look(story, story.wang).span) == (6000, None)
