"""A household whose case was converted follows it on the other track, with the slip it has."""

from __future__ import annotations

import pytest

from apps.cases.models import Case
from apps.household.services import issue_slip
from apps.inspections.services import convert
from apps.lib import clock
from apps.othertrack.models import Renovation
from apps.othertrack.queries.household import own_renovation
from tests.factories import othertrack as made
from tests.factories.stages import make_staged_case
from tests.factories.works import below
from tests.factories.world import World, later
from tests.household.visitor import Visitor, said

pytestmark = pytest.mark.django_db


def converted(world: World) -> Case:
    case = make_staged_case(world, "building")
    with clock.at(later(20)):
        convert(case_id=case.pk, by=world.ling, **below("墙面已湿贴，无法整改"))
    return case


def test_its_phone_shows_what_it_must_bring_and_how_far_it_is(world: World) -> None:
    case = converted(world)
    with clock.at(later(20)):
        slip = issue_slip(case_id=case.pk, by=world.zhou, holder="self")
    page = said(Visitor().opened_at(slip, later(21)).get("/my/", later(21)))
    renovation = Renovation.objects.get()
    assert renovation.number in page
    assert "请到街道补申请" in page
    assert "无法整改" not in page


def test_what_it_reads_follows_the_facts(world: World) -> None:
    case = converted(world)
    Renovation.objects.update(status="submitted", applied_on=later(21).date())
    with clock.at(later(22)):
        made.looked(world, Renovation.objects.get(), made.FactKind.FILING)
    own = own_renovation(case)
    assert own is not None
    assert own.heading == "街道正在核查"
    assert next(step.day for step in own.steps if step.label == "装修备案")


def test_a_case_that_goes_on_has_none(world: World) -> None:
    assert own_renovation(make_staged_case(world, "building")) is None
