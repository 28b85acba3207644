"""A year is announced from its notice: two sources are compared, what cannot be meant is refused."""

from __future__ import annotations

from datetime import date

import pytest

from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused, Stale
from apps.programs.models import CalendarYear
from apps.programs.queries import workdays, workdays_of, workdays_with
from apps.programs.rules import (
    Entry,
    Span,
    chinesecalendar_year,
    differences,
    entries_of,
    faults_of,
    holidays_year,
    spans_of,
)
from apps.programs.services import announce_year, load_calendar

REST, WORK = False, True
NATIONAL = Span("国庆节", REST, date(2027, 10, 1), date(2027, 10, 7))
SATURDAY = Span("国庆节", WORK, date(2027, 10, 9), date(2027, 10, 9))
NOTICE = "国办发明电〔2026〕演示号"


@pytest.mark.parametrize("year", range(2018, 2027))
def test_two_packages_agree_on_the_years_that_are_announced(year: int) -> None:
    ours, theirs = chinesecalendar_year(year), holidays_year(year)
    assert ours is not None
    assert theirs is not None
    assert theirs.announced
    assert differences(ours.entries, year, theirs) == ()


def test_a_day_that_one_package_has_wrong_is_named() -> None:
    known, source = chinesecalendar_year(2026), holidays_year(2026)
    assert known is not None
    assert source is not None
    without = [each for each in known.entries if each.day != date(2026, 10, 10)]
    (found,) = differences(without, 2026, source)
    assert (found.day, found.ours, found.theirs, found.source) == (
        date(2026, 10, 10),
        False,
        True,
        "holidays",
    )


def test_of_a_year_not_announced_only_the_days_fixed_by_law_are_compared() -> None:
    assert chinesecalendar_year(2099) is None
    source = holidays_year(2099)
    assert source is not None
    assert not source.announced
    missing = {each.day for each in differences([], 2099, source)}
    assert date(2099, 10, 1) in missing
    # What a notice adds beyond the law is no difference.
    rest = [*source.entries, Entry(date(2099, 10, 8), REST, "国庆节")]
    assert differences(rest, 2099, source) == ()
    worked = [*source.entries, Entry(date(2099, 9, 26), WORK, "国庆节")]
    assert date(2099, 9, 26).strftime("%a") == "Sat"
    assert differences(worked, 2099, source) == ()


def test_days_in_a_row_are_said_as_a_notice_says_them() -> None:
    spans = [NATIONAL, SATURDAY]
    assert spans_of(entries_of(spans)) == tuple(spans)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (Span("国庆节", REST, date(2027, 10, 7), date(2027, 10, 1)), "早于"),
        (Span("元旦", REST, date(2026, 12, 31), date(2027, 1, 2)), "不在 2027 年内"),
        (Span("国庆节", REST, date(2027, 10, 1), date(2027, 10, 31)), "连续 31 天"),
        (Span("国庆节", WORK, date(2027, 10, 8), date(2027, 10, 8)), "周六或周日"),
        (Span("中秋节", REST, date(2027, 10, 7), date(2027, 10, 8)), "重叠"),
    ],
)
def test_days_that_cannot_be_meant_are_named(span: Span, words: str) -> None:
    assert words in faults_of([NATIONAL, span], 2027)[1]


@pytest.mark.django_db
def test_a_provisional_year_becomes_an_announced_one() -> None:
    load_calendar(by=SYSTEM, year=2027)
    before = workdays()
    year = announce_year(by=SYSTEM, year=2027, spans=[NATIONAL, SATURDAY], source=NOTICE, version=1)
    assert (year.provisional, year.source, year.version) == (False, NOTICE, 2)
    after = workdays()
    assert after == workdays_with(before, 2027, entries_of([NATIONAL, SATURDAY]))
    assert not after.is_workday(date(2027, 10, 7))
    assert after.is_workday(date(2027, 10, 9))
    assert workdays_of(before.version) == before


@pytest.mark.django_db
def test_a_year_nobody_has_put_in_is_announced_as_well() -> None:
    spans = [Span("元旦", REST, date(2028, 1, 1), date(2028, 1, 3))]
    assert announce_year(by=SYSTEM, year=2028, spans=spans, source=NOTICE, version=0).version == 1


@pytest.mark.django_db
def test_who_saw_an_older_year_is_told() -> None:
    load_calendar(by=SYSTEM, year=2027)
    announce_year(by=SYSTEM, year=2027, spans=[NATIONAL], source=NOTICE, version=1)
    with pytest.raises(Stale):
        announce_year(by=SYSTEM, year=2027, spans=[NATIONAL], source=NOTICE, version=1)


@pytest.mark.django_db
@pytest.mark.parametrize("spans", [[], [SATURDAY]])
def test_a_notice_without_a_day_off_is_refused(spans: list[Span]) -> None:
    with pytest.raises(Refused, match="放假日"):
        announce_year(by=SYSTEM, year=2027, spans=spans, source=NOTICE, version=0)
    assert not CalendarYear.objects.exists()


@pytest.mark.django_db
def test_loading_again_takes_nothing_back_that_was_entered() -> None:
    announce_year(
        by=SYSTEM,
        year=2099,
        spans=[Span("元旦", REST, date(2099, 1, 1), date(2099, 1, 3))],
        source=NOTICE,
        version=0,
    )
    before = workdays()
    load_calendar(by=SYSTEM, year=2099)
    assert workdays() == before
