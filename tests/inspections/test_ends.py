"""Completion is reported by the enterprise and confirmed by household or patrol (P1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.inspections import services
from apps.inspections.enums import VisitKind
from apps.inspections.models import EndSignature, WorksReport
from apps.inspections.rules.ends import day_that_counts, days_late
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.plans.enums import Means
from tests.factories.plans import drawn
from tests.factories.uploads import pdf, upload
from tests.factories.works import household_word, make_works_case, patrol_word, show_concealed, visit
from tests.factories.world import NOON, World, later, make_world

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


@pytest.fixture
def case(world: World) -> Case:
    """Works since 8 September, reported as finished on the 15th."""
    case = make_works_case(world)
    with clock.at(later(14)):
        show_concealed(world, case)
        services.report_finish(case_id=case.pk, by=world.jiang, finished_on=clock.today())
    case.refresh_from_db()
    return case


def report_of(case: Case) -> WorksReport:
    return WorksReport.objects.of_works(case).finish().get()


# --- the rules ---


@given(household=DAYS, visited=DAYS)
def test_the_household_s_day_counts_before_the_visit_s(household: date, visited: date) -> None:
    assert day_that_counts(household=household, visited=visited) == household
    assert day_that_counts(visited=visited) == visited


def test_an_end_that_nobody_confirmed_has_no_day() -> None:
    with pytest.raises(ValueError, match="nobody"):
        day_that_counts()


@given(day=DAYS, after=st.integers(-30, 30))
def test_typing_late_is_counted_in_days_and_never_below_none(day: date, after: int) -> None:
    assert days_late(day, day + timedelta(after)) == max(0, after)


# --- who confirms ---


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["wang", "ling", "yan", "jiang"])
def test_neither_district_nor_enterprise_confirms(world: World, case: Case, name: str) -> None:
    with clock.at(later(15)), pytest.raises(Refused) as refused:
        services.confirm_finish(case_id=case.pk, by=world.people[name], word=household_word())

    assert refused.value.code == "post"
    case.refresh_from_db()
    assert case.status == Status.BUILDING


@pytest.mark.django_db
def test_nothing_is_confirmed_that_nobody_reported(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(14)):
        show_concealed(world, case)
        with pytest.raises(Refused, match="还没有报告完工"):
            services.confirm_finish(case_id=case.pk, by=world.zhou, word=household_word())


@pytest.mark.django_db
def test_the_household_s_word_without_a_signature_is_refused(world: World, case: Case) -> None:
    with clock.at(later(15)), pytest.raises(Refused) as refused:
        services.confirm_finish(case_id=case.pk, by=world.zhou, word=household_word(scan=None))

    assert refused.value.field == "scan"
    assert not EndSignature.objects.exists()


@pytest.mark.django_db
def test_a_drawn_signature_names_its_witness(world: World, case: Case) -> None:
    word = {"means": Means.DRAWN, "signature": drawn(), "scan": None}
    with clock.at(later(15)):
        with pytest.raises(Refused) as refused:
            services.confirm_finish(case_id=case.pk, by=world.zhou, word=household_word(**word))
        assert refused.value.field == "witness_name"
        said = household_word(**word, witness_name="周示例")
        services.confirm_finish(case_id=case.pk, by=world.zhou, word=said)

    signed = EndSignature.objects.get(report__case=case)
    assert (signed.means, signed.witness_name, signed.signer_name) == (Means.DRAWN, "周示例", "张示例")


@pytest.mark.django_db
def test_the_household_s_day_counts_and_both_days_are_kept(world: World, case: Case) -> None:
    with clock.at(later(19)):
        services.confirm_finish(
            case_id=case.pk,
            by=world.zhou,
            word=household_word(date(2026, 9, 17), signed_on=date(2026, 9, 18)),
        )

    case.refresh_from_db()
    report = report_of(case)
    assert (report.on, report.confirmed_on) == (date(2026, 9, 15), date(2026, 9, 17))
    assert (case.completed_on, report.confirmed_days_late) == (date(2026, 9, 17), 3)
    assert case.acceptance_due_on == date(2026, 10, 19), "from the day completed, however late it was typed"


@pytest.mark.django_db
def test_a_signature_before_the_day_it_confirms_is_refused(world: World, case: Case) -> None:
    said = {"on": date(2026, 9, 15), "signed_on": date(2026, 9, 14)}
    with clock.at(later(15)), pytest.raises(Refused) as refused:
        services.confirm_finish(case_id=case.pk, by=world.zhou, word=household_word(**said))

    assert refused.value.field == "signed_on"


@pytest.mark.django_db
def test_the_day_of_the_visit_counts_where_only_a_patrol_confirms(world: World, case: Case) -> None:
    with clock.at(later(16)):
        seen = visit(world, case)
    with clock.at(later(18)):
        services.confirm_finish(case_id=case.pk, by=world.zhou, word=patrol_word(seen))

    case.refresh_from_db()
    assert case.completed_on == date(2026, 9, 17)
    assert report_of(case).visit == seen


@pytest.mark.django_db
def test_a_patrol_before_the_reported_day_confirms_nothing(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(12)):
        early = visit(world, case)
    with clock.at(later(14)):
        show_concealed(world, case)
        services.report_finish(case_id=case.pk, by=world.jiang, finished_on=clock.today())
        with pytest.raises(Refused) as refused:
            services.confirm_finish(case_id=case.pk, by=world.zhou, word=patrol_word(early))

    assert refused.value.field == "visit"


@pytest.mark.django_db
def test_a_spot_check_of_the_district_confirms_nothing(world: World, case: Case) -> None:
    with clock.at(later(16)):
        seen = visit(world, case, by=world.wang, kind=VisitKind.SPOT_CHECK)
        with pytest.raises(Refused) as refused:
            services.confirm_finish(case_id=case.pk, by=world.zhou, word=patrol_word(seen))

    assert refused.value.field == "visit"


@pytest.mark.django_db
def test_who_reported_does_not_confirm_in_another_role(world: World, case: Case) -> None:
    same = replace(world.zhou, user_id=world.jiang.user_id)
    with clock.at(later(16)):
        for word in (household_word(), patrol_word(visit(world, case, by=same))):
            with pytest.raises(Refused) as refused:
                services.confirm_finish(case_id=case.pk, by=same, word=word)
            assert refused.value.code == "own_entry"


@pytest.mark.django_db
def test_a_patrol_by_who_reported_confirms_for_nobody(world: World, case: Case) -> None:
    with clock.at(later(16)):
        seen = visit(world, case, by=replace(world.zhou, user_id=world.jiang.user_id))
        with pytest.raises(Refused) as refused:
            services.confirm_finish(case_id=case.pk, by=world.zhou, word=patrol_word(seen))

    assert refused.value.field == "visit"


@pytest.mark.django_db
def test_the_clerk_who_carried_the_report_takes_in_the_household_s_word_but_does_not_patrol_it(
    world: World,
) -> None:
    case = make_works_case(world)
    with clock.at(later(13)):
        show_concealed(world, case)
    world.shili.organisation = None
    world.shili.save()
    with clock.at(later(14)):
        services.report_finish(
            case_id=case.pk, by=world.zhou, finished_on=clock.today(), scan=upload("完工报告.pdf", pdf())
        )
        with pytest.raises(Refused) as refused:
            services.confirm_finish(case_id=case.pk, by=world.zhou, word=patrol_word(visit(world, case)))
        assert refused.value.code == "own_entry"
        services.confirm_finish(case_id=case.pk, by=world.zhou, word=household_word())

    case.refresh_from_db()
    assert case.status == Status.COMPLETED


@pytest.mark.django_db
def test_where_a_property_company_patrols_the_street_takes_the_household_s_signature(
    world: World, case: Case
) -> None:
    Case.objects.filter(pk=case.pk).update(patrol_organisation=world.property)
    with clock.at(later(16)):
        seen = visit(world, case, by=world.wu)
        for by, word in ((world.wu, household_word()), (world.zhou, patrol_word(seen))):
            with pytest.raises(Refused) as refused:
                services.confirm_finish(case_id=case.pk, by=by, word=word)
            assert refused.value.field == "confirmer"
        services.confirm_finish(case_id=case.pk, by=world.wu, word=patrol_word(seen))

    case.refresh_from_db()
    assert case.status == Status.COMPLETED


@pytest.mark.django_db
def test_a_report_entered_for_an_enterprise_is_its_signed_paper_and_no_confirmation(world: World) -> None:
    case = make_works_case(world)
    with clock.at(later(13)):
        show_concealed(world, case)
    world.shili.organisation = None
    world.shili.save()
    with clock.at(later(14)):
        with pytest.raises(Refused) as refused:
            services.report_finish(case_id=case.pk, by=world.wang, finished_on=clock.today())
        assert refused.value.field == "scan"
        report = services.report_finish(
            case_id=case.pk, by=world.wang, finished_on=clock.today(), scan=upload("完工报告.pdf", pdf())
        )
        with pytest.raises(Refused) as refused:
            services.confirm_finish(case_id=case.pk, by=world.wang, word=household_word())

    assert refused.value.code == "post"
    assert report.scan_file_id is not None
    case.refresh_from_db()
    assert case.status == Status.BUILDING
