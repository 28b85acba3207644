"""申请条件 at a counter: what is asked, and what a case's household answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from apps.cases.models import AnswerCorrection, Case
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import OrganisationKind, SensitiveField, Sight
from apps.orgs.models import Organisation, Region
from apps.orgs.permissions import sight
from apps.orgs.queries import responsible, streets_covered
from apps.programs.models import Condition
from apps.programs.queries import any_conditions, conditions_of


def _said(answer: str, word: str) -> str:
    return f"{answer}（{word}）" if word else answer


@dataclass(frozen=True, slots=True)
class Before:
    """An answer that was put right, by whom and why."""

    said: str
    reason: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A question as it was asked, and what was answered."""

    condition: Condition
    answer: str
    word: str
    before: tuple[Before, ...] = ()
    """What was answered before, oldest first."""

    @property
    def said(self) -> str:
        """The answer with the word beside it."""
        return _said(self.answer, self.word)

    @property
    def basis(self) -> str:
        """Who asks, by which document."""
        return f"{self.condition.organisation.short_name}，{self.condition.source}"


def asked_in(street: Region | None, on: date) -> tuple[Condition, ...]:
    """Return what is asked in a street of who applies on a day; one query where nobody asks anything."""
    if street is None or not any_conditions():
        return ()
    bureau = responsible(street, OrganisationKind.DISTRICT_BUREAU, clock.today())
    return conditions_of(bureau.pk, on) if bureau else ()


def asked_at(actor: Actor, on: date) -> tuple[Condition, ...]:
    """Return what is asked at the actor's own counter, whose streets are one bureau's."""
    counter = Organisation.objects.filter(pk=actor.organisation_id or 0).first()
    streets = streets_covered(counter, clock.today()) if counter else ()
    return asked_in(next(iter(streets), None), on)


def answers_of(case: Case) -> list[Answered]:
    """Return what the household answered, in the order it was asked in (two queries, one without answers)."""
    rows = case.condition_answers.select_related("condition__organisation").prefetch_related("corrections")
    return [
        Answered(
            row.condition,
            row.answer_encrypted.text(),
            row.word_encrypted.text(),
            tuple(_before(each) for each in row.corrections.all()),
        )
        for row in rows
    ]


def _before(row: AnswerCorrection) -> Before:
    said = _said(row.answer_before_encrypted.text(), row.word_before_encrypted.text())
    return Before(said, row.reason_encrypted.text(), row.made_at, row.made_by)


def answers_seen(actor: Actor, case: Case) -> Sequence[Answered] | None:
    """Return the same as far as the role sees it; None where it does not: an answer may tell of hardship."""
    return answers_of(case) if sight(actor, SensitiveField.HARDSHIP) is Sight.PLAIN else None
