"""What a move does to the running week is said before it is made, and the table then says the same."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from apps.acts.acts import act_named
from apps.cases.models import Case
from apps.lib import clock
from apps.programs.models import Program
from apps.reports.models import WeekSnapshot
from apps.reports.queries.effects import week_effect
from apps.reports.queries.ledger import week as opened_week
from apps.reports.queries.weeks import all_weeks
from apps.reports.rules.effects import column_changes
from apps.reports.rules.ledger import Kind, Member, State
from tests.factories.weeks import FIRST, advance, finished, removed, snapshot, started
from tests.factories.world import World

CONTRACT = {"contract_amount": Decimal(80000)}
ONGOING, DONE = Member(State.ONGOING, Decimal(50000)), Member(State.DONE, Decimal(50000))


WEEK, FINISHED, BUILDING, OUT = "“本周进度”", "“累计进度：已完成装修”", "“累计进度：正在装修”", "“核减”"
LESS = "“装修合同金额”减 5.00 万元"


@pytest.mark.parametrize(
    ("known", "now", "then", "said"),
    [
        (ONGOING, ONGOING, None, [f"{BUILDING}减 1 户", f"{OUT}加 1 户", LESS]),
        (None, ONGOING, None, [f"{WEEK}减 1 户", f"{BUILDING}减 1 户", LESS]),
        (DONE, DONE, None, [f"{FINISHED}减 1 户", f"{OUT}加 1 户", LESS]),
        (DONE, DONE, DONE, []),
        (ONGOING, ONGOING, DONE, [f"{FINISHED}加 1 户", f"{BUILDING}减 1 户"]),
    ],
)
def test_columns_change_as_the_table_would(
    known: Member | None, now: Member | None, then: Member | None, said: list[str]
) -> None:
    assert column_changes(uuid4(), known, now, then) == said


@pytest.mark.django_db
class TestInAWeek:
    def test_what_was_said_of_an_ending_is_what_the_next_table_says(
        self, world: World, taken: WeekSnapshot
    ) -> None:
        case = Case.objects.get(status="building")
        with clock.at(taken.cutoff_at + timedelta(days=1)):
            said = week_effect(case, "terminate")
            removed(case, world.ling)

        after = opened_week(snapshot(world, taken.number + 1)).figures
        before = opened_week(taken).figures
        assert f"第 {taken.number + 1} 期周报" in said
        assert (
            "“累计进度：正在装修”减 1 户，“核减”加 1 户，“装修合同金额”减 7.62 万元，原因写进核减说明" in said
        )
        assert (before.ongoing - after.ongoing, after.removed) == (1, 1)
        assert before.amount - after.amount == Decimal(76200)

    def test_a_case_of_this_week_leaves_no_trace_of_itself(self, world: World, taken: WeekSnapshot) -> None:
        with clock.at(taken.cutoff_at + timedelta(days=1)):
            case = started(world, "60000")
            said = week_effect(case, "terminate")
            removed(case, world.ling)

        after = opened_week(snapshot(world, taken.number + 1)).figures
        assert "“本周进度”减 1 户" in said
        assert "核减" not in said
        assert (after.added, after.removed) == (0, 0)

    def test_one_closed_unconfirmed_stays_counted(self, world: World, taken: WeekSnapshot) -> None:
        case = Case.objects.get(status="building")
        with clock.at(taken.cutoff_at + timedelta(days=1)):
            finished(case, world.zhou)
            assert "各栏不变：这一户照样计入" in week_effect(case, "close_unconfirmed")
            advance(case, "close_unconfirmed", world.ling, reason="调解后仍未确认")

        after = opened_week(snapshot(world, taken.number + 1)).figures
        assert (after.done, after.removed) == (1, 0)

    def test_one_that_has_not_started_changes_nothing(self, world: World, taken: WeekSnapshot) -> None:
        case = Case.objects.get(status="building")
        with clock.at(taken.cutoff_at + timedelta(days=1)):
            advance(case, "replace_enterprise", world.zhou, reason="户主另选")
            assert "各栏不变：这一户现在不在累计进度里" in week_effect(case, "withdraw")

    def test_between_the_last_cut_off_and_new_year_it_goes_into_the_year_s_close(
        self, world: World, taken: WeekSnapshot
    ) -> None:
        case = Case.objects.get(status="building")
        with clock.at(all_weeks(2026)[-1].cutoff_at + timedelta(hours=1)):
            said = week_effect(case, "terminate")
        assert said == "2026 年最后一期周报已经截止，这一变化不进周报，进入 2026 年的年终核定。"

    def test_a_year_that_nobody_opened_says_nothing(self, world: World, taken: WeekSnapshot) -> None:
        case = Case.objects.get(status="building")
        with clock.at(all_weeks(2027)[5].cutoff_at):
            assert week_effect(case, "terminate") == ""

    def test_what_a_new_year_carries_over_is_taken_off_it(self, world: World, years: Program) -> None:
        with clock.at(all_weeks(2026)[-1].cutoff_at - timedelta(hours=1)):
            case = started(world)
        with clock.at(datetime.fromisoformat("2027-01-02T12:00:00+08:00")):
            said = week_effect(case, "terminate")
        assert said.startswith("2027 年第 1 期周报")
        assert f"{BUILDING}减 1 户，{OUT}加 1 户" in said

    def test_the_act_s_page_shows_it(self, world: World, taken: WeekSnapshot) -> None:
        case = Case.objects.get(status="building")
        with clock.at(taken.cutoff_at + timedelta(days=1)):
            (said,) = act_named("cases.terminate").context(world.ling, case)["effects"]
            (again, _own) = act_named("acceptance.convert").context(world.ling, case)["effects"]
        assert "“核减”加 1 户" in said
        assert again == said
        assert taken.number == FIRST

    @pytest.mark.parametrize(
        ("goes_on", "words"),
        [
            ((), "开工后更换企业，原合同作废；重新开工后再计入"),
            (("confirm_plan", "sign_contract"), "开工后更换企业，原合同作废；重新开工后再计入"),
            (("withdraw",), "开工后更换企业，原合同作废；后户主撤回"),
        ],
    )
    def test_whatever_a_replaced_case_does_by_the_cut_off_its_leaving_has_its_reason(
        self, world: World, taken: WeekSnapshot, goes_on: tuple[str, ...], words: str
    ) -> None:
        # Its last move is no longer the one by which it left; without a word no table can be handed in.
        case = Case.objects.get(status="building")
        with clock.at(taken.cutoff_at + timedelta(days=1)):
            advance(case, "replace_enterprise", world.zhou, reason="企业停业")
            for name in goes_on:
                advance(case, name, world.zhou, values=CONTRACT if name == "sign_contract" else None)

        (movement,) = opened_week(snapshot(world, taken.number + 1)).movements
        assert (movement.kind, movement.reason) == (Kind.OUT, words)
