"""The answers to 申请条件, checked and kept with a case that is being registered (R25)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from apps.audit.services import Subject
from apps.cases.enums import HoldKind
from apps.cases.models import AnswerCorrection, Case, ConditionAnswer
from apps.cases.permissions import may_correct_answers
from apps.cases.services.holds import close_hold, open_hold
from apps.cases.services.notices import desks_of, matter_of, staying
from apps.cases.services.transitions import lock_case, update_case
from apps.cases.workflow import DISTRICT_DESK, STREET
from apps.encryption import Plain
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.orgs.enums import DISTRICT_ROLES
from apps.outbox.services import tell
from apps.programs.models import Condition
from apps.programs.queries import any_conditions, conditions_of
from apps.programs.rules.conditions import FORBIDS, Unfit, judge


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
            raise _refusal(condition, wrong)
        row = ConditionAnswer(case=case, condition=condition, place=place)
        row.answer_encrypted, row.word_encrypted = Plain(said.answer), Plain(said.word)
        rows.append(row)
    ConditionAnswer.objects.bulk_create(rows)


def _refusal(condition: Condition, wrong: Unfit) -> Refused:
    field = condition_field(condition.pk)
    return Refused(
        f"申请条件“{condition.text}”：{wrong.words}。",
        field=f"{field}-word" if wrong.in_word else field,
        code=wrong.code,
    )


@transaction.atomic
def correct_answers(
    *, case_id: UUID, by: Actor, answers: Iterable[ConditionSaid], reason: str, version: int | None = None
) -> bool:
    """更正 answers to 申请条件 that were wrong at registration; return whether one forbids it now.

    Only what was asked then is answered; questions left out stay. What was answered before stays beside it.
    An answer that would have refused the registration does not undo it: the case waits for the bureau, which
    declines it, ends it, or releases it with a reason (不符合申请条件待处理). Put right again, it goes on.
    """
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_correct_answers(by, case))
    if not reason.strip():
        raise Refused("请写明更正原因。", field="reason", code="reason")
    given = {each.condition_id: each for each in answers}
    rows = list(case.condition_answers.select_related("condition"))
    if strange := given.keys() - {row.condition_id for row in rows}:
        raise Refused("登记时没有问过这一条。", field=condition_field(min(strange)), code="unknown_code")
    changed = [
        row
        for row in rows
        if row.condition_id in given and _put_right(row, given[row.condition_id], by, reason)
    ]
    if not changed:
        raise Refused("没有任何变化。", code="unchanged")
    update_case(
        case=case,
        by=by,
        action="case.answers_corrected",
        facts={"conditions": [row.condition_id for row in changed]},
    )
    stood = case.holds.filter(kind=HoldKind.CONDITION, closed_at__isnull=True).exists()
    forbidden = _hold(case, rows, changed, by=by, stood=stood)
    _tell(case, by, leaves_to_turn=forbidden and not stood)
    return forbidden


def _put_right(row: ConditionAnswer, said: ConditionSaid, by: Actor, reason: str) -> bool:
    before, word = row.answer_encrypted.text(), row.word_encrypted.text()
    if (before, word) == (said.answer, said.word):
        return False
    wrong = judge(row.condition.options, said.answer, said.word, source=row.condition.source)
    if wrong is not None and wrong.code != FORBIDS:
        raise _refusal(row.condition, wrong)
    correction = AnswerCorrection(answer=row, made_at=clock.now(), made_by=by.signature)
    correction.answer_before_encrypted, correction.word_before_encrypted = Plain(before), Plain(word)
    correction.reason_encrypted = Plain(reason.strip())
    correction.save(force_insert=True)
    row.answer_encrypted, row.word_encrypted = Plain(said.answer), Plain(said.word)
    row.save(update_fields=["answer_encrypted", "word_encrypted"])
    return True


def _hold(
    case: Case, rows: list[ConditionAnswer], changed: list[ConditionAnswer], *, by: Actor, stood: bool
) -> bool:
    """Let the hold be as the answers now stand; return whether it is open."""
    forbidding = [row for row in rows if _forbids(row)]
    # One that the leader released with a reason stays so, whatever else is put right.
    if stood and not forbidding:
        close_hold(case=case, kind=HoldKind.CONDITION, by=by, reason="回答已更正，符合申请条件")
        return False
    if not any(row in changed for row in forbidding):
        return stood
    sources = "、".join(dict.fromkeys(row.condition.source for row in forbidding))
    # Question and answer stand where they may be read: whoever sees the case sees its holds.
    text = f"更正后的回答不符合申请条件（依据：{sources}），由区县住建部门处理"
    open_hold(case=case, kind=HoldKind.CONDITION, text=text[:300], by=by)
    return True


def _forbids(row: ConditionAnswer) -> bool:
    answer, word = row.answer_encrypted.text(), row.word_encrypted.text()
    wrong = judge(row.condition.options, answer, word, source=row.condition.source)
    return wrong is not None and wrong.code == FORBIDS


def _tell(case: Case, by: Actor, *, leaves_to_turn: bool) -> None:
    """Tell the other side: the street what the bureau corrected, the bureau what the street did."""
    by_bureau = by.role in DISTRICT_ROLES
    if not case.number or (leaves_to_turn and not by_bureau):
        return  # a draft is its counter's own; and the desk whose turn it becomes is told of that
    tell(
        to=desks_of(case, STREET if by_bureau else DISTRICT_DESK),
        kind="case.answers_corrected",
        title=f"{case.number} 更正了申请条件的回答",
        text="改了哪一条、原因见案件页的“申请条件”。",
        by=by,
        key=f"answers|{matter_of(case)}",
        subject=Subject("case", str(case.pk)),
        page="cases:case",
        matter=staying(case.status),
    )
