"""Packages in the desk: handed in by the enterprise, looked through for their form, in versions that stay."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from apps.audit.models import Event
from apps.enterprises.models import Roll
from apps.enterprises.services import list_enterprise
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, Stale
from apps.outbox.models import Message
from apps.packages.models import Package
from apps.packages.queries import packages_told
from apps.packages.rules.content import MOST_AMOUNT
from apps.packages.serializers import PackageSerializer
from apps.packages.services import (
    propose_package,
    publish_package,
    return_package,
    revise_package,
    withdraw_package,
)
from apps.plans.enums import SpaceKind
from apps.plans.forms.fields import MOST
from tests.factories.directory import make_firm, make_roll
from tests.factories.packages import PRICE, content, dearer, propose, publish, typed
from tests.factories.works import signed_in
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with clock.at(NOON):
        yield


@pytest.fixture
def world() -> World:
    """The world, with 示例装配 on a list of 上城 beside the city's."""
    world = make_world()
    roll = make_roll(world.wang)
    list_enterprise(by=world.wang, roll=roll, enterprise=world.shili, valid_from=clock.today())
    return world


def test_an_enterprise_hands_in_on_its_page_and_the_keeper_publishes(world: World) -> None:
    page = reverse("packages:propose", kwargs={"pk": world.shili.pk})
    data = typed(kind="bathroom", area="4", key="a" * 32, version="0")
    assert signed_in(world, "chen").post(page, data).status_code == 302
    package = Package.objects.get()
    assert (package.current, package.price) == (None, None)
    assert package.pending is not None
    assert package.pending.price == PRICE
    wang = signed_in(world, "wang")
    assert "等您看的" in wang.get(reverse("packages:index")).content.decode()
    looked = wang.get(reverse("packages:package", kwargs={"pk": package.pk})).content.decode()
    assert "1 行没有品牌" in looked
    made = wang.post(
        reverse("packages:publish", kwargs={"pk": package.pk}),
        {"key": "b" * 32, "version": str(package.edit)},
    )
    assert made.status_code == 302
    package.refresh_from_db()
    assert (package.price, package.pending, package.name) == (PRICE, None, "卫浴示例 A")
    kinds = set(Message.objects.values_list("kind", flat=True))
    assert {"package.submitted", "package.published"} <= kinds


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(world: World) -> None:
    page = reverse("packages:propose", kwargs={"pk": world.shili.pk})
    data = typed(kind="bathroom", area="４", key="a" * 32, **{"lines-1-quantity": "一些", "warranty": ""})
    answer = signed_in(world, "chen").post(page, data)
    text = answer.content.decode()
    assert answer.status_code == 422
    for words in ("请填写质保", "数量请填数字，如 12.5", 'value="整体防水底盘"', 'value="一些"'):
        assert words in text
    assert not Package.objects.exists()


def test_more_lines_are_drawn_without_judging_what_is_typed(world: World) -> None:
    page = reverse("packages:propose", kwargs={"pk": world.shili.pk})
    answer = signed_in(world, "chen").post(page, typed(act="more", name="", key="a" * 32))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="lines-8-name"' in text
    assert 'value="整体防水底盘"' in text
    assert "请填写" not in text


def test_a_changed_price_needs_its_reason_and_the_published_version_stays_meanwhile(world: World) -> None:
    package = publish(world.chen, world.shili, keeper=world.wang)
    with pytest.raises(Refused) as refused:
        revise_package(by=world.chen, package=package, content=dearer())
    assert refused.value.field == "price_reason"
    with clock.at(later(30)):
        package = revise_package(by=world.chen, package=package, content=dearer(), price_reason="五金调价")
        assert (package.price, package.current and package.current.number) == (PRICE, 1)
        publish_package(by=world.wang, package=package)
    package.refresh_from_db()
    assert package.price == PRICE + 400
    assert [each.status for each in package.versions.order_by("number")] == ["replaced", "published"]
    assert Event.objects.get(action="package.published", reason="五金调价").subject_id == str(package.pk)


def test_the_same_again_is_refused(world: World) -> None:
    package = publish(world.chen, world.shili, keeper=world.wang)
    with pytest.raises(Refused) as refused:
        revise_package(by=world.chen, package=package, content=content())
    assert refused.value.code == "same"


