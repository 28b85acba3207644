"""现在的数: kept by triggers as sums of changes, equal to what the cases say, whatever changed them."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Sum

from apps.cases.models import Case
from apps.inspections.models import AcceptanceAttempt
from apps.lib import clock
from apps.reports.models import LiveCount
from apps.reports.queries.live_counts import live_counts, live_differences
from apps.reports.services import fold_live_counts, live, mend_live_counts, recount_live_counts
from tests.factories.stages import make_staged_case
from tests.factories.weeks import FIRST, finished, in_week, removed, started
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def kept(world: World) -> int:
    rows = LiveCount.objects.filter(bureau=world.shangcheng, facet="status")
    return rows.aggregate(n=Sum("count"))["n"] or 0


@pytest.mark.parametrize("stage", ["draft", "building", "verdict", "rectifying"])
def test_the_counts_follow_a_case_to_every_stage(world: World, stage: str) -> None:
    make_staged_case(world, stage)

    assert live_differences(world.shangcheng.pk) == {}
    assert kept(world) == (stage != "draft")


def test_a_case_that_changes_street_bureau_and_programmes_is_counted_where_it_is(world: World) -> None:
    case = make_staged_case(world, "building")
    other = Case.objects.exclude(pk=case.pk).first()
    assert other is None
    Case.objects.filter(pk=case.pk).update(bureau=world.xihu, linked_programmes=["ageing", "hazard"])

    assert live_differences(world.shangcheng.pk) == live_differences(world.xihu.pk) == {}
    with clock.at(clock.now()):
        seen = live_counts(world.sheng, world.program, today=clock.today())
    assert dict(seen.linked) == {"ageing": 1, "hazard": 1}


def test_an_opinion_is_that_of_the_latest_acceptance(world: World) -> None:
    case = make_staged_case(world, "passed")
    first = AcceptanceAttempt.objects.get(case=case)
    before = live_counts(world.wang, world.program, today=clock.today()).opinions
    later = [
        AcceptanceAttempt(
            case=case,
            number=first.number + more,
            plan=first.plan,
            enterprise=first.enterprise,
            result="failed",
            arranged_on=first.arranged_on,
            opened_at=first.opened_at,
            concluded_at=first.concluded_at,
            visited_at=first.visited_at,
            verdict=verdict,
            verdict_at=first.verdict_at,
            opinion=verdict,
            satisfaction=said,
        )
        for more, verdict, said in ((1, "fail", "dissatisfied"), (2, "", ""), (3, "fail", ""))
    ]
    AcceptanceAttempt.objects.bulk_create(later)
    after = live_counts(world.wang, world.program, today=clock.today()).opinions

    assert ({k: n for k, n in before.items() if n}, {k: n for k, n in after.items() if n}) == (
        {"satisfied": 1},
        {"": 1},
    )
    assert live_differences(world.shangcheng.pk) == {}


def test_what_is_late_is_asked_by_the_day(world: World) -> None:
    case = make_staged_case(world, "building")
    due = Case.objects.get(pk=case.pk).works_due_on
    assert due is not None

    on = live_counts(world.wang, world.program, today=due)
    after = live_counts(world.wang, world.program, today=due + timedelta(days=1))

    assert (on.late.get("building", 0), after.late["building"]) == (0, 1)


def test_folding_leaves_the_numbers_and_few_rows(world: World) -> None:
    with clock.at(in_week(FIRST)):
        for case in [started(world) for _ in range(3)]:
            finished(case, world.zhou)
        removed(started(world), world.ling)
    before = live_counts(world.wang, world.program, today=clock.today())
    many = LiveCount.objects.count()

    fold_live_counts(bureau_id=world.shangcheng.pk)
    after = live_counts(world.wang, world.program, today=clock.today())

    assert LiveCount.objects.count() < many / 4
    assert {k: n for k, n in before.by_status.items() if n} == dict(after.by_status)
    assert live_differences(world.shangcheng.pk) == {}


def test_the_night_finds_what_was_tampered_with_and_puts_it_right(world: World) -> None:
    make_staged_case(world, "building")
    LiveCount.objects.filter(facet="status").delete()

    with pytest.raises(CommandError):
        call_command("verify_counters", stdout=StringIO())
    assert recount_live_counts() == 1
    assert (live_differences(world.shangcheng.pk), kept(world)) == ({}, 1)
    assert recount_live_counts() == 0


def test_a_bureau_that_fails_keeps_no_other_waiting(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    make_staged_case(world, "building")
    LiveCount.objects.all().delete()

    def failing(*, bureau_id: int) -> int:
        if bureau_id == 0:
            raise RuntimeError("gone")
        return mend_live_counts(bureau_id=bureau_id)

    monkeypatch.setattr(live, "mend_live_counts", failing)
    monkeypatch.setattr(live, "bureaus_counted", lambda: [0, world.shangcheng.pk])

    with pytest.raises(RuntimeError):
        recount_live_counts()
    assert live_differences(world.shangcheng.pk) == {}


def test_triggers_that_were_gone_are_put_back_and_what_they_missed_is_counted(world: World) -> None:
    live.triggers.drop()
    make_staged_case(world, "building")
    assert kept(world) == 0

    live.install_after_migrate()

    assert live_differences(world.shangcheng.pk) == {}
    assert (kept(world), connection.in_atomic_block) == (1, True)
