"""工作日历: the effect is listed before a year is announced, and done once in one act."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from apps.administration.queries.calendar import effect_of
from apps.administration.services import announce
from apps.audit.models import Event
from apps.cases.models import Case
from apps.cases.services import recompute_clocks
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.calendars import WorkDays
from apps.lib.decisions import Refused
from apps.outbox.models import Job, Message
from apps.outbox.services import run_job
from apps.programs.models import CalendarYear
from apps.programs.queries import workdays
from apps.programs.rules import Span
from apps.reports.rules.thursdays import due_moves, renumbers
from tests.factories.independent import ONE, acceptance_ends, report_due, works
from tests.factories.stages import make_staged_case
from tests.factories.world import NOON, World, user_of

SPRING = Span("春节", False, date(2027, 2, 5), date(2027, 2, 13))
SPANS = (
    Span("元旦", False, date(2027, 1, 1), date(2027, 1, 3)),
    SPRING,
    Span("春节", True, date(2027, 1, 30), date(2027, 1, 30)),
    Span("国庆节", False, date(2027, 10, 1), date(2027, 10, 8)),
)
NOTICE = "国办发明电〔2026〕演示号"


def a_case_due(world: World, completed: date) -> Case:
    case = make_staged_case(world, "completed")
    case.started_on, case.completed_on = completed - timedelta(days=9), completed
    case.save()
    return recompute_clocks(case=case)


def say(world: World, by: Actor, spans: tuple[Span, ...] = SPANS, version: int = 1) -> CalendarYear:
    return announce(year=2027, by=by, version=version, source=NOTICE, spans=spans)


def typed(version: int = 1, **more: str) -> dict[str, str]:
    found = {"version": str(version), "key": "0" * 31 + "1", "source": NOTICE, **more}
    for number, span in enumerate(SPANS):
        found |= {
            f"spans-{number}-name": span.name,
            f"spans-{number}-kind": "worked" if span.worked else "rest",
            f"spans-{number}-first": span.first.isoformat(),
            f"spans-{number}-last": span.last.isoformat(),
        }
    return found


def signed_in(world: World, persona: str) -> Client:
    client = Client()
    client.force_login(user_of(world.people[persona]))
    return client


YEAR_PAGE = "/administration/calendar/2027/"
DAYS = st.dates(date(2027, 1, 1), date(2027, 12, 31))
RESTS = st.lists(st.tuples(DAYS, st.integers(0, 8)), max_size=8)


def days_of(rests: list[tuple[date, int]]) -> set[date]:
    return {first + timedelta(days=n) for first, length in rests for n in range(length + 1)}


@given(old=RESTS, new=RESTS, worked=st.sets(DAYS.filter(lambda day: day.weekday() > 4), max_size=6))
def test_thursdays_that_move_agree_with_an_independent_count(
    old: list[tuple[date, int]], new: list[tuple[date, int]], worked: set[date]
) -> None:
    """Every Thursday of the year and of the January after it, walked back on the fingers."""
    before, after, makeup = days_of(old), days_of(new), worked - days_of(new)
    expected = []
    day = date(2027, 1, 1)
    while day <= date(2028, 1, 31):
        if day.strftime("%a") == "Thu":
            was, now = report_due(day, before, ()), report_due(day, after, makeup)
            if was != now:
                expected.append((day, was, now))
        day += ONE
    found = due_moves(2027, WorkDays(frozenset(before)), WorkDays(frozenset(after), frozenset(makeup)))
    assert [(each.thursday, each.before, each.after) for each in found] == expected
    assert all(works(each.after, after, makeup) for each in found)


def test_a_rest_over_two_thursdays_makes_one_week_of_two() -> None:
    rest = frozenset(days_of([(date(2027, 10, 1), 7), (date(2027, 9, 30), 0)]))
    moves = due_moves(2027, WorkDays(), WorkDays(rest))
    assert [(each.after, each.joins) for each in moves] == [
        (date(2027, 9, 29), False),
        (date(2027, 9, 29), True),
    ]
    assert renumbers(2027, WorkDays(), WorkDays(rest), date(2027, 12, 1))
    assert not renumbers(2027, WorkDays(), WorkDays(rest), date(2027, 9, 1))


@pytest.mark.django_db
def test_the_effect_lists_thursdays_and_cases_before_anything_is_written(world: World) -> None:
    case = a_case_due(world, date(2027, 1, 5))
    effect = effect_of(world.shi, 2027, SPANS)
    (move,) = effect.moves
    off = {SPRING.first + timedelta(days=n) for n in range(9)}
    assert (move.before, move.after) == (date(2027, 2, 5), acceptance_ends(date(2027, 1, 5), off, ()))
    assert [each.case.pk for each in effect.cases] == [case.pk]
    assert [(each.bureau.pk, each.cases) for each in effect.bureaus] == [(world.shangcheng.pk, 1)]
    assert [(each.move.after, each.move.joins, each.kept) for each in effect.weeks] == [
        (date(2027, 2, 4), True, False),
        (date(2027, 9, 30), True, False),
    ]
    assert CalendarYear.objects.get(pk=2027).provisional


@pytest.mark.django_db
def test_announcing_reckons_anew_once_and_tells_the_bureaus(world: World) -> None:
    case = a_case_due(world, date(2027, 1, 5))
    say(world, world.shi)
    (job,) = Job.objects.filter(task="cases.refresh_clocks")
    run_job(job.pk, beats=False)
    run_job(job.pk, beats=False)
    case.refresh_from_db()
    assert case.acceptance_due_on == date(2027, 2, 14) + ONE
    (event,) = Event.objects.filter(action="case.clock_refreshed")
    assert (event.signature, event.fact_values["because"]) == (
        world.shi.name,
        f"2027 年放假安排（{NOTICE}）",
    )
    told = Message.objects.filter(kind="report.moved", organisation_id=world.shangcheng.pk)
    assert {each.role for each in told} == {"district_clerk", "district_reviewer", "district_leader"}
    assert NOTICE in told[0].text


@pytest.mark.django_db
def test_the_same_days_again_reckon_nothing(world: World) -> None:
    say(world, world.shi)
    say(world, world.shi, version=2)
    assert Job.objects.filter(task="cases.refresh_clocks").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("persona", ["ling", "guan", "wang", "chen", "shenji"])
def test_only_city_and_province_announce(world: World, persona: str) -> None:
    with pytest.raises(Refused, match="市级、省级"):
        say(world, world.people[persona])
    # To another bureau's desks the address does not exist.
    expected = 404 if persona in ("ling", "wang") else 403
    assert signed_in(world, persona).get(YEAR_PAGE).status_code == expected
    assert signed_in(world, persona).get(reverse("administration:calendar")).status_code == 403


@pytest.mark.django_db
def test_weeks_that_have_come_are_not_made_one(world: World) -> None:
    with clock.at(NOON.replace(year=2027, month=11)), pytest.raises(Refused, match="并为一期"):
        say(world, world.shi, (*SPANS, Span("演示", False, date(2027, 9, 30), date(2027, 9, 30))))
    assert CalendarYear.objects.get(pk=2027).provisional


@pytest.mark.django_db
def test_the_page_writes_only_days_whose_effect_was_shown(world: World) -> None:
    client = signed_in(world, "shi")
    first = client.post(YEAR_PAGE, typed())
    assert "公布以后会变的" in first.content.decode()
    assert CalendarYear.objects.get(pk=2027).provisional
    seen = first.context["seen"]
    other = client.post(YEAR_PAGE, typed(seen=seen) | {"spans-0-last": "2027-01-04"})
    assert "公布以后会变的" in other.content.decode()
    assert CalendarYear.objects.get(pk=2027).provisional
    done = client.post(YEAR_PAGE, typed(seen=seen))
    assert (done.status_code, done["Location"]) == (302, reverse("administration:calendar"))
    assert CalendarYear.objects.get(pk=2027).source == NOTICE
    assert not workdays().is_workday(date(2027, 10, 8))


@pytest.mark.django_db
def test_a_line_that_cannot_be_meant_is_marked_and_nothing_is_lost(world: World) -> None:
    answer = signed_in(world, "shi").post(YEAR_PAGE, typed(look="1") | {"spans-3-last": "2027-09-01"})
    text = answer.content.decode()
    assert (answer.status_code, "结束日早于开始日" in text, NOTICE in text) == (422, True, True)


@pytest.mark.django_db
def test_a_year_ahead_that_nobody_has_put_in_can_be_announced(world: World) -> None:
    client = signed_in(world, "guan_city")
    assert client.get("/administration/calendar/2028/").status_code == 200
    assert client.get("/administration/calendar/2040/").status_code == 404
