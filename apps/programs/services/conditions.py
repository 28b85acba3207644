"""申请条件 as a body sets them: a version with its day, source and reason (R25)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from apps.audit.services import Subject, record
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.orgs.models import Organisation
from apps.programs.enums import Strength
from apps.programs.models import Condition
from apps.programs.permissions import may_set_limit
from apps.programs.rules.conditions import LONGEST_ANSWER, Option, unsound
from apps.programs.services.versions import (
    locked_body,
    require_ahead,
    require_newest,
    require_reason,
    require_source,
    tell_body,
)

WHAT = "申请条件"
MOST_CONDITIONS = 20
"""A sanity limit: nobody answers more at a counter."""


@transaction.atomic
def add_condition(
    *,
    by: Actor,
    organisation: Organisation,
    text: str,
    answers: Sequence[Option],
    source: str,
    strength: Strength,
    valid_from: date,
    hint: str = "",
    version: int | None = None,
) -> Condition:
    """Have a question asked of everybody who applies from a day to come.

    Stale unless ``version`` is how many rows the body has, of all its questions.
    """
    require(may_set_limit(by, organisation))
    locked = locked_body(organisation)
    rows = Condition.objects.filter(organisation=locked)
    require_newest(version, rows.count(), WHAT)
    codes = set(rows.values_list("code", flat=True))
    if len(codes) >= MOST_CONDITIONS:
        raise Refused(f"一个单位最多 {MOST_CONDITIONS} 条申请条件。", code="many")
    row = Condition(organisation=locked, code=max(codes, default=0) + 1, number=1, text=text, hint=hint)
    return _keep(row, by, answers, source, strength, valid_from, "")


@transaction.atomic
def change_condition(
    *,
    by: Actor,
    organisation: Organisation,
    condition: int,
    text: str,
    answers: Sequence[Option],
    source: str,
    strength: Strength,
    valid_from: date,
    reason: str,
    hint: str = "",
    is_asked: bool = True,
    version: int | None = None,
) -> Condition:
    """Word a question anew, or have it asked no more, from a day to come; ``condition`` is its code.

    What was answered before keeps the wording it was asked in. Stale unless ``version`` is the number of
    the newest version.
    """
    require(may_set_limit(by, organisation))
    locked = locked_body(organisation)
    last = Condition.objects.filter(organisation=locked, code=condition).order_by("number").last()
    if last is None:
        raise Refused("没有这条申请条件。", code="none")
    require_newest(version, last.number, WHAT)
    require_reason(reason.strip(), is_change=True)
    row = Condition(
        organisation=locked, code=condition, number=last.number + 1, text=text, hint=hint, is_asked=is_asked
    )
    return _keep(row, by, answers, source, strength, valid_from, reason)


def _keep(
    row: Condition,
    by: Actor,
    answers: Sequence[Option],
    source: str,
    strength: Strength,
    valid_from: date,
    reason: str,
) -> Condition:
    row.text, row.hint = row.text.strip()[:200], row.hint.strip()[:200]
    row.source, row.strength, row.reason = source.strip()[:120], strength.value, reason.strip()[:200]
    options = [Option(each.label.strip()[:LONGEST_ANSWER], each.effect) for each in answers]
    if not row.text:
        raise Refused("请写明问题。", field="text", code="text")
    require_source(row.source)
    if wrong := unsound(options):
        raise Refused(f"{wrong}。", field="answers", code="answers")
    # Who applies today may be registered already, without the question.
    require_ahead(valid_from, "已登记的办件不受影响")
    row.answers = [each.kept() for each in options]
    row.valid_from, row.recorded_at, row.recorded_by_name = valid_from, clock.now(), by.signature
    row.save(force_insert=True)
    body = row.organisation
    record(
        by=by,
        subject=Subject("organisation", str(body.pk)),
        action="condition.set",
        facts={
            "code": row.code,
            "number": row.number,
            "asked": row.is_asked,
            "from": str(valid_from),
        },
        reason=row.reason,
    )
    does = "询问" if row.is_asked else "不再询问"
    tell_body(
        body,
        by=by,
        kind="condition.set",
        title=f"{body.short_name}申请条件：自 {formats.day(valid_from)} 起{does}",
        text=f"{row.text}依据：{row.source}。{row.reason}",
        key=f"condition|{row.pk}",
    )
    return row
