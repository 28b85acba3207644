"""The 备案时限 of a case through its returns (P4): unset by default, and silence never files."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from apps.cases.enums import DefectKind, Status
from apps.cases.queries import clocks, returns_of
from apps.cases.services import (
    Answer,
    ReturnItem,
    file_case,
    hand_in,
    judge_answers,
    receive_case,
    resubmit_case,
    return_case,
)
from apps.documents.enums import FileKind
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.programs.enums import RuleCode
from apps.programs.services import TEXT_RULES, freeze_rule_set
from tests.factories.returns import (
    AREA,
    FINE,
    MENDED,
    PROXY,
    YEAR,
    by_agent,
    scanned,
)
from tests.factories.world import World, make_case

# --- the limit ---


def limited(**values: str) -> None:
    """Let the rules in force set the parameters of the filing limit."""
    codes = {RuleCode(code): value for code, value in values.items()}
    specs = tuple(replace(each, value=codes.get(each.code, each.value), source="本地") for each in TEXT_RULES)
    freeze_rule_set(by=SYSTEM, version="limited", effective_from=date(2026, 1, 2), specs=specs)


def at(day: int, hour: int = 10) -> datetime:
    """A moment of September 2026 in Shanghai."""
    return datetime(2026, 9, day, hour - 8, tzinfo=UTC)


def test_an_unset_limit_checks_nothing(world: World) -> None:
    case = make_case(world, "received")
    assert case.filing_due_on is None
    assert clocks(case, clock.today()) == []


def test_returned_answered_returned_late_answered_and_filed_on_the_last_day(world: World) -> None:
    """Two documents and a field, then a new item on unchanged content; 5 workdays over a make-up Sunday."""
    limited(filing_workdays="5", return_effect="suspend")
    case = by_agent(world, "submitted")
    form = ReturnItem("application_form", DefectKind.WRONG, "请由装修人重签")
    with clock.at(at(16)):  # Wednesday
        receive_case(case_id=case.pk, by=world.zhou)
        early = scanned(world.zhou, kind=FileKind.MATERIAL, compared=False)
        hand_in(case_id=case.pk, by=world.zhou, material="application_form", paper=early)
    case.refresh_from_db()
    assert case.filing_due_on == date(2026, 9, 22)
    with clock.at(at(17)):  # the first workday
        return_case(case_id=case.pk, by=world.wang, items=[PROXY, form, AREA])
    case.refresh_from_db()
    assert case.filing_due_on is None
    with clock.at(at(18)):  # with the household
        papers = {
            "authority": Answer(paper=scanned(world.zhou)),
            "application_form": Answer(paper=scanned(world.zhou, kind=FileKind.MATERIAL)),
        }
        resubmit_case(case_id=case.pk, by=world.zhou, changes=MENDED, answers=papers)
    with clock.at(at(20)):  # the make-up Sunday, the second workday
        fine = dict.fromkeys(("authority", "application_form", "floor_area"), FINE)
        late = replace(YEAR, late_reason="上次漏看了建成年份")
        judge_answers(case_id=case.pk, by=world.wang, judged=fine, items=[late])
    with clock.at(at(21)):  # with the household
        resubmit_case(case_id=case.pk, by=world.zhou, changes={"built_year": 1987})
    case.refresh_from_db()
    assert case.filing_due_on == date(2026, 9, 24)
    with clock.at(at(24)):  # Tuesday to Thursday: the third to the fifth
        judge_answers(case_id=case.pk, by=world.wang, judged={"built_year": FINE})
        case.refresh_from_db()
        (view,) = clocks(case, clock.today())
        assert (view.label, view.days_left) == ("备案时限", 0)
        filed = file_case(case_id=case.pk, by=world.wang)

    assert (filed.status, filed.filing_due_on) == (Status.FILED, None)
    assert [(each.number, len(each.items), each.told_late) for each in returns_of(case)] == [
        (1, 3, 0),
        (2, 1, 1),
    ]


def test_silence_never_files(world: World) -> None:
    limited(filing_workdays="5", return_effect="suspend")
    case = make_case(world, "received")
    with clock.at(at(30)):
        case.refresh_from_db()
        (view,) = clocks(case, clock.today())
        assert (case.status, view.days_left is not None and view.days_left < 0) == (Status.RECEIVED, True)
