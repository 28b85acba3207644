"""The answers to 申请条件, checked and kept with a case that is being registered (R25)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from apps.cases.models import Case, ConditionAnswer
from apps.encryption import Plain
from apps.lib.decisions import Refused
from apps.programs.queries import any_conditions, conditions_of
from apps.programs.rules.conditions import judge


@dataclass(frozen=True, slots=True)
class ConditionSaid:
    """What was answered to one question."""

    condition_id: int
    """The version that was asked."""
    answer: str
    word: str = ""


def condition_field(condition_id: object) -> str:
    """Return the name under which forms and refusals know a question."""
    return f"condition-{condition_id}"


def keep_answers(*, case: Case, answers: Iterable[ConditionSaid]) -> None:
    """Keep what was answered of what the case's bureau asks on its day of application.

    Refused where a question has no answer, or one that refuses or lacks its word; what nobody asks is
    not kept.
    """
    given = {each.condition_id: each for each in answers}
    asked = conditions_of(case.bureau_id, case.applied_on) if any_conditions() else ()
    rows = []
    for place, condition in enumerate(asked, 1):
        said = given.get(condition.pk, ConditionSaid(condition.pk, ""))
        wrong = judge(condition.options, said.answer, said.word, source=condition.source)
        if wrong is not None:
            field = condition_field(condition.pk)
            raise Refused(
                f"申请条件“{condition.text}”：{wrong.words}。",
                field=f"{field}-word" if wrong.in_word else field,
                code=wrong.code,
            )
        row = ConditionAnswer(case=case, condition=condition, place=place)
        row.answer_encrypted, row.word_encrypted = Plain(said.answer), Plain(said.word)
        rows.append(row)
    ConditionAnswer.objects.bulk_create(rows)
