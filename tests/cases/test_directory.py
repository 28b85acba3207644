"""A household's choice against the directory: whose list it is offered, and what a removal changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from apps.cases import services
from apps.cases.models import Case
from apps.enterprises.models import Enterprise, Listing
from apps.enterprises.services import OffListEnterprise, open_account, remove_from_roll
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.orgs.enums import Role
from apps.orgs.models import Membership
from apps.outbox.models import Message
from tests.factories.directory import enter, firm, make_firm, make_roll
from tests.factories.world import World, make_case

pytestmark = pytest.mark.django_db
WHY = "自愿退出"


def leave(world: World, place: Listing) -> None:
    remove_from_roll(by=world.wang, listing=place, on=clock.today(), reason=WHY)


def choose(world: World, case: Case, enterprise: Enterprise | OffListEnterprise) -> Case:
    return services.record_choice(case_id=case.pk, by=world.zhou, enterprise=enterprise)


@pytest.fixture
def place(world: World) -> Listing:
    """An enterprise on 上城's own list."""
    return enter(make_roll(world.wang), world.wang, 70)


def test_one_that_has_left_is_not_chosen_from_the_list_and_the_reason_is_said(
    world: World, place: Listing
) -> None:
    leave(world, place)
    with pytest.raises(Refused, match=WHY) as refusal:
        choose(world, make_case(world, "filed"), place.enterprise)
    assert refusal.value.field == "enterprise"


def test_one_that_has_left_is_still_an_equal_choice_off_the_list(world: World, place: Listing) -> None:
    leave(world, place)
    case = choose(world, make_case(world, "filed"), OffListEnterprise(**firm(70)))
    assert case.enterprise == place.enterprise
    assert not case.choices.get().was_listed


def test_a_choice_made_while_it_was_listed_stays_one_from_the_list(world: World, place: Listing) -> None:
    case = choose(world, make_case(world, "filed"), place.enterprise)
    leave(world, place)
    case.refresh_from_db()
    assert (case.enterprise, case.choices.get().was_listed) == (place.enterprise, True)


def test_a_household_is_offered_its_own_district_s_and_city_s_lists_alone(
    world: World, place: Listing, browser: Callable[[Actor], Client]
) -> None:
    there = make_case(world, "filed", by=world.bei, street_code="330106002")
    for person, case, offered in ((world.zhou, make_case(world, "filed"), True), (world.bei, there, False)):
        page = browser(person).get(reverse("cases:choose-enterprise", kwargs={"pk": case.pk}))
        assert (place.enterprise.name in page.content.decode()) is offered
        assert world.shili.name in page.content.decode()


def test_the_page_names_the_grounds_and_the_review_of_the_lists_it_offers(
    world: World, place: Listing, browser: Callable[[Actor], Client]
) -> None:
    case = make_case(world, "filed")
    page = browser(world.zhou).get(reverse("cases:choose-enterprise", kwargs={"pk": case.pk}))
    for said in (place.roll.criteria, place.roll.legal_basis, place.roll.review_conclusion):
        assert said in page.content.decode()


def test_a_page_older_than_the_removal_says_why_and_keeps_what_was_typed(
    world: World, place: Listing, browser: Callable[[Actor], Client]
) -> None:
    case = make_case(world, "filed")
    client, url = browser(world.zhou), reverse("cases:choose-enterprise", kwargs={"pk": case.pk})
    form = client.get(url).context["form"]
    leave(world, place)
    sent = {name: form[name].value() or "" for name in ("version", "key", "chosen_on")}
    answer = client.post(url, {**sent, "enterprise": place.enterprise_id, "off_name": "打了一半"})
    assert answer.status_code == 422
    assert WHY in answer.content.decode()
    assert "打了一半" in answer.content.decode()


def test_clerks_with_running_cases_hear_of_the_removal_once(world: World, place: Listing) -> None:
    for _ in range(2):
        choose(world, make_case(world, "filed"), place.enterprise)
    leave(world, place)
    for _ in range(2):
        services.tell_unlisted(enterprise_id=place.enterprise_id, reason=WHY, key="left")
    told = Message.objects.filter(kind="enterprise.unlisted")
    assert sorted(told.values_list("organisation_id", "role")) == sorted(
        [(world.shangcheng.pk, Role.DISTRICT_CLERK), (world.qingbo.pk, Role.STREET_CLERK)]
    )
    assert all("2 件" in each.text for each in told)


def test_the_turn_of_a_case_goes_to_the_enterprise_s_people_with_its_account(world: World) -> None:
    enterprise = make_firm(71, by=world.wang)
    case = choose(world, make_case(world, "filed"), OffListEnterprise(**firm(71)))
    open_account(
        by=world.wang, enterprise=enterprise, username="xinqiye", person_name="新样本", role=Role.DESIGNER
    )
    account = Membership.objects.get(user__username="xinqiye").organisation_id
    services.tell_joined(case_ids=services.cases_joined(enterprise.pk, ""))
    asked = Message.objects.filter(subject_id=str(case.pk), kind__startswith="turn.", done_at=None)
    assert [(each.organisation_id, each.role) for each in asked] == [(account, Role.DESIGNER)]
