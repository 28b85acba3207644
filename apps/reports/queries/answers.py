"""What a return asked and what the district answers, as a draft stands; and content that keeps both (P7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, Subquery

from apps.cases.models import Case
from apps.lib.formats import money
from apps.reports.enums import AnswerKind, MemberState, ReportStatus
from apps.reports.models import Adjustment, AskedItem, ReportVersion, SnapshotMovement, WeekSnapshot
from apps.reports.queries.changes import movement_words
from apps.reports.queries.declared import Warned
from apps.reports.queries.ledger import Week, movement_of
from apps.reports.queries.members import as_members, members_at, undone
from apps.reports.queries.sheets import sheet_content
from apps.reports.rules.cells import CASE, CELLS, is_counted, said_in, touches


@dataclass(frozen=True, slots=True)
class Answered:
    """One item of a return beside its answer, as a version states them. Plain values, to be frozen."""

    number: int
    code: str
    label: str
    ask: str
    before: str
    after: str
    answer: str
    """'' while it is open, else a value of ``AnswerKind``."""
    answer_label: str
    reason: str
    adjustments: tuple[str, ...]
    """Named adjustments that moved it since the return, in words."""
    case_id: str = ""

    @property
    def given(self) -> str | None:
        """The answer, None while it is open."""
        return self.answer or None

    @property
    def fault(self) -> str:
        """Why the version may not be handed in with this answer; '' where it may."""
        if not self.answer:
            return f"第 {self.number} 项（{self.label}）还没有答复"
        return fault_of(self, AnswerKind(self.answer))


def fault_of(asked: Answered, answer: AnswerKind) -> str:
    """Return why an answer does not fit what stands; '' where it does."""
    place = f"第 {asked.number} 项（{asked.label}）"
    if answer is AnswerKind.KEPT:
        if asked.before == asked.after:
            return ""
        return f"{place}已由 {asked.before} 变为 {asked.after}，不是维持：请答“改”"
    if is_counted(asked.code) or asked.code == CASE:
        # A counted cell moves without a case only where 期初数 were put right.
        if asked.adjustments or (asked.code != CASE and asked.before != asked.after):
            return ""
        return f"{place}还没有更正：先在案件中办理，再在“截止后的更正”逐户登记，然后答“改”"
    if asked.before != asked.after:
        return ""
    return f"{place}仍是 {asked.before}：请先在“补充填报”中改好并保存，再答“改”"


def items_to_answer(version: ReportVersion) -> list[AskedItem]:
    """Return what a draft has to answer: the items of the last return, also after a taking back.

    Asked once of each loaded version: permission, form, checks and table of a page all want them.
    """
    if version.asked_before is None:
        version.asked_before = _items_to_answer(version)
    return version.asked_before


def settle_items(versions: Sequence[ReportVersion]) -> None:
    """Say of a week's newest version that nothing was asked, where its versions alone show it: no query."""
    newest, *earlier = versions
    last = next((each for each in earlier if each.status != ReportStatus.WITHDRAWN), None)
    if last is None or last.status != ReportStatus.RETURNED:
        newest.asked_before = []


def _items_to_answer(version: ReportVersion) -> list[AskedItem]:
    if version.number == 1:
        return []
    before = ReportVersion.objects.filter(report_id=version.report_id, number__lt=version.number)
    last = before.exclude(status=ReportStatus.WITHDRAWN).order_by("-number").values("pk")[:1]
    asked = AskedItem.objects.filter(version=Subquery(last), version__status=ReportStatus.RETURNED)
    return list(asked.select_related("case", "version"))


def with_answers(opened: Week, items: Sequence[AskedItem], content: Mapping[str, Any]) -> list[Answered]:
    """Hold items against what the week now states (one query, whatever their number)."""
    if not items:
        return []
    since = items[0].version.decided_at
    made = [
        each
        for each in opened.rows
        if each.snapshot_id == opened.snapshot.pk
        and each.moot_at is None
        and since is not None
        and each.made_at >= since
    ]
    stands = case_words(opened, [each.case_id for each in items if each.case_id is not None])
    return [_answered(item, stands, made, content, opened.snapshot) for item in items]


