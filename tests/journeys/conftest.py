"""What every journey stands on: a site in a live server, papers to hand in, people at devices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from playwright.sync_api import Browser

from apps.lib import clock
from tests.factories.uploads import jpeg, pdf
from tests.journeys.person import DESK, Person


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let the site's clock run on from a moment of Shanghai time; back to the real one afterwards.

    The live server answers from a thread of its own, which ``clock.at`` would not reach.
    """
    monkeypatch.setattr(clock, "_offset", clock._offset)
    return lambda text: clock.start_at(datetime.fromisoformat(f"{text}+08:00"))


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """Return a folder with a contract and photos to hand in."""
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "合同.pdf").write_bytes(pdf())
    (folder / "竣工确认.pdf").write_bytes(pdf())
    (folder / "卫生间管路.jpg").write_bytes(jpeg(size=(480, 640)))
    (folder / "管路.jpg").write_bytes(jpeg(size=(640, 480)))
    return folder


@pytest.fixture(scope="session", autouse=True)
def _kept_by_browsers() -> Iterator[None]:
    """Let browsers keep style sheets and scripts, as in production; a fresh clone's would be asked anew."""
    serve = StaticFilesHandler.serve

    def serve_to_keep(handler: StaticFilesHandler, request: HttpRequest) -> HttpResponseBase:
        answer = serve(handler, request)
        answer["Cache-Control"] = "max-age=3600"
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "serve", serve_to_keep)
        yield


@pytest.fixture
def sit_down(
    browser: Browser, live_server: Any, papers: Path, time: Callable[[str], None]
) -> Iterator[Callable[..., Person]]:
    """Return a way to let a persona sit down at a device; signed in, unless the journey begins there."""
    people: list[Person] = []

    def sit(username: str, size: dict[str, int] = DESK, *, by_form: bool = False) -> Person:
        people.append(Person.at(browser, live_server.url, papers, size=size))
        if by_form:
            people[-1].signs_in(username)
        else:
            people[-1].is_signed_in(username)
        return people[-1]

    yield sit
    for person in people:
        person.leaves()