def test_a_version_goes_back_for_missing_parts_alone_and_comes_again(world: World) -> None:
    package = propose(world.chen, world.shili)
    for missing, note in (([], "少"), (["taste"], "不好看"), (["brands"], " ")):
        with pytest.raises(Refused):
            return_package(by=world.wang, package=package, missing=missing, note=note)
    return_package(by=world.wang, package=package, missing=["brands"], note="第 4 行没有品牌")
    assert "第 4 行没有品牌" in Message.objects.filter(kind="package.returned").first().text  # type: ignore[union-attr]
    package.refresh_from_db()
    with pytest.raises(Refused) as refused:
        publish_package(by=world.wang, package=package)
    assert refused.value.code == "status"
    package = revise_package(by=world.chen, package=package, content=content(warranty="防水 10 年"))
    publish_package(by=world.wang, package=package)
    package.refresh_from_db()
    assert package.current is not None
    assert (package.current.number, package.current.warranty) == (2, "防水 10 年")


def test_what_is_withdrawn_may_come_again_as_a_new_version(world: World) -> None:
    package = publish(world.chen, world.shili, keeper=world.wang)
    package = withdraw_package(by=world.chen, package=package, reason="停产")
    assert not Package.objects.offered(clock.today()).exists()
    with pytest.raises(Refused):
        withdraw_package(by=world.chen, package=package, reason="再停")
    package = revise_package(by=world.chen, package=package, content=content())
    publish_package(by=world.wang, package=package)
    assert Package.objects.offered(clock.today()).exists()


def test_what_waits_when_a_package_is_withdrawn_cannot_bring_it_back(world: World) -> None:
    package = publish(world.chen, world.shili, keeper=world.wang)
    package = revise_package(by=world.chen, package=package, content=content(warranty="防水 9 年"))
    package = withdraw_package(by=world.wang, package=package, reason="企业要求")
    with pytest.raises(Refused) as refused:
        publish_package(by=world.wang, package=package)
    assert refused.value.code == "status"
    assert [each.status for each in package.versions.order_by("number")] == ["published", "withdrawn"]
    package = revise_package(by=world.chen, package=package, content=content(warranty="防水 9 年"))
    package = publish_package(by=world.wang, package=package)
    assert (package.withdrawn_on, package.current and package.current.number) == (None, 3)


def test_the_page_names_the_version_and_takes_only_the_one_that_was_read(world: World) -> None:
    package = publish(world.chen, world.shili, keeper=world.wang)
    package = revise_package(by=world.chen, package=package, content=dearer(), price_reason="五金调价")
    wang = signed_in(world, "wang")
    home = reverse("packages:package", kwargs={"pk": package.pk})
    page, back = (reverse(f"packages:{name}", kwargs={"pk": package.pk}) for name in ("publish", "return"))
    assert f"{page}?v=2" in wang.get(home).content.decode()
    assert f"{page}?v=" not in wang.get(f"{home}?v=1").content.decode()
    for address in (page, back):
        shown = wang.get(f"{address}?v=2").content.decode()
        for words in ("第 2 版", "25,740", "现在公布的第 1 版", "提交时间", 'name="number" value="2"'):
            assert words in shown
    package = revise_package(by=world.chen, package=package, content=dearer(900), price_reason="再调价")
    assert wang.get(f"{page}?v=2").status_code == 302
    sent = {"key": "c" * 32, "version": str(package.edit), "number": "2"}
    answer = wang.post(page, sent)
    assert answer.status_code == 422
    assert "又提交了第 3 版" in answer.content.decode()
    answer = wang.post(back, {**sent, "key": "d" * 32, "missing": "brands", "note": "第 4 行没有品牌"})
    assert answer.status_code == 422
    assert "第 4 行没有品牌" in answer.content.decode()
    package.refresh_from_db()
    assert package.current is not None
    assert package.current.number == 1
    assert wang.post(page, {**sent, "key": "e" * 32, "number": "3"}).status_code == 302


def test_offices_read_what_was_withdrawn_and_what_left_every_list(world: World) -> None:
    package = publish(world.chen, world.shili, keeper=world.wang)
    withdraw_package(by=world.chen, package=package, reason="停产")
    home = reverse("packages:package", kwargs={"pk": package.pk})

    def read() -> list[int]:
        return [signed_in(world, persona).get(home).status_code for persona in ("zhou", "wang", "xi", "shi")]

    assert read() == [200] * 4
    assert signed_in(world, "tao").get(home).status_code == 404
    Roll.objects.update(valid_to=clock.today())
    assert read() == [200] * 4


