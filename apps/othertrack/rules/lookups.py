"""The place of a system that is asked: 装修备案 and 一码监管. Pure.

No such system has published how it is asked, so none is asked here; somebody looks and writes down what was
seen. A system that can be asked answers with the same :class:`Answer` and goes through the same service.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from apps.othertrack.enums import FactKind, Finding, Means


@dataclass(frozen=True, slots=True)
class Question:
    """What a system is asked: whose renovation of which home."""

    kind: FactKind
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Answer:
    """核查: what was seen, by a person or by a system."""

    finding: Finding
    source: str
    """Where it was looked up: name of the system, or what was done."""
    seen: str
    looked_on: date
    on: date | None = None
    """Since when it stands there; of what was found in a system always."""
    reference: str = ""
    means: Means = Means.BY_HAND


class Lookup(Protocol):
    """A system that can be asked about one kind of fact."""

    kind: FactKind

    def ask(self, question: Question) -> Answer:
        """Return what the system says; raises ``OSError`` where it does not answer."""
        ...
