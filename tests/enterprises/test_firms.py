"""An enterprise: known by its code, renamed with a date, reached by a contact it keeps itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from apps.enterprises.models import Enterprise
from apps.enterprises.services import change_contact, record_enterprise, rename_enterprise
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused, Stale
from apps.outbox.models import Message
from tests.factories.directory import enter, firm, make_firm, make_roll
from tests.factories.people import phone
from tests.factories.world import World, later

pytestmark = pytest.mark.django_db
WHY = "市监变更〔2026〕示例号"
DAY = date(2026, 9, 1)


def test_an_enterprise_off_the_list_is_recorded_by_its_credit_code() -> None:
    row = make_firm(7)
    assert row.organisation is None
    assert row not in Enterprise.objects.listed(DAY)


def test_recording_a_known_enterprise_returns_it_unchanged() -> None:
    assert make_firm(7) == make_firm(7)
    assert Enterprise.objects.count() == 1


def test_a_known_credit_code_under_another_name_is_refused_at_the_field() -> None:
    make_firm(7, "甲公司")
    with pytest.raises(Refused) as refusal:
        make_firm(7, "乙公司")
    assert refusal.value.field == "credit_code"


def test_a_wrong_credit_code_is_refused_at_the_field() -> None:
    with pytest.raises(Refused) as refusal:
        record_enterprise(by=SYSTEM, **{**firm(1), "credit_code": "91330100MA0000000A"})
    assert refusal.value.field == "credit_code"


def test_papers_made_before_a_rename_keep_the_former_name(world: World) -> None:
    row = enter(make_roll(world.wang), world.wang, 7, "原名公司").enterprise
    before = clock.now()
    with clock.at(later(1)):
        renamed = rename_enterprise(
            by=world.wang, enterprise=row, name="新名公司", changed_on=clock.today(), reason=WHY
        )
    assert renamed.as_of(before).name == "原名公司"
    assert renamed.as_of(later(1)).name == "新名公司"
    assert renamed.as_of(None).name == "新名公司"
    assert "新名公司" in renamed.as_of(before).later[0]


def test_two_renames_leave_three_names_each_in_its_time(world: World) -> None:
    row = enter(make_roll(world.wang), world.wang, 7, "一公司").enterprise
    for day, name in ((1, "二公司"), (2, "三公司")):
        with clock.at(later(day)):
            rename_enterprise(by=world.wang, enterprise=row, name=name, changed_on=clock.today(), reason=WHY)
    row = Enterprise.objects.get(pk=row.pk)
    moments = (later(1) - timedelta(hours=1), later(1) + timedelta(hours=1), later(2))
    assert [row.as_of(each).name for each in moments] == ["一公司", "二公司", "三公司"]


def test_a_renamed_enterprise_sorts_under_its_new_name(world: World) -> None:
    roll = make_roll(world.wang)
    first, second = enter(roll, world.wang, 7, "阿公司"), enter(roll, world.wang, 8, "波公司")
    rename_enterprise(by=world.wang, enterprise=first.enterprise, name="泽公司", changed_on=DAY, reason=WHY)
    found = Enterprise.objects.listed(DAY).filter(pk__in=[first.enterprise_id, second.enterprise_id])
    assert [each.name for each in found] == ["波公司", "泽公司"]


@pytest.mark.parametrize(
    ("name", "on", "field"),
    [("示例装配装饰有限公司", DAY, "name"), ("新公司", date(2026, 9, 2), "changed_on"), (" ", DAY, "name")],
)
def test_a_rename_is_refused_at_its_field(world: World, name: str, on: date, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        rename_enterprise(by=SYSTEM, enterprise=world.shili, name=name, changed_on=on, reason=WHY)
    assert refusal.value.field == field


def test_another_district_does_not_rename_it(world: World) -> None:
    row = enter(make_roll(world.wang), world.wang, 7).enterprise
    with pytest.raises(Refused, match="公布机构"):
        rename_enterprise(by=world.xi, enterprise=row, name="新公司", changed_on=DAY, reason=WHY)


def test_the_former_name_on_a_paper_is_pointed_out(world: World) -> None:
    rename_enterprise(by=SYSTEM, enterprise=world.shili, name="新公司", changed_on=DAY, reason=WHY)
    with pytest.raises(Refused, match="曾用名"):
        record_enterprise(
            by=world.zhou, **{**firm(1, "示例装配装饰有限公司"), "credit_code": world.shili.credit_code}
        )


def test_the_enterprise_hears_of_its_rename(world: World) -> None:
    rename_enterprise(by=SYSTEM, enterprise=world.shili, name="新公司", changed_on=DAY, reason=WHY)
    told = Message.objects.filter(kind="enterprise.renamed", organisation_id=world.chen.organisation_id)
    assert told.filter(role=world.chen.role).count() == 1


def test_the_enterprise_keeps_its_own_contact_and_papers_keep_the_former(world: World) -> None:
    before = world.shili.as_of(None)
    with clock.at(later(1)):
        row = change_contact(
            by=world.chen, enterprise=world.shili, contact_name="联络员乙", contact_phone=phone(77)
        )
    assert (row.contact_name, row.contact_phone) == ("联络员乙", phone(77))
    assert row.as_of(later(0)) == before


@pytest.mark.parametrize("persona", ["tao", "xi", "zhou", "shi"])
def test_nobody_else_changes_its_contact(world: World, persona: str) -> None:
    with pytest.raises(Refused):
        change_contact(
            by=world.people[persona],
            enterprise=world.shili,
            contact_name="联络员乙",
            contact_phone=phone(77),
        )


def test_a_page_older_than_a_change_is_stale(world: World) -> None:
    change_contact(by=world.chen, enterprise=world.shili, contact_name="乙", contact_phone=phone(77))
    with pytest.raises(Stale):
        change_contact(
            by=world.chen,
            enterprise=world.shili,
            contact_name="丙",
            contact_phone=phone(78),
            version=world.shili.edit,
        )
