"""Two bodies are given one name at once; needs PostgreSQL, for SQLite writes one after the other anyway."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused
from apps.orgs.enums import OrganisationKind
from apps.orgs.models import BodyChange, Organisation
from apps.orgs.services import create_organisation, plan_rename
from tests.factories.racing import at_once
from tests.factories.world import NOON, World, make_world

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
NAME = "示例新局"


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


def renaming(body: Organisation, short_name: str) -> Callable[[], BodyChange]:
    return lambda: plan_rename(
        by=SYSTEM,
        organisation_id=body.pk,
        name=NAME,
        short_name=short_name,
        effective_on=date(2026, 9, 15),
        reason="示例",
    )


def creating() -> Organisation:
    kind = OrganisationKind.DISTRICT_BUREAU
    return create_organisation(by=SYSTEM, kind=kind, name=NAME, short_name="丙", valid_from=NOON.date())


@pytest.mark.parametrize("other", ["renamed", "created"])
def test_of_two_bodies_given_one_name_at_once_one_has_it(world: World, other: str) -> None:
    second = renaming(world.shangcheng, "乙") if other == "renamed" else creating
    outcomes = at_once([renaming(world.xihu, "甲"), second], moment=NOON)
    assert [type(each) is Refused for each in outcomes].count(True) == 1
    named = BodyChange.objects.filter(name=NAME).count() + Organisation.objects.filter(name=NAME).count()
    assert named == 1
