"""通知用语 of a body as its page lists them."""

from __future__ import annotations

from dataclasses import dataclass

from apps.cases.queries.wordings import NOTICES, Notice
from apps.lib import clock
from apps.orgs.models import Organisation
from apps.programs.models import Wording
from apps.programs.queries import wordings_of
from apps.programs.rules.wordings import filled


@dataclass(frozen=True, slots=True)
class WordingLine:
    """A notice with the words in force, as they read with a sample."""

    notice: Notice
    own: Wording | None
    coming: Wording | None

    @property
    def sample(self) -> str:
        """How it reads."""
        return filled(self.own.text if self.own else self.notice.text, self.notice.sample)


def wording_lines(body: Organisation) -> list[WordingLine]:
    """Return every notice with what the body has set (one query)."""
    today, known = clock.today(), wordings_of(body)
    lines = []
    for notice in NOTICES.values():
        rows = known.get(notice.key, [])
        now = next((row for row in rows if row.valid_from <= today), None)
        coming = rows[0] if rows and rows[0].valid_from > today else None
        lines.append(WordingLine(notice, now if now and now.text else None, coming))
    return lines
