"""上门未遇 is recorded on a case, and a body's parameters decide when its household is unreachable."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.inspections import services
from apps.inspections.enums import MediationCause
from apps.inspections.models import Absence, Mediation
from apps.inspections.queries import acceptance_view
from apps.inspections.rules.absences import TellingWay
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.programs.enums import ParameterCode
from tests.factories.parameters import in_force
from tests.factories.works import fail_acceptance, household_says, make_works_case, mend_all
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db
ON_SITE = later(17)


@pytest.fixture
def world() -> World:
    """Return the world at NOON."""
    with clock.at(NOON):
        return make_world()


@pytest.fixture
def limited(world: World) -> None:
    """上城 asks for two visits and three days after a letter, of who applies from NOON's day on."""
    with clock.at(NOON):
        in_force(world.ling, world.shangcheng, ParameterCode.VISIT_ATTEMPTS, "2")
        in_force(world.ling, world.shangcheng, ParameterCode.VISIT_WAITING_DAYS, "3")


def absent(world: World, case: Case, at: datetime, *, by: Actor | None = None, **more: Any) -> Absence:
    with clock.at(at):
        return services.record_absence(
            case_id=case.pk, by=by or world.zhou, visited_at=at, **{"officers": "周示例、社区李样本", **more}
        )


def mediate(world: World, case: Case, at: datetime = ON_SITE) -> None:
    with clock.at(at):
        services.open_mediation(
            case_id=case.pk, by=world.zhou, cause=MediationCause.UNREACHABLE, opened_on=clock.today()
        )
        services.record_mediation(
            case_id=case.pk,
            by=world.zhou,
            held_on=clock.today(),
            mediator="清波街道 周示例",
            record="多次上门、电话均无人应答。",
            agreed=False,
        )


def close(world: World, case: Case, at: datetime) -> Case:
    with clock.at(at):
        return services.close_unconfirmed(case_id=case.pk, by=world.ling, reason="联系不上")


def test_the_visits_stand_on_the_case_with_what_is_missing(world: World, limited: None) -> None:
    case = make_works_case(world, "attempt")
    absent(world, case, ON_SITE, told_on=ON_SITE.date(), told_by_ways=[TellingWay.PHONE])
    with clock.at(ON_SITE):
        found = acceptance_view(world.zhou, case).absences

    assert found is not None
    assert [(row.number, row.told_words, reason) for row, reason in found.rows] == [(1, "电话", "")]
    assert found.missing == "上门未遇计 1 次，须满 2 次"
    assert found.asked[0].endswith("2 次（杭房局〔2026〕示例号）")


def test_too_few_visits_are_no_unreachable_household(world: World, limited: None) -> None:
    case = make_works_case(world, "attempt")
    absent(world, case, ON_SITE)
    with pytest.raises(Refused) as refused:
        mediate(world, case)
    assert (refused.value.field, refused.value.code) == ("cause", "absences")
    assert not Mediation.objects.exists()


def test_another_cause_asks_for_no_visit(world: World, limited: None) -> None:
    case = make_works_case(world, "attempt")
    with clock.at(ON_SITE):
        services.open_mediation(
            case_id=case.pk, by=world.zhou, cause=MediationCause.DECEASED, opened_on=clock.today()
        )
    assert Mediation.objects.count() == 1


def test_it_is_closed_once_the_letter_was_waited_for(world: World, limited: None) -> None:
    case = make_works_case(world, "attempt")
    absent(world, case, ON_SITE)
    second = ON_SITE + timedelta(days=1)
    absent(world, case, second, letter_on=second.date())
    mediate(world, case, second)
    with pytest.raises(Refused, match="书面告知后等待到"):
        close(world, case, second + timedelta(days=3))

    assert close(world, case, second + timedelta(days=4)).status == Status.CLOSED_UNCONFIRMED


