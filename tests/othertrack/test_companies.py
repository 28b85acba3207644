"""Which property company is named, and that it hears of it."""

from __future__ import annotations

import pytest

from apps.lib import clock
from apps.lib.decisions import Refused
from apps.orgs.enums import OrganisationKind
from apps.orgs.models import Organisation
from apps.orgs.queries import companies_in
from apps.othertrack.services import name_patrol, patrol
from apps.outbox.models import Message
from tests.factories import othertrack as made
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def company(name: str, region: str) -> Organisation:
    return Organisation.objects.create(kind=OrganisationKind.PROPERTY, name=name, region_id=region)


def test_those_of_the_county_are_offered_and_the_one_named_so_far(world: World) -> None:
    here, beside = company("示例甲物业", "330102"), company("示例乙物业", "330106")
    down = company("示例丙物业", made.STREET)
    offered = set(companies_in(["330102"]))
    assert {here, down} <= offered
    assert beside not in offered
    assert beside in companies_in(["330102"], named=beside.pk)


def test_a_company_of_another_county_is_refused(world: World) -> None:
    beside = company("示例乙物业", "330106")
    renovation = made.applied(world)
    with pytest.raises(Refused, match="所在区县"):
        name_patrol(renovation_id=renovation.pk, by=world.zhou, organisation_id=beside.pk)


def test_it_is_told_once_until_it_has_been_there_or_another_is_named(world: World) -> None:
    told = Message.objects.filter(kind="renovation.patrol_named", done_at=None)
    renovation = made.checked(world)
    assert [each.organisation_id for each in told.all()] == [world.property.pk]
    patrol(renovation_id=renovation.pk, by=world.wu, on=clock.today(), seen="sound", text="示例")
    assert not told.all()
    another = company("示例甲物业", "330102")
    name_patrol(renovation_id=made.applied(world).pk, by=world.zhou, organisation_id=another.pk)
    assert [each.organisation_id for each in told.all()] == [another.pk]