def _answered(
    item: AskedItem,
    stands: Mapping[UUID, str],
    made: Sequence[Adjustment],
    content: Mapping[str, Any],
    snapshot: WeekSnapshot,
) -> Answered:
    if item.case_id is not None:
        after, own = stands[item.case_id], [each for each in made if each.case_id == item.case_id]
    else:
        after = said_in(content, item.code)
        own = [each for each in made if is_counted(item.code) and touches(movement_of(each), item.code)]
    return Answered(
        number=item.number,
        code=item.code,
        label=label_of(item.code, item.case.number if item.case else ""),
        ask=item.ask,
        before=item.before,
        after=after,
        answer=item.answer,
        answer_label=AnswerKind(item.answer).label if item.answer else "",
        reason=item.reason,
        adjustments=tuple(_adjustment_words(each, snapshot) for each in own),
        case_id=str(item.case_id or ""),
    )


def _adjustment_words(row: Adjustment, snapshot: WeekSnapshot) -> str:
    later = "" if row.entered_id == snapshot.pk else f"，计入当期，注明更正第 {snapshot.number} 期"
    return f"{row.case.number} {movement_words(movement_of(row))}（{row.reason}）{later}"


def label_of(code: str, case_number: str | None) -> str:
    """Return what an item names: a cell of the table, or a case."""
    return f"办件 {case_number}" if code == CASE else CELLS.get(code, code)


def case_of_week(snapshot: WeekSnapshot, number: str) -> Case | None:
    """Return the case of a number where the week counted it at its beginning or end or moved it."""
    case = Case.objects.filter(number=number).first()
    if case is None:
        return None
    bureau_id, program_id = snapshot.bureau_id, snapshot.program_id
    counted = members_at(bureau_id, program_id, snapshot.number) | members_at(
        bureau_id, program_id, snapshot.number - 1
    )
    known = (
        counted.filter(case_id=case.pk).exists()
        or SnapshotMovement.objects.filter(snapshot=snapshot, case_id=case.pk).exists()
        or Adjustment.objects.filter(Q(snapshot=snapshot) | Q(entered=snapshot), case_id=case.pk).exists()
    )
    return case if known else None


def case_words(opened: Week, cases: Sequence[UUID]) -> dict[UUID, str]:
    """Say how a week counts some cases: state and amount, or not at all (one query)."""
    if not cases:
        return {}
    snapshot = opened.snapshot
    rows = members_at(snapshot.bureau_id, snapshot.program_id, snapshot.number).filter(case_id__in=cases)
    later = [each for each in opened.later if each.case_id in set(cases)]
    members = undone(as_members(rows), later)
    return {
        case_id: f"{MemberState(members[case_id].state.value).label}，合同金额 "
        f"{money(members[case_id].amount)} 万元"
        if case_id in members
        else "不计入"
        for case_id in cases
    }


def content_of(
    opened: Week, version: ReportVersion, strange: Sequence[Warned] | None = None
) -> dict[str, Any]:
    """Return everything a version states: what was frozen, or for a draft what stands, answers included.

    ``strange`` is what ``strange_in`` found about its declared total, where known.
    """
    if version.status != ReportStatus.DRAFT:
        frozen: dict[str, Any] = version.content
        return frozen
    content = sheet_content(opened, version, strange)
    answered = with_answers(opened, items_to_answer(version), content)
    if answered:
        # Only where something was asked: content without it keeps the shape and hash it always had.
        content["asked"] = [{**asdict(each), "adjustments": list(each.adjustments)} for each in answered]
    return content


def answers_in(content: Mapping[str, Any]) -> list[Answered]:
    """Read items and answers as :func:`content_of` wrote them; versions before had none."""
    return [
        Answered(**{**each, "adjustments": tuple(each["adjustments"])}) for each in content.get("asked", [])
    ]
