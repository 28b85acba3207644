"""Snapshots through the real services: the worked example, the cut-off, years, removals."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import F

from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused
from apps.orgs.models import Organisation
from apps.programs.models import Program
from apps.programs.services import open_program
from apps.reports.models import ReportVersion, SnapshotMovement, WeekSnapshot
from apps.reports.queries.ledger import closing_set, week
from apps.reports.queries.proof import prove
from apps.reports.queries.sheets import sheet_content
from apps.reports.queries.weeks import all_weeks, year_opened_at
from apps.reports.services import return_report, snapshots, take_due_snapshots, take_snapshot, verify_counts
from tests.factories.weeks import (
    ASKED,
    FIRST,
    NEW_YEAR,
    advance,
    contracted,
    due_morning,
    finished,
    in_week,
    removed,
    snapshot,
    started,
    submitted,
)
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def figures_of(taken: WeekSnapshot) -> tuple[int, int, int, int]:
    """Return 本周进度, 核减, 已完成, 正在装修."""
    found = week(taken).figures
    assert found.adds_up
    return found.this_week, found.removed, found.done, found.ongoing


def test_worked_example_one_report_returned_one_never_filed(world: World) -> None:
    with clock.at(in_week(FIRST)):
        a, b = started(world), started(world)
    first = submitted(snapshot(world, FIRST), world.wang)
    with clock.at(due_morning(FIRST, hour=11)):
        return_report(by=world.shi, snapshot=first, items=ASKED, reason="请核对合同金额")
    with clock.at(in_week(FIRST + 1)):
        c = started(world)
        finished(a, world.zhou)
    second = snapshot(world, FIRST + 1)
    with clock.at(in_week(FIRST + 2)):
        started(world)
        removed(b, world.ling)
    third = snapshot(world, FIRST + 2)

    assert figures_of(first) == (2, 0, 0, 2)
    assert figures_of(second) == (1, 0, 1, 2)
    assert figures_of(third) == (1, 1, 1, 2)
    assert [
        ReportVersion.objects.filter(report__snapshot=each).count() for each in (first, second, third)
    ] == [
        2,
        1,
        1,
    ]
    assert all(prove(week(each)).agrees for each in (first, second, third))
    assert c.pk in closing_set(week(third))


def test_no_snapshot_is_taken_before_its_cut_off(world: World) -> None:
    due = all_weeks(2026)[FIRST - 1]
    with clock.at(due.cutoff_at - timedelta(seconds=1)), pytest.raises(Refused):
        take_snapshot(bureau=world.shangcheng, program=world.program, week=due)


def test_taking_it_twice_changes_nothing(world: World) -> None:
    with clock.at(in_week(FIRST)):
        started(world)
    once, again = snapshot(world, FIRST), snapshot(world, FIRST)

    assert once.pk == again.pk
    assert SnapshotMovement.objects.filter(snapshot=once).count() == 1


def test_what_is_recorded_on_the_due_morning_waits_for_the_next_week(world: World) -> None:
    with clock.at(due_morning(FIRST, hour=0)):
        started(world)
    with clock.at(due_morning(FIRST)):
        first = snapshot(world, FIRST)
    second = snapshot(world, FIRST + 1)

    assert figures_of(first) == (0, 0, 0, 0)
    assert figures_of(second) == (1, 0, 0, 1)


def test_missing_weeks_are_caught_up_each_as_of_its_own_cut_off(world: World) -> None:
    with clock.at(in_week(FIRST)):
        a = started(world)
    with clock.at(in_week(FIRST + 1)):
        finished(a, world.zhou)
        started(world)
    last = snapshot(world, FIRST + 2)
    chain = {each.number: each for each in WeekSnapshot.objects.filter(bureau=world.shangcheng)}

    assert figures_of(chain[FIRST]) == (1, 0, 0, 1)
    assert figures_of(chain[FIRST + 1]) == (1, 0, 1, 1)
    assert figures_of(last) == (0, 0, 1, 1)
    assert WeekSnapshot.objects.filter(previous__isnull=True, bureau=world.shangcheng).count() == 1
    assert min(chain) == 1


def test_weeks_of_all_bureaus_that_report_are_taken_once_their_cut_off_has_passed(world: World) -> None:
    cutoff = all_weeks(2026)[1].cutoff_at
    with clock.at(cutoff + timedelta(minutes=5)):
        early = take_due_snapshots()
    with clock.at(cutoff + timedelta(minutes=15)):
        later = take_due_snapshots()
        again = take_due_snapshots()

    assert {each.number for each in early} == {1}
    assert {(each.bureau_id, each.number) for each in later} == {
        (bureau.pk, 2) for bureau in (world.shangcheng, world.xihu, world.xiuzhou)
    }
    assert again == []
    assert {each.reports_to_id for each in later} == {world.city.pk, world.province.pk}


@pytest.mark.parametrize("command", ["take_week_snapshots", "seal_weeks"])
def test_the_command_takes_them_under_its_former_name_too(world: World, command: str) -> None:
    said = StringIO()
    with clock.at(all_weeks(2026)[1].cutoff_at + timedelta(minutes=15)):
        call_command(command, stdout=said)

    assert WeekSnapshot.objects.filter(bureau=world.xihu).count() == 2
    assert said.getvalue().endswith("新封存 6 期\n")


def test_a_bureau_whose_week_fails_leaves_those_of_the_others_taken(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = snapshots._take

    def failing(bureau: Organisation, *more: Any) -> WeekSnapshot:
        if bureau == world.shangcheng:
            raise ValueError("broken")
        return take(bureau, *more)

    monkeypatch.setattr(snapshots, "_take", failing)
    with (
        clock.at(all_weeks(2026)[1].cutoff_at + timedelta(minutes=15)),
        pytest.raises(ValueError, match="broken"),
    ):
        take_due_snapshots()

    taken = WeekSnapshot.objects.values_list("bureau_id", "number")
    assert set(taken) == {(bureau.pk, number) for bureau in (world.xihu, world.xiuzhou) for number in (1, 2)}


def test_a_late_record_counts_when_recorded_and_says_so(world: World) -> None:
    with clock.at(in_week(FIRST)):
        case = contracted(world)
    with clock.at(in_week(FIRST + 1)):
        advance(case, "start_works", world.zhou, effective_on=in_week(FIRST).date())
    first, second = snapshot(world, FIRST), snapshot(world, FIRST + 1)

    assert figures_of(first) == (0, 0, 0, 0)
    assert figures_of(second) == (1, 0, 0, 1)
    assert [each.reason for each in week(second).movements] == ["1月17日开工，本期登记"]


def test_started_and_removed_in_one_week_leaves_no_trace(world: World) -> None:
    with clock.at(in_week(FIRST)):
        case = started(world)
    with clock.at(in_week(FIRST, hours=3)):
        removed(case, world.ling)
    taken = snapshot(world, FIRST)

    assert figures_of(taken) == (0, 0, 0, 0)
    assert not taken.movements.exists()


def test_replacing_the_enterprise_takes_a_case_out_until_it_starts_again(world: World) -> None:
    with clock.at(in_week(FIRST)):
        case = started(world, "50000")
    with clock.at(in_week(FIRST + 1)):
        advance(case, "replace_enterprise", world.zhou, reason="企业停业")
    with clock.at(in_week(FIRST + 2)):
        advance(case, "confirm_plan", world.zhou)
        advance(case, "sign_contract", world.zhou, values={"contract_amount": Decimal("60000")})
        advance(case, "start_works", world.zhou)
    taken = [snapshot(world, FIRST + number) for number in range(3)]

    assert [figures_of(each) for each in taken] == [(1, 0, 0, 1), (0, 1, 0, 0), (1, 0, 0, 1)]
    assert "更换企业" in week(taken[1]).movements[0].reason
    assert "重新开工" in week(taken[2]).movements[0].reason
    assert taken[2].amount == Decimal("60000")


def test_the_reason_of_a_removal_stands_in_the_movement(world: World) -> None:
    with clock.at(in_week(FIRST)):
        case = started(world)
    snapshot(world, FIRST)
    with clock.at(in_week(FIRST + 1)):
        removed(case, world.ling, reason="与 0122 为同一住宅")
    (movement,) = week(snapshot(world, FIRST + 1)).movements

    assert movement.reason == "与另一案件为同一住宅：与 0122 为同一住宅"


def test_other_districts_cases_do_not_count(world: World) -> None:
    with clock.at(in_week(FIRST)):
        started(world, by=world.bei)

    assert figures_of(snapshot(world, FIRST)) == (0, 0, 0, 0)
    assert figures_of(snapshot(world, FIRST, world.xihu)) == (1, 0, 0, 1)


def test_a_tampered_movement_is_found_by_the_recount(world: World) -> None:
    with clock.at(in_week(FIRST)):
        started(world)
    taken = snapshot(world, FIRST)
    SnapshotMovement.objects.update(amount_change=F("amount_change") + 1)

    proof = prove(week(taken))
    assert not proof.agrees
    assert len(proof.differences) == 1
    assert not proof.totals_agree


def test_a_removed_movement_is_found_by_the_recount(world: World) -> None:
    with clock.at(in_week(FIRST)):
        started(world)
    taken = snapshot(world, FIRST)
    SnapshotMovement.objects.all().delete()

    assert not prove(week(taken)).agrees


def test_a_tampered_total_is_found(world: World) -> None:
    with clock.at(in_week(FIRST)):
        started(world)
    taken = snapshot(world, FIRST)
    WeekSnapshot.objects.filter(pk=taken.pk).update(added=2, done=1)
    taken.refresh_from_db()

    assert not prove(week(taken)).agrees


def test_what_is_recorded_after_the_last_cut_off_of_a_year_is_no_week_s(world: World) -> None:
    program = next_year()
    last_week = len(all_weeks(2026))
    with clock.at(in_week(last_week)):
        a = started(world)
    last = snapshot(world, last_week)
    with clock.at(year_opened_at(2027) - timedelta(hours=3)):
        finished(a, world.zhou)
        started(world)
    first = snapshot_2027(world, program, 1)

    assert figures_of(last) == (1, 0, 0, 1)
    assert (first.carried, *figures_of(first)) == (1, 0, 0, 0, 1)
    assert all(prove(week(each)).agrees for each in (last, first))
    assert verify_counts(newest=first).agrees


def next_year() -> Program:
    with clock.at(NEW_YEAR):
        return open_program(by=SYSTEM, year=2027, name="2027 年度", group="厨卫换新")


def snapshot_2027(world: World, program: Program, number: int) -> WeekSnapshot:
    due = all_weeks(2027)[number - 1]
    with clock.at(due.cutoff_at + timedelta(minutes=15)):
        return take_snapshot(bureau=world.shangcheng, program=program, week=due)


def test_a_new_year_carries_what_is_under_works_and_counts_completion_once(world: World) -> None:
    program = next_year()
    last_week = len(all_weeks(2026))
    with clock.at(in_week(last_week)):
        a, b = started(world), started(world)
        finished(a, world.zhou)
    last = snapshot(world, last_week)
    with clock.at(year_opened_at(2027) + timedelta(days=1)):
        finished(b, world.zhou)
        started(world)
        removed(a, world.ling, reason="重复")
    first = snapshot_2027(world, program, 1)
    second = snapshot_2027(world, program, 2)

    assert figures_of(last) == (2, 0, 1, 1)
    assert (first.carried, first.opening) == (1, 1)
    assert figures_of(first) == (1, 0, 1, 1)
    assert figures_of(second) == (0, 0, 1, 1)
    assert second.carried == 1
    assert first.previous == last
    notes = sheet_content(week(first), ReportVersion.objects.get(report__snapshot=first))["footnotes"]
    assert any("上年结转的正在装修 1 户" in note for note in notes)
    assert any(note.startswith(f"更正上年度：核减 {a.number}") for note in notes)
    assert all(prove(week(each)).agrees for each in (last, first, second))


def test_the_job_looks_once_a_bureau_for_years_that_keep_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled: list[Organisation] = []
    monkeypatch.setattr(snapshots, "fill_counts", lambda *, bureau: filled.append(bureau))
    with clock.at(all_weeks(2026)[2].cutoff_at + timedelta(minutes=15)):
        assert len(take_due_snapshots()) == 9

    assert len(filled) == len(set(filled)) == 3
