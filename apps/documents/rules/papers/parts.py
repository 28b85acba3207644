"""Parts that papers of several stages show alike."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PaperCheck:
    """One check: what was found, the line, and why."""

    title: str
    found: str
    limit: str
    passed: bool | None
    explanation: str = ""
    source: str = ""

    @property
    def verdict(self) -> str:
        """符合, 不符合, or 须说明 for a line that holds in principle only."""
        if self.passed is None:
            return "须说明"
        return "符合" if self.passed else "不符合"


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature as it is shown: the drawing (``data:`` URI) or only the words about it."""

    image: str = ""
    note: str = ""
