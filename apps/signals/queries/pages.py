"""A 疑点 with all there is to look at: numbers of then, cases of now, photos in pairs, what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from apps.cases.models import Case
from apps.documents.models import StoredFile
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.orgs.permissions import may_read_sensitive_papers
from apps.signals.enums import Kind
from apps.signals.models import Signal
from apps.signals.queries.lists import signal_rows

_SHOWN_PHOTOS = 6
_SEEN_ON = {
    Kind.ABOVE_PACKAGE: "plans:plan",
    Kind.RAISED_BEFORE: "plans:plan",
    Kind.PEERS: "plans:plan",
    Kind.BUDGET_EQUAL: "plans:plan",
    Kind.WORKS_SHORT: "inspections:works",
    Kind.BEFORE_MILESTONE: "inspections:works",
    Kind.TYPED_AT_ONCE: "inspections:works",
    Kind.SAME_PERSON: "inspections:works",
}
"""Where in the case what it is about stands; else the case itself."""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case concerned, as it is now."""

    case: Case
    url: str


@dataclass(frozen=True, slots=True)
class PhotoSide:
    """A photo; ``file_id`` None where the actor may not open it."""

    file_id: UUID | None
    case: Case | None
    words: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """One thing done, for the timeline."""

    title: str
    at: datetime
    by: str
    detail: str
    tone: str = "neutral"


@dataclass(frozen=True, slots=True)
class SignalPage:
    """What a page shows."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    cases: list[CaseLine]
    unseen: int
    """Cases that are not shown: beyond the named ones, or of another body."""
    photos: list[tuple[PhotoSide, PhotoSide]]
    more_photos: int
    steps: list[StepLine]
    before: list[Signal]
    after: Signal | None
    after_is_elsewhere: bool
    """What it became is the matter of a body whose rows the actor does not see."""


def signal_page(actor: Actor, signal: Signal) -> SignalPage:
    """Return a 疑点 for an actor whose rows it is in; as many statements for many cases as for one."""
    named = [part.case_id for part in signal.parts.all()]
    cases = Case.objects.visible_to(actor).for_display().in_bulk(named)
    lines = [CaseLine(cases[pk], _place(signal, pk)) for pk in named if pk in cases]
    pairs: list[Any] = signal.files
    became = signal.followed_by.order_by("-found_at", "-pk").first()
    after = signal_rows(actor).filter(pk=became.pk).first() if became else None
    return SignalPage(
        heads=signal.table["heads"],
        rows=signal.table["rows"],
        cases=lines,
        unseen=signal.case_count - len(lines),
        photos=_photos(actor, pairs[:_SHOWN_PHOTOS], cases),
        more_photos=max(0, len(pairs) - _SHOWN_PHOTOS),
        steps=_steps(signal),
        before=_before(actor, signal),
        after=after,
        after_is_elsewhere=became is not None and after is None,
    )


def _place(signal: Signal, case: UUID) -> str:
    return reverse(_SEEN_ON.get(Kind(signal.kind), "cases:case"), kwargs={"pk": case})


def _photos(
    actor: Actor, pairs: Sequence[Sequence[str]], cases: dict[UUID, Case]
) -> list[tuple[PhotoSide, PhotoSide]]:
    files = StoredFile.objects.in_bulk([UUID(each) for pair in pairs for each in pair])
    whole = may_read_sensitive_papers(actor)

    def side(key: str) -> PhotoSide:
        file = files.get(UUID(key))
        case = cases.get(UUID(file.owner_id)) if file else None
        if file is None or case is None:
            return PhotoSide(None, None, "不在您的管辖范围")
        if file.sensitive and not whole:
            return PhotoSide(None, case, "含敏感信息，不显示")
        taken = f"{formats.moment(clock.local(file.captured_at))}拍摄，" if file.captured_at else ""
        stored = formats.moment(file.created_at)
        return PhotoSide(file.pk, case, f"{taken}{stored}由{file.uploaded_by_name}上传")

    return [(side(one), side(other)) for one, other in pairs]


def _steps(signal: Signal) -> list[StepLine]:
    found = [StepLine("列入疑点", signal.found_at, "系统", "")]
    for each in signal.steps.all():
        tone = "warn" if each.state == "followed" else "neutral"
        found.append(StepLine(each.label, each.at, f"{each.organisation} {each.by}", each.reason, tone))
    if signal.superseded_at is not None:
        found.append(StepLine("情况已变", signal.superseded_at, "系统", "这时的情况与列入时不同"))
    return sorted(found, key=lambda step: step.at, reverse=True)


def _before(actor: Actor, signal: Signal, most: int = 5) -> list[Signal]:
    found: list[Signal] = []
    each: Signal | None = signal
    rows = signal_rows(actor)
    while each is not None and each.follows_id is not None and len(found) < most:
        # What another body looked at then says what its cases are: the chain ends there.
        each = rows.filter(pk=each.follows_id).first()
        if each is not None:
            found.append(each)
    return found
