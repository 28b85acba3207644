"""What leaves with every answer, and the number by which a request is found again."""

from __future__ import annotations

import json
import logging
from importlib import reload
from typing import Any
from uuid import UUID

import pytest
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from apps.accounts.services.addresses import logged_address
from apps.lib import tracing
from apps.pages import urls
from tests.factories.people import id_number, phone
from tests.factories.world import World, user_of

pytestmark = pytest.mark.django_db
OWN_ID = "0b9cc6c5-3b0a-4f39-8a43-6f4b6a0f6a11"


def test_every_page_carries_the_headers(client: Client) -> None:
    answer = client.get(reverse("accounts:login"))

    policy = dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["object-src"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "microphone=()" in answer["Permissions-Policy"]
    assert "private" in answer["Cache-Control"]


@pytest.mark.parametrize("page", ["pages:workbench", "pages:case-list", "outbox:inbox"])
def test_what_is_only_read_is_not_kept_by_the_browser(client: Client, world: World, page: str) -> None:
    client.force_login(user_of(world.zhou))
    assert "no-store" in client.get(reverse(page))["Cache-Control"]


def test_a_page_to_type_on_is_kept_for_back(client: Client, world: World) -> None:
    client.force_login(user_of(world.zhou))
    assert "no-store" not in client.get(reverse("cases:register"))["Cache-Control"]


@pytest.mark.parametrize("address", ["/nowhere/", "/cases/"])
def test_refusals_carry_them_too(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code in (302, 404)
    assert "Content-Security-Policy" in answer
    assert "X-Request-ID" in answer


def test_the_session_cookie_is_for_this_site_and_no_script(
    client: Client, world: World, sign_in: Any
) -> None:
    sign_in(client, "zhou")
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    client.get(reverse("accounts:login"))
    assert client.cookies["csrftoken"]["httponly"] is True


# --- The request's number ---


@pytest.mark.parametrize("given", [OWN_ID, OWN_ID.replace("-", "").upper()])
def test_a_caller_s_own_number_is_taken_over(client: Client, given: str) -> None:
    assert client.get("/login/", headers={"X-Request-ID": given})["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "1", id_number(), f"{OWN_ID}\r\nX: y", f"{OWN_ID}0", "a" * 5000])
def test_anything_else_is_replaced(client: Client, given: str) -> None:
    answered = client.get("/login/", headers={"X-Request-ID": given})["X-Request-ID"]
    assert answered != given
    assert UUID(answered).version == 4


def test_error_pages_show_it(client: Client, world: World) -> None:
    client.force_login(user_of(world.wang))
    answer = client.get("/nowhere/", headers={"X-Request-ID": OWN_ID})
    assert f'请求编号 <span class="secret-key">{OWN_ID}</span>' in answer.content.decode()


def test_a_crash_shows_it_and_the_log_carries_it(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def crash(*_: object, **__: object) -> None:
        raise RuntimeError(f"DETAIL: Failing row contains (张示例, {id_number()}).")

    client = Client(raise_request_exception=False)
    client.force_login(user_of(world.wang))
    monkeypatch.setattr("apps.accounts.views.account.render", crash)
    answer = client.get(reverse("accounts:account"), headers={"X-Request-ID": OWN_ID})

    assert answer.status_code == 500
    assert OWN_ID in answer.content.decode()
    record = next(record for record in caplog.records if record.levelno >= logging.ERROR)
    token = tracing.request_id.set(OWN_ID)
    try:
        line = tracing.JsonLines().format(record)
    finally:
        tracing.request_id.reset(token)
    assert json.loads(line)["request_id"] == OWN_ID
    assert "张示例" not in line
    assert id_number() not in line


def test_lines_for_people_are_scrubbed_too() -> None:
    record = logging.LogRecord("x", logging.ERROR, "", 0, "打不通 %s", (phone(7),), None)
    line = tracing.PlainLines("{levelname} {message}", style="{").format(record)
    assert line == "ERROR 打不通 138********"


def test_a_quoted_row_is_cut_whatever_it_holds() -> None:
    told = tracing.scrub("duplicate key\nDETAIL:  Failing row contains (7, 张示例\n示例路 7 号).")
    assert told == "duplicate key\nDETAIL: (left out)"


@pytest.mark.parametrize(
    ("kept", "address"),
    [("full", "203.0.113.77"), ("truncated", "203.0.113.0"), ("none", None)],
)
def test_how_much_of_an_address_is_logged_is_a_setting(
    settings: Any, rf: RequestFactory, kept: str, address: str | None
) -> None:
    settings.ACCESS_LOG_ADDRESS = kept
    assert logged_address(rf.get("/", REMOTE_ADDR="203.0.113.77")) == address


def test_the_catalogue_is_for_trials_only() -> None:
    with override_settings(PROFILE="production"):
        assert "gallery" not in {route.name for route in reload(urls).urlpatterns}
    assert "gallery" in {route.name for route in reload(urls).urlpatterns}
