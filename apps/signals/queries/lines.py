"""The lines of a bureau as of today, and what of them a search depends on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from apps.lib import clock
from apps.programs.enums import SIGNAL_CODES, ParameterCode
from apps.programs.models import Milestone
from apps.programs.queries.parameters import LimitBook, Limits, bodies_from, limit_book
from apps.signals.enums import Kind
from apps.signals.rules import Due

CODES = (*SIGNAL_CODES, ParameterCode.PRICE_RAISE_DAYS)
NEEDS: dict[Kind, tuple[ParameterCode, ...]] = {
    Kind.ABOVE_PACKAGE: (ParameterCode.SIGNAL_PACKAGE_OVER,),
    Kind.RAISED_BEFORE: (ParameterCode.PRICE_RAISE_DAYS,),
    Kind.PEERS: (
        ParameterCode.SIGNAL_PEERS_OVER,
        ParameterCode.SIGNAL_PEERS_TIMES,
        ParameterCode.SIGNAL_PEERS_LEAST,
    ),
    Kind.STREET_SHARE: (ParameterCode.SIGNAL_STREET_SHARE, ParameterCode.SIGNAL_STREET_LEAST),
    Kind.PHOTO_SAME: (ParameterCode.SIGNAL_PHOTO_SAME,),
    Kind.PHOTO_LIKE: (ParameterCode.SIGNAL_PHOTO_BITS,),
    Kind.WORKS_SHORT: (ParameterCode.SIGNAL_WORKS_DAYS,),
    Kind.BEFORE_MILESTONE: (ParameterCode.SIGNAL_MILESTONE_DAYS,),
    Kind.TYPED_AT_ONCE: (ParameterCode.SIGNAL_TYPED_MINUTES,),
    Kind.BUDGET_EQUAL: (ParameterCode.SIGNAL_BUDGET_EQUAL,),
    Kind.PHONE_MANY: (ParameterCode.SIGNAL_PHONE_HOMES,),
    Kind.SAME_PERSON: (ParameterCode.SIGNAL_SAME_PERSON,),
}
"""What must be set for a kind to be looked for; one that is missing turns it off."""


@dataclass(frozen=True, slots=True)
class Lines:
    """A bureau's lines today; ``None`` and False are 未设定."""

    limits: Limits
    milestones: tuple[tuple[int, Due], ...]
    """With the programme whose they are; those of completion alone."""
    body: int = 0

    def number(self, code: ParameterCode) -> int | None:
        """Return a whole number; None where it is 未设定."""
        return self.limits.number(code)

    def wants(self, code: ParameterCode) -> bool:
        """Whether something that is switched on, is."""
        return bool(self.limits.value(code))

    def looks_for(self, kind: Kind) -> bool:
        """Whether everything that a kind needs is set."""
        return all(self.limits.value(code) for code in NEEDS[kind])

    @property
    def digest(self) -> str:
        """Changes whenever a line or a milestone does."""
        said = [(code.value, self.limits.value(code)) for code in CODES]
        dues = sorted((program, due.on.isoformat(), due.name) for program, due in self.milestones)
        return sha256(repr((said, dues)).encode()).hexdigest()

    def dues(self, program: int) -> list[Due]:
        """Return the milestones of a programme."""
        return [due for of, due in self.milestones if of == program]


@dataclass(frozen=True, slots=True)
class LineBook:
    """The lines of all bureaus, read once for a search."""

    book: LimitBook
    milestones: tuple[Milestone, ...]
    today: date
    _limits: dict[int, Limits] = field(default_factory=dict)

    def of(self, bureau: int) -> Lines:
        """Return a bureau's lines."""
        chain = set(bodies_from(bureau, self.today))
        dues = tuple(
            (row.program_id, Due(row.name, row.due_on))
            for row in self.milestones
            if row.organisation_id is None or row.organisation_id in chain
        )
        return Lines(self._of(bureau), dues, bureau)

    def numbers(self, code: ParameterCode, bureaus: Iterable[int]) -> list[int]:
        """Return the lines of those of some bureaus that have set one (no query).

        What several bureaus share is looked at by whichever line names more, so that the search of one does
        not take off what the line of another lists.
        """
        found = (self._of(bureau).number(code) for bureau in bureaus)
        return [number for number in found if number is not None]

    def all_want(self, code: ParameterCode, bureaus: Iterable[int]) -> bool:
        """Whether each of some bureaus has switched something on (no query)."""
        return all(self._of(bureau).value(code) for bureau in bureaus)

    def one_wants(self, code: ParameterCode, bureaus: Iterable[int]) -> bool:
        """Whether any of some bureaus has switched something on (no query)."""
        return any(self._of(bureau).value(code) for bureau in bureaus)

    def _of(self, bureau: int) -> Limits:
        if bureau not in self._limits:
            self._limits[bureau] = self.book.of(bureau, self.today)
        return self._limits[bureau]


def line_book() -> LineBook:
    """Return the lines of all bureaus as of today (three queries)."""
    rows = Milestone.objects.filter(measure="completed").order_by("pk")
    return LineBook(limit_book(CODES), tuple(rows), clock.today())
