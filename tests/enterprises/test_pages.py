"""名录 on pages: a real site without the demonstration, from the first list to the designer's case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.enterprises.enums import ListingStatus
from apps.enterprises.models import Enterprise, Listing, Roll
from apps.enterprises.queries import PAGE_SIZE
from apps.lib.actors import Actor
from apps.orgs.enums import OrganisationKind, Role
from apps.orgs.models import Membership, User
from tests.factories.directory import GROUNDS, body_of, enter, firm, keeper_of_city, make_roll
from tests.factories.world import World, make_case, user_of

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
Open = Callable[[Actor], Client]


@pytest.fixture
def opened(world: World) -> Open:
    """Return a signed-in browser of a persona."""

    def opened_by(person: Actor) -> Client:
        client = Client()
        client.force_login(user_of(person))
        return client

    return opened_by


def fill(client: Client, url: str, **typed: Any) -> Any:
    """Open a form, type over what stands in it and send it."""
    form = client.get(url).context["form"]
    standing = {name: form[name].value() or "" for name in form.fields}
    return client.post(url, {**standing, **typed}, follow=True)


def said(answer: Any) -> str:
    return str(answer.content.decode())


def page(name: str, row: Any) -> str:
    return reverse(f"enterprises:{name}", kwargs={"pk": row.pk})


@pytest.fixture
def bare(world: World) -> World:
    """A site set up as documented: no list, no enterprise, nobody at one."""
    Listing.objects.all().delete()
    Roll.objects.all().delete()
    Enterprise.objects.all().delete()
    Membership.objects.filter(organisation__kind=OrganisationKind.ENTERPRISE).delete()
    return world


def test_from_nothing_to_the_designer_s_case_by_pages_alone(bare: World, opened: Open) -> None:
    ling, zhou = opened(bare.ling), opened(bare.zhou)
    fill(ling, page("publish", bare.shangcheng), **GROUNDS)
    roll = Roll.objects.get()
    fill(ling, page("enter", roll), **firm(70, "虚构首家装饰有限公司"))
    enterprise = Enterprise.objects.get()

    case = make_case(bare, "filed")
    chosen = fill(zhou, reverse("cases:choose-enterprise", kwargs={"pk": case.pk}), enterprise=enterprise.pk)
    assert "已登记装修人自主选择的企业" in said(chosen)

    given = fill(
        ling, page("open-account", enterprise), username="sheji1", person_name="首样本", role="designer"
    )
    assert "由市级核实放行后自己设密码" in said(given)
    designer = Client()
    designer.force_login(User.objects.get(username="sheji1"))
    assert str(case.number) in said(designer.get(reverse("pages:case-list")))


def test_the_directory_says_its_seed_and_can_be_drawn_again(world: World, opened: Open) -> None:
    client = opened(world.zhou)
    url = reverse("enterprises:index")
    first = client.get(f"{url}?order=random&seed=123456")
    assert "种子 123456" in said(first)
    assert said(first).count("order=random") >= 1
    assert [row.pk for row in first.context["page"].rows] == [
        row.pk for row in client.get(f"{url}?order=random&seed=123456").context["page"].rows
    ]


def test_the_directory_shows_what_every_list_rests_on(world: World, opened: Open) -> None:
    roll = make_roll(world.wang)
    text = said(opened(world.chen).get(reverse("enterprises:index")))
    for each in (roll.criteria, roll.legal_basis, roll.review_conclusion, "本地注册"):
        assert each in text


def test_a_long_directory_comes_in_parts_and_bounded_queries(
    world: World, opened: Open, django_assert_max_num_queries: Any
) -> None:
    roll = make_roll(world.wang)
    for number in range(10, 11 + PAGE_SIZE):
        enter(roll, world.wang, number)
    client = opened(world.zhou)
    client.get(reverse("enterprises:index"))
    with django_assert_max_num_queries(16):
        answer = client.get(reverse("enterprises:index"))
    assert len(answer.context["page"].rows) == PAGE_SIZE
    assert answer.context["next_url"]


def test_what_is_missing_of_an_entry_is_named_field_by_field(world: World, opened: Open) -> None:
    roll = make_roll(world.wang)
    answer = fill(opened(world.wang), page("enter", roll), name="虚构装饰有限公司", credit_code="123")
    assert answer.status_code == 422
    for each in ("应为 18 位", "请填写联系人", "请填写联系方式"):
        assert each in said(answer)
    assert "虚构装饰有限公司" in said(answer)


def test_the_city_s_finance_bureau_reads_and_changes_nothing(world: World, opened: Open) -> None:
    roll = make_roll(world.wang)
    cai = opened(body_of(OrganisationKind.CITY_FINANCE, Role.FINANCE_READER, "杭州市财政局"))
    assert roll.title in said(cai.get(reverse("enterprises:index")))
    assert cai.get(page("roll", roll)).status_code == 200
    assert cai.get(page("enter", roll)).status_code == 404
    assert cai.get(reverse("pages:case-list")).status_code == 403
    assert cai.get(reverse("pages:workbench"))["Location"] == reverse("enterprises:index")


def test_a_keeper_finds_an_enterprise_off_every_list_by_its_code(world: World, opened: Open) -> None:
    row = enter(make_roll(world.wang), world.wang, 70).enterprise
    row.listings.all().delete()
    url = f"{reverse('enterprises:index')}?q={row.credit_code}"
    assert row.name in said(opened(keeper_of_city()).get(url))
    assert row.name not in said(opened(world.zhou).get(url))


def test_the_enterprise_keeps_its_contact_on_its_own_page(world: World, opened: Open) -> None:
    chen = opened(world.chen)
    assert page("enterprise", world.shili) in said(chen.get(reverse("enterprises:index")))
    answer = fill(chen, page("contact", world.shili), contact_name="联络员新")
    assert "联络员新" in said(answer)
    assert opened(world.tao).get(page("contact", world.shili)).status_code == 404


def test_what_an_enterprise_applies_for_is_shown_to_it_and_the_keeper_alone(
    world: World, opened: Open
) -> None:
    enter(make_roll(world.wang, title="甲名录"), world.wang, 7)
    enterprise = Enterprise.objects.get(name=firm(7)["name"])
    asked = make_roll(world.wang, title="乙名录")
    Listing.objects.create(enterprise=enterprise, roll=asked, status=ListingStatus.APPLIED)
    url = reverse("enterprises:enterprise", kwargs={"pk": enterprise.pk})

    assert "乙名录" in said(opened(world.wang).get(url))
    for persona in (world.chen, world.xi):
        assert "甲名录" in said(opened(persona).get(url))
        assert "乙名录" not in said(opened(persona).get(url))
