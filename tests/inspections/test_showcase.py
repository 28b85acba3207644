"""样板工程: marked with reason and consent, taken back with a reason, listed while the acceptance stands."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.inspections import services
from apps.inspections.models import Showcase
from apps.inspections.permissions import may_mark_showcase, may_unmark_showcase
from apps.lib import clock
from apps.lib.decisions import Denied, Refused
from apps.outbox.models import Message
from tests.factories.works import make_works_case, signed_in
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db
AFTER = later(20)
LIST = "inspections:showcases"


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


@pytest.fixture
def case(world: World) -> Case:
    return make_works_case(world, "passed")


def mark(world: World, case: Case, **changes: Any) -> Showcase:
    said = {
        "by": world.ling,
        "reason": "三天装完",
        "consent": "户主当面同意",
        "marked_on": AFTER.date(),
        **changes,
    }
    with clock.at(AFTER):
        return services.mark_showcase(case_id=case.pk, **said)


def unmark(world: World, case: Case, reason: str = "户主不再愿意接待") -> Showcase:
    with clock.at(AFTER):
        return services.unmark_showcase(case_id=case.pk, by=world.wang, reason=reason)


def test_a_mark_says_who_when_and_why_and_tells_the_enterprise(world: World, case: Case) -> None:
    row = mark(world, case)
    assert (row.marked_on, row.marked_by, row.reason) == (AFTER.date(), world.ling.signature, "三天装完")
    told = Message.objects.filter(kind="showcase")
    assert {each.role for each in told} == {"site_manager", "street_clerk"}
    assert not told.filter(text__contains="三天").exists()


@pytest.mark.parametrize("field", ["reason", "consent"])
def test_no_home_is_shown_without_reason_and_consent(world: World, case: Case, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        mark(world, case, **{field: " "})
    assert refusal.value.field == field


@pytest.mark.parametrize("on", [AFTER.date() + timedelta(days=1), date(2026, 9, 17)])
def test_a_mark_is_of_a_day_since_the_acceptance(world: World, case: Case, on: date) -> None:
    with pytest.raises(Refused) as refusal:
        mark(world, case, marked_on=on)
    assert refusal.value.field == "marked_on"


def test_a_household_is_marked_once_and_again_after_it_was_taken_back(world: World, case: Case) -> None:
    mark(world, case)
    with pytest.raises(Refused):
        mark(world, case)
    with pytest.raises(Refused):
        unmark(world, case, " ")
    back = unmark(world, case)
    assert (back.unmarked_by, back.unmark_reason) == (world.wang.signature, "户主不再愿意接待")
    with pytest.raises(Refused):
        unmark(world, case)
    mark(world, case)
    assert Showcase.objects.filter(case=case).count() == 2


def test_two_standing_marks_of_one_case_cannot_be(world: World, case: Case) -> None:
    row = mark(world, case)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_only_the_district_marks_and_only_what_passed(world: World, case: Case) -> None:
    assert may_mark_showcase(world.ling, case)
    for who in (world.zhou, world.jiang, world.shi):
        assert isinstance(may_mark_showcase(who, case), Denied)
    assert isinstance(may_mark_showcase(world.ling, make_works_case(world, "building")), Denied)
    assert isinstance(may_unmark_showcase(world.ling, case), Denied)


def test_the_list_shows_district_and_city_what_stands(world: World, case: Case) -> None:
    mark(world, case)
    with clock.at(AFTER):
        pages = {name: signed_in(world, name).get(reverse(LIST)) for name in ("wang", "shi", "xi_inspector")}
        refused = signed_in(world, "jiang").get(reverse(LIST))
    assert str(case.number) in pages["wang"].text
    assert str(case.number) in pages["shi"].text
    assert str(case.number) not in pages["xi_inspector"].text, "another district's"
    assert refused.status_code == 403


@pytest.mark.parametrize(("name", "reads"), [("wang", True), ("shi", False)])
def test_only_its_district_reads_the_words_of_the_household_in_the_list(
    world: World, case: Case, name: str, reads: bool
) -> None:
    mark(world, case)
    with clock.at(AFTER):
        page = signed_in(world, name).get(reverse(LIST)).text
    assert "三天装完" in page
    assert ("户主当面同意" in page) is reads


def test_what_was_revoked_is_listed_no_more(world: World, case: Case) -> None:
    mark(world, case)
    Case.objects.filter(pk=case.pk).update(status=Status.REVOKED)
    assert not Showcase.objects.standing().exists()


def test_the_enterprise_reads_no_words_of_the_household(world: World, case: Case) -> None:
    mark(world, case)
    with clock.at(AFTER):
        own = signed_in(world, "jiang").get(reverse("inspections:acceptance", kwargs={"pk": case.pk}))
        bureau = signed_in(world, "wang").get(reverse("inspections:acceptance", kwargs={"pk": case.pk}))
    assert "三天装完" in own.text
    assert "户主当面同意" not in own.text
    assert "户主当面同意" in bureau.text
