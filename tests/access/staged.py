"""The access stage for whole modules of tests: built once a process, brought back as rows afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from tests.access.lasting import lasting
from tests.access.stage import Stage, build_stage
from tests.factories.rows import OF_THE_SITE, Copy, written

_BUILT: list[tuple[Stage, Copy]] = []


class Sheet:
    """Stands in for the typesetter: what the walks look for does not hang on letters."""

    def __init__(self, string: str, **_: object) -> None:
        self.string = string

    def write_pdf(self, **_: object) -> bytes:
        return b"%PDF-1.7\n" + self.string.encode()


@contextmanager
def staged(blocker: Any, folders: pytest.TempPathFactory) -> Iterator[Stage]:
    """Open the database with the stage in it for a module; nothing stays. Its files are only looked at."""
    folder = _BUILT[0][0].folder if _BUILT else folders.mktemp("files")
    with lasting(blocker, folder):
        if _BUILT:
            _BUILT[0][1].insert()
        else:
            stage = build_stage(folder)
            _BUILT.append((stage, Copy(written((*OF_THE_SITE, "django.contrib.sessions"), linked=True))))
        stage = _BUILT[0][0]
        clients = {name: signed_in_as(stage, name) for name in stage.clients}
        yield replace(stage, cases=dict(stage.cases), clients=clients)


def signed_in_as(stage: Stage, persona: str) -> Client:
    """Return another browser with the persona's session; a crash there is an answer of 500."""
    client = Client(raise_request_exception=False)
    client.cookies = copy(stage.clients[persona].cookies)
    return client
