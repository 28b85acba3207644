"""年终核定: a completion counts in the year it happened, and nobody counts in both (P8)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from apps.cases.models import Case, Transition
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.orgs.models import Organisation
from apps.outbox.models import Message
from apps.programs.models import Program
from apps.reports.enums import CloseDifference, CloseStatus, MemberState
from apps.reports.models import WeekSnapshot, YearClose
from apps.reports.queries.ledger import closing_set, week
from apps.reports.queries.proof import prove
from apps.reports.queries.weeks import all_weeks
from apps.reports.queries.yearend import late_facts, totals_of
from apps.reports.services import (
    accept_year_close,
    adjust,
    admit_late_fact,
    make_year_closes,
    return_year_close,
    submit_year_close,
    take_snapshot,
    verify_counts,
)
from tests.factories.weeks import advance, contracted, removed
from tests.factories.world import World
from tests.factories.yearend import NEXT, Homes, at, signed, submitted_close, typed_late

pytestmark = pytest.mark.django_db


def week_of(world: World, years: Program, number: int) -> WeekSnapshot:
    due = all_weeks(NEXT)[number - 1]
    with clock.at(max(clock.now(), due.cutoff_at + timedelta(minutes=15))):
        return take_snapshot(bureau=world.shangcheng, program=years, week=due)


def states(close: YearClose) -> dict[str, tuple[str, str]]:
    return {row.number: (row.state, row.difference) for row in close.cases.all()}


def test_it_is_the_last_table_plus_what_was_recorded_by_the_year_s_end(
    homes: Homes, close: YearClose
) -> None:
    assert states(close) == {
        homes.in_table.number: (MemberState.DONE, ""),
        homes.after_cutoff.number: (MemberState.DONE, CloseDifference.AFTER),
        homes.late.number: (MemberState.ONGOING, ""),
        homes.open.number: (MemberState.ONGOING, ""),
    }
    assert (totals_of(close).done, totals_of(close).ongoing, totals_of(close).differences) == (2, 2, 1)


def test_it_is_made_once(close: YearClose) -> None:
    with clock.at(at(1, hour=12)):
        assert make_year_closes() == []


def test_a_year_that_ended_at_its_last_cut_off_is_not_settled_again(
    world: World, years: Program, homes: Homes
) -> None:
    first = week_of(world, years, 1)
    WeekSnapshot.objects.filter(pk=first.pk).update(year_opened_at=all_weeks(NEXT)[0].previous_cutoff_at)
    with clock.at(at(9)):
        assert make_year_closes() == []


def test_it_is_not_made_before_the_year_is_over(world: World, homes: Homes) -> None:
    with clock.at(at(31, month=12, hour=23, year=2026)):
        assert make_year_closes() == []


def test_a_late_fact_enters_by_name_and_leaves_the_new_year(
    world: World, years: Program, homes: Homes, close: YearClose
) -> None:
    typed_late(world, homes.late)
    first = week_of(world, years, 1)
    with clock.at(at(8)):
        (fact,) = late_facts(close)
        assert fact.words == "完工：2026年12月30日，2027年1月4日登记"
        admit_late_fact(by=world.wang, close=close, case_id=homes.late.pk, reason="节前完工，节后补登")
    second = week_of(world, years, 2)

    assert states(close)[homes.late.number] == (MemberState.DONE, CloseDifference.LATE)
    assert (first.carried, first.done, first.ongoing) == (2, 1, 1)
    assert (second.removed, second.done, second.ongoing) == (1, 0, 1)
    (left,) = week(second).movements
    assert left.reason.startswith("转入上年：完工：2026年12月30日，2027年1月4日登记；节前完工")
    for taken in (first, second):
        assert prove(week(taken)).agrees
    assert verify_counts(newest=second).agrees


def test_nobody_counts_in_both_years(world: World, years: Program, homes: Homes, close: YearClose) -> None:
    typed_late(world, homes.late)
    with clock.at(at(5)):
        admit_late_fact(by=world.wang, close=close, case_id=homes.late.pk, reason="补登")
    first = week_of(world, years, 1)

    in_2026 = set(close.cases.filter(state=MemberState.DONE).values_list("case_id", flat=True))
    assert in_2026.isdisjoint(closing_set(week(first)))
    assert in_2026 | closing_set(week(first)).keys() == {
        each.pk for each in (homes.in_table, homes.after_cutoff, homes.late, homes.open)
    }


def test_the_next_year_opens_from_it(world: World, years: Program, homes: Homes, close: YearClose) -> None:
    first = week_of(world, years, 1)

    carried = set(first.movements.filter(kind="carried").values_list("case_id", flat=True))
    assert carried == set(close.cases.filter(state=MemberState.ONGOING).values_list("case_id", flat=True))


def test_a_removal_typed_late_takes_the_case_out(world: World, homes: Homes, close: YearClose) -> None:
    with clock.at(at(4)):
        advance(
            homes.in_table,
            "terminate",
            world.ling,
            removal="duplicate",
            reason="重复登记",
            effective_on=date(2026, 12, 29),
        )
        admit_late_fact(by=world.wang, close=close, case_id=homes.in_table.pk, reason="节后核实")

    assert states(close)[homes.in_table.number] == ("", CloseDifference.LATE)
    assert totals_of(close).done == 1


@pytest.mark.parametrize("on", [date(2027, 1, 1), date(2027, 1, 3)])
def test_what_happened_in_the_new_year_is_no_late_fact(
    world: World, homes: Homes, close: YearClose, on: date
) -> None:
    typed_late(world, homes.late, on=on)

    assert late_facts(close) == []
    with clock.at(at(5)), pytest.raises(Refused) as refused:
        admit_late_fact(by=world.wang, close=close, case_id=homes.late.pk, reason="想计入")
    assert refused.value.field == "case"


def test_what_is_admitted_is_not_admitted_twice(world: World, homes: Homes, close: YearClose) -> None:
    typed_late(world, homes.late)
    with clock.at(at(5)):
        admit_late_fact(by=world.wang, close=close, case_id=homes.late.pk, reason="补登")
        with pytest.raises(Refused) as refused:
            admit_late_fact(by=world.wang, close=close, case_id=homes.late.pk, reason="补登")
    assert refused.value.code == "nothing"


def test_after_the_set_day_nothing_is_admitted(world: World, homes: Homes, close: YearClose) -> None:
    typed_late(world, homes.late)
    Program.objects.filter(pk=close.program_id).update(late_facts_until=date(2027, 1, 10))
    close.refresh_from_db()
    with clock.at(at(11)), pytest.raises(Refused, match="1月10日 截止"):
        admit_late_fact(by=world.wang, close=close, case_id=homes.late.pk, reason="补登")
    with clock.at(at(10, hour=23)):
        admit_late_fact(by=world.wang, close=close, case_id=homes.late.pk, reason="补登")


@pytest.mark.parametrize("persona", ["xi", "shi", "zhou", "chen"])
def test_others_admit_nothing(world: World, homes: Homes, close: YearClose, persona: str) -> None:
    typed_late(world, homes.late)
    with clock.at(at(5)), pytest.raises(Refused) as refused:
        admit_late_fact(by=world.people[persona], close=close, case_id=homes.late.pk, reason="补登")
    assert refused.value.code == "post"


def test_it_is_signed_submitted_accepted_and_frozen(world: World, homes: Homes, close: YearClose) -> None:
    handed_in = submitted_close(world, close)
    with clock.at(at(21)):
        accepted = accept_year_close(by=world.shi, close=handed_in)

    assert accepted.status == CloseStatus.ACCEPTED
    assert accepted.content["sum"] == {
        "done": 2,
        "ongoing": 2,
        "passed": 0,
        "amount": "20.0000",
        "differences": 1,
    }
    typed_late(world, homes.late)
    with clock.at(at(22)):
        with pytest.raises(Refused):
            admit_late_fact(by=world.wang, close=close, case_id=homes.late.pk, reason="补登")
        with pytest.raises(Refused):
            accept_year_close(by=world.shi, close=accepted)
    assert Message.objects.for_desk(world.wang).filter(kind="year.accepted").exists()


def test_it_waits_until_the_last_week_is_final(world: World, close: YearClose) -> None:
    with clock.at(at(3)), pytest.raises(Refused) as refused:
        submit_year_close(by=world.ling, close=close, scan=signed())
    assert refused.value.code == "not_final"


def test_returned_it_is_open_again(world: World, homes: Homes, close: YearClose) -> None:
    handed_in = submitted_close(world, close)
    with clock.at(at(21)):
        with pytest.raises(Refused):
            return_year_close(by=world.shi, close=handed_in, reason=" ")
        back = return_year_close(by=world.shi, close=handed_in, reason="漏一户")
        assert back.status == CloseStatus.OPEN
    typed_late(world, homes.late)
    with clock.at(at(22)):
        admit_late_fact(by=world.wang, close=back, case_id=homes.late.pk, reason="补登")
        again = submit_year_close(by=world.ling, close=back, scan=signed())
    assert again.content["sum"]["done"] == 3


def test_another_city_neither_accepts_nor_returns(world: World, close: YearClose) -> None:
    handed_in = submitted_close(world, close)
    for persona in ("sheng", "wang", "ling"):
        with clock.at(at(21)), pytest.raises(Refused) as refused:
            accept_year_close(by=world.people[persona], close=handed_in)
        assert refused.value.code == "post"


def test_it_follows_an_adjustment_of_the_last_week(world: World, homes: Homes, close: YearClose) -> None:
    last = close.last
    with clock.at(at(2)):
        removed(homes.open, world.ling)
        adjust(by=world.wang, snapshot=last, case_id=homes.open.pk, reason="12月已核减")

    assert homes.open.number not in states(close)
    assert prove(week(last)).agrees


def test_a_year_that_closed_unconfirmed_counts_as_completed_and_not_as_passed(
    world: World, homes: Homes, close: YearClose
) -> None:
    Case.objects.filter(pk=homes.in_table.pk).update(status="closed_unconfirmed")

    assert (totals_of(close).done, totals_of(close).passed) == (2, 0)


def test_a_finished_rectification_completes_nothing_anew(
    world: World, homes: Homes, close: YearClose
) -> None:
    with clock.at(at(4)):
        advance(homes.late, "finish_works", world.zhou, effective_on=date(2026, 12, 30))
        homes.late.transitions.filter(name="finish_works").update(name="finish_rectification")

    assert late_facts(close) == []


def test_an_entry_of_january_stands_over_what_was_recorded_before(
    world: World, years: Program, homes: Homes, close: YearClose
) -> None:
    with clock.at(at(2)):
        removed(homes.after_cutoff, world.ling)
        adjust(by=world.wang, snapshot=close.last, case_id=homes.after_cutoff.pk, reason="12月已核减")

    assert homes.after_cutoff.number not in states(close)


def test_what_was_handed_in_says_what_was_signed(world: World, homes: Homes, close: YearClose) -> None:
    handed_in = submitted_close(world, close)
    Case.objects.filter(pk=homes.in_table.pk).update(status="passed", passed_on=date(2026, 12, 31))

    assert totals_of(handed_in).passed == 0


def handed_to(world: World, home: Case, bureau: Organisation) -> None:
    """Let another bureau answer for a household, as a change of 管辖 does."""
    Case.objects.filter(pk=home.pk).update(bureau=bureau)
    Transition.objects.create(
        case=home,
        name="hand_over",
        source="building",
        target="building",
        effective_on=clock.today(),
        recorded_at=clock.now(),
        actor_name="系统",
        actor_role="system",
        bureau_id_at=bureau.pk,
        contract_amount=home.contract_amount,
    )


def test_a_household_that_moved_away_is_admitted_by_the_year_that_counts_it(
    world: World, years: Program, homes: Homes
) -> None:
    week_of_xihu = all_weeks(2026)[-1]
    with clock.at(week_of_xihu.cutoff_at + timedelta(minutes=15)):
        take_snapshot(bureau=world.xihu, program=world.program, week=week_of_xihu)
    with clock.at(at(1, hour=9)):
        closes = {each.bureau: each for each in make_year_closes()}
    with clock.at(at(3)):
        handed_to(world, homes.late, world.xihu)
    typed_late(world, homes.late)
    first = all_weeks(NEXT)[0]
    with clock.at(first.cutoff_at + timedelta(minutes=15)):
        there = take_snapshot(bureau=world.xihu, program=years, week=first)
    with clock.at(at(8)):
        with pytest.raises(Refused) as refused:
            admit_late_fact(by=world.xi, close=closes[world.xihu], case_id=homes.late.pk, reason="节后补登")
        admit_late_fact(
            by=world.wang, close=closes[world.shangcheng], case_id=homes.late.pk, reason="节后补登"
        )
    second = all_weeks(NEXT)[1]
    with clock.at(second.cutoff_at + timedelta(minutes=15)):
        after = take_snapshot(bureau=world.xihu, program=years, week=second)

    assert refused.value.code == "counted_elsewhere"
    assert "上城" in refused.value.reason
    assert (there.done, after.done, after.removed) == (1, 0, 1)
    assert verify_counts(newest=after).agrees


def test_a_january_adjustment_says_all_before_it_also_to_the_recount(
    world: World, years: Program, homes: Homes
) -> None:
    """Recorded as started on 31 December, finished in January and entered by name into the last week."""
    with clock.at(at(29, month=12, year=2026)):
        home = contracted(world)
    with clock.at(at(31, month=12, year=2026)):
        advance(home, "start_works", world.zhou)
    with clock.at(at(2)):
        advance(home, "finish_works", world.zhou, effective_on=date(2027, 1, 1))
        last = WeekSnapshot.objects.filter(bureau=world.shangcheng).latest("cutoff_at")
        adjust(by=world.wang, snapshot=last, case_id=home.pk, reason="漏计")
    first = week_of(world, years, 1)

    assert home.pk not in closing_set(week(first))
    assert prove(week(first)).differences == ()
    assert verify_counts(newest=first).agrees
