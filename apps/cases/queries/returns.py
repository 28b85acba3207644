"""Returns as people read them: what was asked, what was answered, what the bureau says of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.cases.enums import AnswerKind, DefectKind, HoldKind, Judgement
from apps.cases.models import Case, ReturnedItem, ReturnNotice
from apps.cases.queries.materials import PaperView, is_material, paper_view, target_label


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item: asked, answered, judged."""

    number: int
    target: str
    label: str
    is_paper: bool
    kind: str
    problem: str
    text: str
    basis: str
    late_reason: str
    of_old_form: bool
    answer: str
    word: str
    before: str
    after: str
    papers: tuple[PaperView, ...]
    judgement: str
    judgement_code: str
    judged_text: str

    @property
    def wants(self) -> str:
        """要材料 or 要改."""
        return "要材料" if self.is_paper else "要改"

    @property
    def fault(self) -> str:
        """缺失，or 错误：与不动产权证不一致."""
        return f"{self.kind}：{self.problem}" if self.problem else self.kind


@dataclass(frozen=True, slots=True)
class ReturnView:
    """A return, and what changed when it came back."""

    number: int
    at: datetime
    by: str
    items: tuple[ItemView, ...]
    resubmitted_at: datetime | None
    resubmitted_by: str
    changes: tuple[dict[str, str], ...]
    """Changes that no item had asked for, and the general word."""
    judged_at: datetime | None
    judged_by: str
    lifted_at: datetime | None

    @property
    def told_late(self) -> int:
        """How many items were 首次未告知."""
        return sum(bool(item.late_reason) for item in self.items)


def waiting(case: Case, kind: HoldKind) -> str:
    """Return the id of the notice that an open hold of a kind is about."""
    return case.holds.get(kind=kind, closed_at__isnull=True).source_id


def items_waiting(case: Case, kind: HoldKind) -> list[ReturnedItem]:
    """Return the items of the notice that an open hold is about; none where there is no such hold."""
    hold = case.holds.filter(kind=kind, closed_at__isnull=True).first()
    if hold is None:
        return []
    return list(ReturnedItem.objects.filter(notice_id=UUID(hold.source_id)).prefetch_related("papers"))


def returns_of(case: Case, files: Collection[str] | None = None) -> list[ReturnView]:
    """Return the returns of a case, oldest first; ``files``: ids its reader may open, None for all."""
    rows = case.returns.prefetch_related("items__papers")
    return [shown_return(notice, files) for notice in rows]


def shown_return(notice: ReturnNotice, files: Collection[str] | None = None) -> ReturnView:
    """Return one return in words."""
    items = tuple(shown_item(item, files) for item in notice.items.all())
    asked = {item.target for item in items if item.answer == AnswerKind.CORRECTION.label}
    return ReturnView(
        number=notice.number,
        at=notice.returned_at,
        by=notice.returned_by,
        items=items,
        resubmitted_at=notice.resubmitted_at,
        resubmitted_by=notice.resubmitted_by,
        changes=tuple(each for each in notice.changes if each["field"] not in asked),
        judged_at=notice.judged_at,
        judged_by=notice.judged_by,
        lifted_at=notice.lifted_at,
    )


def shown_item(item: ReturnedItem, files: Collection[str] | None = None) -> ItemView:
    """Return one item in words."""
    return ItemView(
        number=item.number,
        target=item.target,
        label=target_label(item.target),
        is_paper=is_material(item.target),
        kind=DefectKind(item.kind).label,
        problem=item.problem,
        text=item.text,
        basis=item.basis,
        late_reason=item.late_reason,
        of_old_form=item.of_old_form,
        answer=AnswerKind(item.answer).label if item.answer else "",
        word=item.word,
        before=item.before,
        after=item.after,
        papers=tuple(paper_view(row, files) for row in item.papers.all()),
        judgement=Judgement(item.judgement).label if item.judgement else "",
        judgement_code=item.judgement,
        judged_text=item.judged_text,
    )
