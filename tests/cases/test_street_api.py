"""改属街道 by another system: within the bureau, to another bureau, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from apps.cases.models import Case
from apps.lib import clock
from apps.orgs.services import Heir
from tests.cases.test_street_succeeded import FAR_KNOWN, HUBIN, NEW, split
from tests.factories.callers import Caller, token_for
from tests.factories.world import World, later

pytestmark = pytest.mark.django_db
EAST = Heir(NEW, "示例东街道", "清河路以东")


def move(world: World, case: Case, name: str, street: str = HUBIN, **more: Any) -> Any:
    case = Case.objects.get(pk=case.pk)
    body = {"version": case.version, "street_code": street, "reason": "在清河路以西", **more}
    with clock.at(later(8)):
        return Caller(token_for(world.people[name])).post(f"/cases/{case.pk}/street", body)


def test_a_system_moves_a_case_to_its_part_and_a_repeat_is_late(world: World) -> None:
    case = split(world)
    before = case.version
    answer = move(world, case, "wang")
    assert answer.status_code == 200, answer.json()
    case.refresh_from_db()
    assert (case.street_code, answer.json()["version"]) == (HUBIN, case.version)
    assert move(world, case, "wang", version=before, street=NEW).status_code == 409


def test_what_went_to_another_bureau_is_answered_and_then_gone(world: World) -> None:
    case = split(world, EAST, Heir(FAR_KNOWN, "", "大桥以北"))
    refused = move(world, case, "wang", FAR_KNOWN)
    assert (refused.status_code, refused.json()["code"]) == (422, "leader")
    answer = move(world, case, "ling", FAR_KNOWN)
    assert answer.status_code == 200, answer.json()
    assert set(answer.json()) == {"id", "number", "status", "status_label", "version", "record_id"}
    assert move(world, case, "ling", NEW).status_code == 404


def test_another_district_and_a_street_of_no_part_are_refused(world: World) -> None:
    case = split(world)
    assert move(world, case, "xi").status_code == 404
    wrong = move(world, case, "wang", "330106001")
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/street_code")
