"""Answers of permission and business checks: a refusal always carries its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Allowed:
    """The check found nothing against it; true where a truth value is asked for."""

    # Literal, so that after ``if decision`` a type checker knows which of the two it is.
    def __bool__(self) -> Literal[True]:
        return True


@dataclass(frozen=True, slots=True)
class Denied:
    """No, and why, in words the user can act on (Simplified Chinese)."""

    reason: str
    code: str = ""

    def __bool__(self) -> Literal[False]:
        return False


Decision = Allowed | Denied


class Refused(ValueError):
    """A service refuses a write for a business reason; nothing has been written.

    ``field`` names the form field the message belongs to ('' for the whole form); ``code`` is a
    stable machine word.
    """

    def __init__(self, reason: str, *, field: str = "", code: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field
        self.code = code


class Stale(Refused):
    """The row changed since the user loaded it."""


def require(decision: Decision) -> None:
    """Raise :class:`Refused` with the reason of a denial."""
    if isinstance(decision, Denied):
        raise Refused(decision.reason, code=decision.code)
