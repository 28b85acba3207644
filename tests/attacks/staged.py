"""The access matrix's stage for the families that walk every URL. A module imports the three fixtures.

The fourth, ``_kept``, is for modules whose pages are asked as the same people again and again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse

from apps.documents.services import typesetting
from apps.lib import clock
from tests.access.entries import Entry
from tests.access.lasting import stored_in, undone
from tests.access.stage import ANONYMOUS, LOOKED_AT, ROLES, Stage
from tests.access.staged import Sheet, staged
from tests.access.unchanging import kept_callers


@pytest.fixture(scope="module")
def stage(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """Return the stage; nothing of it is left in the database afterwards."""
    with staged(django_db_blocker, tmp_path_factory) as stage:
        yield stage


@pytest.fixture(scope="module", autouse=True)
def _kept(stage: Stage) -> Iterator[None]:
    """Read the people of the stage once a module: no request is to see what another did to an account."""
    with kept_callers():
        yield


@pytest.fixture
def _django_db_helper(stage: Stage) -> Iterator[None]:
    """Undo what a test wrote but keep the stage; takes the place of pytest-django's fixture."""
    with undone():
        yield


@pytest.fixture(autouse=True)
def _quiet(
    stage: Stage, _media: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """Keep the stage's files in sight, draw papers quickly, and write no traceback for each refusal."""
    monkeypatch.setattr(typesetting, "HTML", Sheet)
    caplog.set_level(logging.CRITICAL, logger="django")
    with stored_in(stage.folder):
        yield


def sent(stage: Stage, persona: str, method: str, url: str, *more: Any, **options: Any) -> HttpResponse:
    """Return the answer to any request of a persona, at the stage's moment; then undo it.

    The browser keeps its session whatever the site says.
    """
    client = stage.client(persona)
    cookies = deepcopy(client.cookies)
    try:
        with clock.at(LOOKED_AT), undone():
            return client.generic(method, url, *more, **options)
    finally:
        client.cookies = cookies


def url_of(entry: Entry, stage: Stage) -> str:
    """Return the entry's URL on the stage."""
    query = f"?{entry.query}" if entry.query else ""
    return reverse(entry.name, kwargs=entry.args(stage)) + query


def somebody(admitted: frozenset[str] | None) -> str:
    """Return one of the personas an entry lets in, always the same one."""
    return next((name for name in (*ROLES, ANONYMOUS) if name in (admitted or ())), ANONYMOUS)
