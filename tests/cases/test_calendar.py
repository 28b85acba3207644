"""2027's holidays announced: what moves agrees with an independent count, and is reckoned anew once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.audit.models import Event
from apps.cases.models import Case
from apps.cases.queries.calendar import moved_cases, moves_under
from apps.cases.queries.case_page import clocks
from apps.cases.services import recompute_clocks, refresh_clocks, remind_due
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.outbox.models import Message
from apps.programs.enums import ParameterCode, RuleCode, Strength
from apps.programs.models import CalendarYear
from apps.programs.queries import workdays, workdays_with
from apps.programs.rules import Span, entries_of
from apps.programs.services import TEXT_RULES, announce_year, freeze_rule_set, set_parameter
from tests.factories.independent import acceptance_ends, filing_ends
from tests.factories.stages import make_staged_case
from tests.factories.world import NOON, World, make_case, make_world

pytestmark = pytest.mark.django_db
REST, WORK = False, True
LIMIT = 10
SPANS = (
    Span("元旦", REST, date(2027, 1, 1), date(2027, 1, 3)),
    Span("春节", REST, date(2027, 2, 5), date(2027, 2, 13)),
    Span("春节", WORK, date(2027, 1, 30), date(2027, 1, 30)),
    Span("春节", WORK, date(2027, 2, 20), date(2027, 2, 20)),
    Span("清明节", REST, date(2027, 4, 3), date(2027, 4, 5)),
)
"""A notice as it may come, made up: with a weekend worked before and after the longest rest."""
OFF = {each.day for each in entries_of(SPANS) if not each.worked}
MAKEUP = {each.day for each in entries_of(SPANS) if each.worked}
NOTICE = "国办发明电〔2026〕演示号"


@pytest.fixture
def world() -> Iterator[World]:
    with clock.at(NOON):
        yield make_world()


def with_limit(world: World, effect: str = "") -> World:
    """A world whose rule set has a 备案时限 of ten working days."""
    changes = {RuleCode.FILING_WORKDAYS: str(LIMIT), RuleCode.RETURN_EFFECT: effect}
    specs = tuple(replace(each, value=changes.get(each.code, each.value)) for each in TEXT_RULES)
    freeze_rule_set(by=SYSTEM, version=f"演示{effect}", effective_from=date(2024, 7, 1), specs=specs)
    return world


def announce(version: int = 1) -> CalendarYear:
    return announce_year(by=SYSTEM, year=2027, spans=SPANS, source=NOTICE, version=version)


def copies(case: Case, column: str, days: list[date]) -> list[Case]:
    """One open case a day, its clocks reckoned as every case's are."""
    made = []
    for number, day in enumerate(days):
        each = Case.objects.get(pk=case.pk)
        each.pk, each.number = uuid4(), f"演示{column}{number:04}"
        each.dwelling_key = f"{column}{number}"
        setattr(each, column, day)
        if column == "completed_on":
            each.started_on = day - timedelta(days=9)
        each._state.adding = True
        each.save(force_insert=True)
        made.append(recompute_clocks(case=each))
    return made


def days_of_winter() -> list[date]:
    return [date(2026, 12, 1) + timedelta(days=number) for number in range(100)]


def test_what_moves_agrees_with_an_independent_count(world: World) -> None:
    """The list: every case, its old day and its new one, as counted on the fingers."""
    with_limit(world)
    copies(make_staged_case(world, "completed"), "completed_on", days_of_winter())
    copies(make_case(world, "received"), "received_on", days_of_winter())
    calendar = workdays()
    expected: Counter[tuple[str, date, date]] = Counter()
    for case in Case.objects.exclude(acceptance_due_on=None, filing_due_on=None):
        if case.acceptance_due_on:
            assert case.completed_on
            label, was = "验收期", acceptance_ends(case.completed_on, calendar.holidays, calendar.makeup)
            now = acceptance_ends(case.completed_on, calendar.holidays | OFF, calendar.makeup | MAKEUP)
        else:
            assert case.received_on
            label, was = "备案时限", filing_ends(case.received_on, LIMIT, calendar.holidays, calendar.makeup)
            now = filing_ends(case.received_on, LIMIT, calendar.holidays | OFF, calendar.makeup | MAKEUP)
        if was != now:
            expected[label, was, now] += 1
    moves = moves_under(workdays_with(calendar, 2027, entries_of(SPANS)))
    assert {each[0] for each in expected} == {"验收期", "备案时限"}
    assert Counter({(each.label, each.before, each.after): each.cases for each in moves}) == expected

    listed, number = moved_cases(world.shi, moves, most=500)
    assert number == len(listed) == sum(expected.values())
    assert Counter((each.label, each.before, each.after) for each in listed) == expected

    # And what is done is what was listed.
    announce()
    assert refresh_clocks() == number
    for each in listed:
        now = Case.objects.get(pk=each.case.pk)
        assert each.after in (now.filing_due_on, now.acceptance_due_on)
    assert moves_under(workdays()) == ()


@pytest.mark.parametrize("effect", ["suspend", "restart"])
def test_cases_whose_returns_stop_the_limit_are_listed_as_they_will_stand(world: World, effect: str) -> None:
    with_limit(world, effect)
    with clock.at(NOON.replace(year=2026, month=12, day=24)):
        case = make_case(world, "received")
        back = case.returns.create(number=1, returned_at=clock.now(), returned_by="演示")
        back.resubmitted_at = clock.now() + timedelta(days=5)
        back.save()
        recompute_clocks(case=case)
    (move,) = moves_under(workdays_with(workdays(), 2027, entries_of(SPANS)))
    announce()
    refresh_clocks()
    case.refresh_from_db()
    assert (move.cases, move.after) == (1, case.filing_due_on)


