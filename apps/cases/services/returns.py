"""退回补正: told all at once, answered item by item, and looked at item by item (R2, P4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from apps.audit.services import FieldChange, joining
from apps.cases.enums import AnswerKind, DefectKind, HoldKind, Judgement
from apps.cases.models import Case, ReturnedItem, ReturnNotice
from apps.cases.permissions import may_judge, may_resubmit, may_return
from apps.cases.queries.materials import basis_of, late_targets, target_label, targets_of
from apps.cases.queries.returns import waiting
from apps.cases.services.corrections import ListedChange, apply_changes, space_is_taken
from apps.cases.services.handed_in import Paper, take_in
from apps.cases.services.holds import close_hold, open_hold
from apps.cases.services.notices import tell_desks
from apps.cases.services.texts import text_household
from apps.cases.services.transitions import lock_case, update_case
from apps.cases.workflow.texts import COUNT, MISSING, ROOM, listed
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.orgs.enums import Role

MOST_ITEMS = 30
"""Items of one return."""


@dataclass(frozen=True, slots=True)
class ReturnItem:
    """One thing wanting: a paper of the list or a field of the form, of what type, and how to mend it."""

    field: str
    kind: DefectKind
    text: str
    """怎样补."""
    problem: str = ""
    basis: str = ""
    """依据; where empty, that of the list or of Attachment 1."""
    late_reason: str = ""
    """Why it was not told before, where an earlier return could have told it (首次未告知)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to one item beside a correction: a paper, or a word."""

    word: str = ""
    paper: Paper | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What the bureau says of one answer; ``text`` says what is still wrong."""

    judgement: Judgement
    text: str = ""


@transaction.atomic
def return_case(
    *, case_id: UUID, by: Actor, items: Sequence[ReturnItem], version: int | None = None
) -> ReturnNotice:
    """退回补正 with all defects itemised; the status stays and a Hold waits for the answer."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_return(by, case))
    return _return(case, by, items)


def _return(
    case: Case, by: Actor, items: Sequence[ReturnItem], again: Sequence[ReturnItem] = ()
) -> ReturnNotice:
    """Write the return of ``items``, after those that go back ``again``."""
    known = targets_of(case)
    _refuse_unsound(case, items, again, known)
    items = [*again, *items]
    notice = ReturnNotice.objects.create(
        id=uuid4(),
        case=case,
        number=case.returns.count() + 1,
        returned_at=clock.now(),
        returned_by=by.signature,
        returned_by_holder=by.holder,
    )
    ReturnedItem.objects.bulk_create(
        ReturnedItem(
            notice=notice,
            number=number,
            target=item.field,
            kind=DefectKind(item.kind),
            problem=item.problem.strip(),
            text=item.text.strip(),
            basis=item.basis.strip() or (basis_of(case, item.field) if item.field in known else ""),
            late_reason=item.late_reason.strip(),
            # Only what goes back again: it was asked for before the lists, and no list knows it.
            of_old_form=item.field not in known,
        )
        for number, item in enumerate(items, 1)
    )
    open_hold(
        case=case,
        kind=HoldKind.RETURNED,
        text=f"已退回补正 {len(items)} 项，等待街道补交",
        by=by,
        source_id=str(notice.pk),
    )
    update_case(
        case=case,
        by=by,
        action="case.returned",
        facts={
            "number": notice.number,
            "items": [[item.field, DefectKind(item.kind).value] for item in items],
            "told_late": sum(bool(item.late_reason) for item in items),
        },
    )
    tell_desks(
        case=case,
        roles={Role.STREET_CLERK},
        kind="case.returned",
        title="退回补正",
        text=f"共 {len(items)} 项，请一次性告知住户并补交。",
        by=by,
        key=f"returned:{notice.pk}",
        page="cases:resubmit",
        matter="return",
    )
    names = list(dict.fromkeys(known.get(each.field) or target_label(each.field) for each in items))
    text_household(
        case=case,
        event="returned",
        by=by,
        key=f"returned:{notice.pk}",
        values={COUNT: str(len(items)), MISSING: listed(names, ROOM)},
    )
    return notice


def _refuse_unsound(
    case: Case, items: Sequence[ReturnItem], again: Sequence[ReturnItem], known: Mapping[str, str]
) -> None:
    """Refuse what no list knows, what stands twice, and what could have been told before without a reason.

    What goes back ``again`` was sound when it was first told; it is named by its own target, never by a line.
    """
    if not [*again, *items]:
        raise Refused("请至少列出一项补正事项。", field="items", code="items")
    if len(again) + len(items) > MOST_ITEMS:
        back = f"，连同还不行的 {len(again)} 项" if again else ""
        words = f"一次最多退回 {MOST_ITEMS} 项{back}，从这一行起多了，请去掉几行。"
        raise Refused(words, field=f"items-{MOST_ITEMS - len(again)}-field", code="most")
    late = set(late_targets(case, [item.field for item in items]))
    seen = {item.field for item in again}
    for number, item in enumerate(items):
        place = f"items-{number}"
        if item.field not in known:
            raise Refused(
                "补正事项只能是材料清单里的材料或申请表的栏目。", field=f"{place}-field", code="target"
            )
        if item.field in seen:
            words = f"“{known[item.field]}”列了两次，请写在一处。"
            raise Refused(words, field=f"{place}-field", code="twice")
        if not item.text.strip():
            raise Refused("请写明怎样补。", field=f"{place}-text", code="text")
        if item.field in late and not item.late_reason.strip():
            raise Refused(
                f"“{known[item.field]}”没有改动过，上次退回时没有告知。请写明首次未告知的原因，会印在告知书上。",
                field=f"{place}-late_reason",
                code="late",
            )
        if item.late_reason.strip() and item.field not in late:
            raise Refused(
                "这一项不属于首次未告知，不用写原因。", field=f"{place}-late_reason", code="not_late"
            )
        seen.add(item.field)


@transaction.atomic
def resubmit_case(
    *,
    case_id: UUID,
    by: Actor,
    changes: Mapping[str, object],
    answers: Mapping[str, Answer] | None = None,
    note: str = "",
    version: int | None = None,
) -> ReturnNotice:
    """补正后重新提交: every item gets its correction, its paper or its word; the change is kept beside it."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_resubmit(by, case))
    notice = case.returns.get(pk=waiting(case, HoldKind.RETURNED))
    listed = _apply(case, changes)
    answered = answers or {}
    for item in notice.items.all():
        _answer(case, by, item, listed, answered.get(item.target, Answer()))
    notice.resubmitted_at = clock.now()
    notice.resubmitted_by = by.signature
    notice.resubmitted_by_holder = by.holder
    notice.changes = [
        {"field": item.field, "label": item.label, "before": item.shown_old, "after": item.shown_new}
        for item in listed
    ]
    if note.strip():
        notice.changes.append({"field": "note", "label": "说明", "before": "", "after": note.strip()})
    notice.save(update_fields=["resubmitted_at", "resubmitted_by", "resubmitted_by_holder", "changes"])
    # After the notice: the 备案时限 is counted from the day it came back.
    update_case(
        case=case,
        by=by,
        action="case.resubmitted",
        changes=[FieldChange(item.field, item.old, item.new) for item in listed],
        reason=note,
    )
    close_hold(case=case, kind=HoldKind.RETURNED, by=by, reason="已补正")
    open_hold(
        case=case,
        kind=HoldKind.ANSWERED,
        text=f"补正已答复 {notice.items.count()} 项，请逐项查看",
        by=by,
        source_id=str(notice.pk),
    )
    return notice


