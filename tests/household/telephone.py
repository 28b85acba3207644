"""The registered telephone beside the household's phone: it reads the texts that jobs hand over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ClassVar

from django.test import override_settings

from apps.lib import clock
from apps.outbox.services import ADAPTERS, run_due_jobs
from tests.access.forms import fields_of
from tests.household.visitor import AT, Visitor


class Telephone:
    """An adapter that keeps what it is given; one telephone for every number."""

    name = "telephone"
    page = ""
    texts: ClassVar[list[tuple[str, str]]] = []

    def send(self, *, number: str, text: str, token: str) -> str:
        self.texts.append((number, text))
        return ""


@contextmanager
def answering() -> Iterator[Telephone]:
    """Let text messages arrive."""
    ADAPTERS["telephone"] = Telephone
    Telephone.texts.clear()
    try:
        with override_settings(MESSAGE_ADAPTER="telephone"):
            yield Telephone()
    finally:
        del ADAPTERS["telephone"]


def arrived(at: datetime = AT) -> list[str]:
    """Let the jobs run and return every text so far that carries a code."""
    with clock.at(at):
        run_due_jobs()
    return [text for _, text in Telephone.texts if "验证码" in text]


def last_code(at: datetime = AT) -> str:
    """Return the code of the newest text."""
    found = re.search(r"验证码 (\d{6})", arrived(at)[-1])
    assert found
    return found[1]


class Deciding:
    """One page of a household that decides: opened, asked for a code, sent with it."""

    def __init__(self, phone: Visitor, slug: str, at: datetime = AT, **said: str) -> None:
        self.phone, self.path, self.at = phone, f"/my/do/{slug}/", at
        self.page = phone.get(self.path, at)
        fields = fields_of(self.page, "content_hash")
        self.sent: dict[str, Any] = {name: values[0] for name, values in fields.items() if values} | said

    def ask(self, **changes: str) -> Any:
        """Ask for a code."""
        return self.phone.post(self.path, self.at, **{**self.sent, **changes})

    def send(self, code: str, **changes: str) -> Any:
        """Send the decision with a code."""
        return self.phone.post(self.path, self.at, **{**self.sent, "code": code, **changes})

    def through(self) -> Any:
        """Ask for the code and send it, as a household does."""
        assert self.ask().status_code == 200
        return self.send(last_code(self.at))
