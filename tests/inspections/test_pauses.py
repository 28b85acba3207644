"""A pause that an enterprise enters or that is dated back counts once an authority confirmed it (P1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.cases.models import Case
from apps.inspections import services
from apps.inspections.enums import PauseStatus
from apps.inspections.models import StopWork
from apps.inspections.queries import days_on_site, works_view
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.calendars import Pause, works_span
from apps.lib.decisions import Refused
from tests.factories.works import (
    fail_acceptance,
    finish,
    go_through,
    household_word,
    make_works_case,
    show_concealed,
    verdict,
)
from tests.factories.world import NOON, World, later, make_world

DAY = date(2026, 9, 8)


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


def stop(world: World, case: Case, by: Actor, *, back: int = 0) -> StopWork:
    return services.stop_works(
        case_id=case.pk, by=by, from_on=clock.today() - timedelta(days=back), reason="等待燃气改管"
    )


def settle(case: Case, pause: StopWork, by: Actor, *, confirmed: bool = True, note: str = "") -> StopWork:
    return services.settle_pause(case_id=case.pk, stop_id=pause.pk, by=by, confirmed=confirmed, note=note)


def net(case: Case, until: date) -> int:
    case.refresh_from_db()
    days = days_on_site(case, until)
    assert days is not None
    return days.net


SPANS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 12)).map(
        lambda pair: Pause(DAY + timedelta(pair[0]), DAY + timedelta(pair[0] + pair[1]), "")
    ),
    max_size=5,
)


@given(pauses=SPANS, days=st.integers(0, 40))
def test_overlapping_pauses_are_taken_off_once(pauses: list[Pause], days: int) -> None:
    span = works_span(DAY, DAY + timedelta(days), pauses=pauses)
    covered = {DAY + timedelta(n) for n in range(days + 1)} & {
        each.start + timedelta(n)
        for each in pauses
        if each.end
        for n in range((each.end - each.start).days + 1)
    }

    assert (span.gross, span.net) == (days + 1, days + 1 - len(covered))


@pytest.mark.django_db
def test_a_month_dated_back_by_the_enterprise_takes_nothing_off(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(40)):
        show_concealed(world, case)
        stop(world, case, world.jiang, back=31)
        services.resume_works(case_id=case.pk, by=world.jiang, resumed_on=clock.today())
        with pytest.raises(Refused) as refused:
            finish(world, case)
        shown = works_view(world.zhou, case)

    assert refused.value.field == "overrun_reason"
    assert (net(case, date(2026, 10, 11)), shown.unconfirmed) == (34, 31)
    assert shown.days is not None
    assert (shown.days.gross, shown.days.net) == (34, 34)


@pytest.mark.django_db
def test_confirmed_by_the_street_its_days_are_taken_off_and_the_due_day_moves(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(9)):
        pause = stop(world, case, world.jiang)
        case.refresh_from_db()
        assert case.works_due_on == date(2026, 9, 22), "the clock goes on until somebody confirms"
    with clock.at(later(12)):
        services.resume_works(case_id=case.pk, by=world.jiang, resumed_on=clock.today())
        settle(case, pause, world.zhou)
        assert works_view(world.zhou, case).unconfirmed == 0

    assert net(case, date(2026, 9, 25)) == 15
    assert case.works_due_on == date(2026, 9, 25)


@pytest.mark.django_db
def test_an_end_that_the_enterprise_enters_asks_anew(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(9)):
        pause = stop(world, case, world.jiang)
        settle(case, pause, world.zhou)
        case.refresh_from_db()
        assert case.works_due_on is None
    with clock.at(later(20)):
        services.resume_works(case_id=case.pk, by=world.jiang, resumed_on=clock.today())

    pause.refresh_from_db()
    assert pause.status == PauseStatus.PENDING
    assert net(case, date(2026, 9, 25)) == 18


@pytest.mark.django_db
def test_the_street_s_own_entry_counts_at_once_unless_it_is_dated_back(world: World) -> None:
    on_the_day, dated_back = make_works_case(world), make_works_case(world)
    with clock.at(later(9)):
        assert stop(world, on_the_day, world.zhou).counts
        pause = stop(world, dated_back, world.zhou, back=1)
        assert not pause.counts
        with pytest.raises(Refused) as refused:
            settle(dated_back, pause, world.zhou)
        assert refused.value.code == "own_entry"
        assert settle(dated_back, pause, world.wang).counts


@pytest.mark.django_db
def test_a_refused_pause_says_why_and_takes_nothing_off(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(9)):
        pause = stop(world, case, world.jiang)
        with pytest.raises(Refused) as refused:
            settle(case, pause, world.zhou, confirmed=False)
        assert refused.value.field == "note"
        settle(case, pause, world.zhou, confirmed=False, note="现场仍在施工")
        with pytest.raises(Refused):
            settle(case, pause, world.zhou)

    assert net(case, date(2026, 9, 12)) == 5


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["jiang", "wu"])
def test_enterprise_and_property_company_confirm_no_pause(world: World, name: str) -> None:
    case = make_works_case(world)
    Case.objects.filter(pk=case.pk).update(patrol_organisation=world.property)
    with clock.at(later(9)):
        pause = stop(world, case, world.jiang)
        with pytest.raises(Refused) as refused:
            settle(case, pause, world.people[name])

    assert refused.value.code == "post"


@pytest.mark.django_db
def test_confirmed_after_the_end_the_overrun_is_judged_anew(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(9)):
        pause = stop(world, case, world.jiang)
    with clock.at(later(22)):
        show_concealed(world, case)
        services.resume_works(case_id=case.pk, by=world.jiang, resumed_on=date(2026, 9, 13))
        services.report_finish(
            case_id=case.pk, by=world.jiang, finished_on=clock.today(), overrun_reason="等燃气公司"
        )
        services.confirm_finish(case_id=case.pk, by=world.zhou, word=household_word())
        case.refresh_from_db()
        assert case.overrun
        settle(case, pause, world.zhou)

    case.refresh_from_db()
    assert not case.overrun


@pytest.mark.django_db
def test_who_entered_the_end_of_a_pause_does_not_confirm_it(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(9)):
        pause = stop(world, case, world.jiang)
    with clock.at(later(12)):
        other = replace(world.jiang, user_id=world.wang.user_id)
        services.resume_works(case_id=case.pk, by=other, resumed_on=clock.today())
        with pytest.raises(Refused) as refused:
            settle(case, pause, world.wang)
        assert settle(case, pause, world.zhou).counts

    assert refused.value.code == "own_entry"


def finished_with_a_pause(world: World) -> tuple[Case, StopWork]:
    """Works paused on 10 and 11 September and finished on the 17th; nobody has confirmed the pause."""
    case = make_works_case(world)
    with clock.at(later(9)):
        pause = stop(world, case, world.jiang)
    with clock.at(later(16)):
        show_concealed(world, case)
        services.resume_works(case_id=case.pk, by=world.jiang, resumed_on=date(2026, 9, 12))
        finish(world, case)
    return case, pause


@pytest.mark.django_db
def test_a_pause_may_be_confirmed_while_the_works_are_mended(world: World) -> None:
    case, pause = finished_with_a_pause(world)
    with clock.at(later(17)):
        services.open_acceptance(case_id=case.pk, by=world.yan, arranged_on=clock.today())
    fail_acceptance(world, case)
    with clock.at(later(18)):
        assert settle(case, pause, world.zhou).counts


@pytest.mark.django_db
def test_no_pause_is_settled_under_a_verdict(world: World) -> None:
    case, pause = finished_with_a_pause(world)
    with clock.at(later(17)):
        services.open_acceptance(case_id=case.pk, by=world.yan, arranged_on=clock.today())
        go_through(world, case)
        verdict(world, case)
        with pytest.raises(Refused) as refused:
            settle(case, pause, world.zhou)

    assert refused.value.code == "judged"


@pytest.mark.django_db
def test_a_pause_settled_during_the_acceptance_is_in_its_check(world: World) -> None:
    case, pause = finished_with_a_pause(world)
    with clock.at(later(17)):
        services.open_acceptance(case_id=case.pk, by=world.yan, arranged_on=clock.today())
        attempt = go_through(world, case)
        before = attempt.evaluations.get(code="works_days").explanation
        settle(case, pause, world.zhou)

    assert attempt.evaluations.get(code="works_days").explanation != before
