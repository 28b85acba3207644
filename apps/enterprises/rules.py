"""What an application to a list must bring."""

from __future__ import annotations

from collections.abc import Sequence

STATEMENT = "对照入选条件的说明"
"""What every application says, whatever papers a list asks for."""


def asked_papers(papers: Sequence[str]) -> list[str]:
    """Return all that an application to a list with these papers must bring; nothing else can be missing."""
    return [STATEMENT, *papers]