def test_a_household_met_since_is_not_called_unreachable(world: World, limited: None) -> None:
    case = make_works_case(world, "attempt")
    for day in (0, 1):
        absent(world, case, ON_SITE + timedelta(days=day), letter_on=(ON_SITE + timedelta(days=day)).date())
    fail_acceptance(world, case, at=ON_SITE + timedelta(days=2))
    mend_all(world, case, at=ON_SITE + timedelta(days=3))
    absent(world, case, ON_SITE + timedelta(days=4), letter_on=ON_SITE.date())
    with clock.at(ON_SITE + timedelta(days=9)):
        found = acceptance_view(world.zhou, case).absences

    assert found is not None
    assert [reason for _, reason in found.rows] == ["此后已联系上", "此后已联系上", ""]
    assert found.missing == "上门未遇计 1 次，须满 2 次"
    assert found.waits.startswith("还没有登记书面告知")


def test_a_signed_opinion_is_a_meeting(world: World) -> None:
    case = make_works_case(world, "verdict")
    absent(world, case, ON_SITE)
    with clock.at(ON_SITE + timedelta(hours=1)):
        household_says(world, case)
        found = acceptance_view(world.zhou, case).absences
    assert found is not None
    assert [reason for _, reason in found.rows] == ["此后已联系上"]


def test_unset_nothing_is_checked(world: World) -> None:
    case = make_works_case(world, "attempt")
    mediate(world, case)
    assert close(world, case, ON_SITE).status == Status.CLOSED_UNCONFIRMED


def test_an_enterprise_sees_none_of_it(world: World) -> None:
    case = make_works_case(world, "attempt")
    absent(world, case, ON_SITE)
    with clock.at(ON_SITE):
        assert acceptance_view(world.chen, case).absences is None


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"visited_at": ON_SITE + timedelta(minutes=1)}, "visited_at"),
        ({"visited_at": NOON}, "visited_at"),
        ({"officers": " "}, "officers"),
        ({"told_on": (ON_SITE + timedelta(days=1)).date(), "told_by_ways": [TellingWay.PHONE]}, "told_on"),
        ({"told_on": NOON.date()}, "told_by_ways"),
        ({"letter_on": NOON.date()}, "letter_on"),
        ({"told_by_ways": [TellingWay.PHONE]}, "told_on"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_field(world: World, more: dict[str, Any], field: str) -> None:
    case = make_works_case(world, "attempt")
    with pytest.raises(Refused) as refused, clock.at(ON_SITE):
        services.record_absence(
            case_id=case.pk, by=world.zhou, **{"visited_at": ON_SITE, "officers": "周示例", **more}
        )
    assert refused.value.field == field


@pytest.mark.parametrize("persona", ["chen", "shi", "shenji"])
def test_others_record_none(world: World, persona: str) -> None:
    case = make_works_case(world, "attempt")
    with pytest.raises(Refused) as refused:
        absent(world, case, ON_SITE, by=world.people[persona])
    assert refused.value.code == "post"


@pytest.mark.parametrize(
    ("ends", "at", "counted"),
    [("", "17:15", 0), ("", "17:45", 1), ("17:00", "17:15", 1), ("18:00", "17:45", 0)],
)
def test_when_work_ends_is_the_body_s_parameter_and_else_the_rules_hour(
    world: World, ends: str, at: str, counted: int
) -> None:
    with clock.at(NOON):
        in_force(world.ling, world.shangcheng, ParameterCode.VISIT_OUT_OF_HOURS, "1")
        if ends:
            in_force(world.ling, world.shangcheng, ParameterCode.WORK_ENDS, ends)
    case = make_works_case(world, "attempt")
    hour, minute = map(int, at.split(":"))
    when = clock.local(ON_SITE).replace(hour=hour, minute=minute)
    absent(world, case, when)
    with clock.at(when):
        found = acceptance_view(world.zhou, case).absences
    assert ("0 次" in found.missing) is (counted == 0)
    assert any("下班时间" in each for each in found.asked) is bool(ends)
