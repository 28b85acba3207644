"""What a phone declares of a visit, when it really was, and which photos are still missing.

Pure functions. Times of the phone are its own clock's; they are put right by how far it was off
when it spoke to the server, and both are kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from apps.inspections.enums import Outcome, Severity, Verdict
from apps.inspections.rules.as_built import BuiltItem, Found
from apps.inspections.rules.checklist import ChecklistItem
from apps.inspections.rules.verdicts import name_of

VISIT_SLOT = "visit"
TOLERANCE = timedelta(seconds=120)
"""A phone's clock this far off is as good as right."""


@dataclass(frozen=True, slots=True)
class DeclaredPhoto:
    """One photo the phone says belongs to the visit."""

    id: UUID
    sha256: str


@dataclass(frozen=True, slots=True)
class DeclaredItem:
    """One checklist line as answered on the phone."""

    code: str
    outcome: Outcome
    note: str = ""


@dataclass(frozen=True, slots=True)
class DeclaredDefect:
    """A problem outside the checklist; ``slot`` names its photos."""

    slot: str
    text: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Recheck:
    """A mended defect looked at again: settled, or sent back with words."""

    defect_id: UUID
    settled: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Declaration:
    """Everything a phone says when it closes a visit; ``digest`` is the SHA-256 of its words."""

    version: int
    opened_at: datetime
    finished_at: datetime
    sent_at: datetime
    digest: str
    photos: tuple[DeclaredPhoto, ...] = ()
    stated_at: datetime | None = None
    note: str = ""
    items: tuple[DeclaredItem, ...] = ()
    defects: tuple[DeclaredDefect, ...] = ()
    rechecks: tuple[Recheck, ...] = ()
    due_on: str = ""
    found: Mapping[str, Found] = field(default_factory=dict)
    companions: str = ""
    verdict: Verdict | None = None
    opinion: str = ""
    overrun_reason: str = ""


def skew(sent_at: datetime, now: datetime) -> timedelta:
    """Return how far the phone's clock was ahead (positive) or behind when it sent something."""
    return sent_at - now


def put_right(moment: datetime, sent_at: datetime, now: datetime) -> datetime:
    """Return a time of the phone's clock as the server would have read it."""
    return moment - skew(sent_at, now)


@dataclass(frozen=True, slots=True)
class Gaps:
    """How what arrived differs from what was declared."""

    missing: tuple[UUID, ...] = ()
    """Declared, and not or not wholly here."""
    wrong: tuple[UUID, ...] = ()
    """Here under another hash than the one declared."""
    extra: tuple[UUID, ...] = ()
    """Here, and not declared."""

    def __bool__(self) -> bool:
        return bool(self.missing or self.wrong or self.extra)


def gaps(
    declared: Sequence[DeclaredPhoto], arrived: Mapping[UUID, str], announced: Mapping[UUID, str]
) -> Gaps:
    """Compare a declaration with the hashes of the photos ``arrived`` whole and all ``announced``."""
    wanted = {each.id: each.sha256 for each in declared}
    return Gaps(
        missing=tuple(key for key in wanted if key not in arrived),
        # Against all announced ones: other bytes are wrong even before they have arrived.
        wrong=tuple(key for key, digest in wanted.items() if announced.get(key, digest) != digest),
        extra=tuple(key for key in announced if key not in wanted),
    )


def as_note(said: Declaration, listed: Sequence[ChecklistItem], built: Sequence[BuiltItem]) -> str:
    """Return what was found on the phone as lines for people, where it can no longer be recorded."""
    labels = {line.code: line.label for line in listed}
    names = {item.code: name_of(item) for item in built}
    lines = [
        f"{labels.get(item.code, item.code)}：不符合，{item.note}"
        for item in said.items
        if item.outcome is Outcome.BAD
    ]
    checked = sum(1 for item in said.items if item.outcome is not Outcome.BAD)
    if checked:
        lines.append(f"其余 {checked} 项未发现问题")
    lines += [f"{defect.severity.label}问题：{defect.text}" for defect in said.defects]
    lines += [_found_line(names.get(code, code), found) for code, found in said.found.items()]
    if said.verdict:
        lines.append(f"验收意见：{said.verdict.label}。{said.opinion}")
    if said.note:
        lines.append(said.note)
    return "\n".join(line for line in lines if line)


def _found_line(name: str, found: Found) -> str:
    if found.outcome is None:
        return ""
    # A note keeps what the phone says unchecked, so a measurement may be half filled in.
    measured = f" {found.words}" if found.area and found.method else ""
    note = f"，{found.note}" if found.note else ""
    return f"{name}：{found.outcome.label}{measured}{note}"
