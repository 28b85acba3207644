"""留言 as desks and the household read them: what may be read, what waits for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from apps.cases.models import Case
from apps.cases.queries import places_of, where_of
from apps.letters.enums import Channel, Party
from apps.letters.models import Letter, LetterQuerySet
from apps.letters.permissions import may_answer, party_owing
from apps.letters.rules import owed_by
from apps.lib.actors import Actor
from apps.lib.digits import whole
from apps.orgs.enums import Role
from apps.outbox.queries import Where
from apps.outbox.services import Desk

PAGE = 20
"""Letters of one page."""
MOST_PICTURES = 3
"""Pictures of one letter."""
DESKS: Mapping[Party, frozenset[Role]] = {
    Party.STREET: frozenset({Role.STREET_CLERK}),
    Party.BUREAU: frozenset({Role.DISTRICT_CLERK}),
    Party.ENTERPRISE: frozenset({Role.DESIGNER}),
}
"""On whose desk at a party a household's letter lies."""


def desks_at(case: Case, party: Party) -> list[Desk]:
    """Return the desks of a party of the case that hear of a letter."""
    return [Desk(place.body.pk, place.role) for place in places_of(case, DESKS[party])]


def parties_of(case: Case) -> list[Party]:
    """Return to whom a household may write: an enterprise without an account would never read it."""
    enterprise = case.enterprise
    reads = enterprise is not None and enterprise.organisation_id is not None
    return [each for each in Party if each is not Party.ENTERPRISE or reads]


def may_reach_enterprise(letter: Letter) -> bool:
    """Whether a letter may go to the case's enterprise: never one that was written to another before it."""
    case = letter.case
    own = letter.enterprise_id in (None, case.enterprise_id)
    return own and Party.ENTERPRISE in parties_of(case)


def answers_to(case: Case, asked: Letter) -> Party:
    """Return to whom a household's answer goes: the bureau, where the asking enterprise was replaced."""
    return owed_by(asked.party, is_former_enterprise=asked.enterprise_id != case.enterprise_id)


def party_name(case: Case, party: Party) -> str:
    """Return what a party of a case is called now."""
    if party is Party.STREET:
        return case.street_office.name
    if party is Party.BUREAU:
        return case.bureau.name
    return case.enterprise.name if case.enterprise is not None else Party.ENTERPRISE.label


def name_of(letter: Letter, party: Party) -> str:
    """Return what a letter's party is called: an enterprise is the one of that time."""
    if party is Party.ENTERPRISE and letter.enterprise is not None:
        return letter.enterprise.name
    return party_name(letter.case, party)


def letters_of(case: Case) -> LetterQuerySet:
    """Return the letters of a case, oldest first, with what showing them needs."""
    return (
        Letter.objects.judged()
        .filter(case=case)
        .select_related("enterprise", "answers")
        .prefetch_related("pictures")
        .order_by("number")
    )


def open_to_household(case: Case, since: datetime | None) -> LetterQuerySet:
    """Return what the household of now may read: nothing of a household before it."""
    rows = letters_of(case)
    return rows if since is None else rows.filter(written_at__gte=since)


def asked_options(actor: Actor, case: Case) -> list[tuple[int, str]]:
    """Return the letters that wait for the household, by number, as whoever writes its answer down sees them.

    Of another party's letter the number and who asks, never the words.
    """
    rows = letters_of(case).filter(by_household=False, asks=True, settled_at__isnull=True)
    waiting = _of_case(case, rows.of_this_household())
    own = set(letters_of(case).visible_to(actor).values_list("pk", flat=True))
    return [
        (row.number, f"第 {row.number} 条：{row.text[:40]}" if row.pk in own else _asked_by(row))
        for row in waiting
    ]


def _asked_by(letter: Letter) -> str:
    return f"第 {letter.number} 条（{name_of(letter, Party(letter.party))}所问）"


def owed_letters(actor: Actor, *, limit: int) -> list[Letter]:
    """Return the letters that wait for the actor's desk, longest first, with their cases."""
    rows = _owed(actor).select_related("case__household", "case__dwelling")
    return list(rows.order_by("written_at", "pk")[:limit])


def owed_letter_count(actor: Actor, *, most: int) -> int:
    """Return how many :func:`owed_letters` there are, counting no further than one beyond ``most``."""
    return _owed(actor).order_by()[: most + 1].count()


def _owed(actor: Actor) -> LetterQuerySet:
    return Letter.objects.owed_by(actor).filter(case__in=Case.objects.visible_to(actor))