def test_what_waits_and_what_is_missing_is_told_to_enterprise_and_keeper_alone(world: World) -> None:
    package = publish(world.chen, world.shili, keeper=world.wang)
    package = revise_package(by=world.chen, package=package, content=content(warranty="无"))
    return_package(by=world.wang, package=package, missing=["warranty"], note="质保几年")

    def told(actor: Actor) -> tuple[str, str]:
        row = packages_told(actor).get(pk=package.pk)
        said = PackageSerializer(row, context={"actor": actor}).data
        return said["waits"], said["missing_note"]

    for near in (world.chen, world.wang):
        assert told(near) == ("returned", "质保几年")
    for stranger in (world.tao, world.zhou, world.xi):
        assert told(stranger) == ("", "")
    index = reverse("packages:index")
    assert "缺内容" in signed_in(world, "chen").get(index).content.decode()
    assert "缺内容" not in signed_in(world, "zhou").get(index).content.decode()


def test_a_telephone_number_is_masked_in_messages_and_refused_in_a_name(world: World) -> None:
    package = propose(world.chen, world.shili)
    return_package(by=world.wang, package=package, missing=["brands"], note="请打 13800000123 问")
    message = Message.objects.filter(kind="package.returned").first()
    assert message is not None
    assert "138****0123" in message.text
    page = reverse("packages:revise", kwargs={"pk": package.pk})
    package.refresh_from_db()
    data = typed(name="电话 13800000123", key="a" * 32, version=str(package.edit))
    answer = signed_in(world, "chen").post(page, data)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "名称里不要写电话" in text
    assert 'value="电话 13800000123"' in text


def test_amounts_that_no_plan_takes_are_refused_at_the_row(world: World) -> None:
    page = reverse("packages:propose", kwargs={"pk": world.shili.pk})
    data = typed(kind="bathroom", area="4", key="a" * 32, **{"lines-0-quantity": "9999999"})
    data["lines-0-unit_price"] = "9999999"
    answer = signed_in(world, "chen").post(page, data)
    assert answer.status_code == 422
    assert "数量乘单价的金额过大" in answer.content.decode()
    for place in (0, 1):
        data |= {f"lines-{place}-quantity": "9", f"lines-{place}-unit_price": "9999999"}
    answer = signed_in(world, "chen").post(page, {**data, "key": "b" * 32})
    assert "合计的金额过大" in answer.content.decode()
    assert not Package.objects.exists()
    assert MOST_AMOUNT == MOST


def test_the_same_package_at_another_price_is_a_version_of_the_first(world: World) -> None:
    package = publish(world.chen, world.shili, keeper=world.wang)
    withdraw_package(by=world.chen, package=package, reason="停售")
    again = dearer()
    shuffled = replace(again, name="卫浴示例 B", lines=again.lines[::-1])
    with pytest.raises(Refused) as refused:
        propose_package(
            by=world.chen, enterprise=world.shili, kind=SpaceKind.BATHROOM, area=Decimal(4), content=shuffled
        )
    assert (refused.value.code, refused.value.field) == ("second", "name")
    for area, said in ((Decimal(5), shuffled), (Decimal(4), replace(again, lines=again.lines[:3]))):
        propose_package(
            by=world.chen, enterprise=world.shili, kind=SpaceKind.BATHROOM, area=area, content=said
        )
    assert Package.objects.count() == 3


def test_another_body_and_another_enterprise_keep_none_of_it(world: World) -> None:
    package = propose(world.chen, world.shili)
    for stranger in (world.xi, world.zhou, world.shi, world.tao):
        with pytest.raises(Refused) as refused:
            publish_package(by=stranger, package=package)
        assert refused.value.code == "post"
    with pytest.raises(Refused):
        revise_package(by=world.tao, package=package, content=content(name="别家"))
    for persona in ("xi", "tao"):
        assert signed_in(world, persona).get(f"/directory/packages/{package.pk}/").status_code == 404
        assert signed_in(world, persona).get(f"/directory/packages/{package.pk}/revise/").status_code == 404


def test_only_an_enterprise_on_a_list_offers_packages(world: World) -> None:
    loose = make_firm(90)
    with pytest.raises(Refused) as refused:
        propose(world.chen, loose)
    assert refused.value.code == "post"
    Roll.objects.update(valid_to=clock.today())
    with pytest.raises(Refused) as refused:
        propose(world.chen, world.shili)
    assert refused.value.code == "unlisted"


def test_a_stale_page_changes_nothing(world: World) -> None:
    package = propose(world.chen, world.shili)
    seen = package.edit
    revise_package(by=world.chen, package=package, content=content(warranty="防水 9 年"))
    with pytest.raises(Stale):
        publish_package(by=world.wang, package=package, version=seen)


def test_a_price_is_the_sum_of_its_lines_to_the_fen() -> None:
    [line] = [each for each in content().lines if each.name == "装配式墙板"]
    assert line.amount == Decimal("7560.00")
    assert content().price == PRICE
    assert content().brands == ("示例牌", "样张牌")
