"""Life of a report: draft, check, submit, accept, return, adjust (R10, R11)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from apps.audit.models import DayDigest
from apps.cases.models import Case
from apps.lib import clock
from apps.lib.decisions import Refused, Stale
from apps.programs.enums import ParameterCode
from apps.reports.enums import ReportStatus
from apps.reports.models import Adjustment, ReportVersion, SnapshotMovement, WeekSnapshot
from apps.reports.queries.checks import checks_of
from apps.reports.queries.ledger import closing_set, named, week
from apps.reports.queries.proof import prove
from apps.reports.services import (
    Declared,
    accept_report,
    adjust,
    return_report,
    save_draft,
    submit_report,
)
from tests.factories.parameters import in_force
from tests.factories.weeks import (
    ASKED,
    DECLARED,
    FIRST,
    answered,
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


def live(taken: WeekSnapshot) -> ReportVersion:
    return ReportVersion.objects.filter(report__snapshot=taken).latest("number")


def states(taken: WeekSnapshot) -> dict[str, str]:
    return {check.code: check.state for check in checks_of(week(taken), live(taken))}


def test_the_system_drafts_the_report_with_the_snapshot(taken: WeekSnapshot) -> None:
    assert live(taken).status == ReportStatus.DRAFT
    assert states(taken) == {"amounts": "ok", "difference": "ok", "recount": "ok", "declared": "open"}


def test_without_the_declared_total_nothing_is_submitted(world: World, taken: WeekSnapshot) -> None:
    with clock.at(due_morning(FIRST)), pytest.raises(Refused, match="传统装修"):
        submit_report(by=world.wang, snapshot=taken)

    assert live(taken).status == ReportStatus.DRAFT


def test_a_reason_takes_the_place_of_the_declared_total(world: World, taken: WeekSnapshot) -> None:
    with clock.at(due_morning(FIRST)):
        save_draft(
            by=world.wang, snapshot=taken, version=None, declared=Declared(missing_reason="一码系统停机")
        )
        version = submit_report(by=world.wang, snapshot=taken)

    assert version.content["declared"]["this_week"] is None
    assert "一码系统停机" in version.content["footnotes"][-1]


def test_numbers_and_a_reason_contradict_each_other(world: World, taken: WeekSnapshot) -> None:
    with clock.at(due_morning(FIRST)), pytest.raises(Refused) as refusal:
        save_draft(
            by=world.wang, snapshot=taken, version=None, declared=replace(DECLARED, missing_reason="没查到")
        )

    assert refusal.value.field == "missing_reason"


def test_a_query_in_the_future_is_refused(world: World, taken: WeekSnapshot) -> None:
    later = due_morning(FIRST) + timedelta(minutes=1)
    with clock.at(due_morning(FIRST)), pytest.raises(Refused) as refusal:
        save_draft(by=world.wang, snapshot=taken, version=None, declared=replace(DECLARED, queried_at=later))

    assert refusal.value.field == "queried_at"


def test_submitting_freezes_figures_hash_and_digest(world: World, taken: WeekSnapshot) -> None:
    submitted(taken, world.wang)
    version = live(taken)

    assert version.status == ReportStatus.SUBMITTED
    assert not version.late
    assert version.filler == "王演示"
    assert version.content["assembled"] == {
        "target": 30,
        "this_week": 1,
        "done": 0,
        "ongoing": 1,
        "amount": "7.6200",
    }
    assert len(version.content_hash) == 64
    digest = DayDigest.objects.get(day=version.audit_day)
    assert digest.hash == version.audit_digest
    assert digest.day == taken.period_end


def test_after_half_past_five_it_is_late(world: World, taken: WeekSnapshot) -> None:
    submitted(taken, world.wang, hour=17)
    assert not live(taken).late
    other = snapshot(world, FIRST, world.xihu)
    submitted(other, world.xi, hour=18)

    assert live(other).late


def test_mending_after_a_return_does_not_make_a_week_late(world: World, taken: WeekSnapshot) -> None:
    returned(world, taken)
    with clock.at(due_morning(FIRST, hour=20)):
        answered(taken, world.wang)
        assert not submit_report(by=world.wang, snapshot=taken).late


def test_a_submitted_version_takes_no_more_writing(world: World, taken: WeekSnapshot) -> None:
    submitted(taken, world.wang)
    with clock.at(due_morning(FIRST, hour=10)):
        for write in (
            lambda: save_draft(by=world.wang, snapshot=taken, version=None, declared=DECLARED),
            lambda: submit_report(by=world.wang, snapshot=taken),
        ):
            with pytest.raises(Refused, match="已经报送"):
                write()


def test_the_database_keeps_one_live_version(taken: WeekSnapshot) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportVersion.objects.create(report=taken.report, number=2, created_at=clock.now())


def test_the_database_refuses_a_submission_without_hash(taken: WeekSnapshot) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportVersion.objects.filter(report__snapshot=taken).update(status="submitted")


def test_a_stale_form_is_refused(world: World, taken: WeekSnapshot) -> None:
    with clock.at(due_morning(FIRST)):
        save_draft(by=world.wang, snapshot=taken, version=1, declared=Declared(missing_reason="停机"))
        with pytest.raises(Stale):
            save_draft(by=world.shen, snapshot=taken, version=1, declared=Declared(missing_reason="停机"))


def test_only_the_bureau_s_own_desk_fills(world: World, taken: WeekSnapshot) -> None:
    for stranger in (world.xi, world.shi, world.zhou, world.yan, world.shenji, world.chen):
        with clock.at(due_morning(FIRST)), pytest.raises(Refused):
            save_draft(by=stranger, snapshot=taken, version=None, declared=Declared(missing_reason="停机"))


def test_four_eyes_ask_for_a_second_person_and_say_who_asks(world: World, taken: WeekSnapshot) -> None:
    with clock.at(due_morning(FIRST)):
        in_force(world.shi, world.city, ParameterCode.REPORT_FOUR_EYES, "是")
        save_draft(by=world.wang, snapshot=taken, version=None, declared=Declared(missing_reason="停机"))
        with pytest.raises(Refused, match=r"填报人以外.*杭州.*2026年1月22日 起要求，杭房局〔2026〕示例号"):
            submit_report(by=world.wang, snapshot=taken)
        assert submit_report(by=world.shen, snapshot=taken).filler == "王演示"


def test_four_eyes_of_another_bureau_or_of_a_later_day_ask_nobody(world: World, taken: WeekSnapshot) -> None:
    with clock.at(due_morning(FIRST)):
        in_force(world.xi_leader, world.xihu, ParameterCode.REPORT_FOUR_EYES, "是")
    with clock.at(due_morning(FIRST) + timedelta(days=1)):
        in_force(world.ling, world.shangcheng, ParameterCode.REPORT_FOUR_EYES, "是")
    with clock.at(due_morning(FIRST)):
        save_draft(by=world.wang, snapshot=taken, version=None, declared=Declared(missing_reason="停机"))
        assert submit_report(by=world.wang, snapshot=taken).status == ReportStatus.SUBMITTED


def test_the_city_accepts(world: World, taken: WeekSnapshot) -> None:
    submitted(taken, world.wang)
    with clock.at(due_morning(FIRST, hour=11)):
        accept_report(by=world.shi, snapshot=taken)

    assert live(taken).status == ReportStatus.ACCEPTED


def test_neither_province_nor_district_decides_for_the_city(world: World, taken: WeekSnapshot) -> None:
    submitted(taken, world.wang)
    for stranger in (world.sheng, world.wang, world.xi):
        with clock.at(due_morning(FIRST, hour=11)), pytest.raises(Refused):
            accept_report(by=stranger, snapshot=taken)


def test_the_province_accepts_a_bureau_that_reports_to_it_directly(world: World) -> None:
    taken = snapshot(world, FIRST, world.xiuzhou)
    submitted(taken, world.xiu)
    with clock.at(due_morning(FIRST, hour=11)):
        with pytest.raises(Refused):
            accept_report(by=world.shi, snapshot=taken)
        accept_report(by=world.sheng, snapshot=taken)

    assert live(taken).status == ReportStatus.ACCEPTED


def test_a_return_needs_an_item_and_opens_the_next_version(world: World, taken: WeekSnapshot) -> None:
    submitted(taken, world.wang)
    with clock.at(due_morning(FIRST, hour=11)):
        with pytest.raises(Refused) as refusal:
            return_report(by=world.shi, snapshot=taken, items=(), reason="请核对合同金额")
        first = return_report(by=world.shi, snapshot=taken, items=ASKED, reason="请核对合同金额")
    second = live(taken)

    assert refusal.value.field == "items"
    assert (first.status, first.return_reason) == (ReportStatus.RETURNED, "请核对合同金额")
    assert (second.number, second.status, second.declared_week) == (2, ReportStatus.DRAFT, 41)


def test_a_tampered_ledger_cannot_be_submitted(world: World, taken: WeekSnapshot) -> None:
    SnapshotMovement.objects.update(amount_change=F("amount_change") + 1)
    with clock.at(due_morning(FIRST)):
        save_draft(by=world.wang, snapshot=taken, version=None, declared=Declared(missing_reason="停机"))
        with pytest.raises(Refused, match="独立复算不一致"):
            submit_report(by=world.wang, snapshot=taken)


def returned(world: World, taken: WeekSnapshot) -> WeekSnapshot:
    submitted(taken, world.wang)
    with clock.at(due_morning(FIRST, hour=11)):
        return_report(by=world.shi, snapshot=taken, items=ASKED, reason="有一户重复")
    return taken


def test_a_returned_week_changes_only_by_a_named_adjustment(world: World, taken: WeekSnapshot) -> None:
    with clock.at(in_week(FIRST + 1)):
        twin = started(world)
    snapshot(world, FIRST + 1)
    week_two = returned_in(world, snapshot(world, FIRST + 2))
    with clock.at(week_two.cutoff_at + timedelta(hours=12)):
        removed(twin, world.ling)
        unchanged = week(week_two).figures
        adjust(by=world.wang, snapshot=week_two, case_id=twin.pk, reason="与 0122 重复")
    opened = week(week_two)

    assert (unchanged.removed, unchanged.closing) == (0, unchanged.opening)
    assert (opened.figures.removed, opened.figures.closing) == (1, opened.figures.opening - 1)
    assert opened.figures.adds_up
    assert prove(opened).agrees
    assert named(opened)[0].adjusted


def returned_in(world: World, taken: WeekSnapshot) -> WeekSnapshot:
    submitted(taken, world.wang)
    with clock.at(taken.cutoff_at + timedelta(hours=11)):
        return_report(by=world.shi, snapshot=taken, items=ASKED, reason="有一户重复")
    return taken


def test_an_adjusted_newcomer_was_never_in(world: World, taken: WeekSnapshot) -> None:
    (case_id,) = closing_set(week(taken))
    with clock.at(due_morning(FIRST)):
        removed(Case.objects.get(pk=case_id), world.ling)
        adjust(by=world.wang, snapshot=taken, case_id=case_id, reason="误登记开工")
    following = snapshot(world, FIRST + 1)

    assert (week(taken).figures.added, week(taken).figures.removed, week(taken).figures.closing) == (
        0,
        0,
        0,
    )
    assert (following.opening, following.added, following.removed) == (0, 0, 0)
    assert prove(week(taken)).agrees
    assert prove(week(following)).agrees


def test_a_start_recorded_after_the_cut_off_can_be_adjusted_in(world: World, taken: WeekSnapshot) -> None:
    with clock.at(due_morning(FIRST)):
        late = started(world, "30000")
        adjust(by=world.wang, snapshot=taken, case_id=late.pk, reason="周三已开工，漏登记")
    following = snapshot(world, FIRST + 1)

    assert week(taken).figures.added == 2
    assert week(taken).figures.amount == Decimal("106200")
    assert (following.opening, following.added) == (2, 0)
    assert prove(week(following)).agrees


def test_an_adjustment_needs_a_changed_record(world: World, taken: WeekSnapshot) -> None:
    (case_id,) = closing_set(week(taken))
    with clock.at(due_morning(FIRST)), pytest.raises(Refused, match="先在案件中办理"):
        adjust(by=world.wang, snapshot=taken, case_id=case_id, reason="重复")


def test_a_submitted_week_is_not_adjusted(world: World, taken: WeekSnapshot) -> None:
    submitted(taken, world.wang)
    with clock.at(due_morning(FIRST, hour=12)):
        late = started(world)
        with pytest.raises(Refused, match="请先撤回报送"):
            adjust(by=world.wang, snapshot=taken, case_id=late.pk, reason="漏登记")


def test_a_final_week_s_correction_enters_the_current_week(world: World, taken: WeekSnapshot) -> None:
    (case_id,) = closing_set(week(taken))
    snapshot(world, FIRST + 1)
    with clock.at(in_week(FIRST + 2)):
        removed(Case.objects.get(pk=case_id), world.ling, reason="与 0122 为同一住宅")
        waiting = adjust(by=world.wang, snapshot=taken, case_id=case_id, reason="上期多报一户")
        assert week(taken).figures.closing == 1
    current = snapshot(world, FIRST + 2)
    waiting.refresh_from_db()

    assert waiting.entered == current
    assert (current.opening, current.removed) == (1, 1)
    assert named(week(current))[0].corrects == FIRST
    assert prove(week(current)).agrees
    assert week(taken).figures.closing == 1


def test_a_version_s_figures_stay_those_it_was_submitted_with(world: World, taken: WeekSnapshot) -> None:
    returned(world, taken)
    with clock.at(due_morning(FIRST, hour=12)):
        late = started(world)
        adjust(by=world.wang, snapshot=taken, case_id=late.pk, reason="漏登记")
    first = ReportVersion.objects.get(report__snapshot=taken, number=1)

    assert week(taken, as_of=first.submitted_at).figures.added == 1
    assert week(taken).figures.added == 2
    assert first.content["assembled"]["this_week"] == 1


def test_completion_after_the_cut_off_can_be_adjusted(world: World, taken: WeekSnapshot) -> None:
    (case_id,) = closing_set(week(taken))
    with clock.at(due_morning(FIRST)):
        finished(Case.objects.get(pk=case_id), world.zhou)
        adjust(by=world.wang, snapshot=taken, case_id=case_id, reason="周三已完工")
    found = week(taken).figures

    assert (found.done, found.ongoing, found.added) == (1, 0, 1)
    assert Adjustment.objects.get().delta == 0
    assert prove(week(taken)).agrees
