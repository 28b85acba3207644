"""The visitors' and the counter's systems about 上门预约, in JSON."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.cases.models import Case
from apps.inspections.models import Appointment
from apps.inspections.services import cancel_appointment
from apps.lib import clock
from tests.factories.appointments import DONE, offer
from tests.factories.callers import Caller, token_for
from tests.factories.works import make_works_case
from tests.factories.world import World, later

SLOTS = [
    {"starts": "2026-09-21T09:00:00+08:00", "ends": "2026-09-21T11:00:00+08:00"},
    {"starts": "2026-09-22T14:00:00+08:00", "ends": "2026-09-22T16:00:00+08:00"},
]
OFFER = {"purpose": "acceptance", "officers": "严演示", "slots": SLOTS}


@pytest.fixture
def case(world: World) -> Case:
    return make_works_case(world, "attempt")


def caller(world: World, name: str) -> Caller:
    return Caller(token_for(world.people[name]))


def at(case: Case, rest: str = "") -> str:
    return f"/cases/{case.pk}/appointments{rest}"


def test_a_visit_is_offered_chosen_moved_and_kept(world: World, case: Case) -> None:
    visitor, street = caller(world, "yan"), caller(world, "zhou")
    with clock.at(DONE):
        made = visitor.post(at(case, "/offer"), {**OFFER, "version": case.version})
        assert (made.status_code, made.json()["waits_for"]) == (201, "household"), made.json()
        slot = made.json()["choices"][1]["id"]
        said = {"version": 1, "slot": slot, "channel": "phone"}
        chosen = street.post(at(case, "/1/choose"), said).json()
        assert (chosen["state"], chosen["starts"]) == ("agreed", "2026-09-22T14:00:00+08:00")
        again = street.post(at(case, "/1/choose"), said)
        assert (again.status_code, again.json()["errors"][0]["pointer"]) == (422, "/slot")
        late = visitor.post(at(case, "/1/cancel"), {"version": 1, "reason": "人手不够"})
        assert (late.status_code, late.json()["current_version"]) == (409, 2)
        moved = visitor.post(
            at(case, "/1/move"), {"version": 2, "slots": SLOTS[:1], "reason": "下雨", "agreed_by": "phone"}
        )
        assert moved.json()["starts"] == "2026-09-21T09:00:00+08:00", moved.json()
    with clock.at(later(21)):
        kept = visitor.post(at(case, "/1/close"), {"version": 3, "met": "yes"})
    assert (kept.json()["state"], kept.json()["waits_for"]) == ("kept", None), kept.json()


def test_what_is_wrong_with_a_time_is_said_at_its_place(world: World, case: Case) -> None:
    visitor = caller(world, "yan")
    overnight = {"starts": "2026-09-21T20:00:00+08:00", "ends": "2026-09-22T08:00:00+08:00"}
    gone = {"starts": "2026-09-01T09:00:00+08:00", "ends": "2026-09-01T10:00:00+08:00"}
    with clock.at(DONE):
        for slots, pointer in (([SLOTS[0], overnight], "/slots/1/ends"), ([gone], "/slots/0/starts")):
            refused = visitor.post(at(case, "/offer"), {**OFFER, "version": case.version, "slots": slots})
            assert refused.status_code == 422
            assert [each["pointer"] for each in refused.json()["errors"]] == [pointer], refused.json()
    assert not Appointment.objects.exists()


def test_the_household_s_words_are_read_by_who_comes_and_by_the_counter(world: World, case: Case) -> None:
    offer(world, case)
    with clock.at(DONE):
        body = {"version": 1, "words": "在住院，下周再来", "channel": "phone"}
        assert caller(world, "zhou").post(at(case, "/1/wish"), body).status_code == 200
        for name, words in (("yan", "在住院，下周再来"), ("chen", "")):
            (row,) = caller(world, name).get(at(case)).json()["results"]
            assert (row["wish"], row["waits_for"]) == (words, "visitor")


def test_another_district_finds_no_appointment(world: World, case: Case) -> None:
    offer(world, case)
    with clock.at(DONE):
        elsewhere = caller(world, "xi")
        assert elsewhere.get(at(case)).status_code == 404
        assert elsewhere.post(at(case, "/1/cancel"), {"version": 1, "reason": "不归我"}).status_code == 404
        assert (
            caller(world, "chen").post(at(case, "/1/cancel"), {"version": 1, "reason": "不来了"}).status_code
            == 403
        )


def test_many_appointments_of_a_case_cost_no_more_queries_than_one(world: World, case: Case) -> None:
    offer(world, case)
    reader = caller(world, "yan")
    with clock.at(DONE):
        reader.get(at(case))
        with CaptureQueriesContext(connection) as one:
            reader.get(at(case))
        for _ in range(3):
            row = Appointment.objects.of_case(case).open().get()
            cancel_appointment(appointment_id=row.pk, by=world.yan, reason="另有安排")
            offer(world, case)
        offer(world, case, purpose="patrol")
        with CaptureQueriesContext(connection) as many:
            assert len(reader.get(at(case)).json()["results"]) == 5
    assert len(many) == len(one)
