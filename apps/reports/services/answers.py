"""What a return asks and what the district says to each item (P7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from apps.audit.services import Subject, record
from apps.cases.models import Case
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.reports.enums import AnswerKind
from apps.reports.models import AskedItem, ReportVersion, WeekSnapshot
from apps.reports.permissions import may_answer
from apps.reports.queries.answers import (
    case_of_week,
    case_words,
    fault_of,
    items_to_answer,
    with_answers,
)
from apps.reports.queries.ledger import week
from apps.reports.queries.sheets import sheet_content
from apps.reports.rules.cells import CASE, CELLS, said_in
from apps.reports.services.drafts import locked_version

MOST_ASKED = 30
"""Items of one return: more of them are a conversation and no table."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One item of a return: a cell of ``rules.cells`` or ``case`` with its 办件编号, and what is asked."""

    code: str
    ask: str
    case: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the district says to one item; 维持 says why."""

    answer: AnswerKind
    reason: str = ""


def keep_asked(*, version: ReportVersion, items: Sequence[Asked]) -> list[AskedItem]:
    """Write the items of a return down, each with what stands there; raise Refused at the first wrong one."""
    snapshot = version.report.snapshot
    if len(items) > MOST_ASKED:
        raise Refused(f"一次最多退回 {MOST_ASKED} 项。", field="items", code="too_many")
    rows: list[AskedItem] = []
    known: set[tuple[str, object]] = set()
    for place, item in enumerate(items):
        case = _case(snapshot, item, f"items-{place}")
        if (item.code, case and case.pk) in known:
            raise Refused("这一项列了两次，请合并。", field=f"items-{place}-code", code="twice")
        known.add((item.code, case and case.pk))
        if not item.ask.strip():
            raise Refused("请写明这一项要核对什么、怎样改。", field=f"items-{place}-ask", code="ask")
        rows.append(
            AskedItem(
                version=version, number=place + 1, code=item.code, case=case, ask=item.ask.strip()[:300]
            )
        )
    stands = case_words(
        week(snapshot, as_of=version.submitted_at), [each.case_id for each in rows if each.case_id]
    )
    for row in rows:
        row.before = stands[row.case_id] if row.case_id else said_in(version.content, row.code)
    return AskedItem.objects.bulk_create(rows)


def _case(snapshot: WeekSnapshot, item: Asked, place: str) -> Case | None:
    if item.code != CASE:
        if item.code not in CELLS:
            raise Refused("统计表里没有这一栏，请从清单中选择。", field=f"{place}-code", code="unknown_cell")
        if item.case.strip():
            raise Refused("选了“办件”才填办件编号。", field=f"{place}-case", code="case_beside_cell")
        return None
    if not item.case.strip():
        raise Refused("请填写办件编号。", field=f"{place}-case", code="case_number")
    found = case_of_week(snapshot, item.case.strip())
    if found is None:
        # The same words for a case that does not exist: the number of another district's tells nothing.
        words = f"本期的名单和变动里没有 {item.case.strip()[:40]}，请核对办件编号。"
        raise Refused(words, field=f"{place}-case", code="not_of_this_week")
    return found


@transaction.atomic
def answer_return(
    *, by: Actor, snapshot: WeekSnapshot, answers: Mapping[int, Answer], version: int | None = None
) -> ReportVersion:
    """Answer items of the last return by their numbers; those left out stay as they are.

    Raises Refused at the item (``2-answer``): 维持 without a reason or where it has changed, 改 where nothing
    has. All of them are asked again when the version is handed in.
    """
    draft = locked_version(snapshot, version=version)
    require(may_answer(by, snapshot, draft))
    if not answers:
        raise Refused("请至少答复一项。", field="answers", code="answers")
    items = items_to_answer(draft)
    opened = week(snapshot)
    stands = {each.number: each for each in with_answers(opened, items, sheet_content(opened, draft))}
    for item in items:
        said = answers.get(item.number)
        if said is None:
            continue
        if said.answer is AnswerKind.KEPT and not said.reason.strip():
            words = f"第 {item.number} 项维持原数，请写明理由。"
            raise Refused(words, field=f"{item.number}-reason", code="reason")
        fault = fault_of(stands[item.number], said.answer)
        if fault:
            raise Refused(f"{fault}。", field=f"{item.number}-answer", code="does_not_fit")
        item.answer, item.reason = said.answer, said.reason.strip()[:300]
        item.answered_at, item.answered_by, item.answered_by_holder = clock.now(), by.signature, by.holder
        item.save()
    unknown = sorted(set(answers) - set(stands))
    if unknown:
        raise Refused(f"退回没有第 {unknown[0]} 项。", field="answers", code="unknown_item")
    draft.edit += 1
    draft.save(update_fields=["edit"])
    record(
        by=by,
        subject=Subject("week_seal", str(snapshot.pk)),
        action="report.answered",
        facts={
            "version": draft.number,
            "answers": {str(number): said.answer.value for number, said in sorted(answers.items())},
        },
        jurisdiction=snapshot.bureau.region_id or "",
    )
    return draft
