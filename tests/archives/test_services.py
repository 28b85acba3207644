"""The need of a whole archive closes with its last paper, whichever that is."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from apps.archives.queries import ArchiveItem, archive_items
from apps.archives.services import add_acceptance_form, add_application_scan
from apps.cases.enums import HoldKind, PaperForm
from apps.cases.frame import remarks_on
from apps.cases.models import Case
from apps.cases.services.handed_in import Paper, hand_in
from apps.inspections.services import conclude
from apps.lib import clock, formats
from apps.lib.decisions import Refused
from apps.plans.models import SignedApplication
from tests.factories.uploads import pdf, upload
from tests.factories.works import make_works_case
from tests.factories.world import NOON, World, later, make_case


def scan_application(world: World, case: Case, opinion_on: date | None = None) -> None:
    """周示例 scans 附件 1 in ink, stamped by the district or not yet."""
    add_application_scan(
        case_id=case.pk,
        by=world.zhou,
        scan=upload("申请表.pdf", pdf()),
        signed_on=NOON.date(),
        opinion_on=opinion_on,
    )


def application(case: Case) -> ArchiveItem:
    return archive_items(case)[0]


def test_an_archive_is_settled_by_the_last_paper_whichever_it_is(world: World) -> None:
    case = make_works_case(world, "satisfied")

    with clock.at(later(17)):
        conclude(case_id=case.pk, by=world.yan)
        scan_form(world, case)
        scan_application(world, case, opinion_on=clock.today())

    (need,) = case.holds.filter(kind=HoldKind.ARCHIVE_COMPLETE)
    assert need.closed_at is not None


def test_a_paper_without_the_district_s_stamp_is_kept_and_not_complete(world: World) -> None:
    case = make_case(world, "received")
    with clock.at(later(1)):
        # Brought along by the household, before any plan is entered (P3).
        scan_application(world, case)
    item = application(case)
    assert (item.present, item.detail) == (False, "双方签字盖章 2026年9月1日，区住建部门尚未盖章")


def test_the_day_of_the_district_s_opinion_stands_beside_the_day_of_the_filing(world: World) -> None:
    with clock.at(NOON):
        case = make_case(world, "filed")
    with clock.at(later(3)):
        scan_application(world, case, opinion_on=later(2).date())
    item = application(case)
    assert item.present
    assert item.detail == "双方签字盖章 2026年9月1日，区住建部门意见 2026年9月3日，备案 2026年9月1日"


def test_works_begun_without_the_stamp_are_said_until_it_is_there_and_after(world: World) -> None:
    case = make_works_case(world, "building")
    with clock.at(later(20)):
        assert remarks_on(case) == ["申请表未盖章"]
        assert application(case).detail.endswith("；已开工，申请表未盖章")
        scan_application(world, case, opinion_on=clock.today())
        assert remarks_on(case) == []
        assert case.started_on is not None
        assert application(case).detail.endswith(f"{formats.day(case.started_on)}开工时尚未盖章")


def test_before_the_works_nothing_is_said_of_the_stamp(world: World) -> None:
    assert remarks_on(make_works_case(world, "contracted")) == []


@pytest.mark.parametrize(
    ("signed", "opinion", "field"),
    [(2, None, "signed_on"), (0, 2, "opinion_on"), (1, 0, "opinion_on")],
)
def test_days_that_cannot_be_are_refused_at_their_field(
    world: World, signed: int, opinion: int | None, field: str
) -> None:
    case = make_case(world, "received")
    with clock.at(later(1)), pytest.raises(Refused) as refused:
        add_application_scan(
            case_id=case.pk,
            by=world.zhou,
            scan=upload("申请表.pdf", pdf()),
            signed_on=later(signed).date(),
            opinion_on=None if opinion is None else later(opinion).date(),
        )
    assert refused.value.field == field


def test_another_district_s_clerk_finds_no_case_to_scan_for(world: World) -> None:
    case = make_case(world, "received")
    with pytest.raises(Case.DoesNotExist):
        add_application_scan(
            case_id=case.pk, by=world.xi, scan=upload("申请表.pdf", pdf()), signed_on=NOON.date()
        )


def test_an_enterprise_scans_no_application(world: World) -> None:
    case = make_works_case(world, "contracted")
    with pytest.raises(Refused) as refused:
        add_application_scan(
            case_id=case.pk, by=world.chen, scan=upload("申请表.pdf", pdf()), signed_on=NOON.date()
        )
    assert refused.value.code == "post"


def test_a_scan_of_before_counts_as_stamped_on_a_day_nobody_asked_for(world: World) -> None:
    case = make_works_case(world, "building")
    with clock.at(later(20)):
        scan_application(world, case, opinion_on=clock.today())
    SignedApplication.objects.all().delete()
    migration = import_module("apps.plans.migrations.0011_signed_applications")

    migration.keep_scans(apps, SimpleNamespace(connection=connection))

    kept = SignedApplication.objects.get(case=case)
    assert (kept.stamped, kept.signed_on, kept.opinion_on) == (True, None, None)
    assert application(case).present
    assert "意见日期未登记" in application(case).detail
    assert remarks_on(case) == []


def test_a_form_handed_in_as_a_paper_of_the_list_is_the_one_of_the_archive(world: World) -> None:
    case = make_case(world, "received")
    paper = Paper([upload("申请表.pdf", pdf())], PaperForm.ORIGINAL, pages=1)
    row = hand_in(case_id=case.pk, by=world.zhou, material="application_form", paper=paper)
    item = application(case)
    assert str(item.file_id) == row.file_ids[0]
    assert (item.present, item.detail) == (False, "双方签字盖章日期未登记，区住建部门尚未盖章")


def scan_form(world: World, case: Case, number: int = 1) -> None:
    """周示例 scans the 验收表 that household and inspector signed."""
    add_acceptance_form(case_id=case.pk, by=world.zhou, number=number, scan=upload("验收表.pdf", pdf()))


def test_an_unsigned_acceptance_form_does_not_make_the_archive_whole(world: World) -> None:
    case = make_works_case(world, "passed")
    with clock.at(later(18)):
        scan_application(world, case, opinion_on=clock.today())
        (unsigned,) = [item for item in archive_items(case) if not item.present]
        assert (unsigned.label, unsigned.detail) == ("项目验收表", "第 1 次，验收合格，未签")
        (need,) = case.holds.filter(kind=HoldKind.ARCHIVE_COMPLETE)
        assert need.closed_at is None
        scan_form(world, case)

    need.refresh_from_db()
    assert need.closed_at is not None
    assert all(item.present for item in archive_items(case))


def test_a_signed_form_is_taken_once_and_by_those_who_have_it(world: World) -> None:
    case = make_works_case(world, "passed")
    with clock.at(later(18)):
        with pytest.raises(Refused) as refused:
            add_acceptance_form(case_id=case.pk, by=world.jiang, number=1, scan=upload("表.pdf", pdf()))
        assert refused.value.code == "post"
        scan_form(world, case)
        with pytest.raises(Refused) as refused:
            scan_form(world, case)
    assert refused.value.code == "status"


def test_a_form_is_not_signed_before_the_acceptance_is_concluded(world: World) -> None:
    case = make_works_case(world, "satisfied")
    with clock.at(later(18)), pytest.raises(Refused) as refused:
        scan_form(world, case)
    assert refused.value.code == "status"
