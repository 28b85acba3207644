"""Lists and places on them: grounds shown, entered or applied for, refused for missing papers only."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from apps.enterprises.enums import ListingStatus
from apps.enterprises.models import Enterprise, Listing
from apps.enterprises.queries import directory, directory_page
from apps.enterprises.services import (
    accept_application,
    apply_for_listing,
    close_roll,
    publish_roll,
    remove_from_roll,
    return_application,
)
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.orgs.models import Organisation
from apps.outbox.models import Job, Message
from tests.factories.directory import GROUNDS, enter, keeper_of_city, make_roll
from tests.factories.world import World, later

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 1)


def apply(world: World, by: str = "wang") -> Listing:
    roll = make_roll(world.people[by])
    return apply_for_listing(by=world.chen, enterprise=world.shili, roll=roll, statement="有三个案例")


def test_the_directory_stands_in_pinyin_order_whatever_the_order_of_entry(world: World) -> None:
    roll = make_roll(world.wang)
    entered = [enter(roll, world.wang, number, name) for number, name in enumerate("样百示", 7)]
    found = Enterprise.objects.listed(DAY).filter(pk__in=[each.enterprise_id for each in entered])
    assert [row.name for row in found] == ["百", "示", "样"]


def test_a_shuffle_is_the_same_under_the_same_seed_and_another_under_another(world: World) -> None:
    roll = make_roll(world.wang)
    for number in range(7, 17):
        enter(roll, world.wang, number)
    drawn = [[row.pk for row in directory(DAY, order="random", seed=seed)] for seed in ("1", "1", "2")]
    assert drawn[0] == drawn[1] != drawn[2]
    assert sorted(drawn[0]) == sorted(drawn[2])


def test_every_part_of_a_shuffled_directory_belongs_to_one_order(world: World) -> None:
    roll = make_roll(world.wang)
    for number in range(7, 67):
        enter(roll, world.wang, number)
    parts = [
        directory_page(world.zhou, words="", roll=None, order="random", seed="5", number=number)
        for number in (1, 2)
    ]
    ids = [row.pk for part in parts for row in part.rows]
    assert len(ids) == len(set(ids)) == parts[0].total == 62


@pytest.mark.parametrize("missing", ["title", "criteria", "legal_basis", "scope", "review_conclusion"])
def test_a_list_without_its_grounds_is_refused_at_the_field(world: World, missing: str) -> None:
    keeper = Organisation.objects.get(pk=world.wang.organisation_id)
    with pytest.raises(Refused) as refusal:
        publish_roll(by=world.wang, keeper=keeper, **{**GROUNDS, missing: " "})
    assert refusal.value.field == missing


@pytest.mark.parametrize("persona", ["zhou", "shen", "shi", "sheng", "chen", "shenji"])
def test_who_keeps_no_list_publishes_none(world: World, persona: str) -> None:
    with pytest.raises(Refused):
        make_roll(world.people[persona])


def test_the_city_s_construction_commission_keeps_the_city_s_list(world: World) -> None:
    jian = keeper_of_city()
    place = enter(make_roll(jian), jian, 7)
    assert place.enterprise in Enterprise.objects.listed(DAY, ["330102001", "330102", "3301", "33"])
    assert place.enterprise not in Enterprise.objects.listed(DAY, ["330411002", "330411", "3304", "33"])


def test_an_enterprise_known_by_its_code_is_joined_and_not_doubled(world: World) -> None:
    roll = make_roll(world.wang)
    place = enter(roll, world.wang, 1, world.shili.name)
    assert place.enterprise == world.shili


def test_a_second_entry_on_the_same_list_is_refused(world: World) -> None:
    roll = make_roll(world.wang)
    enter(roll, world.wang, 7)
    with pytest.raises(Refused, match="已经在这份名录中"):
        enter(roll, world.wang, 7)
    assert Listing.objects.filter(roll=roll).count() == 1


def test_another_district_enters_nothing_on_the_list(world: World) -> None:
    with pytest.raises(Refused, match="公布这份名录的机构"):
        enter(make_roll(world.wang), world.xi, 7)


def test_an_application_reaches_the_keeper_and_is_entered(world: World) -> None:
    place = apply(world)
    assert Message.objects.filter(kind="listing.applied", organisation_id=world.wang.organisation_id).exists()
    assert place.enterprise not in Enterprise.objects.listed(DAY, ["330102"]).filter(
        listings__roll=place.roll, listings__status=ListingStatus.LISTED
    )
    accept_application(by=world.wang, listing=place, valid_from=DAY)
    assert Listing.objects.in_force(DAY).filter(pk=place.pk).exists()
    told = Message.objects.filter(kind="enterprise.listed", organisation_id=world.chen.organisation_id)
    assert told.filter(role=world.chen.role).exists()


def test_an_application_is_returned_with_all_that_is_missing_and_made_again(world: World) -> None:
    place = apply(world)
    back = return_application(by=world.wang, listing=place, missing=["案例说明", "营业执照"])
    assert back.missing == ["营业执照", "案例说明"]
    told = Message.objects.filter(kind="listing.returned").first()
    assert told is not None
    assert "缺营业执照、案例说明" in told.text
    again = apply_for_listing(by=world.chen, enterprise=world.shili, roll=place.roll, statement="已补齐")
    assert (again.pk, again.status, again.missing) == (place.pk, ListingStatus.APPLIED, [])


@pytest.mark.parametrize("missing", [[], ["在本地注册"], ["营业执照", "在本地注册"]])
def test_nothing_but_the_list_s_own_papers_can_be_missing(world: World, missing: list[str]) -> None:
    place = apply(world)
    with pytest.raises(Refused) as refusal:
        return_application(by=world.wang, listing=place, missing=missing)
    assert refusal.value.field == "missing"


def test_an_application_that_waits_is_not_made_twice(world: World) -> None:
    place = apply(world)
    with pytest.raises(Refused, match="已经申请"):
        apply_for_listing(by=world.chen, enterprise=world.shili, roll=place.roll, statement="再申请")


@pytest.mark.parametrize("persona", ["tao", "wang", "zhou"])
def test_only_the_enterprise_itself_applies(world: World, persona: str) -> None:
    roll = make_roll(world.wang)
    with pytest.raises(Refused):
        apply_for_listing(by=world.people[persona], enterprise=world.shili, roll=roll, statement="有案例")


def test_removal_needs_a_reason_and_ends_the_place_on_its_day(world: World) -> None:
    place = enter(make_roll(world.wang), world.wang, 7)
    with clock.at(later(1)):
        day = clock.today()
        with pytest.raises(Refused, match="原因"):
            remove_from_roll(by=world.wang, listing=place, on=day, reason=" ")
        remove_from_roll(by=world.wang, listing=place, on=day, reason="自愿退出")
    assert place.enterprise in Enterprise.objects.listed(day - timedelta(days=1))
    assert place.enterprise not in Enterprise.objects.listed(day)


@pytest.mark.parametrize(("days", "words"), [(2, "晚于今天"), (-9, "早于")])
def test_removal_on_a_day_that_cannot_be_is_refused(world: World, days: int, words: str) -> None:
    place = enter(make_roll(world.wang), world.wang, 7)
    with pytest.raises(Refused, match=words) as refusal:
        remove_from_roll(by=world.wang, listing=place, on=DAY + timedelta(days=days), reason="自愿退出")
    assert refusal.value.field == "on"


def test_removal_by_another_district_or_twice_is_refused(world: World) -> None:
    place = enter(make_roll(world.wang), world.wang, 7)
    with pytest.raises(Refused, match="公布这份名录的机构"):
        remove_from_roll(by=world.xi, listing=place, on=DAY, reason="自愿退出")
    remove_from_roll(by=world.wang, listing=place, on=DAY, reason="自愿退出")
    with pytest.raises(Refused, match="不在这份名录中"):
        remove_from_roll(by=world.wang, listing=place, on=DAY, reason="自愿退出")


def test_an_enterprise_that_left_is_entered_anew_as_another_place(world: World) -> None:
    roll = make_roll(world.wang)
    place = enter(roll, world.wang, 7)
    remove_from_roll(by=world.wang, listing=place, on=DAY, reason="自愿退出")
    again = enter(roll, world.wang, 7)
    assert again.pk != place.pk
    assert again.enterprise in Enterprise.objects.listed(DAY)


def test_closing_a_list_ends_every_place_and_answers_every_application(world: World) -> None:
    waiting = apply(world)
    enter(waiting.roll, world.wang, 7)
    close_roll(by=world.wang, roll=waiting.roll, on=DAY, reason="条件已变")
    assert not Listing.objects.filter(roll=waiting.roll).exclude(status=ListingStatus.REMOVED).exists()
    assert Job.objects.filter(task="cases.tell_unlisted").count() == 1
    with pytest.raises(Refused, match="已停用"):
        enter(waiting.roll, world.wang, 8)
