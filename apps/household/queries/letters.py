"""留言 as the household reads and writes them: its own since it became the case's, none of another's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from apps.cases.queries.household import succeeded_at
from apps.documents.models import StoredFile
from apps.household.models import Slip
from apps.letters.models import Letter
from apps.letters.queries import (
    LetterLine,
    LetterPage,
    answers_to,
    household_line,
    household_page,
    open_to_household,
    parties_of,
    party_name,
)
from apps.lib.digits import whole


@dataclass(frozen=True, slots=True)
class LettersPage:
    """What was said, newest first, and which of it the slip has not shown yet."""

    page: LetterPage
    unseen: frozenset[int]
    is_seen: bool
    """Whether all that is new stands on it: then the letters were seen."""


@dataclass(frozen=True, slots=True)
class Mail:
    """What the first page says of letters."""

    count: int
    unseen: int
    asked: int
    """Letters to which an answer is wished for."""


def letters_page(slip: Slip, page: str = "") -> LettersPage:
    """Return a page of the letters that a slip opens."""
    since = _since(slip)
    found = household_page(slip.case, since, page=page)
    unseen = frozenset(each.letter.number for each in found.lines if _is_new(slip, each.letter))
    rows = open_to_household(slip.case, since).filter(by_household=False)
    if slip.letters_seen_at is not None:
        rows = rows.filter(written_at__gt=slip.letters_seen_at)
    oldest = found.lines[-1].letter.number if found.lines else 0
    return LettersPage(found, unseen, is_seen=not rows.filter(number__lt=oldest).exists())


def mail_of(slip: Slip) -> Mail:
    """Return how many letters there are, how many are new, how many ask for an answer."""
    rows = list(open_to_household(slip.case, _since(slip)).prefetch_related(None))
    waiting = [each for each in rows if each.asks and each.settled_at is None]
    return Mail(len(rows), sum(_is_new(slip, each) for each in rows), len(waiting))


def asked_of(slip: Slip, typed: str) -> Letter | None:
    """Return the letter that a page says it answers, if it waits for the household; None for a new one."""
    number = whole(typed, longest=4)
    if number is None:
        return None
    rows = open_to_household(slip.case, _since(slip))
    return rows.filter(number=number, by_household=False, asks=True, settled_at__isnull=True).first()


def answer_made(slip: Slip, typed: str, text: str) -> Letter | None:
    """Return the answer with these words that the household has given to a letter already."""
    number = whole(typed, longest=4)
    rows = open_to_household(slip.case, _since(slip)).filter(by_household=True, text=text.strip())
    return None if number is None else rows.filter(answers__number=number).first()


def parties_for(slip: Slip, asked: Letter | None) -> list[tuple[str, str]]:
    """Return to whom a letter may go, by the names that the household knows; one only where it answers."""
    case = slip.case
    parties = [answers_to(case, asked)] if asked else parties_of(case)
    return [(each.value, party_name(case, each)) for each in parties]


def own_letter(slip: Slip, number: int) -> LetterLine | None:
    """Return a letter that the household wrote; None for any other."""
    line = household_line(slip.case, _since(slip), number)
    return line if line is not None and line.letter.by_household else None


def picture_of(slip: Slip, number: int, place: int) -> StoredFile | None:
    """Return the stored picture of a letter that the household reads."""
    letter = open_to_household(slip.case, _since(slip)).filter(number=number).first()
    found = next((each for each in letter.pictures.all() if each.number == place), None) if letter else None
    return None if found is None else StoredFile.objects.filter(pk=found.file_id).first()


def _since(slip: Slip) -> datetime | None:
    return succeeded_at(slip.case)


def _is_new(slip: Slip, letter: Letter) -> bool:
    seen = slip.letters_seen_at
    return not letter.by_household and (seen is None or letter.written_at > seen)
