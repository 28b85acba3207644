"""What is kept beside the snapshots: members, daily counts, proofs; each against working it out anew."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from apps.cases.models import Case
from apps.lib import clock
from apps.reports.enums import ProofOccasion
from apps.reports.models import DayCount, SetMember, SnapshotProof, WeekSnapshot
from apps.reports.queries.figures import Cursor, figure_page
from apps.reports.queries.ledger import closing_set, week
from apps.reports.queries.proof import standing_proof
from apps.reports.queries.recounts import kept_counts, recounted
from apps.reports.rules.figures import Figure
from apps.reports.services import (
    adjust,
    adjustments,
    counts,
    rebuild_counts,
    return_report,
    save_draft,
    submit_report,
    take_snapshot,
    verify_counts,
)
from apps.reports.services.drafts import Declared
from tests.factories.copies import kept
from tests.factories.weeks import (
    ASKED,
    FIRST,
    advance,
    due_morning,
    finished,
    in_week,
    removed,
    snapshot,
    started,
)
from tests.factories.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def story(world: World) -> WeekSnapshot:
    """Three weeks: one starts, finishes and passes; one starts and leaves; one starts and stays."""
    with clock.at(in_week(FIRST)):
        passing, leaving = started(world), started(world, "30000")
    snapshot(world, FIRST)
    with clock.at(in_week(FIRST + 1)):
        finished(passing, world.zhou)
        removed(leaving, world.ling)
        started(world, "70000")
    snapshot(world, FIRST + 1)
    with clock.at(in_week(FIRST + 2)):
        advance(passing, "pass_acceptance", world.yan)
    return snapshot(world, FIRST + 2)


def day_of(number: int) -> date:
    return clock.local(in_week(number)).date()


def test_what_is_kept_is_what_working_it_out_anew_gives(story: WeekSnapshot) -> None:
    assert kept_counts(story) == recounted(story)
    assert verify_counts(newest=story).agrees


def test_each_day_is_counted_by_its_records(story: WeekSnapshot) -> None:
    days = {row.day: (row.done, row.passed) for row in DayCount.objects.all()}

    assert days == {day_of(FIRST + 1): (1, 0), day_of(FIRST + 2): (0, 1)}


def test_the_days_through_a_cutoff_sum_up_to_the_week(story: WeekSnapshot) -> None:
    for taken in WeekSnapshot.objects.all():
        through = DayCount.objects.filter(day__lte=taken.period_end).aggregate(done=Sum("done"))["done"]
        assert (through or 0) == week(taken).figures.done


def test_a_case_that_starts_and_leaves_within_a_week_is_nowhere(world: World) -> None:
    with clock.at(in_week(FIRST)):
        case = finished(started(world), world.zhou)
        removed(case, world.ling)
    taken = snapshot(world, FIRST)

    assert not SetMember.objects.exists()
    assert (taken.added, taken.removed, taken.done) == (0, 0, 0)
    assert not DayCount.objects.exclude(done=0).exists()
    assert verify_counts(newest=taken).agrees


def test_a_week_is_as_it_was_after_later_weeks_changed_it(story: WeekSnapshot) -> None:
    first = WeekSnapshot.objects.get(number=FIRST)

    assert len(closing_set(week(first))) == first.closing == 2
    assert closing_set(week(first)) != closing_set(week(story))


def test_an_adjustment_enters_set_days_and_proof(world: World, taken: WeekSnapshot) -> None:
    with clock.at(due_morning(FIRST)):
        submitted = _submitted(taken, world)
    with clock.at(due_morning(FIRST, hour=10)):
        return_report(by=world.shi, snapshot=taken, items=ASKED, reason="漏一户完工")
        (case_id,) = closing_set(week(taken))
        case = SetMember.objects.get(case_id=case_id).case
        finished(case, world.zhou)
        adjust(by=world.wang, snapshot=taken, case_id=case_id, reason="周三完工，周四登记")

    assert week(taken).figures.done == 1
    assert week(taken, as_of=submitted.submitted_at).figures.done == 0
    assert DayCount.objects.get().day == taken.period_end
    assert taken.proofs.latest("id").occasion == ProofOccasion.CHANGED
    assert verify_counts(newest=taken).agrees


def _submitted(taken: WeekSnapshot, world: World):  # type: ignore[no-untyped-def]
    save_draft(by=world.wang, snapshot=taken, version=None, declared=Declared(missing_reason="停机"))
    return submit_report(by=world.wang, snapshot=taken)


def test_the_version_handed_in_lists_its_own_cases_after_an_adjustment(
    world: World, taken: WeekSnapshot
) -> None:
    test_an_adjustment_enters_set_days_and_proof(world, taken)
    first = week(taken, as_of=taken.report.versions.get(number=1).submitted_at)

    then, now = (figure_page(world.wang, each, Figure.ONGOING) for each in (first, week(taken)))
    assert (then.count, len(then.rows)) == (1, 1)
    assert (now.count, len(now.rows)) == (0, 0)
    assert len(figure_page(world.wang, week(taken), Figure.DONE).rows) == 1


def test_a_figure_is_turned_page_by_page_and_back(world: World) -> None:
    with clock.at(in_week(FIRST)):
        for _ in range(5):
            started(world)
    opened = week(snapshot(world, FIRST))
    numbers: list[str] = []
    cursor = Cursor()
    while True:
        page = figure_page(world.wang, opened, Figure.ONGOING, cursor, size=2)
        numbers += [row.number for row in page.rows]
        if not page.following:
            break
        cursor = Cursor(page.following)

    assert page.count == 5
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == 5
    back = figure_page(world.wang, opened, Figure.ONGOING, Cursor(numbers[4], back=True), size=2)
    assert [row.number for row in back.rows] == numbers[2:4]
    assert back.preceding == numbers[2]


@pytest.mark.parametrize(
    "figure",
    [Figure.THIS_WEEK, Figure.DONE, Figure.ONGOING, Figure.AMOUNT, Figure.OPENING, Figure.REMOVED],
)
def test_a_figure_lists_as_many_cases_as_it_says(world: World, story: WeekSnapshot, figure: str) -> None:
    for taken in WeekSnapshot.objects.all():
        page = figure_page(world.wang, week(taken), figure)
        assert len(page.rows) == page.count


def test_years_of_a_release_that_kept_nothing_are_filled_in(world: World, story: WeekSnapshot) -> None:
    before = kept_counts(story)
    for model in (SetMember, DayCount, SnapshotProof):
        model.objects.all().delete()
    snapshot(world, FIRST + 3)

    assert kept_counts(story).spans == before.spans
    assert verify_counts(newest=WeekSnapshot.objects.latest("cutoff_at")).agrees


def test_rebuilding_changes_nothing_that_was_right(story: WeekSnapshot) -> None:
    before = kept_counts(story)
    rebuild_counts(newest=story)

    assert kept_counts(story) == before


def test_a_count_that_was_tampered_with_is_found(story: WeekSnapshot) -> None:
    DayCount.objects.filter(done=1).update(done=2)

    proof = verify_counts(newest=story)
    assert not proof.agrees
    assert standing_proof(story) == proof


def test_the_command_names_who_differs_and_ends_in_an_error(story: WeekSnapshot) -> None:
    out = StringIO()
    call_command("verify_counters", stdout=out)
    assert "第 5 期 一致" in out.getvalue()

    SetMember.objects.update(amount=1)
    with pytest.raises(CommandError, match="1 家不一致"):
        call_command("verify_counters", stdout=out)
    call_command("verify_counters", "--rebuild", stdout=out)


def test_the_recount_that_failed_stands_until_a_whole_one_agrees(story: WeekSnapshot) -> None:
    at = clock.now() + timedelta(minutes=1)
    SnapshotProof.objects.create(
        snapshot=story, made_at=at, occasion=ProofOccasion.CHANGED, count=1, totals_agree=True
    )
    SnapshotProof.objects.create(
        snapshot=story, made_at=at, occasion=ProofOccasion.SUBMITTED, totals_agree=True
    )
    failed = standing_proof(story)
    assert failed is not None
    assert not failed.agrees

    with clock.at(at + timedelta(minutes=1)):
        verify_counts(newest=story)
    proof = standing_proof(story)
    assert proof is not None
    assert proof.agrees


def test_a_week_taken_twice_is_counted_once(world: World, story: WeekSnapshot) -> None:
    before = kept_counts(story)
    from apps.reports.queries.weeks import all_weeks

    with clock.at(due_morning(FIRST + 2)):
        again = take_snapshot(bureau=world.shangcheng, program=world.program, week=all_weeks(2026)[FIRST + 1])

    assert again == story
    assert kept_counts(story) == before


def test_a_bureau_that_cannot_be_recounted_keeps_no_other_waiting(
    story: WeekSnapshot, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = snapshot(world, FIRST + 2, world.xihu)
    verify = counts.verify_counts

    def failing(*, newest: WeekSnapshot) -> SnapshotProof:
        if newest == story:
            raise RuntimeError("broken")
        return verify(newest=newest)

    monkeypatch.setattr(counts, "verify_counts", failing)
    with pytest.raises(RuntimeError, match="broken"):
        counts.verify_all(bureaus=[world.shangcheng, world.xihu])

    assert other.proofs.filter(occasion=ProofOccasion.FULL).count() == 1


def test_a_correction_of_a_final_week_replays_no_days(
    world: World, taken: WeekSnapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    (case_id,) = closing_set(week(taken))
    snapshot(world, FIRST + 1)

    def replayed(*_: object, **__: object) -> None:
        raise AssertionError("its own week stays as it was")

    monkeypatch.setattr(adjustments, "days_of", replayed)
    with clock.at(in_week(FIRST + 2)):
        finished(Case.objects.get(pk=case_id), world.zhou)
        waiting = adjust(by=world.wang, snapshot=taken, case_id=case_id, reason="漏登记完工")

    assert waiting.entered is None
