"""Texts that the demonstration would send: kept in a file beside its data, shown on a page, sent nowhere."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from apps.cases.queries.wordings import NOTICES
from apps.cases.workflow.texts import TEXTS, composed, parts_of
from apps.lib import clock
from apps.outbox.services import ADAPTERS
from apps.programs.rules.wordings import filled

NAME = "page"
"""What ``MESSAGE_ADAPTER`` calls it; only an installation with the demonstration knows the word."""
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Text:
    """One text: to whom by the end of the number, what it says, when."""

    tail: str
    text: str
    at: datetime


class Page:
    """Writes down what would be sent."""

    name = NAME
    page = "demo:texts"

    def send(self, *, number: str, text: str, token: str) -> str:
        line = {"tail": number[-2:], "text": text, "at": clock.now().isoformat(), "token": token}
        with _file().open("a", encoding="utf-8") as kept:
            kept.write(json.dumps(line, ensure_ascii=False) + "\n")
        return token


def register() -> None:
    """Make the way of sending known."""
    ADAPTERS[NAME] = Page


def texts() -> list[Text]:
    """Return the newest texts, newest first; one that was handed over twice stands once, as at a gateway."""
    if not _file().exists():
        return []
    found: dict[str, Text] = {}
    for line in _file().read_text(encoding="utf-8").splitlines():
        said = json.loads(line)
        found.setdefault(said["token"], Text(said["tail"], said["text"], datetime.fromisoformat(said["at"])))
    return list(found.values())[: -SHOWN - 1 : -1]


@dataclass(frozen=True, slots=True)
class Sample:
    """How the text of an event reads, with longest values, and as how many it goes out."""

    label: str
    text: str
    parts: int


def samples() -> list[Sample]:
    """Return every text that a household may be sent, in the house's own words."""
    found = []
    for event, row in TEXTS.items():
        words = filled(row.words, NOTICES[f"household-{event}"].sample)
        text = composed(words, link=settings.HOUSEHOLD_PAGE, asks="0571-00000000")
        found.append(Sample(row.label, text, parts_of(text)))
    return found


def _file() -> Path:
    return Path(settings.VAR_DIR) / "texts.jsonl"
