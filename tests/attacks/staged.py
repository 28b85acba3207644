"""The access matrix's stage for the families that walk every address; built once a process.

A module imports the three fixtures. Later modules get the very same rows back in a few inserts.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from copy import copy, deepcopy
from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.documents.services import pdf
from apps.lib import clock
from tests.access.entries import Entry
from tests.access.lasting import lasting, stored_in, undone
from tests.access.stage import ANONYMOUS, LOOKED_AT, POSTS, Stage, build_stage


class Sheet:
    """Stands in for the typesetter: what the walks look for does not hang on letters."""

    def __init__(self, string: str, **_: object) -> None:
        self.string = string

    def write_pdf(self, **_: object) -> bytes:
        return b"%PDF-1.7\n" + self.string.encode()


_BUILT: list[tuple[Stage, list[list[models.Model]]]] = []


def _models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith(("apps.", "django.contrib.sessions"))
    ]


def _again(stage: Stage, tables: list[list[models.Model]]) -> Stage:
    for rows in tables:
        type(rows[0])._base_manager.bulk_create(copy(row) for row in rows)
    for statement in connection.ops.sequence_reset_sql(no_style(), [type(rows[0]) for rows in tables]):
        with connection.cursor() as cursor:
            cursor.execute(statement)
    return replace(stage, clients={name: signed_in_as(stage, name) for name in stage.clients})


def signed_in_as(stage: Stage, persona: str) -> Client:
    """Return another browser with the persona's session; a crash there is an answer of 500."""
    client = Client(raise_request_exception=False)
    client.cookies = copy(stage.clients[persona].cookies)
    return client


@pytest.fixture(scope="module")
def stage(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """Return the stage; nothing of it is left in the database afterwards."""
    folder = _BUILT[0][0].folder if _BUILT else tmp_path_factory.mktemp("files")
    with lasting(django_db_blocker, folder):
        if _BUILT:
            yield _again(*_BUILT[0])
        else:
            built = build_stage(folder)
            tables = [list(model._base_manager.order_by("pk")) for model in _models()]
            _BUILT.append((built, [rows for rows in tables if rows]))
            yield built


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
    monkeypatch.setattr(pdf, "HTML", Sheet)
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


def address(entry: Entry, stage: Stage) -> str:
    """Return the entry's address on the stage."""
    query = f"?{entry.query}" if entry.query else ""
    return reverse(entry.name, kwargs=entry.args(stage)) + query


def somebody(admitted: frozenset[str] | None) -> str:
    """Return one of the personas an entry lets in, always the same one."""
    return next((name for name in (*POSTS, ANONYMOUS) if name in (admitted or ())), ANONYMOUS)
