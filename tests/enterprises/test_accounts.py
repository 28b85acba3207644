"""An account is joined by its 统一社会信用代码, and its people see every case that chose the enterprise."""

from __future__ import annotations

import pytest

from apps.administration.permissions import Staff, may_admit
from apps.cases.models import Case
from apps.cases.services import choose_enterprise
from apps.enterprises.models import Enterprise, Roll
from apps.enterprises.permissions import may_rename
from apps.enterprises.queries import rolls_to_apply
from apps.enterprises.services import (
    OpenedAccount,
    apply_for_listing,
    join_account,
    open_account,
    remove_from_roll,
    rename_enterprise,
)
from apps.lib.actors import SYSTEM, Actor
from apps.lib.decisions import Refused
from apps.orgs.enums import OrganisationKind, Role
from apps.orgs.models import Membership, Organisation
from apps.orgs.queries import actor_of
from apps.orgs.services import create_organisation
from apps.outbox.models import Job
from tests.factories.directory import enter, keeper_of_city, make_firm, make_roll
from tests.factories.world import NOON, SINCE, World, made_up_credit_code, make_case

pytestmark = pytest.mark.django_db


def opened(world: World, enterprise: Enterprise, by: Actor | None = None) -> OpenedAccount:
    return open_account(
        by=by or world.wang,
        enterprise=enterprise,
        username="xinqiye",
        person_name="新样本",
        role=Role.DESIGNER,
    )


def designer() -> Actor:
    return actor_of(Membership.objects.get(user__username="xinqiye"))


def account(code: str, name: str = "虚构装饰7有限公司") -> Organisation:
    return create_organisation(
        by=SYSTEM,
        kind=OrganisationKind.ENTERPRISE,
        name=name,
        short_name="虚构",
        valid_from=SINCE,
        credit_code=code,
    )


def chosen(world: World, enterprise: Enterprise) -> Case:
    case = make_case(world, "filed")
    return choose_enterprise(case_id=case.pk, by=world.zhou, enterprise=enterprise)


def test_the_designer_sees_a_case_that_chose_the_enterprise_before_it_had_an_account(world: World) -> None:
    enterprise = make_firm(7, by=world.wang)
    case = chosen(world, enterprise)
    opened(world, enterprise)
    assert list(Case.objects.visible_to(designer())) == [case]


def test_the_designer_sees_no_case_of_another_enterprise(world: World) -> None:
    chosen(world, world.shili)
    opened(world, make_firm(7, by=world.wang))
    assert not Case.objects.visible_to(designer()).exists()


def test_an_account_made_first_is_joined_when_the_enterprise_is_recorded(world: World) -> None:
    organisation = account(made_up_credit_code(7))
    assert make_firm(7, by=world.wang).organisation == organisation


def test_an_account_made_later_is_joined_to_the_enterprise_of_its_code(world: World) -> None:
    enterprise = make_firm(7, by=world.wang)
    joined = join_account(by=SYSTEM, organisation=account(enterprise.credit_code))
    assert joined == enterprise
    assert Enterprise.objects.get(pk=enterprise.pk).organisation is not None


def test_an_account_of_another_code_is_not_joined_whatever_its_name(world: World) -> None:
    enterprise = make_firm(7, by=world.wang)
    assert join_account(by=SYSTEM, organisation=account(made_up_credit_code(8), enterprise.name)) is None
    assert opened(world, enterprise).enterprise.organisation != Organisation.objects.get(
        credit_code=made_up_credit_code(8)
    )


def test_what_its_cases_wait_for_is_told_to_its_people(world: World) -> None:
    enterprise = make_firm(7, by=world.wang)
    chosen(world, enterprise)
    opened(world, enterprise)
    assert Job.objects.filter(task="cases.tell_joined").count() == 1


def test_who_opens_an_account_learns_no_password_and_admits_nobody(world: World) -> None:
    opened(world, make_firm(7, by=world.wang))
    person = Membership.objects.select_related("user", "organisation").get(user__username="xinqiye")
    assert not person.user.has_usable_password()
    staff = Staff(person.user, person.organisation)
    assert not may_admit(world.wang, staff)
    assert not may_admit(world.ling, staff)
    assert may_admit(world.shi, staff)


