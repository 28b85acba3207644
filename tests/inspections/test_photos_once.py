"""One photo proves one thing in a case, and concealed work is shown space by space (R26)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.inspections import services
from apps.inspections.enums import ConcealedWork, ReportKind, ReportStatus
from apps.inspections.models import Photo, WorksReport
from apps.inspections.queries.concealed import spaces_of
from apps.inspections.queries.photos import cases_with_same_photos
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.plans.models import PlanVersion
from tests.factories.field import Phone
from tests.factories.uploads import jpeg, upload
from tests.factories.works import household_word, make_works_case, photo, show_concealed, visit
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db

ONE = jpeg(size=(90, 60))
"""The very same file, whatever it is called."""


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


def report(world: World, case: Case, *names: str) -> WorksReport:
    return services.report_progress(
        case_id=case.pk, by=world.jiang, on=clock.today(), text="墙板", photos=[upload(n, ONE) for n in names]
    )


def show(world: World, case: Case, space: str) -> None:
    services.report_progress(
        case_id=case.pk,
        by=world.jiang,
        on=clock.today(),
        space=space,
        concealed=ConcealedWork.WATER,
        photos=[photo()],
    )


def test_a_second_use_is_refused_at_the_field_and_names_the_first(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(9)):
        report(world, case, "水电.jpg")
        with pytest.raises(Refused) as refused:
            visit(world, case, photos=[photo(), upload("巡查.jpg", ONE)])

    assert refused.value.field == "photos"
    assert "巡查.jpg" in refused.value.reason
    assert "已用于施工" in refused.value.reason
    assert "请另选或另拍一张" in refused.value.reason
    assert Photo.objects.filter(case=case).count() == 1


def test_one_file_chosen_twice_is_refused(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(9)), pytest.raises(Refused) as refused:
        report(world, case, "一.jpg", "二.jpg")

    assert refused.value.code == "twice"
    assert not Photo.objects.filter(case=case).exists()


def test_the_same_file_in_another_case_is_taken_and_shown(world: World) -> None:
    first, second = make_works_case(world), make_works_case(world)
    with clock.at(later(9)):
        report(world, first, "一.jpg")
        report(world, second, "一.jpg")

    number, others = cases_with_same_photos(world.ling, second)
    assert (number, others) == (1, (first,))
    assert cases_with_same_photos(world.xi, second) == (1, ()), "of another district only that it is so"


def test_a_phone_is_told_before_it_sends_the_photo(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(9)):
        sheet = Phone.of(world, "zhou").begin(case)
        shot = sheet.snap()
        services.report_progress(
            case_id=case.pk,
            by=world.jiang,
            on=clock.today(),
            text="墙板",
            photos=[upload("一.jpg", shot.content)],
        )
        sheet.announce()
        answer = sheet.announce_photo(shot)

    assert answer.status_code == 422
    assert "已用于施工" in answer.json()["detail"]


def test_works_end_once_every_space_has_its_own_photo(world: World) -> None:
    case = make_works_case(world)
    kitchen, *rest = spaces_of(case)
    assert rest
    with clock.at(later(12)):
        show(world, case, kitchen)
        with pytest.raises(Refused) as refused:
            services.report_finish(case_id=case.pk, by=world.jiang, finished_on=clock.today())
        for space in rest:
            show(world, case, space)
        services.report_finish(case_id=case.pk, by=world.jiang, finished_on=clock.today())

    assert refused.value.reason.startswith("、".join(rest))
    assert "上传该空间现在的照片，在说明中写明情况" in refused.value.reason


def test_a_finish_reported_before_photos_were_asked_for_is_confirmed(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(14)):
        reported_before_the_rule(case)
        case = services.confirm_finish(case_id=case.pk, by=world.zhou, word=household_word())

    assert case.status == Status.COMPLETED


def test_a_space_of_a_plan_confirmed_after_the_report_is_still_shown(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(14)):
        reported_before_the_rule(case)
        PlanVersion.objects.of_case(case).confirmed().update(confirmed_at=clock.now() + timedelta(hours=1))
        with pytest.raises(Refused) as refused:
            services.confirm_finish(case_id=case.pk, by=world.zhou, word=household_word())

    assert refused.value.code == "concealed"


def reported_before_the_rule(case: Case) -> None:
    WorksReport.objects.create(
        case=case,
        enterprise_id=case.enterprise_id or 0,
        kind=ReportKind.FINISH,
        status=ReportStatus.PENDING,
        on=clock.today(),
        reported_at=clock.now(),
    )


def test_concealed_work_names_a_space_of_the_plan(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(9)), pytest.raises(Refused) as refused:
        show(world, case, "阳台")

    assert refused.value.field == "space"


def test_the_papers_of_two_cases_do_not_meet(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(9)):
        show_concealed(world, case)

    assert cases_with_same_photos(world.ling, case) == (0, ())
