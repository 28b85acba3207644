"""The access log of a day's work: a line per request, and nobody's name, number or telephone in it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.middleware import access_log
from apps.lib import tracing
from tests.accounts.conftest import SignIn
from tests.factories.people import id_number, phone
from tests.factories.typed import registration_form
from tests.factories.world import World, make_case, user_of

pytestmark = pytest.mark.django_db

NAME, NUMBER, PHONE = "苏隐私", id_number("19650131"), phone(901)


@pytest.fixture
def log() -> Iterator[StringIO]:
    """Everything that any logger writes, as production writes it."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(tracing.JsonLines())
    root = logging.getLogger()
    for logger in (root, access_log):
        logger.addHandler(handler)
    yield stream
    for logger in (root, access_log):
        logger.removeHandler(handler)


def test_a_line_says_who_did_what_where(world: World, log: StringIO) -> None:
    client = Client()
    client.force_login(user_of(world.wang))
    case = make_case(world, "received")
    answer = client.get(
        reverse("cases:case", kwargs={"pk": case.pk}), {"x": "secret"}, REMOTE_ADDR="192.0.2.1"
    )

    line = json.loads(log.getvalue().splitlines()[-1])
    assert line["pattern"] == "/cases/<uuid:pk>/"
    assert line["route"] == "cases:case"
    assert (line["method"], line["status"]) == ("GET", 200)
    assert (line["user"], line["post"]) == (world.wang.user_id, "district_clerk")
    assert line["organisation"] == world.shangcheng.pk
    assert line["address"] == "192.0.2.1"
    assert line["size"] == len(answer.content)
    assert line["ms"] > 0
    assert line["request_id"] == answer["X-Request-ID"]
    assert str(case.pk) not in log.getvalue()


def test_a_day_s_work_leaves_no_personal_value(world: World, log: StringIO, sign_in: SignIn) -> None:
    case = make_case(world, "received", name=NAME, owner_name=NAME, id_number=NUMBER, phone=PHONE)
    client = Client(raise_request_exception=False)
    sign_in(Client(), NAME, PHONE)
    sign_in(client, "wang")
    pages = ("pages:workbench", "pages:case-list", "cases:register", "reports:index", "accounts:account")
    for name in pages:
        assert client.get(reverse(name)).status_code == 200
    for name in ("cases:case", "cases:record", "archives:archive", "plans:plan", "cases:correct"):
        client.get(reverse(name, kwargs={"pk": case.pk}))
    for value in (NAME, NUMBER, PHONE):
        client.post(reverse("pages:case-search"), {"q": value}, follow=True)
        client.get(reverse("pages:case-list"), {"q": value}, follow=True)
        client.get(f"/nowhere/{value}/", headers={"X-Request-ID": value, "User-Agent": value})
        client.get("/login/", {"next": f"/cases/?q={value}"})
    client.post(reverse("cases:register"), registration_form(name=NAME, id_number=NUMBER + "0", phone=PHONE))
    url = reverse("cases:reveal", kwargs={"pk": case.pk, "field": "id_number"})
    assert NUMBER in client.post(url, {"purpose": f"核对{NAME}"}).content.decode().replace(" ", "")

    said = log.getvalue()
    lines = [json.loads(line) for line in said.splitlines()]
    assert sum(line["logger"] == "caseflow.access" for line in lines) >= 25
    assert [value for value in (NUMBER, PHONE) if value in said] == []
    access = "\n".join(line for line in said.splitlines() if '"caseflow.access"' in line)
    assert NAME not in access
    assert str(case.pk) not in access


# --- Searches ---


@pytest.mark.parametrize("value", [NAME, NUMBER, PHONE, "模拟新村"])
def test_a_search_leaves_the_address_before_the_list_is_shown(world: World, value: str) -> None:
    case = make_case(world, "received", name=NAME, id_number=NUMBER, phone=PHONE)
    client = Client()
    client.force_login(user_of(world.wang))
    for answer in (
        client.post(reverse("pages:case-search"), {"q": value, "status": "received"}),
        client.get(reverse("pages:case-list"), {"q": value, "status": "received"}),
    ):
        assert answer.status_code == 302
        assert "found=" in answer["Location"]
        assert "status=received" in answer["Location"]
        assert value not in answer["Location"]
        page = client.get(answer["Location"])
        assert f'value="{value}"' in page.content.decode(), "what was typed stands in the box"
        if value != "模拟新村":
            assert str(case.number) in page.content.decode()
    assert value not in str(dict(client.session)), "encrypted in the session too"


def test_a_case_s_number_may_stand_in_the_address(world: World) -> None:
    client = Client()
    client.force_login(user_of(world.wang))
    case = make_case(world, "received")
    answer = client.post(reverse("pages:case-search"), {"q": case.number})
    assert "q=" in answer["Location"]
    assert str(case.number) in client.get(answer["Location"]).content.decode()


def test_somebody_else_s_word_finds_nothing(world: World) -> None:
    one, other = Client(), Client()
    one.force_login(user_of(world.wang))
    other.force_login(user_of(world.shen))
    address = one.post(reverse("pages:case-search"), {"q": NAME})["Location"]
    assert NAME not in other.get(address).content.decode()
