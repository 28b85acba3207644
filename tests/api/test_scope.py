"""Rows and fields on every URL: what lies outside does not exist, what is hidden is not told.

The URLs are walked, not listed by hand: a new one without an entry here fails the first test.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.urls import URLPattern

from apps.audit.models import AccessLog
from apps.cases.models import Case, Household
from apps.documents.models import StoredFile
from apps.documents.services import Owner, store_upload
from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.orgs.enums import DISTRICT_ROLES, Role
from apps.othertrack.permissions import READERS as RENOVATION_READERS
from apps.reports.models import WeekSnapshot, YearClose
from apps.tickets.permissions import READERS
from caseflow.api import routes
from tests.factories.callers import V1, Caller, registration, token_for
from tests.factories.copies import kept
from tests.factories.directory import enter, make_point, make_roll
from tests.factories.othertrack import applied
from tests.factories.packages import publish
from tests.factories.tickets import complain
from tests.factories.uploads import png, upload
from tests.factories.weeks import due_morning, report_since, snapshot
from tests.factories.world import World, make_case

Calls = Callable[[Actor], Caller]

NO_ROW = frozenset(
    {
        "api-me",
        "api-program",
        "api-enterprises",
        "api-rolls",
        "api-contacts",
        "api-packages",
        "api-ratings",
        "api-tickets",
        "api-tickets-record",
        "api-renovations",
        "api-renovations-apply",
        "api-cases",
        "api-cases-find",
        "api-conditions",
        "api-privacy-notice",
        "api-files",
    }
    | {"api-weeks", "api-roll-up", "api-punctuality", "api-overview", "api-year-closes"}
)
"""Addresses without a row in them: what they list is looked at below and in the tests of their apps."""
OTHER_ARGUMENTS = {
    **dict.fromkeys(("number", "item_id", "defect_id", "stop_id", "hold", "letter_id"), 1),
    "figure": "done",
    "year": 2026,
}

READING = {"ticket": READERS, "renovation": RENOVATION_READERS}
"""Rows that some roles never look at."""

OF_LISTS = (
    *("directory/keepers", "directory/rolls", "directory/listings", "directory/points"),
    "enterprises",
    "packages",
    "bodies",
)


def row_of(route: URLPattern) -> str:
    """Return whose row a URL carries: case, file, week; '' for none."""
    pattern = str(route.pattern)
    if pattern.startswith("cases/<uuid:pk>"):
        return "case"
    if pattern.startswith("files/<uuid:pk>"):
        return "file"
    if pattern.startswith("reports/weeks/<int:pk>"):
        return "week"
    if pattern.startswith("reports/year-closes/<int:pk>"):
        return "year"
    if pattern.startswith("tickets/<uuid:pk>"):
        return "ticket"
    if pattern.startswith("renovations/<uuid:pk>"):
        return "renovation"
    for kind in OF_LISTS:
        if pattern.startswith(f"{kind}/<int:pk>"):
            return kind
    return ""


def url_of(route: URLPattern, pk: object) -> str:
    """Return the route's URL for a row."""
    pattern = str(route.pattern)
    for name, converter in route.pattern.converters.items():
        value = pk if name == "pk" else OTHER_ARGUMENTS[name]
        kind = {"UUIDConverter": "uuid", "IntConverter": "int", "SlugConverter": "slug"}[
            type(converter).__name__
        ]
        pattern = pattern.replace(f"<{kind}:{name}>", str(value))
    return f"{V1}/{pattern}"


def test_every_url_stands_here() -> None:
    strange = [route.name for route in routes if route.name not in NO_ROW and not row_of(route)]
    assert strange == []
    assert len({route.name for route in routes}) == len(routes)


@pytest.fixture
@kept
def rows(world: World) -> dict[str, object]:
    """A case of 清波街道 with a file, and a week of 上城."""
    case = make_case(world, "designing")
    file = store_upload(
        by=world.zhou,
        upload=upload("scan.png", png()),
        owner=Owner("case", str(case.pk)),
        kind="application_scan",
        sensitive=False,
    )
    report_since(35)
    with clock.at(due_morning(35)):
        week: WeekSnapshot = snapshot(world, 35)
    close = YearClose.objects.create(
        bureau=world.shangcheng,
        reports_to=world.city,
        program=world.program,
        last=week,
        made_at=clock.now(),
    )
    roll = make_roll(world.wang)
    place = enter(roll, world.wang, 70)
    listed = {
        "directory/keepers": world.shangcheng.pk,
        "directory/rolls": roll.pk,
        "directory/listings": place.pk,
        "directory/points": make_point(world.wang).pk,
        "enterprises": place.enterprise_id,
        "packages": publish(SYSTEM, place.enterprise).pk,
        "bodies": world.shangcheng.pk,
    }
    ticket = complain(world).pk
    apart = {"ticket": ticket, "renovation": applied(world).pk}
    return {"case": case.pk, "file": file.pk, "week": week.pk, "year": close.pk, **apart, **listed}


