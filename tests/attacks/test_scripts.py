"""Script in every displayed text: pages, the HTML of papers and data show it, and nothing runs it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.http import HttpResponse
from django.template import engines

from tests.access.entries import Entry
from tests.access.lasting import undone
from tests.access.matrix import MATRIX
from tests.access.stage import Stage
from tests.attacks.poisoning import poison
from tests.attacks.staged import _django_db_helper, _quiet, stage, url_of
from tests.attacks.test_fetching import PAPERS

__all__ = ["_django_db_helper", "_quiet", "stage"]
pytestmark = [pytest.mark.matrix, pytest.mark.django_db]

TAG = "\"'><xss onerror=a>X{{7*7}}X"
LINK = "javascript:alert(1)//"
READERS = ("wang", "zhou", "chen", "shi", "yan", "wu")
"""One of each field policy and of each desk."""
RAN = re.compile(r"<xss|X49X")
LINKED = re.compile(r"""(?:href|src|action|formaction|hx-\w+)\s*=\s*["']?\s*javascript:""", re.I)


@dataclass
class Seen:
    """What the readers got."""

    ran: list[str] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)
    crashed: list[str] = field(default_factory=list)
    papers: set[str] = field(default_factory=set)


def looked(stage: Stage, bad: re.Pattern[str], harmless: str, readers: tuple[str, ...] = READERS) -> Seen:
    """Let every reader open every URL they are let in at."""
    seen = Seen()
    for entry in MATRIX:
        for reader in readers:
            if reader not in (entry.get or ()):
                continue
            answer = opened(stage, entry, reader)
            text = answer.getvalue().decode("utf-8", "replace")
            if text.startswith("%PDF-1.7\n<!"):
                seen.papers.add(entry.name)
            if answer.status_code >= 500:
                seen.crashed.append(f"{entry.title} {reader} {answer.exc_info[1]!r:.150}")
            data = answer.get("Content-Type", "").startswith(("application/json", "text/csv"))
            if not data and (at := bad.search(text)):
                seen.ran.append(f"{entry.title} {reader}: …{text[max(0, at.start() - 80) : at.end() + 40]}…")
            if harmless in text:
                seen.shown.add(entry.title)
    return seen


def opened(stage: Stage, entry: Entry, reader: str) -> HttpResponse:
    with undone():
        return stage.ask(reader, "GET", url_of(entry, stage))[0]


@pytest.fixture
def columns(stage: Stage, request: Any) -> list[str]:
    return poison(request.param)


@pytest.mark.parametrize("columns", [TAG], indirect=True)
def test_no_tag_is_anything_but_text(stage: Stage, columns: list[str]) -> None:
    seen = looked(stage, RAN, "&lt;xss onerror=a&gt;X{{7*7}}X")

    assert seen.ran == []
    assert seen.crashed == []
    assert len(columns) >= 60, "many columns took the tag"
    assert len(seen.shown) >= 30, "and many pages show it"
    assert seen.papers == set(PAPERS), "each of them is also set in type by test_fetching"


@pytest.mark.parametrize("columns", [LINK], indirect=True)
def test_no_text_becomes_a_url_that_runs(stage: Stage, columns: list[str]) -> None:
    seen = looked(stage, LINKED, LINK, ("wang", "chen"))

    assert seen.ran == []
    assert seen.crashed == []
    assert len(seen.shown) >= 30


def test_bait_raw_markup_would_be_noticed() -> None:
    raw = engines["django"].from_string('<p>{{ text|safe }}</p><a href="{{ link }}">x</a>')
    page = raw.render({"text": TAG, "link": LINK})
    assert RAN.search(page)
    assert LINKED.search(page)
