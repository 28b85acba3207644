"""A plan that starts from a package: copied as published, and whatever it changes is said."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from apps.audit.models import Event
from apps.documents.rules.papers import content_hash
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused
from apps.packages.models import PlanOrigin
from apps.packages.queries import departure_of
from apps.packages.rules.departures import departures, together
from apps.packages.services import start_plan, withdraw_package
from apps.plans.enums import Method, SpaceKind, Surface
from apps.plans.models import PlanVersion
from apps.plans.queries import content_of
from apps.plans.queries.papers import plan_paper
from apps.plans.services import save_plan_draft
from tests.factories.packages import PRICE, content, publish
from tests.factories.works import signed_in
from tests.factories.world import NOON, World, make_case, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with clock.at(NOON):
        yield


@pytest.fixture
def world() -> World:
    return make_world()


def test_the_designer_chooses_one_and_the_draft_is_its_copy(world: World) -> None:
    package, case = publish(SYSTEM, world.shili), make_case(world, "designing")
    chen = signed_in(world, "chen")
    page = reverse("starting:start", kwargs={"pk": case.pk})
    assert page in chen.get(reverse("cases:case", kwargs={"pk": case.pk})).content.decode()
    case.refresh_from_db()
    data = {"bathroom": str(package.pk), "key": "a" * 32, "version": str(case.version)}
    assert chen.post(page, data).status_code == 302
    plan = PlanOrigin.objects.get().plan
    said = content_of(plan)
    assert sum(line.amount or 0 for line in said.lines) == PRICE
    assert {part.method for part in said.spaces[0].parts} == {Method.PREFAB}
    assert Event.objects.filter(action="plan.started_from_package").count() == 1
    tab = chen.get(reverse("plans:plan", kwargs={"pk": case.pk})).content.decode()
    assert "与套餐一样" in tab


def test_what_the_plan_changes_is_listed_and_later_versions_go_on_from_it(world: World) -> None:
    package, case = publish(SYSTEM, world.shili), make_case(world, "designing")
    plan = start_plan(case_id=case.pk, by=world.chen, bathroom=package)
    said = content_of(plan)
    dearer = replace(said.lines[0], amount=Decimal("8000.00"))
    save_plan_draft(
        case_id=case.pk, by=world.chen, content=replace(said, lines=(dearer, *said.lines[1:]), planned_days=8)
    )
    plan.refresh_from_db()
    found = departure_of(plan)
    assert found is not None
    assert [each.label for each in found.differences] == [said.lines[0].name, "总价", "工期"]
    assert found.budget - found.price == 440
    page = signed_in(world, "wang").get(reverse("plans:plan", kwargs={"pk": case.pk}))
    assert page.status_code == 200


def test_the_paper_prints_what_differs_from_the_package_and_its_hash_does_not_hang_on_it(
    world: World,
) -> None:
    package, case = publish(SYSTEM, world.shili), make_case(world, "designing")
    plan = start_plan(case_id=case.pk, by=world.chen, bathroom=package)
    [same] = plan_paper(world.chen, plan).beside
    assert same.title == "和套餐比"
    assert "卫浴示例 A" in same.sentence
    said = content_of(plan)
    dearer = replace(said.lines[0], amount=Decimal("8000.00"))
    save_plan_draft(case_id=case.pk, by=world.chen, content=replace(said, lines=(dearer, *said.lines[1:])))
    plan = PlanVersion.objects.with_content().get(pk=plan.pk)
    paper = plan_paper(world.chen, plan)
    [differing] = paper.beside
    assert "和套餐不同的有" in differing.sentence
    assert any(line.startswith(f"{said.lines[0].name}：") for line in differing.lines)
    assert content_hash(paper) == content_hash(replace(paper, beside=()))
    html = render_to_string("plans/papers/plan_paper.html", {"paper": paper})
    assert all(line in html for line in differing.lines)


def test_a_plan_that_was_begun_starts_from_no_package(world: World) -> None:
    package, case = publish(SYSTEM, world.shili), make_case(world, "designing")
    start_plan(case_id=case.pk, by=world.chen, bathroom=package)
    with pytest.raises(Refused) as refused:
        start_plan(case_id=case.pk, by=world.chen, bathroom=package)
    assert refused.value.code == "started"


def test_nothing_chosen_another_s_and_a_withdrawn_package_are_refused(world: World) -> None:
    package, case = publish(SYSTEM, world.shili), make_case(world, "designing")
    other = publish(SYSTEM, world.yangben)
    with pytest.raises(Refused):
        start_plan(case_id=case.pk, by=world.chen)
    with pytest.raises(Refused) as refused:
        start_plan(case_id=case.pk, by=world.chen, bathroom=other)
    assert refused.value.code == "gone"
    withdraw_package(by=SYSTEM, package=package, reason="停产")
    with pytest.raises(Refused) as refused:
        start_plan(case_id=case.pk, by=world.chen, bathroom=package)
    assert refused.value.code == "no_package"


def test_another_enterprise_and_the_counter_start_none(world: World) -> None:
    package, case = publish(SYSTEM, world.shili), make_case(world, "designing")
    for stranger in (world.zhou, world.wang, world.shi):
        with pytest.raises(Refused) as refused:
            start_plan(case_id=case.pk, by=stranger, bathroom=package)
        assert refused.value.code == "post"
    page = reverse("starting:start", kwargs={"pk": case.pk})
    assert signed_in(world, "tao").get(page).status_code == 404


def test_areas_of_the_home_are_no_departure() -> None:
    base = together([(SpaceKind.BATHROOM, content())])
    [space] = base.spaces
    measured = replace(space, parts=tuple(replace(part, area=Decimal(5)) for part in space.parts))
    assert departures(base, replace(base, spaces=(measured,), note="示例")) == ()
    wet = tuple(
        replace(part, method=Method.WET) if part.surface == Surface.FLOOR else part for part in space.parts
    )
    [found] = departures(base, replace(base, spaces=(replace(space, parts=wet),)))
    assert (found.label, found.before, found.after) == ("卫生间地面", "装配式干法", "湿作业")