def test_cases_of_a_body_with_a_limit_of_its_own_are_listed_as_they_will_stand(world: World) -> None:
    with clock.at(NOON - timedelta(days=400)):
        set_parameter(
            by=world.shi,
            organisation=world.city,
            code=ParameterCode.FILING_WORKDAYS,
            value=str(LIMIT),
            source="演示号",
            strength=Strength.LOCAL,
            valid_from=clock.today() + timedelta(days=1),
        )
    copies(make_case(world, "received"), "received_on", days_of_winter())
    moves = moves_under(workdays_with(workdays(), 2027, entries_of(SPANS)))
    listed, _ = moved_cases(world.shi, moves, most=500)
    assert len(listed) > 10

    announce()
    assert refresh_clocks() == len(listed)
    assert [each.after for each in listed] == [
        Case.objects.get(pk=each.case.pk).filing_due_on for each in listed
    ]


def test_cases_of_a_body_with_a_limit_of_its_own_are_not_read_one_by_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.cases.queries.calendar.filing_clock", None)
    test_cases_of_a_body_with_a_limit_of_its_own_are_listed_as_they_will_stand(world)


def test_the_list_is_read_a_page_at_a_time_within_the_own_scope(world: World) -> None:
    copies(make_staged_case(world, "completed"), "completed_on", days_of_winter())
    moves = moves_under(workdays_with(workdays(), 2027, entries_of(SPANS)))
    whole, number = moved_cases(world.shi, moves, most=500)
    pages = [moved_cases(world.shi, moves, start=start, most=7)[0] for start in range(0, number, 7)]
    assert [each.case.pk for page in pages for each in page] == [each.case.pk for each in whole]
    assert moved_cases(world.xi, moves) == ([], 0)


def test_counting_asks_no_more_with_more_cases(world: World) -> None:
    case = make_staged_case(world, "completed")
    copies(case, "completed_on", days_of_winter()[:10])
    days = workdays_with(workdays(), 2027, entries_of(SPANS))
    with CaptureQueriesContext(connection) as few:
        moves_under(days)
    for each in Case.objects.filter(number__startswith="演示"):
        each.number, each.dwelling_key = f"再{each.number}", f"再{each.dwelling_key}"
        each.pk, each._state.adding = uuid4(), True
        each.save(force_insert=True)
    with CaptureQueriesContext(connection) as many:
        moves_under(days)
    assert len(many) == len(few) < 6


def one_that_moves(world: World) -> Case:
    """A case accepted until Friday 5 February 2027, the first day of the longest rest."""
    (case,) = copies(make_staged_case(world, "completed"), "completed_on", [date(2027, 1, 5)])
    assert case.acceptance_due_on == date(2027, 2, 5)
    return case


def test_a_moved_day_stands_in_the_record_with_its_reason(world: World) -> None:
    case = one_that_moves(world)
    announce()
    assert refresh_clocks() == 1
    event = Event.objects.get(action="case.clock_refreshed", subject_id=str(case.pk))
    assert event.fact_values == {
        "clock": "acceptance",
        "before": "2027-02-05",
        "after": "2027-02-15",
        "because": f"2027 年放假安排（{NOTICE}）",
    }


def test_desks_are_told_once_however_many_cases_move(world: World) -> None:
    case = make_staged_case(world, "completed")
    copies(case, "completed_on", [date(2027, 1, 5), date(2027, 1, 6), date(2027, 1, 7)])
    announce()
    assert refresh_clocks() == 3
    told = Message.objects.filter(kind="due.moved")
    assert told.count() == told.values("organisation_id", "role").distinct().count() > 0
    assert NOTICE in told[0].text
    refresh_clocks()
    assert Message.objects.filter(kind="due.moved").count() == told.count()


def test_a_reminder_of_the_old_day_is_done_with_and_the_new_day_has_its_own(world: World) -> None:
    case = one_that_moves(world)
    with clock.at(NOON.replace(year=2027, month=2, day=4)):
        remind_due(case_ids=[case.pk])
        (old,) = {each.text for each in Message.objects.filter(kind="due.acceptance", done_at=None)}
        assert "2月5日" in old
        announce()
        refresh_clocks()
        open_now = Message.objects.filter(kind="due.acceptance", done_at=None)
        assert not open_now
    with clock.at(NOON.replace(year=2027, month=2, day=13)):
        remind_due(case_ids=[case.pk])
        assert {"2月15日" in each.text for each in open_now.all()} == {True}
        count = open_now.count()
        remind_due(case_ids=[case.pk])
        assert open_now.count() == count


def test_an_ended_clock_keeps_the_day_it_had(world: World) -> None:
    case = one_that_moves(world)
    Case.objects.filter(pk=case.pk).update(
        status="passed", passed_on=date(2027, 2, 4), acceptance_due_on=None
    )
    announce()
    assert refresh_clocks() == 0
    case.refresh_from_db()
    (view,) = [each for each in clocks(case, date(2027, 3, 1)) if each.label == "验收期"]
    assert view.due_on == date(2027, 2, 5)