def where_of_letters(actor: Actor, letter_ids: list[str]) -> dict[str, Where]:
    """Return number, street and address of the letters' cases, as far as the actor may read them."""
    rows = Letter.objects.visible_to(actor).filter(pk__in=letter_ids)
    rows = rows.filter(case__in=Case.objects.visible_to(actor))
    cases = {str(pk): str(case_id) for pk, case_id in rows.values_list("pk", "case_id")}
    where = where_of(actor, list(set(cases.values())))
    return {pk: where[case] for pk, case in cases.items() if case in where}


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter with who wrote it to whom, in words, and whether somebody still owes an answer."""

    letter: Letter
    heading: str
    """周示例（清波街道办事处）→ 住户."""
    waits_for: str
    """Name of the party that owes the answer; '' where none is waited for."""
    may_answer: bool
    party: str
    """Name of the party that it is exchanged with."""

    @property
    def room_for(self) -> int:
        """How many pictures may still be added to what the household wrote with its slip."""
        if self.letter.channel != Channel.SLIP or self.letter.settled_at is not None:
            return 0
        return max(0, MOST_PICTURES - len(self.letter.pictures.all()))

    @property
    def waits_text(self) -> str:
        """等清波街道办事处答复."""
        return f"等{self.waits_for}答复"


@dataclass(frozen=True, slots=True)
class LetterPage:
    """One page of letters, newest first."""

    lines: list[LetterLine]
    number: int
    """From 1, where the newest stand."""
    pages: int
    count: int
    """How many letters there are on all pages."""

    @property
    def words(self) -> str:
        """第 2 页，共 3 页."""
        return f"第 {self.number} 页，共 {self.pages} 页"

    @property
    def older(self) -> str:
        """Query of the page after it; '' on the last one."""
        return f"?page={self.number + 1}" if self.number < self.pages else ""

    @property
    def newer(self) -> str:
        """Query of the page before it; '' on the first one."""
        return f"?page={self.number - 1}" if self.number > 1 else ""


def page_of_lines(actor: Actor, case: Case, *, page: str = "") -> LetterPage:
    """Return a page of what an actor reads of a case's letters; the first one for what is no page."""
    rows = letters_of(case).visible_to(actor)
    return _paged(case, rows, page, lambda letter: bool(may_answer(actor, letter)))


def lines_of(actor: Actor, case: Case) -> list[LetterLine]:
    """Return the newest of what an actor reads of a case's letters, newest first."""
    return page_of_lines(actor, case).lines


def place_of(actor: Actor, letter: Letter) -> str:
    """Return the query of the page on which an actor finds a letter; '' for the first one."""
    newer = letters_of(letter.case).visible_to(actor).filter(number__gt=letter.number).order_by().count()
    return f"?page={newer // PAGE + 1}" if newer >= PAGE else ""


def household_page(case: Case, since: datetime | None, *, page: str = "") -> LetterPage:
    """Return a page of what the household reads; ``may_answer`` where it is asked."""
    return _paged(case, open_to_household(case, since), page, _is_asked)


def household_line(case: Case, since: datetime | None, number: int) -> LetterLine | None:
    """Return one letter that the household reads; None where it reads none of this number."""
    found = open_to_household(case, since).filter(number=number)
    return next((_line(each, may=_is_asked(each)) for each in _of_case(case, found)), None)


def _is_asked(letter: Letter) -> bool:
    return letter.asks and letter.settled_at is None


def _paged(case: Case, rows: LetterQuerySet, page: str, may: Callable[[Letter], bool]) -> LetterPage:
    count = rows.order_by().count()
    pages = max(1, -(-count // PAGE))
    number = min(max(whole(page, longest=4) or 1, 1), pages)
    found = rows.order_by("-number")[(number - 1) * PAGE : number * PAGE]
    lines = [_line(letter, may=may(letter)) for letter in _of_case(case, found)]
    return LetterPage(lines, number, pages, count)


def _of_case(case: Case, rows: Iterable[Letter]) -> list[Letter]:
    found = list(rows)
    for letter in found:
        # The case just read within a scope: the relation would read it anew, without.
        letter.case = case
    return found


def _line(letter: Letter, *, may: bool) -> LetterLine:
    party = name_of(letter, Party(letter.party))
    if letter.by_household:
        heading = f"{letter.author} → {party}"
    else:
        heading = f"{letter.author_organisation} {letter.author} → 住户"
    return LetterLine(
        letter=letter,
        heading=heading,
        waits_for=name_of(letter, party_owing(letter)) if letter.is_open else "",
        may_answer=may,
        party=party,
    )
