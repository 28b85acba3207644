"""申请条件 as bodies ask them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from apps.cases.models import Case, ConditionAnswer
from apps.encryption import Plain
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.models import Organisation
from apps.programs.enums import Strength
from apps.programs.models import Condition
from apps.programs.rules.conditions import Effect, Option
from apps.programs.services import add_condition, change_condition

SOURCE = "上住建〔2026〕示例号"
NEVER_BEFORE = "这套住宅以前没有享受过同类补助？"
YES, NO = Option("是", Effect.NOTED), Option("否", Effect.REFUSES)
UNSURE = Option("说不清", Effect.WORD)


def said(**changes: Any) -> dict[str, Any]:
    """Return a question of three answers: noted, refused, and one that needs a word."""
    return {
        "text": NEVER_BEFORE,
        "answers": (YES, NO, UNSURE),
        "source": SOURCE,
        "strength": Strength.LOCAL,
        "valid_from": clock.today() + timedelta(days=1),
        **changes,
    }


def asked(by: Actor, organisation: Organisation, since: date | None = None, **changes: Any) -> Condition:
    """Have a question asked from today on, or since an earlier day, decided the day before."""
    since = since or clock.today()
    with clock.at(clock.now() - (clock.today() - since) - timedelta(days=1)):
        return add_condition(by=by, organisation=organisation, **said(**{"valid_from": since, **changes}))


def changed(by: Actor, condition: Condition, **changes: Any) -> Condition:
    """Word a question anew, from tomorrow on."""
    return change_condition(
        by=by,
        organisation=condition.organisation,
        condition=condition.code,
        **said(**{"reason": "会议议定", **changes}),
    )


def answer_for_all(condition: Condition) -> None:
    """Let every case there is have answered a question with 是 when it was registered."""
    rows = [ConditionAnswer(case=case, condition=condition, place=1) for case in Case.objects.all()]
    for row in rows:
        row.answer_encrypted, row.word_encrypted = Plain("是"), Plain("")
    ConditionAnswer.objects.bulk_create(rows)
