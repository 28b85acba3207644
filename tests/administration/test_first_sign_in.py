"""On a new site nobody learns another's password: the very first have links, they let in the others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from apps.accounts.services.own_links import LASTS, own_link, person_of, set_first_password
from apps.administration.permissions import Staff, may_admit
from apps.administration.services.first_sign_in import own_links
from apps.audit.queries import timeline
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused
from apps.orgs.enums import OrganisationKind, Role
from apps.orgs.models import Membership, Organisation, User
from apps.orgs.queries import actor_of
from apps.orgs.services import appoint, create_user
from tests.factories.world import NOON, SINCE, World

pytestmark = pytest.mark.django_db
NEW = "桂花树下三张椅子-2026Aa"


def newcomer(username: str, organisation: Organisation, role: Role) -> User:
    user = create_user(by=SYSTEM, username=username, name="新示例", password=None)
    appoint(by=SYSTEM, user=user, organisation=organisation, role=role, valid_from=SINCE)
    return user


@pytest.fixture
def empty(world: World) -> World:
    """Return the world without anybody in office."""
    Membership.objects.all().delete()
    return world


def link_of(user: User) -> str:
    return own_link(user).rstrip("/").rpartition("/")[2]


# --- who has a link ---


def test_one_at_the_top_has_a_link_and_lets_the_others_in(empty: World) -> None:
    for username, body, role in (
        ("street", empty.qingbo, Role.STREET_CLERK),
        ("clerk", empty.shangcheng, Role.DISTRICT_CLERK),
        ("leader", empty.shangcheng, Role.DISTRICT_LEADER),
        ("officer", empty.city, Role.CITY_OFFICER),
        ("keeper", empty.city, Role.ADMINISTRATOR),
    ):
        newcomer(username, body, role)
    links = own_links(["street", "clerk", "leader", "officer", "keeper"])
    assert set(links) == {"officer"}


def test_whoever_nobody_keeps_has_a_link_too(empty: World) -> None:
    # Nobody administers the district, and nobody stands above the audit.
    for username, body, role in (
        ("street", empty.qingbo, Role.STREET_CLERK),
        ("clerk", empty.shangcheng, Role.DISTRICT_CLERK),
        ("officer", empty.city, Role.CITY_OFFICER),
        ("auditor", empty.audit, Role.AUDITOR),
    ):
        newcomer(username, body, role)
    assert set(own_links(["street", "clerk", "officer", "auditor"])) == {"street", "officer", "auditor"}


def test_on_a_site_with_people_a_file_s_new_ones_are_let_in(world: World) -> None:
    newcomer("clerk", world.shangcheng, Role.DISTRICT_CLERK)
    assert own_links(["clerk"]) == {}


def test_an_enterprise_s_only_administrator_is_let_in_by_the_city(world: World) -> None:
    firm = Organisation.objects.filter(kind=OrganisationKind.ENTERPRISE).earliest("pk")
    Organisation.objects.filter(pk=firm.pk).update(region=world.city.region)
    firm.refresh_from_db()
    boss = newcomer("boss", firm, Role.ADMINISTRATOR)
    assert own_links(["boss"]) == {}
    assert may_admit(world.shi, Staff(boss, firm))
    for other in (world.ling, world.xi_leader, world.chen):
        assert not may_admit(other, Staff(boss, firm))
    designer = newcomer("designer", firm, Role.DESIGNER)
    assert not may_admit(world.shi, Staff(designer, firm))
    assert may_admit(actor_of(Membership.objects.get(user=boss)), Staff(designer, firm))


# --- the link ---


def test_the_person_sets_the_password_over_the_link_once(world: World) -> None:
    user = newcomer("officer2", world.city, Role.CITY_OFFICER)
    url, browser = own_link(user), Client()
    assert "officer2" in browser.get(url).content.decode()
    assert browser.post(url, {"new": "short", "again": "short"}).status_code == 422

    assert browser.post(url, {"new": NEW, "again": NEW}).status_code == 302

    user.refresh_from_db()
    assert user.check_password(NEW)
    told = timeline("user", user.pk)[0]
    assert (told.actor_name, told.reason) == ("新示例", "本人的首次登录链接")
    assert Client().get(url).status_code == 302
    assert Client().post(url, {"new": f"{NEW}x", "again": f"{NEW}x"}).status_code == 302
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_of_two_browsers_one_sets_it(world: World) -> None:
    user = newcomer("officer2", world.city, Role.CITY_OFFICER)
    set_first_password(user=user, password=NEW)
    with pytest.raises(Refused, match="已经用过"):
        set_first_password(user=user, password=f"{NEW}x")
    assert User.objects.get(pk=user.pk).check_password(NEW)


def test_a_link_dies_after_three_days_with_the_account_and_with_any_change(world: World) -> None:
    user = newcomer("officer2", world.city, Role.CITY_OFFICER)
    link = link_of(user)
    assert person_of(link) == user
    assert person_of(link + "x") is None
    with clock.at(NOON + LASTS):
        assert person_of(link) == user
    with clock.at(NOON + LASTS + timedelta(minutes=1)):
        assert person_of(link) is None
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert person_of(link) is None


def test_nobody_with_a_password_is_reached_by_a_link(world: World) -> None:
    assert person_of(link_of(User.objects.get(pk=world.wang.user_id))) is None