def _apply(case: Case, changes: Mapping[str, object]) -> list[ListedChange]:
    try:
        with transaction.atomic():
            listed = apply_changes(case=case, changes=changes)
            # The case's own columns with them: another application may stand on the space they name.
            case.save(force_update=True)
            return listed
    except IntegrityError as error:
        if not space_is_taken(error):
            raise
        raise Refused(
            "更正后的住宅和空间已在另一份申请中，不能重复申请。", field="address", code="duplicate"
        ) from error


def _answer(
    case: Case, by: Actor, item: ReturnedItem, listed: Sequence[ListedChange], answer: Answer
) -> None:
    change = next((each for each in listed if each.field == item.target), None)
    item.word = answer.word.strip()
    if change is not None:
        item.answer, item.before, item.after = AnswerKind.CORRECTION, change.shown_old, change.shown_new
    elif answer.paper is not None:
        take_in(
            case=case,
            by=by,
            material=item.target,
            paper=answer.paper,
            answers=item,
            field=f"{item.target}-scans",
        )
        item.answer = AnswerKind.UPLOAD
    elif item.word:
        item.answer = AnswerKind.WORD
    else:
        raise Refused(
            f"第 {item.number} 项“{target_label(item.target)}”还没有回答：请更正、交材料，或写明情况。",
            field=f"{item.target}-word",
            code="unanswered",
        )
    item.save(update_fields=["answer", "word", "before", "after"])


@transaction.atomic
def judge_answers(
    *,
    case_id: UUID,
    by: Actor,
    judged: Mapping[str, Judged],
    items: Sequence[ReturnItem] = (),
    version: int | None = None,
) -> ReturnNotice:
    """Say of every answer whether it will do; what is still wrong, and only that, goes back again.

    ``items`` are further defects, new since then or 首次未告知 with their reason. Returns the notice that
    was judged, or the new one.
    """
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_judge(by, case))
    notice = case.returns.get(pk=waiting(case, HoldKind.ANSWERED))
    again: list[ReturnItem] = []
    for item in notice.items.all():
        said = judged.get(item.target)
        if said is None:
            words = f"第 {item.number} 项“{target_label(item.target)}”还没看。"
            raise Refused(words, field=f"{item.target}-judgement", code="unjudged")
        item.judgement, item.judged_text = Judgement(said.judgement), said.text.strip()
        item.save(update_fields=["judgement", "judged_text"])
        if item.judgement == Judgement.WANTING:
            again.append(_once_more(item, said))
    notice.judged_at, notice.judged_by, notice.judged_by_holder = clock.now(), by.signature, by.holder
    notice.save(update_fields=["judged_at", "judged_by", "judged_by_holder"])
    wanting = [item.field for item in again]
    update_case(
        case=case,
        by=by,
        action="case.judged",
        facts={"number": notice.number, "wanting": wanting, "new": [item.field for item in items]},
    )
    close_hold(case=case, kind=HoldKind.ANSWERED, by=by, reason="已逐项查看")
    if again or items:
        return _return(case, by, items, again)
    return notice


def _once_more(item: ReturnedItem, said: Judged) -> ReturnItem:
    if not said.text.strip():
        raise Refused("请写明还差什么。", field=f"{item.target}-text", code="text")
    # What was missing is there now, and is wrong.
    standing = DefectKind(item.kind) if item.answer == AnswerKind.WORD else DefectKind.WRONG
    return ReturnItem(item.target, standing, said.text, basis=item.basis)


@joining
def lift_return(*, case: Case, notice_id: str, by: Actor) -> None:
    """Say on the notice that it waits for no answer any more: the leader has lifted its hold."""
    ReturnNotice.objects.filter(pk=notice_id, case=case).update(lifted_at=clock.now(), lifted_by=by.signature)
    update_case(case=case, by=by, action="case.return_lifted")
