"""Papers really typeset, for tests that read them: each text once, whoever opens it."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import Any, ClassVar

from pypdf import PdfReader
from weasyprint import HTML


class Typeset(HTML):  # type: ignore[misc]  # WeasyPrint carries no types
    """Stands in for the typesetter: the same text is the same paper, so it is set only once."""

    done: ClassVar[dict[str, bytes]] = {}

    def __init__(self, string: str, **more: Any) -> None:
        super().__init__(string=string, **more)
        self.string = string

    def write_pdf(self, **more: Any) -> bytes:
        """Return the paper."""
        if self.string not in self.done:
            self.done[self.string] = super().write_pdf(**more)
        return self.done[self.string]


@cache
def words_of(paper: bytes) -> str:
    """Return the words of a PDF."""
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(paper)).pages)
