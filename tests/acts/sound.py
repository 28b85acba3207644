"""What a sound submission of an act is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.access.stage import Stage

TODAY = "2026-10-01"
"""The day of :data:`tests.access.stage.LOOKED_AT`."""
WORD = "示例：照实填写。"
REASON = {"reason": WORD}

Values = Mapping[str, Any]
Said = Callable[[Stage, Any], dict[str, Any]]


@dataclass(frozen=True)
class Paper:
    """A file of a kind: an upload of a page, the number of a parked file in a body."""

    kind: str


@dataclass(frozen=True, kw_only=True)
class Sound:
    """One act soundly made by ``by`` at the moment ``at``."""

    by: str
    at: str
    body: Values | Said
    """Without its version, which the subject gives; files as :class:`Paper`."""
    page: Values | Said | None = None
    """What the page sends where names differ from the body's; the body itself where None."""

    def of(self, stage: Stage, subject: Any) -> dict[str, Any]:
        """Return the body without its version."""
        return self.body(stage, subject) if callable(self.body) else dict(self.body)

    def typed(self, stage: Stage, subject: Any) -> dict[str, Any]:
        """Return what is typed into the page."""
        if self.page is None:
            return self.of(stage, subject)
        return self.page(stage, subject) if callable(self.page) else dict(self.page)


def _unsure(_stage: Stage, case: Any) -> dict[str, Any]:
    asked = case.condition_answers.get().condition_id
    return {"conditions": [{"id": asked, "answer": "说不清", "word": WORD}], **REASON}


def _unsure_page(_stage: Stage, case: Any) -> dict[str, Any]:
    asked = case.condition_answers.get().condition_id
    return {f"condition-{asked}": "说不清", f"condition-{asked}-word": WORD, **REASON}


CORRECTED_ANSWER = Sound(by="zhou", at="designing", body=_unsure, page=_unsure_page)
"""An answer of the stage's question put right."""