def test_the_enterprise_s_administrator_is_not_named_on_opening(world: World) -> None:
    with pytest.raises(Refused, match="装修企业的岗位"):
        open_account(
            by=world.wang,
            enterprise=make_firm(7, by=world.wang),
            username="xinqiye",
            person_name="新样本",
            role=Role.ADMINISTRATOR,
        )


def test_a_second_account_and_a_taken_name_are_refused(world: World) -> None:
    enterprise = make_firm(7, by=world.wang)
    opened(world, enterprise)
    with pytest.raises(Refused, match="已有账号"):
        opened(world, Enterprise.objects.get(pk=enterprise.pk))
    with pytest.raises(Refused) as refusal:
        opened(world, make_firm(8, by=world.wang))
    assert refusal.value.field == "username"


def test_another_district_opens_no_account_of_a_listed_enterprise(world: World) -> None:
    enterprise = enter(make_roll(world.wang), world.wang, 7).enterprise
    for persona in (world.xi, world.zhou, world.chen):
        with pytest.raises(Refused, match="公布机构"):
            opened(world, enterprise, by=persona)
    assert not Organisation.objects.filter(credit_code=enterprise.credit_code).exists()


# --- a slip in the code joins nothing ---


def test_an_account_of_another_name_is_not_joined(world: World) -> None:
    enterprise = make_firm(7, by=world.wang)
    other = account(enterprise.credit_code, "别家装饰有限公司")
    for join in (
        lambda: join_account(by=SYSTEM, organisation=other),
        lambda: opened(world, enterprise),
    ):
        with pytest.raises(Refused, match=r"别家装饰有限公司.*名称不一致") as refused:
            join()
        assert refused.value.code == "name"
    assert Enterprise.objects.get(pk=enterprise.pk).organisation is None


def test_a_choice_with_another_s_code_is_refused_at_the_code(world: World) -> None:
    account(made_up_credit_code(7), "别家装饰有限公司")
    with pytest.raises(Refused, match="别家装饰有限公司") as refused:
        make_firm(7, by=world.wang)
    assert refused.value.field == "credit_code"
    assert not Enterprise.objects.filter(credit_code=made_up_credit_code(7)).exists()


def test_an_account_of_the_former_name_is_joined(world: World) -> None:
    enterprise = make_firm(7, by=world.wang)
    organisation = account(enterprise.credit_code)
    renamed = rename_enterprise(
        by=world.wang, enterprise=enterprise, name="新名装饰有限公司", changed_on=SINCE, reason="变更登记"
    )
    assert opened(world, renamed).enterprise.organisation == organisation


# --- who keeps an enterprise ---


def test_who_kept_an_enterprise_once_keeps_it_no_more(world: World) -> None:
    place = enter(make_roll(world.xi_leader, title="西湖区名录"), world.xi, 7)
    assert may_rename(world.xi, place.enterprise)
    remove_from_roll(by=world.xi, listing=place, on=NOON.date(), reason="不再符合条件")
    enter(make_roll(world.wang), world.wang, 7)
    assert not may_rename(world.xi, place.enterprise)
    assert may_rename(world.wang, place.enterprise)


def test_an_enterprise_on_no_list_is_kept_where_it_was_recorded(world: World) -> None:
    city = keeper_of_city()
    at_the_street, unknown = make_firm(7, by=world.zhou), make_firm(8)
    assert may_rename(world.wang, at_the_street)
    assert may_rename(city, at_the_street)
    assert not may_rename(world.xi, at_the_street)
    assert may_rename(city, unknown)
    assert not may_rename(world.wang, unknown)


def test_a_list_that_nobody_keeps_takes_no_application(world: World) -> None:
    roll = make_roll(world.wang)
    Roll.objects.filter(pk=roll.pk).update(keeper=None)
    assert roll not in rolls_to_apply(world.shili, NOON.date())
    with pytest.raises(Refused, match="没有公布机构") as refused:
        apply_for_listing(by=world.chen, enterprise=world.shili, roll=roll, statement="符合")
    assert refused.value.field == "roll"
