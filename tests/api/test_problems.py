"""Whatever goes wrong is told in one shape, in words, and never from the inside."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import DataError, OperationalError
from django.test import Client

from apps.cases.api import details
from apps.lib.actors import Actor
from tests.factories.callers import V1, Caller, registration, token_for
from tests.factories.world import World, make_case

Calls = Callable[[Actor], Caller]
AGENT = {"name": "李示例", "phone": "13800000002", "authority": "00000000-0000-4000-8000-000000000000"}
SHAPE = {"type", "title", "status", "detail", "code", "errors", "request_id"}


def problem(answer: Any, status: int) -> Any:
    """Return the body of a problem after looking at its shape."""
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert set(body) >= SHAPE
    assert body["status"] == status
    return body


def raw(world: World, content: bytes | str, content_type: str = "application/json") -> Any:
    """POST bytes as they are."""
    client = Client(headers={"Authorization": f"Bearer {token_for(world.zhou)}"})
    return client.post(
        f"{V1}/cases", content, content_type=content_type, headers={"Idempotency-Key": str(uuid4())}
    )


@pytest.mark.parametrize(
    "path", ["/api", "/api/v1", "/api/v1/", "/api/v1/nothing", "/api/v2/cases", "/api/v1/cases/"]
)
def test_an_unknown_url_is_a_problem_too(world: World, path: str) -> None:
    problem(Client().get(path, follow=True), 404)
    if path != "/api":
        problem(Client().post(path, {}, content_type="application/json"), 404)


def test_a_method_or_format_not_offered(world: World, calls: Calls) -> None:
    caller = calls(world.zhou)

    refused = caller.client.delete(f"{V1}/cases")
    problem(refused, 405)
    assert refused.headers["Allow"] == "GET, HEAD, POST"
    problem(caller.get("/me", Accept="text/html"), 406)
    problem(caller.client.options(f"{V1}/cases"), 405)


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"a": NaN}', "application/json", 400),
        (b'{"a": 1, "a": 2}', "application/json", 400),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, "application/json", 400),
        (b'{"a":' * 30 + b"1" + b"}" * 30, "application/json", 400),
        (b'{"a": ' + b"9" * 5000 + b"}", "application/json", 400),
        (b'{"a": 1e999999999}', "application/json", 422),
        (b"[1, 2]", "application/json", 422),
        (b"null", "application/json", 422),
        (b'"text"', "application/json", 422),
        (b"a=1", "application/x-www-form-urlencoded", 415),
        (b"<a/>", "application/xml", 415),
        (b'{"a": "' + b"x" * 600_000 + b'"}', "application/json", 413),
    ],
)
def test_a_body_nobody_can_read(world: World, content: bytes, content_type: str, status: int) -> None:
    problem(raw(world, content, content_type), status)


@pytest.mark.parametrize("text", ["张\\u0000", "\\ud83d", "张\\udc00示"])
def test_characters_nobody_can_keep(world: World, text: str) -> None:
    body = json.dumps(registration(household__name="@@"), ensure_ascii=False).replace("@@", text)

    told = problem(raw(world, body), 422)

    assert told["errors"][0]["pointer"] == "/household/name"


def test_every_fault_has_its_pointer(world: World, calls: Calls) -> None:
    body = registration(household__family_size="四", dwelling__floor_area=75.72, will="garage")

    told = problem(calls(world.zhou).post("/cases", body), 422)

    assert {fault["pointer"]: fault["code"] for fault in told["errors"]} == {
        "/will": "invalid_choice",
        "/household/family_size": "type",
        "/dwelling/floor_area": "type",
    }
    assert all(fault["detail"] for fault in told["errors"])


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"household__family_size": 10**30}, "/household/family_size"),
        ({"dwelling__built_year": -(2**63)}, "/dwelling/built_year"),
        ({"dwelling__floor_area": "1" * 400}, "/dwelling/floor_area"),
        ({"intended_budget": "99999999999.99"}, "/intended_budget"),
        ({"intended_budget": "501"}, "/intended_budget"),
        ({"intended_budget": "10.6600001"}, "/intended_budget"),
        ({"intended_budget_yuan": "106600.01"}, "/intended_budget_yuan"),
        ({"household__name": "张" * 1000}, "/household/name"),
        ({"applied_on": "2026-02-30"}, "/applied_on"),
        ({"applied_on": "9999-12-31"}, "/applied_on"),
        ({"applied_on": "0001-01-01"}, "/applied_on"),
        ({"dwelling__address": "x"}, "/dwelling/address"),
        ({"street_code": "330106001"}, "/street_code"),
        ({"street_code": "000000000000"}, "/street_code"),
        ({"nature": "new"}, "/nature"),
        (
            {"agent": {"name": "李示例", "phone": "13800000002", "authority": str(uuid4())}},
            "/agent/authority",
        ),
    ],
)
def test_values_out_of_range_are_refused_where_they_stand(
    world: World, calls: Calls, changes: dict[str, Any], pointer: str
) -> None:
    told = problem(calls(world.zhou).post("/cases", registration(**changes)), 422)

    assert pointer in {fault["pointer"] for fault in told["errors"]}


@pytest.mark.parametrize(
    "query",
    [
        {"status": "nonsense"},
        {"number": "a\x00b"},
        {"page_size": "0"},
        {"page_size": "1000"},
        {"page_size": "１０"},
        {"cursor": "nonsense"},
        {"cursor": "WyJhIl0="},
        {"cursor": "W2ZhbHNlLCAieCIsICJ5Il0="},
        {"updated_since": "yesterday"},
        {"organisation": "1"},
        {"street": "x" * 500},
    ],
)
def test_parameters_nobody_documented_are_refused(world: World, calls: Calls, query: dict[str, str]) -> None:
    told = problem(calls(world.zhou).get("/cases", query), 422)

    assert told["errors"][0]["parameter"] in query or told["errors"][0]["pointer"]


def test_the_unexpected_says_nothing_of_the_inside(
    world: World, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    def burst(*args: object) -> object:
        raise RuntimeError("secret of the house")

    monkeypatch.setattr(details, "case_shown", burst)
    caller, case = calls(world.zhou), make_case(world, "received")
    caller.client.raise_request_exception = False

    answer = caller.get(f"/cases/{case.pk}")

    problem(answer, 500)
    assert "secret" not in answer.content.decode()


@pytest.mark.parametrize(("error", "status"), [(DataError("x"), 422), (OperationalError("x"), 503)])
def test_errors_of_the_database(
    world: World, calls: Calls, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    def burst(*args: object) -> object:
        raise error

    monkeypatch.setattr(details, "case_shown", burst)
    caller, case = calls(world.zhou), make_case(world, "received")
    caller.client.raise_request_exception = False

    problem(caller.get(f"/cases/{case.pk}"), status)


def test_the_request_s_number_is_told(world: World, calls: Calls) -> None:
    told = problem(calls(world.zhou).get("/cases/" + str(uuid4())), 404)

    assert len(told["request_id"]) >= 8


def test_the_document_is_for_tokens_and_for_people_who_signed_in(world: World, calls: Calls) -> None:
    problem(Client().get(f"{V1}/schema/"), 401)
    assert calls(world.zhou).get("/schema/").json()["openapi"].startswith("3.")
