"""The tab 档案: what is missing and who owes it, the whole list, and what lies in the package."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from apps.archives.models import Archive, Compilation, Supplement
from apps.archives.queries.day_proof import day_digest_of
from apps.archives.queries.filing import archive_of, files_of, is_stale, waiting_compilation
from apps.archives.queries.items import ArchiveLine, archive_lines, missing_items
from apps.archives.rules.manifest import Listed
from apps.archives.rules.papers import MissingNotePaper
from apps.audit.models import DayDigest
from apps.cases.enums import Status
from apps.cases.models import Case
from apps.cases.queries.as_of import stood_at
from apps.lib import formats
from apps.lib.actors import Actor
from apps.orgs.enums import Sight


@dataclass(frozen=True, slots=True)
class Owed:
    """A missing paper with whom to ask for it."""

    line: ArchiveLine
    owner: str
    """Body that brings it in, and its telephone; '' before anybody owes it."""


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """What the tab shows."""

    lines: Sequence[ArchiveLine]
    owed: Sequence[Owed]
    due: bool
    """Whether what is missing is owed by now: the works have passed."""
    chapters: Sequence[tuple[str, list[ArchiveLine]]]
    whole: int
    stood_in: int
    compiled: Compilation | None
    stale: bool
    """Whether anything was written since it was compiled."""
    archive: Archive | None
    files: Sequence[Listed]
    package_size: str
    supplements: Sequence[Supplement]
    day_digest: DayDigest | None
    """Of the day it was filed; None before the night after it."""

    @property
    def missing(self) -> int:
        """How many papers are missing."""
        return len(self.owed)


def archive_page(actor: Actor, case: Case) -> ArchivePage:
    """Return what the tab shows the actor; it bounds its own queries, whatever the case holds."""
    lines = archive_lines(actor, case)
    archive = archive_of(case)
    due = case.status == Status.PASSED
    compiled = waiting_compilation(case) if due else None
    files = files_of(archive) if archive else ()
    return ArchivePage(
        lines=lines,
        owed=[Owed(line, _owner(case, line) if due else "") for line in lines if not line.item.present],
        due=due,
        chapters=[(name, list(rows)) for name, rows in groupby(lines, key=lambda line: line.item.chapter)],
        whole=sum(line.item.present and not line.item.stands_in for line in lines),
        stood_in=sum(bool(line.item.stands_in) for line in lines),
        compiled=compiled,
        stale=compiled is not None and is_stale(compiled),
        archive=archive,
        files=files,
        package_size=formats.file_size(sum(each.size for each in files)) if files else "",
        supplements=list(archive.supplements.all()) if archive else [],
        day_digest=day_digest_of(archive) if archive else None,
    )


def _owner(case: Case, line: ArchiveLine) -> str:
    """Return who brings a paper in: the street 申请表, the bureau 验收表, the enterprise the rest."""
    kind = line.item.code.partition("-")[0]
    if kind == "application":
        body = case.street_office
    elif kind in ("acceptance", "report"):
        body = case.bureau
    else:
        return f"{case.enterprise.name} {case.enterprise.contact_phone}".strip() if case.enterprise else ""
    return f"{body.name} {body.phone}".strip()


def missing_note_blank(case: Case) -> MissingNotePaper:
    """Return the blank 缺件说明 of a case: what is missing; reasons and names are written by hand."""
    stood = stood_at(case, None, Sight.PLAIN)
    return MissingNotePaper(
        number=case.number or "",
        household_name=stood.name,
        address=stood.address,
        items=tuple(item.label for item in missing_items(case)),
        bureau_name=case.bureau.name,
        street_name=case.street_office.name,
    )
