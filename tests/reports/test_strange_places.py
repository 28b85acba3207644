"""Places in lists that no list gave: NUL, half characters, thousands of digits, another's street."""

from __future__ import annotations

import base64
import json

import pytest
from django.test import Client
from django.urls import reverse

from apps.lib import clock
from apps.reports.models import WeekSnapshot
from apps.reports.queries.opened import Place
from tests.factories.callers import V1, Caller, token_for
from tests.factories.weeks import FIRST, due_morning
from tests.factories.world import World, user_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", ["\x00", "\ud800"])
def test_a_cursor_of_no_case_number_is_refused(world: World, taken: WeekSnapshot, number: str) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps([False, number]).encode()).decode()
    with clock.at(due_morning(FIRST)):
        caller = Caller(token_for(world.wang))
        answer = caller.get(f"{V1}/reports/weeks/{taken.pk}/figures/done?cursor={cursor}")
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("after", "place"),
    [("9" * 5000, Place()), ("7:\x00A", Place(7, "A")), ("７:A", Place()), ("7:A", Place(7, "A"))],
)
def test_a_place_that_no_page_gave_is_the_first_page_or_cleaned(after: str, place: Place) -> None:
    assert Place.read(after, "") == place


@pytest.mark.parametrize("figure", ["done", "live-registered"])
def test_a_street_of_another_district_opens_nothing(world: World, taken: WeekSnapshot, figure: str) -> None:
    client = Client()
    client.force_login(user_of(world.xi))
    with clock.at(due_morning(FIRST)):
        url = reverse("reports:overview-figure", args=[figure])
        answer = client.get(url, {"year": 2026, "street": world.zhou.organisation_id})
    assert answer.status_code == 404
