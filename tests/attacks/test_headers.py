"""What answers carry: no file is kept or guessed at; no host, URL or name is believed.

That every page of every persona is private, unframed and unguessed: tests/test_access.py.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from apps.documents.services import bytes_response
from tests.access.entries import Entry
from tests.access.lasting import undone
from tests.access.matrix import MATRIX
from tests.access.protections import unsafe
from tests.access.stage import Stage
from tests.attacks.staged import _django_db_helper, _quiet, sent, somebody, stage, url_of
from tests.factories.world import PASSWORD

__all__ = ["_django_db_helper", "_quiet", "stage"]
pytestmark = [pytest.mark.matrix, pytest.mark.django_db]

FILES = [entry for entry in MATRIX if entry.get and entry.name in ("documents:file", "inspections:photo")]
ELSEWHERE = (
    "https://evil.invalid/",
    "//evil.invalid/",
    "///evil.invalid",
    "/\\evil.invalid",
    "\\\\evil.invalid",
    "/%5cevil.invalid",
    "https:evil.invalid",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://testserver@evil.invalid/",
    "http://testserver.evil.invalid/",
    "\x00//evil.invalid",
    " //evil.invalid",
    "/\t/evil.invalid",
    "/\r\nSet-Cookie: a=1",
    "ftp://testserver/",
)


def test_bait_a_bare_answer_lacks_everything(stage: Stage) -> None:
    assert len(unsafe(HttpResponse("x"))) == 4


@pytest.mark.parametrize("entry", FILES)
def test_a_file_is_sandboxed_and_never_kept(entry: Entry, stage: Stage) -> None:
    with undone():
        answer, _ = stage.ask(somebody(entry.get), "GET", url_of(entry, stage) + "?inline=1")
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    if answer["Content-Type"].startswith("image/"):
        assert answer["Content-Disposition"].startswith("inline")
    else:
        assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "name", ['a"; filename=b.exe; x="', "a\r\nX-Evil: 1", "a\nb", "‮txt.exe", "a\\", "\x00", "%0d%0a"]
)
def test_no_file_name_adds_to_a_header(name: str) -> None:
    said = bytes_response(b"x", filename=name)
    assert "X-Evil" not in said.headers
    assert said["Content-Disposition"].count('"') == 2
    assert said["Content-Disposition"].isascii()


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_leads_nowhere_else(target: str, stage: Stage) -> None:
    login = next(url_of(entry, stage) for entry in MATRIX if entry.name.endswith(":login"))
    client = Client(raise_request_exception=False)
    with undone():
        shown = client.get(login, {"next": target})
        answer = client.post(login, {"username": "zhou", "password": PASSWORD, "next": target})
    assert shown.status_code < 400
    assert leads_home(answer)
    for entry in MATRIX:
        if entry.name.rpartition(":")[2] in ("switch-post", "choose-post", "logout", "onward", "code"):
            for persona in ("zhou", "wang"):
                with undone():
                    data = {"next": target, "membership": "1"}
                    answer, _ = stage.ask(
                        persona, "POST", f"{url_of(entry, stage)}?next=//evil.invalid", data
                    )
                assert leads_home(answer), entry.title


def leads_home(answer: HttpResponse) -> bool:
    """Whether an answer stays on the site."""
    location = answer.get("Location", "/")
    return (
        answer.status_code < 500
        and location.startswith("/")
        and not location.startswith(("//", "/\\"))
        and not any(each in location for each in "\r\n\t\0")
        and "HX-Redirect" not in answer.headers
    )


def test_bait_a_redirect_elsewhere_is_noticed() -> None:
    assert not leads_home(HttpResponse(status=302, headers={"Location": "//evil.invalid"}))


@pytest.mark.parametrize(
    "host", ["evil.invalid", "testserver.evil.invalid", "testserver@evil.invalid", "[::1]:80a"]
)
def test_no_foreign_host_is_served(host: str, stage: Stage) -> None:
    client = Client(raise_request_exception=False)
    assert client.get("/login/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize(
    "header", ["X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-URL", "X-Rewrite-URL"]
)
def test_no_header_stands_in_for_the_host(header: str, stage: Stage) -> None:
    answer = sent(stage, "zhou", "GET", "/cases/", headers={header: "evil.invalid"})
    assert answer.status_code == 200
    assert "evil.invalid" not in answer.content.decode()
    anonymous = Client().get("/cases/", headers={header: "evil.invalid"})
    assert anonymous["Location"].startswith("/")


def _echo(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.get_host())


urlpatterns = [path("echo/", _echo)]


def test_bait_a_believed_host_is_noticed(stage: Stage, settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    settings.ALLOWED_HOSTS = ["*"]
    settings.MIDDLEWARE = []
    assert Client().get("/echo/", headers={"Host": "evil.invalid"}).content == b"evil.invalid"
