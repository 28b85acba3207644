"""Whose telephone number it is: looked up by name while a message is being sent, kept nowhere else.

And who hears of a text message that did not get through.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

Lookup = Callable[[str], str]

CONTACTS: dict[str, Lookup] = {}
"""For each kind of recipient the function that returns a number for an id, '' when there is none."""


def contact(kind: str) -> Callable[[Lookup], Lookup]:
    """Declare how to find the number of a kind of recipient: ``@contact("case")``."""

    def declare(lookup: Lookup) -> Lookup:
        CONTACTS[kind] = lookup
        return lookup

    return declare


_MOBILE = re.compile(r"1[3-9]\d{9}")


def is_mobile(number: str) -> bool:
    """Whether a number takes text messages: a mobile one of the mainland."""
    return bool(_MOBILE.fullmatch(number))


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A text message that did not get through."""

    message_id: UUID
    kind: str
    text: str
    code: str
    """no_number | no_mobile | number | refused | no_answer | off."""
    reason: str
    """In words."""
    written_at: datetime


Mend = Callable[[str, Undelivered], None]

MENDED_BY: dict[str, Mend] = {}
"""For each kind of recipient whom to tell, by id, of a text that failed, in the same transaction."""


def mended_by(kind: str) -> Callable[[Mend], Mend]:
    """Declare who keeps the list of texts to a kind of recipient that did not get through."""

    def declare(mend: Mend) -> Mend:
        MENDED_BY[kind] = mend
        return mend

    return declare
