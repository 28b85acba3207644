"""Sites that gave 杭州's milestones to nobody, as a wrong region code once did, get them mended."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps as installed

from apps.lib.actors import SYSTEM
from apps.orgs.models import Organisation
from apps.programs.models import Milestone
from apps.programs.services import set_milestones
from tests.factories.world import World

pytestmark = pytest.mark.django_db
NAMES = {"9月底", "11月底", "12月20日前验收"}


def mend() -> None:
    import_module("apps.programs.migrations.0017_milestones_of_hangzhou").give_to_hangzhou(installed, None)


def names_of(organisation: Organisation | None) -> set[str]:
    return set(Milestone.objects.filter(organisation=organisation).values_list("name", flat=True))


@pytest.fixture(autouse=True)
def _of_nobody(world: World) -> None:
    Milestone.objects.all().delete()
    set_milestones(by=SYSTEM, program=world.program)


def test_milestones_of_nobody_become_the_citys(world: World) -> None:
    mend()
    assert (names_of(world.city), names_of(None)) == (NAMES, set())


def test_one_that_the_city_has_set_itself_stays_as_it_is(world: World) -> None:
    own = Milestone.objects.get(name="9月底")
    own.pk, own.organisation, own.share = None, world.city, 50
    own.save()
    mend()
    assert (names_of(world.city), names_of(None)) == (NAMES, {"9月底"})
    own.refresh_from_db()
    assert own.share == 50


def test_milestones_by_another_paper_stay_for_all(world: World) -> None:
    Milestone.objects.update(source="浙建〔2026〕示例号")
    mend()
    assert names_of(None) == NAMES


def test_a_site_without_hangzhou_is_left_alone(world: World) -> None:
    Organisation.objects.filter(pk=world.city.pk).update(region=world.xiuzhou.region)
    mend()
    assert names_of(None) == NAMES
