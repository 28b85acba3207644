"""Start, progress, pauses, finish (R6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from apps.audit.services import verify
from apps.cases.enums import HoldKind, Status
from apps.cases.models import Case
from apps.cases.services import backfill_case
from apps.inspections import services
from apps.inspections.enums import ConcealedWork, FinishConfirmer, ReportStatus
from apps.inspections.models import Photo, WorksReport
from apps.inspections.queries import days_on_site, needs_met
from apps.lib import clock
from apps.lib.decisions import Refused, Stale
from tests.factories.plans import content, make_planned_case
from tests.factories.works import finish, household_word, make_works_case, photo, show_concealed, start, visit
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


def open_kinds(case: Case) -> set[str]:
    return set(case.holds.filter(closed_at__isnull=True).values_list("kind", flat=True))


def test_the_site_manager_starts_the_works_and_the_clock_runs(world: World) -> None:
    case = make_works_case(world, "contracted")
    with clock.at(later(7)):
        start(world, case)

    case.refresh_from_db()
    assert (case.status, case.started_on) == (Status.BUILDING, date(2026, 9, 8))
    assert case.works_due_on == date(2026, 9, 22), "the first of fifteen days is the start itself"
    assert open_kinds(case) == {HoldKind.FINISH_CONFIRMED}


def test_a_start_before_the_contract_is_refused_at_its_field(world: World) -> None:
    case = make_works_case(world, "contracted")
    with clock.at(later(7)), pytest.raises(Refused) as refused:
        services.start_works(case_id=case.pk, by=world.jiang, started_on=date(2026, 8, 20))

    assert refused.value.field == "started_on"
    case.refresh_from_db()
    assert case.status == Status.CONTRACTED
    assert not WorksReport.objects.exists()


def test_backfilled_works_may_have_begun_before_the_contract(world: World) -> None:
    case = make_works_case(world, "contracted")
    with clock.at(later(7)):
        backfill_case(case_id=case.pk, by=world.zhou, reason="先施工后登记")
        services.start_works(case_id=case.pk, by=world.jiang, started_on=date(2026, 8, 20))

    case.refresh_from_db()
    assert case.started_on == date(2026, 8, 20)


def test_works_may_not_start_tomorrow(world: World) -> None:
    case = make_works_case(world, "contracted")
    with clock.at(later(7)), pytest.raises(Refused) as refused:
        services.start_works(case_id=case.pk, by=world.jiang, started_on=date(2026, 9, 9))

    assert refused.value.field == "started_on"


def test_sixteen_planned_days_wait_for_the_district_s_note(world: World) -> None:
    with clock.at(NOON):
        case = make_planned_case(world, plan=content(days=16, reason="等待燃气改管"))
    with clock.at(later(7)), pytest.raises(Refused) as refused:
        start(world, case)

    assert refused.value.code == "hold"
    assert "知悉意见" in refused.value.reason


def test_a_patrol_cannot_start_the_works(world: World) -> None:
    case = make_works_case(world, "contracted")
    with clock.at(later(7)), pytest.raises(Refused) as refused:
        services.start_works(case_id=case.pk, by=world.yan, started_on=clock.today())

    assert refused.value.code == "post"


def test_another_enterprise_does_not_find_the_case(world: World) -> None:
    case = make_works_case(world, "contracted")
    with clock.at(later(7)), pytest.raises(Case.DoesNotExist):
        services.start_works(case_id=case.pk, by=world.tao, started_on=clock.today())


def test_another_district_does_not_find_the_case(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(9)), pytest.raises(Case.DoesNotExist):
        services.confirm_finish(case_id=case.pk, by=world.xi, word=household_word())


def test_a_stale_form_is_told_so(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(8)), pytest.raises(Stale):
        services.report_progress(
            case_id=case.pk, by=world.jiang, on=clock.today(), text="墙板", version=case.version - 1
        )


def test_progress_keeps_its_photos(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(8)):
        report = services.report_progress(
            case_id=case.pk,
            by=world.jiang,
            on=clock.today(),
            text="墙板安装过半",
            photos=[photo("一.jpg"), photo("二.jpg")],
        )

    assert Photo.objects.filter(subject_id=report.pk).count() == 2
    assert (report.reported_by, report.reported_organisation) == ("蒋样本", "示例装配装饰有限公司")


def test_an_empty_progress_report_is_refused(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(8)), pytest.raises(Refused) as refused:
        services.report_progress(case_id=case.pk, by=world.jiang, on=clock.today())

    assert refused.value.field == "text"


def test_concealed_work_needs_a_photo(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(8)), pytest.raises(Refused) as refused:
        services.report_progress(
            case_id=case.pk, by=world.jiang, on=clock.today(), concealed=ConcealedWork.WATERPROOF
        )

    assert refused.value.field == "photos"


def test_a_file_that_is_no_photo_leaves_nothing_behind(world: World) -> None:
    case = make_works_case(world)
    bad = photo("照片.jpg")
    bad.file.seek(0)
    bad.file.write(b"<!DOCTYPE html><html></html>" + b" " * 600)
    with clock.at(later(8)), pytest.raises(Refused) as refused:
        services.report_progress(
            case_id=case.pk, by=world.jiang, on=clock.today(), text="墙板", photos=[photo(), bad]
        )

    assert refused.value.field == "photos"
    assert not Photo.objects.exists()
    assert case.works_reports.count() == 1, "only the start"


def test_works_do_not_finish_without_a_photo_of_concealed_work(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(12)), pytest.raises(Refused) as refused:
        services.report_finish(case_id=case.pk, by=world.jiang, finished_on=clock.today())

    assert "隐蔽工程照片" in refused.value.reason


def test_a_backfilled_case_is_not_asked_for_concealed_work(world: World) -> None:
    case = make_works_case(world, "contracted")
    with clock.at(later(6)):
        backfill_case(case_id=case.pk, by=world.zhou, reason="先施工后登记")
    with clock.at(later(7)):
        start(world, case)
    with clock.at(later(12)):
        finish(world, case)

    case.refresh_from_db()
    assert case.status == Status.COMPLETED


def test_the_household_s_confirmation_finishes_the_works(world: World) -> None:
    case = make_works_case(world, "completed")

    report = WorksReport.objects.of_works(case).finish().get()
    assert (report.status, report.confirmer) == (ReportStatus.CONFIRMED, FinishConfirmer.HOUSEHOLD)
    assert (case.status, case.completed_on) == (Status.COMPLETED, date(2026, 9, 17))
    assert case.acceptance_due_on == date(2026, 10, 19), "17 October is a Saturday"
    assert open_kinds(case) == {HoldKind.VISIT_PASSED, HoldKind.HOUSEHOLD_SATISFIED}


def test_a_second_finish_report_is_told_that_one_is_waiting(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(12)):
        show_concealed(world, case)
        services.report_finish(case_id=case.pk, by=world.jiang, finished_on=clock.today())
        with pytest.raises(Refused) as refused:
            services.report_finish(case_id=case.pk, by=world.jiang, finished_on=clock.today())

    assert "已经报过" in refused.value.reason


def test_a_household_that_disagrees_sends_the_report_back(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(12)):
        show_concealed(world, case)
        services.report_finish(case_id=case.pk, by=world.jiang, finished_on=clock.today())
        report = services.reject_finish(case_id=case.pk, by=world.zhou, reason="吊顶还没有装")

    assert (report.status, report.confirm_note) == (ReportStatus.REJECTED, "吊顶还没有装")
    case.refresh_from_db()
    assert case.status == Status.BUILDING
    with clock.at(later(14)):
        finish(world, case)
    case.refresh_from_db()
    assert case.completed_on == date(2026, 9, 15)


def test_sixteen_days_on_site_need_a_reason_and_stay_flagged(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(22)):
        show_concealed(world, case)
        with pytest.raises(Refused) as refused:
            services.report_finish(case_id=case.pk, by=world.jiang, finished_on=clock.today())
        assert refused.value.field == "overrun_reason"
        services.report_finish(
            case_id=case.pk, by=world.jiang, finished_on=clock.today(), overrun_reason="户主临时外出"
        )
        services.confirm_finish(case_id=case.pk, by=world.zhou, word=household_word())

    case.refresh_from_db()
    assert case.overrun


def test_fifteen_days_on_site_are_no_overrun(world: World) -> None:
    case = make_works_case(world, "completed", days=15)

    days = days_on_site(case)
    assert days is not None
    assert (days.gross, days.net, case.overrun) == (15, 15, False)


def test_a_reason_for_an_overrun_that_there_is_not_is_not_kept_with_the_report(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(9)):
        show_concealed(world, case)
        reason = "户主临时外出"
        report = services.report_finish(
            case_id=case.pk, by=world.jiang, finished_on=clock.today(), overrun_reason=reason
        )
        services.confirm_finish(case_id=case.pk, by=world.zhou, word=household_word(), overrun_reason=reason)
    assert report.overrun_reason == ""
    report.refresh_from_db()
    assert report.overrun_reason == ""


def test_paused_days_move_the_due_day_and_do_not_count(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(9)):
        services.stop_works(case_id=case.pk, by=world.zhou, from_on=clock.today(), reason="等待燃气改管")
    case.refresh_from_db()
    assert case.works_due_on is None, "nobody knows the day while the works stand still"
    with clock.at(later(12)):
        services.resume_works(case_id=case.pk, by=world.zhou, resumed_on=clock.today())

    case.refresh_from_db()
    assert case.works_due_on == date(2026, 9, 25)
    days = days_on_site(case, date(2026, 9, 25))
    assert days is not None
    assert (days.gross, days.net) == (18, 15)


def test_stopped_works_are_not_confirmed_as_finished(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(9)):
        show_concealed(world, case)
        services.stop_works(case_id=case.pk, by=world.zhou, from_on=clock.today(), reason="发现安全隐患")
        with pytest.raises(Refused) as refused:
            finish(world, case)

    assert refused.value.code == "hold"


def test_a_property_company_reports_but_never_orders_a_stop(world: World) -> None:
    case = make_works_case(world)
    Case.objects.filter(pk=case.pk).update(patrol_organisation=world.property)
    with clock.at(later(9)), pytest.raises(Refused) as refused:
        services.stop_works(case_id=case.pk, by=world.wu, from_on=clock.today(), reason="噪声")

    assert "劝阻和报告" in refused.value.reason


def test_works_are_not_stopped_twice(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(9)):
        services.stop_works(case_id=case.pk, by=world.jiang, from_on=clock.today(), reason="等待燃气改管")
        with pytest.raises(Refused):
            services.stop_works(case_id=case.pk, by=world.zhou, from_on=clock.today(), reason="再停")


def test_an_enterprise_with_an_account_reports_itself(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(9)), pytest.raises(Refused) as refused:
        services.report_progress(case_id=case.pk, by=world.zhou, on=clock.today(), text="墙板")

    assert "有账号" in refused.value.reason


def test_the_counter_reports_for_an_enterprise_without_an_account(world: World) -> None:
    case = make_works_case(world)
    world.shili.organisation = None
    world.shili.save()
    with clock.at(later(9)):
        report = services.report_progress(case_id=case.pk, by=world.zhou, on=clock.today(), text="墙板")

    assert report.reported_by == "周示例"


def test_a_delegate_signs_for_whom_they_stand_in(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(8)):
        made = visit(world, case, by=replace(world.zhou, on_behalf_of="吴示例"))

    assert made.inspector_name == "周示例（代吴示例）"


def test_needs_follow_the_records(world: World) -> None:
    building, completed = make_works_case(world), make_works_case(world, "completed")

    assert not needs_met(building)[HoldKind.FINISH_CONFIRMED]
    assert needs_met(completed)[HoldKind.FINISH_CONFIRMED]
    assert not needs_met(completed)[HoldKind.VISIT_PASSED]


def test_the_record_of_the_works_can_be_verified(world: World) -> None:
    make_works_case(world, "completed")

    assert verify() == []