@pytest.mark.parametrize("persona", ["xi", "bei", "xiu", "tao"])
def test_another_s_row_does_not_exist_on_any_url(world: World, rows: dict[str, object], persona: str) -> None:
    person = world.people[persona]
    roles = tuple(DISTRICT_ROLES) if person.role == Role.DISTRICT_CLERK else ()
    caller = Caller(token_for(person, *roles))
    found = {}
    for route in routes:
        if not row_of(route):
            continue
        where = url_of(route, rows[row_of(route)])
        for role in roles or (Role(person.role),):
            for method in route.callback.view_class.http_method_names:  # type: ignore[attr-defined]
                if method == "head" or not hasattr(route.callback.view_class, method):  # type: ignore[attr-defined]
                    continue
                send = caller.get if method == "get" else caller.post
                arguments = () if method == "get" else ({"version": 1},)
                answer = send(where, *arguments, Caseflow_Post=role.value)
                never = persona in ("bei", "tao")
                if row_of(route) in READING:
                    never = role not in READING[row_of(route)]
                if answer.status_code != 404 and not (
                    row_of(route) in ("week", "year", "bodies", *READING)
                    and answer.status_code == 403
                    and never
                ):
                    found[f"{method} {where} {role}"] = answer.status_code
    assert found == {}


def test_the_same_urls_exist_for_the_district_itself(world: World, rows: dict[str, object]) -> None:
    caller = Caller(token_for(world.wang, *DISTRICT_ROLES))
    plain = [route for route in routes if row_of(route) and set(route.pattern.converters) == {"pk"}]
    missing = []
    for route in plain:
        where = url_of(route, rows[row_of(route)])
        view = route.callback.view_class  # type: ignore[attr-defined]
        answer = caller.get(where) if hasattr(view, "get") else caller.post(where, {"version": 1})
        if answer.status_code == 404:
            missing.append(where)
    assert plain
    assert missing == [f"{V1}/cases/{rows['case']}/plan"]  # nobody has begun one


@pytest.mark.parametrize(
    "slipped",
    [
        {"organisation": 1},
        {"street_office": 1},
        {"bureau": 1},
        {"status": "passed"},
        {"version": 99},
        {"number": "上城-2026-9999"},
        {"id": str(uuid4())},
        {"created_by_name": "别人"},
        {"contract_amount": "99"},
    ],
)
def test_nothing_can_be_slipped_into_a_registration(
    world: World, calls: Calls, slipped: dict[str, Any]
) -> None:
    refused = calls(world.zhou).post("/cases", {**registration(), **slipped})

    name = next(iter(slipped))
    assert refused.status_code == 422
    assert [(fault["pointer"], fault["code"]) for fault in refused.json()["errors"]] == [
        (f"/{name}", "unknown_field")
    ]
    assert not Case.objects.exists()


def test_nor_into_its_parts_nor_into_a_change(world: World, calls: Calls) -> None:
    street, case = calls(world.zhou), make_case(world, "received")

    part = street.post("/cases", registration(household__case_id=str(case.pk)))
    change = street.post(f"/cases/{case.pk}/withdraw", {"version": case.version, "status": "passed"})
    fact = street.post(
        f"/cases/{case.pk}/correct",
        {"version": case.version, "reason": "x", "changes": {"contract_amount": "1"}},
    )

    assert part.json()["errors"][0]["pointer"] == "/household/case_id"
    assert change.json()["errors"][0]["pointer"] == "/status"
    assert fact.json()["errors"][0]["pointer"] == "/changes/contract_amount"
    assert Case.objects.get().status == "received"


def test_the_organisation_is_the_token_s_whatever_the_url_says(world: World, calls: Calls) -> None:
    mine = make_case(world, "received")

    listed = calls(world.wang).get("/cases").json()["results"]
    elsewhere = calls(world.xi).get("/cases").json()["results"]
    asked = calls(world.xi).get("/cases", {"street": mine.street_code}).json()["results"]

    assert [row["id"] for row in listed] == [str(mine.pk)]
    assert elsewhere == asked == []
    assert calls(world.xi).get("/cases", {"bureau": mine.bureau_id}).status_code == 422


PERSONAL = {"name": "张示例", "id_number": "33010219650131000X", "phone": "13800000970"}


