"""How a 件 stands: its 立卷, its list, what came later."""

from __future__ import annotations

from collections.abc import Iterator

from apps.archives.enums import Openness
from apps.archives.models import Archive, Compilation, MissingNote
from apps.archives.queries.items import archive_items, filing_marks
from apps.archives.rules.manifest import Listed, listed_in
from apps.archives.rules.papers import DirectoryPaper, DirectoryRow
from apps.audit.queries import length as record_length
from apps.cases.models import Case
from apps.cases.queries.as_of import stood_at
from apps.documents.rules.papers import PaperMark
from apps.lib import clock, formats
from apps.orgs.enums import Sight


def waiting_compilation(case: Case) -> Compilation | None:
    """Return the 立卷 of a case that nobody has checked yet; None where there is none."""
    return Compilation.objects.waiting().filter(case=case).first()


def is_stale(compiled: Compilation) -> bool:
    """Whether anything was written on the case since: nobody has looked that through."""
    return record_length("case", compiled.case_id) != compiled.record_length


def archive_of(case: Case) -> Archive | None:
    """Return the filed 件 of a case; None while it is not filed."""
    return Archive.objects.filter(case=case).select_related("series", "compilation").first()


def files_of(archive: Archive) -> tuple[Listed, ...]:
    """Return what lies in the package; () while it is not made."""
    return listed_in(archive.manifest.encode()) if archive.manifest else ()


def directory_paper(archive: Archive, rows: tuple[DirectoryRow, ...], photos: int) -> DirectoryPaper:
    """Return 卷内目录 and 备考表 of a 件."""
    case, compiled = archive.case, archive.compilation
    stood = stood_at(case, None, Sight.PLAIN)
    openness = Openness(compiled.openness).label if compiled.openness else ""
    return DirectoryPaper(
        number=case.number or "",
        household_name=stood.name,
        address=stood.address,
        marks=tuple(filing_marks(case)),
        openness=openness,
        rows=rows,
        photos=photos,
        stand_ins=tuple(_stand_ins(case)),
        remark=compiled.remark,
        compiled_by=compiled.compiled_by,
        compiled_on=clock.local(compiled.compiled_at).date(),
        checked_by=compiled.judged_by,
        checked_on=clock.local(archive.filed_at).date(),
        mark=PaperMark(f"{case.number}-目录"),
    )


def _stand_ins(case: Case) -> Iterator[str]:
    whole = {item.code for item in archive_items(case) if item.present and not item.stands_in}
    for note in MissingNote.objects.filter(case=case):
        found = "；原件后来找到，已归入" if note.item in whole else ""
        yield f"{note.label}：{note.reason}（{note.signed_by}，{formats.day(note.signed_on)}签字{found}）"
