"""Forged requests: no unsafe page takes a POST without its token, and no method slips past a view."""

from __future__ import annotations

from copy import copy
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from apps.lib import clock
from tests.access.entries import Entry
from tests.access.lasting import undone
from tests.access.matrix import MATRIX
from tests.access.stage import LOOKED_AT, Stage
from tests.attacks.filling import soundly
from tests.attacks.staged import _django_db_helper, _kept, _quiet, sent, somebody, stage, url_of
from tests.factories.world import PASSWORD

__all__ = ["_django_db_helper", "_kept", "_quiet", "stage"]
pytestmark = [pytest.mark.matrix, pytest.mark.django_db]

POSTING = [entry for entry in MATRIX if entry.post]
STORES_NOTHING = frozenset({"accounts:login", "pages:gallery"})
"""Who is signed in is led to the workbench; the catalogue of components answers any method alike."""
ITS_OWN = {"field:photo": {"DELETE"}}
"""A phone takes a photo back by name; what it may take back is tested in tests/inspections."""
READING = [entry for entry in MATRIX if entry.get and not entry.post]


FORM = "application/x-www-form-urlencoded"
FOREIGN = {"Origin": "https://evil.invalid", "X-Requested-With": "XMLHttpRequest"}


def strict(stage: Stage, persona: str) -> Client:
    """Return the persona's browser as the site sees it: tokens are asked for."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies = copy(stage.clients[persona].cookies)
    return client


@pytest.mark.parametrize("entry", POSTING, ids=lambda entry: entry.title)
def test_no_role_without_its_token(entry: Entry, stage: Stage) -> None:
    client, url = strict(stage, somebody(entry.post)), url_of(entry, stage)
    with undone():
        page, _ = stage.ask(somebody(entry.post), "GET", url)
    values = soundly(page)
    values.pop("csrfmiddlewaretoken", None)
    with clock.at(LOOKED_AT), undone():
        assert client.post(url, values).status_code == 403
        assert client.post(url, {"csrfmiddlewaretoken": "a" * 64}).status_code == 403
        assert client.generic("POST", url, b"{}", content_type="application/json").status_code == 403
        client.cookies["csrftoken"] = "b" * 32
        assert client.post(url, {}, headers={"X-CSRFToken": "a" * 64}).status_code == 403
        assert client.post(url, {"csrfmiddlewaretoken": "b" * 32}, headers=FOREIGN).status_code == 403


def test_signing_in_needs_a_token_too(stage: Stage) -> None:
    client = Client(enforce_csrf_checks=True)
    login = next(url_of(entry, stage) for entry in MATRIX if entry.name.endswith(":login"))
    assert client.post(login, {"username": "zhou", "password": PASSWORD}).status_code == 403


@csrf_exempt
def _open(request: HttpRequest) -> HttpResponse:
    return HttpResponse("taken")


urlpatterns = [path("open/", _open)]


def test_bait_a_view_without_protection_is_noticed(stage: Stage, settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = ["django.middleware.csrf.CsrfViewMiddleware"]
    assert strict(stage, "zhou").post("/open/", {}).status_code == 200


WRITING = [entry for entry in POSTING if entry.name not in STORES_NOTHING]


@pytest.mark.parametrize("entry", WRITING, ids=lambda entry: entry.title)
def test_no_other_method_does_what_a_role_does(entry: Entry, stage: Stage) -> None:
    persona, url = somebody(entry.post), url_of(entry, stage)
    for method in {"PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "X" * 40} - ITS_OWN.get(entry.name, set()):
        answer = sent(stage, persona, method, url)
        assert answer.status_code in (400, 403, 405), f"{method}: {answer.status_code}"


@pytest.mark.parametrize("entry", READING, ids=lambda entry: entry.title)
def test_no_header_turns_a_read_into_a_write(entry: Entry, stage: Stage) -> None:
    persona, url = somebody(entry.get), url_of(entry, stage)
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        answer = sent(stage, persona, "POST", url, b"_method=GET", FORM, headers={name: "GET"})
        assert answer.status_code == 405