@pytest.mark.parametrize(
    ("persona", "seen"),
    [
        ("zhou", {"name": "张示例", "id_number": "330*", "phone": "138*", "hardship": "困难家庭"}),
        ("ling", {"name": "张示例", "id_number": "330*", "phone": "138*", "hardship": "困难家庭"}),
        ("shi", {"name": "张*", "id_number": "330*", "phone": "138*", "hardship": "困难家庭"}),
        ("sheng", {"name": "张*", "id_number": "330*", "phone": "138*", "hardship": "困难家庭"}),
        ("shenji", {"name": "张示例", "id_number": "330*", "phone": "138*", "hardship": "困难家庭"}),
        ("chen", {"name": "张示例", "id_number": None, "phone": "138*", "hardship": None}),
        ("wu", {"name": "张示例", "id_number": None, "phone": "138*", "hardship": None}),
    ],
)
def test_each_role_sees_its_fields(
    world: World, calls: Calls, persona: str, seen: dict[str, str | None]
) -> None:
    body = registration(
        household__hardship="hardship", linked_programmes=["hazard", "ageing"], note="低保户，门禁联系社区"
    )
    made = calls(world.zhou).post("/cases", body).json()
    Case.objects.update(enterprise=world.shili, patrol_organisation=world.property)

    answer = calls(world.people[persona]).get(f"/cases/{made['id']}")
    shown, text = answer.json(), answer.content.decode()

    for name, value in seen.items():
        if value is None:
            assert shown["household"][name] is None
        else:
            assert shown["household"][name].startswith(value.rstrip("*"))
    assert PERSONAL["id_number"] not in text
    assert PERSONAL["phone"] not in text
    if seen["hardship"] is None:
        assert "困难" not in text
        assert "低保" not in text
        assert "hazard" not in text
    if seen["name"] == "张*":
        assert "张示例" not in text


@pytest.mark.parametrize("persona", ["chen", "wu", "shi"])
def test_a_sensitive_file_is_not_there_for_roles_that_may_not_know(
    world: World, calls: Calls, persona: str
) -> None:
    case = make_case(world, "designing")
    Case.objects.update(patrol_organisation=world.property)
    file = store_upload(
        by=world.zhou,
        upload=upload("proof.png", png()),
        owner=Owner("case", str(case.pk)),
        kind="power_of_attorney",
        sensitive=True,
    )

    refused = calls(world.people[persona]).get(f"/files/{file.pk}")
    listed = calls(world.people[persona]).get(f"/cases/{case.pk}/files").json()["results"]

    assert refused.status_code == 404
    assert listed == []
    assert calls(world.zhou).get(f"/cases/{case.pk}/files").json()["results"][0]["id"] == str(file.pk)


def test_a_file_comes_as_an_attachment_and_the_look_is_logged(
    world: World, calls: Calls, rows: dict[str, object]
) -> None:
    fetched = calls(world.wang).get(f"/files/{rows['file']}", Accept="image/*")

    assert fetched.status_code == 200
    assert fetched.headers["Content-Disposition"].startswith("attachment")
    assert fetched.headers["X-Content-Type-Options"] == "nosniff"
    assert AccessLog.objects.filter(subject_id=str(rows["file"]), kind="download").count() == 1


def test_an_upload_waits_for_its_own_token_only(world: World, calls: Calls) -> None:
    street = calls(world.zhou)
    parked = street.upload("/files", {"kind": "power_of_attorney", "file": upload("w.png", png())}).json()
    agent = {"name": "李示例", "phone": "13800000002", "authority": parked["id"]}

    stranger = calls(world.zhou).post("/cases", registration(agent=agent))
    assert stranger.json()["errors"][0]["pointer"] == "/agent/authority"
    assert calls(world.zhou).get(f"/files/{parked['id']}").status_code == 404
    made = street.post("/cases", registration(agent=agent))

    assert made.status_code == 201, made.content
    assert made.json()["household"]["agent_name"] == "李示例"
    stored = StoredFile.objects.get()
    assert (stored.owner_kind, stored.owner_id, stored.sensitive) == ("case", made.json()["id"], True)


def test_a_kind_of_upload_nobody_takes_is_refused(world: World, calls: Calls) -> None:
    street = calls(world.zhou)

    kind = street.upload("/files", {"kind": "paper", "file": upload("w.png", png())})
    content = street.upload("/files", {"kind": "contract_scan", "file": upload("w.pdf", b"<html></html>")})
    name = street.upload("/files", {"kind": "contract_scan", "file": upload("w.png", png()), "owner": "x"})

    assert [answer.status_code for answer in (kind, content, name)] == [422, 422, 422]
    assert content.json()["errors"][0]["pointer"] == "/file"
    assert name.json()["errors"][0]["pointer"] == "/owner"


def test_no_personal_value_leaves_by_list_record_or_look_up(world: World, calls: Calls) -> None:
    street = calls(world.zhou)
    made = street.post("/cases", registration()).json()
    number = Household.objects.get().id_number_index

    texts = [
        street.get("/cases").content.decode(),
        street.get(f"/cases/{made['id']}/events").content.decode(),
        street.post("/cases/find", {"phone": PERSONAL["phone"]}).content.decode(),
        json.dumps(made),
    ]

    for text in texts:
        assert PERSONAL["id_number"] not in text
        assert PERSONAL["phone"] not in text
        assert number not in text
