"""Rules carry their source; the calendar knows 调休 and marks what is not announced."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest

from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused
from apps.programs.models import CalendarYear, RuleSet
from apps.programs.queries import (
    ReportTimes,
    program_of,
    report_times,
    rule_set_of,
    rules_of,
    workdays,
)
from apps.programs.services import (
    TEXT_RULES,
    RuleSpec,
    freeze_rule_set,
    load_calendar,
    open_program,
    set_milestones,
)
from tests.factories.world import NOON

pytestmark = pytest.mark.django_db


def test_the_texts_give_two_surfaces_seventy_percent_and_fifteen_days() -> None:
    rules = rules_of(freeze_rule_set(by=SYSTEM, version="v", effective_from=date(2024, 6, 26)))
    assert (rules.min_prefab_surfaces, rules.min_dry_ratio, rules.max_works_days) == (2, Decimal(70), 15)
    assert rules.acceptance_months == 1


def test_what_no_source_fixes_is_unset() -> None:
    rules = rules_of(freeze_rule_set(by=SYSTEM, version="v", effective_from=date(2024, 6, 26)))
    assert rules.filing_workdays is None
    assert rules.sources["filing_workdays"].value == "未设定"


def test_every_rule_names_source_and_strength() -> None:
    rule_set = freeze_rule_set(by=SYSTEM, version="v", effective_from=date(2024, 6, 26))
    for row in rule_set.rules.all():
        assert row.strength
        assert row.source or not row.value


def test_a_frozen_version_cannot_be_written_again() -> None:
    freeze_rule_set(by=SYSTEM, version="v", effective_from=date(2024, 6, 26))
    with pytest.raises(Refused, match="已经存在"):
        freeze_rule_set(by=SYSTEM, version="v", effective_from=date(2025, 1, 1))


def test_the_application_date_pins_the_rule_set() -> None:
    first = freeze_rule_set(by=SYSTEM, version="v1", effective_from=date(2024, 6, 26))
    second = freeze_rule_set(by=SYSTEM, version="v2", effective_from=date(2026, 7, 1))
    assert rule_set_of(date(2026, 6, 30)) == first
    assert rule_set_of(date(2026, 7, 1)) == second
    with pytest.raises(RuleSet.DoesNotExist):
        rule_set_of(date(2024, 6, 25))


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("report_cutoff_days", "0"),
        ("report_cutoff_days", "6"),
        ("report_due_time", "下班前"),
        ("max_works_days", "15天"),
        ("min_dry_ratio", "七成"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_before_it_is_frozen(code: str, value: str) -> None:
    specs = tuple(replace(spec, value=value) if spec.code == code else spec for spec in TEXT_RULES)
    with pytest.raises(Refused) as refused:
        freeze_rule_set(by=SYSTEM, version="v", effective_from=date(2024, 6, 26), specs=specs)
    assert refused.value.field == code
    assert not RuleSet.objects.exists()


def test_an_unset_threshold_checks_nothing() -> None:
    specs = tuple(RuleSpec(s.code, "", s.source, s.clause, s.strength) for s in TEXT_RULES)
    rules = rules_of(freeze_rule_set(by=SYSTEM, version="v", effective_from=date(2024, 6, 26), specs=specs))
    assert rules.min_dry_ratio is None
    assert rules.max_works_days is None


def test_a_make_up_saturday_is_a_workday_and_a_holiday_thursday_is_not() -> None:
    load_calendar(by=SYSTEM, year=2026)
    days = workdays()
    assert not days.is_workday(date(2026, 10, 1))
    assert days.is_workday(date(2026, 10, 10))
    assert not days.is_workday(date(2026, 10, 11))


def test_an_unannounced_year_is_provisional() -> None:
    load_calendar(by=SYSTEM, year=2099)
    assert CalendarYear.objects.get(year=2099).provisional
    assert 2099 in workdays().provisional_years


def test_loading_a_calendar_again_changes_nothing() -> None:
    load_calendar(by=SYSTEM, year=2026)
    before = workdays()
    load_calendar(by=SYSTEM, year=2026)
    assert workdays() == before


def test_the_three_milestones_stand_in_the_programme_year() -> None:
    with clock.at(NOON):
        program = open_program(by=SYSTEM, year=2026, name="2026", group="g")
        set_milestones(by=SYSTEM, program=program)
    assert program_of(date(2026, 9, 1)) == program
    assert [(m.due_on, int(m.share), m.measure) for m in program.milestones.all()] == [
        (date(2026, 9, 30), 60, "completed"),
        (date(2026, 11, 30), 100, "completed"),
        (date(2026, 12, 20), 100, "passed"),
    ]


def test_report_times_are_those_of_the_rule_set_in_force_when_the_year_begins() -> None:
    specs = tuple(
        RuleSpec(
            spec.code,
            {"report_due_time": "16:00", "report_cutoff_days": "2"}.get(spec.code, spec.value),
            spec.source,
            spec.clause,
            spec.strength,
        )
        for spec in TEXT_RULES
    )
    freeze_rule_set(by=SYSTEM, version="v1", effective_from=date(2024, 6, 26))
    freeze_rule_set(by=SYSTEM, version="v2", effective_from=date(2026, 7, 1), specs=specs)
    assert report_times(2026) == ReportTimes(time(17, 30), 1)
    assert report_times(2027) == ReportTimes(time(16, 0), 2)
    assert report_times(2023) == ReportTimes(time(17, 30), 1)
