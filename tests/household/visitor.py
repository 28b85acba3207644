"""A household's phone: opens links, types digits, looks at pages; it is signed in nowhere."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.test import Client

from apps.household.models import Slip
from apps.household.queries.slips import phone_of
from apps.lib import clock
from tests.factories.world import later

AT = later(3)


def digits_of(slip: Slip) -> str:
    """Return the last four digits that open a slip."""
    return phone_of(slip.case, slip.holder)[-4:]


def wrong(slip: Slip) -> str:
    return "0001" if digits_of(slip) != "0001" else "0002"


class Visitor:
    """One phone; everything happens at :data:`AT` unless said otherwise."""

    def __init__(self) -> None:
        self.client = Client()

    def get(self, path: str, at: datetime = AT) -> Any:
        with clock.at(at):
            return self.client.get(path)

    def post(self, path: str, at: datetime = AT, **data: str) -> Any:
        with clock.at(at):
            return self.client.post(path, data)

    def link(self, token: str, digits: str, at: datetime = AT) -> Any:
        """Open a link and type digits."""
        return self.post(f"/my/slip/{token}/", at, digits=digits)

    def typed(self, number: str, code: str, digits: str, at: datetime = AT) -> Any:
        """Type number, code and digits."""
        return self.post("/my/enter/", at, number=number, code=code, digits=digits)

    def opened(self, slip: Slip) -> Visitor:
        """Open a slip that has just been issued."""
        return self.opened_at(slip, AT)

    def opened_at(self, slip: Slip, at: datetime) -> Visitor:
        """Open it at a later moment."""
        assert slip.secret is not None
        assert self.link(slip.secret.token, digits_of(slip), at).status_code == 302
        return self


def said(answer: Any) -> str:
    """Return the text of a page, without what differs from page to page by itself."""
    return str(answer.content.decode())
