"""Which days an end and an acceptance may bear: never before what they end or look at (P1)."""

from __future__ import annotations

from datetime import date

import pytest

from apps.cases.models import Case
from apps.inspections import services
from apps.inspections.enums import Satisfaction
from apps.inspections.models import Rectification
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.plans.enums import Means
from tests.factories.uploads import pdf, upload
from tests.factories.works import (
    fail_acceptance,
    go_through,
    household_word,
    make_works_case,
    mend_all,
    photo,
    show_concealed,
    verdict,
)
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db

BETWEEN = later(17)
"""18 September 2026: after the finish on the 17th, before the rectification ended on the 19th."""


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


@pytest.fixture
def rectifying(world: World) -> Case:
    """Asked to mend on 18 September."""
    return fail_acceptance(world, make_works_case(world, "attempt"))


@pytest.fixture
def mended(world: World, rectifying: Case) -> Case:
    """Mended on 19 September, waiting for its second acceptance."""
    mend_all(world, rectifying)
    return rectifying


def open_second(world: World, case: Case) -> None:
    services.open_acceptance(case_id=case.pk, by=world.yan, arranged_on=clock.today())


def test_a_second_acceptance_is_not_arranged_before_the_rectification_ended(
    world: World, mended: Case
) -> None:
    with clock.at(later(20)), pytest.raises(Refused, match="早于整改完成日期") as refused:
        services.open_acceptance(case_id=mended.pk, by=world.yan, arranged_on=BETWEEN.date())

    assert (refused.value.field, refused.value.code) == ("arranged_on", "before_completion")


def test_a_second_visit_is_not_before_the_rectification_ended(world: World, mended: Case) -> None:
    with clock.at(later(20)):
        open_second(world, mended)
        with pytest.raises(Refused) as refused:
            go_through(world, mended, at=BETWEEN)

    assert (refused.value.field, refused.value.code) == ("visited_at", "before_completion")


def test_the_household_does_not_sign_the_second_time_before_the_rectification_ended(
    world: World, mended: Case
) -> None:
    with clock.at(later(20)):
        open_second(world, mended)
        go_through(world, mended)
        verdict(world, mended)
        with pytest.raises(Refused) as refused:
            services.record_satisfaction(
                case_id=mended.pk,
                by=world.yan,
                satisfaction=Satisfaction.SATISFIED,
                means=Means.SIGNED_SCAN,
                signed_on=BETWEEN.date(),
                scan=upload("验收表.pdf", pdf()),
            )

    assert (refused.value.field, refused.value.code) == ("signed_on", "before_completion")


def report_mended(world: World, case: Case, *, done_on: date) -> None:
    for item in Rectification.objects.filter(attempt__case=case):
        services.rectify(
            case_id=case.pk, item_id=item.pk, by=world.jiang, done_on=done_on, note="已更换", photos=[photo()]
        )
    services.report_rectified(case_id=case.pk, by=world.jiang, finished_on=clock.today())


@pytest.mark.parametrize(
    ("day", "code"),
    [(date(2026, 9, 17), "before_rectification"), (date(2026, 9, 18), "before_items")],
)
def test_the_household_s_day_is_not_before_the_repair_it_confirms(
    world: World, rectifying: Case, day: date, code: str
) -> None:
    with clock.at(later(19)):
        report_mended(world, rectifying, done_on=date(2026, 9, 19))
        with pytest.raises(Refused) as refused:
            services.confirm_rectified(case_id=rectifying.pk, by=world.zhou, word=household_word(day))

    assert (refused.value.field, refused.value.code) == ("finished_on", code)


def test_where_no_day_of_asking_was_kept_the_visit_s_day_bounds_the_repair(
    world: World, rectifying: Case
) -> None:
    Case.objects.filter(pk=rectifying.pk).update(rectifying_from=None)
    with clock.at(later(19)):
        report_mended(world, rectifying, done_on=date(2026, 9, 18))
        with pytest.raises(Refused) as refused:
            services.confirm_rectified(
                case_id=rectifying.pk, by=world.zhou, word=household_word(date(2026, 9, 17))
            )

    assert refused.value.code == "before_rectification"


def test_the_household_s_finish_is_not_before_what_was_recorded_of_the_works(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(12)):
        show_concealed(world, case)
    with clock.at(later(14)):
        services.report_finish(case_id=case.pk, by=world.jiang, finished_on=clock.today())
        with pytest.raises(Refused) as refused:
            services.confirm_finish(case_id=case.pk, by=world.zhou, word=household_word(date(2026, 9, 12)))

    assert (refused.value.field, refused.value.code) == ("finished_on", "records")


def test_a_pause_that_was_refused_bounds_no_finish(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(9)):
        show_concealed(world, case)
    with clock.at(later(14)):
        pause = services.stop_works(
            case_id=case.pk, by=world.jiang, from_on=clock.today(), reason="等待燃气改管"
        )
        services.resume_works(case_id=case.pk, by=world.jiang, resumed_on=clock.today())
        services.settle_pause(
            case_id=case.pk, stop_id=pause.pk, by=world.zhou, confirmed=False, note="现场仍在施工"
        )
        services.report_finish(case_id=case.pk, by=world.jiang, finished_on=date(2026, 9, 13))
        case = services.confirm_finish(case_id=case.pk, by=world.zhou, word=household_word(date(2026, 9, 13)))

    assert case.completed_on == date(2026, 9, 13)
