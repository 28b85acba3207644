"""补充归档: later papers join a filed 件, each under a signed list of its own (P9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.db import transaction

from apps.archives.models import Archive, Supplement
from apps.archives.permissions import ARCHIVE_FILES, COMPILERS, may_supplement
from apps.archives.queries import archive_of
from apps.archives.queries.supplements import DIRECTORY, supplement_paper
from apps.archives.rules.manifest import Listed, Manifest
from apps.archives.rules.package import path_name
from apps.archives.services.packing import pages_of
from apps.cases.models import Case
from apps.cases.services import lock_case, update_case
from apps.documents.enums import FileKind
from apps.documents.models import StoredFile
from apps.documents.services import Owner, keep, read, render_pdf, store_generated
from apps.inspections.models import WarrantyLetter
from apps.inspections.services.photos import Upload
from apps.lib import clock, signing
from apps.lib.actors import SYSTEM, Actor
from apps.lib.decisions import Refused, require


@dataclass(frozen=True, slots=True)
class Later:
    """What is said of a paper that came after the filing (GB/T 42727-2023)."""

    title: str
    responsible: str
    formed_on: date
    reason: str
    draft: str = ""
    """稿本: a PaperForm; '' where nobody says it."""
    openness: str = ""


@transaction.atomic
def add_supplement(
    *,
    case_id: UUID,
    by: Actor,
    title: str,
    responsible: str,
    formed_on: date,
    reason: str,
    scan: Upload,
    draft: str = "",
    openness: str = "",
    version: int | None = None,
) -> Supplement:
    """补充归档: a later paper joins the 件 under a signed list of its own; the package stays as it is."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_supplement(by, case))
    if formed_on > clock.today():
        raise Refused("形成日期不能晚于今天。", field="formed_on", code="future")
    said = Later(title, responsible, formed_on, reason, draft, openness)
    file = keep(
        by=by,
        file=scan,
        owner=Owner(ARCHIVE_FILES, str(case.pk)),
        kind=FileKind.SUPPLEMENT,
        sensitive=True,
        label=f"补充归档：{title}"[:120],
        field="scan",
    )
    return supplement(case=case, by=by, said=said, file=file)


def supplement(*, case: Case, by: Actor, said: Later, file: StoredFile) -> Supplement:
    """Sign a kept file as the next supplement of a locked, filed case, and record it with its digests."""
    archive = Archive.objects.select_for_update(of=("self",)).select_related("series").get(pk=case.pk)
    archive.case = case
    # A warranty letter of the enterprise, a correction of the street: they register, and file nothing.
    may_file = by.role in COMPILERS
    filer = by if may_file else SYSTEM
    added = Supplement(
        archive=archive,
        number=archive.supplements.count() + 1,
        title=said.title,
        responsible=said.responsible,
        formed_on=said.formed_on,
        reason=said.reason,
        draft=said.draft,
        openness=said.openness,
        pages=pages_of(read(file), file.media_type),
        file_id=file.pk,
        added_by=filer.signature,
        added_by_holder=filer.holder,
        recorded_by="" if may_file else f"{by.organisation_name} {by.signature}",
        recorded_by_holder="" if may_file else by.holder,
        added_at=clock.now(),
    )
    paper = {"paper": supplement_paper(added)}
    content = render_pdf("archives/papers/supplement.html", paper, variant=settings.ARCHIVE_PDF)
    directory = store_generated(
        by=by,
        content=content,
        name=f"{case.number}-{DIRECTORY}",
        owner=Owner(ARCHIVE_FILES, str(case.pk)),
        kind=FileKind.SUPPLEMENT,
        sensitive=True,
        label=f"补充归档第 {added.number} 份的目录",
    )
    added.directory_id = directory.pk
    # Never the name of the list itself, whatever the file was called.
    name = f"01-{path_name(file.original_name)}"
    files = (
        Listed(DIRECTORY, directory.sha256, directory.size, "补充归档目录"),
        Listed(name, file.sha256, file.size, said.title),
    )
    statement = Manifest(_about(added), files).text()
    added.statement, added.signature = statement.decode(), signing.sign(statement).hex()
    added.save()
    # Here and not by the caller: without an entry of its own one that came along could vanish unseen.
    update_case(
        case=case,
        by=by,
        action="archive.supplemented",
        facts={
            "number": added.number,
            "sha256": file.sha256,
            "statement_sha256": sha256(statement).hexdigest(),
        },
        reason=said.reason,
    )
    return added


def take_in_warranty(
    *, case: Case, by: Actor, letter: WarrantyLetter, file: StoredFile, **_signal: object
) -> None:
    """Add a 质量保修书 to the 件 of a locked case that is filed; receives ``warranty_kept``.

    Before the filing it goes into the package with the other papers.
    """
    if archive_of(case) is None:
        return
    said = Later(file.label, letter.enterprise.name, letter.issued_on, "归档以后收到")
    supplement(case=case, by=by, said=said, file=file)


def _about(added: Supplement) -> dict[str, object]:
    row = supplement_paper(added)
    return {
        "case": row.number,
        "archive": row.mark_text,
        "supplement": added.number,
        # As a package calls it: the same commands examine both.
        "filed_at": clock.local(added.added_at).replace(microsecond=0).isoformat(),
        "package_manifest_sha256": row.package_sha256,
        "directory": {
            "序号": added.number,
            "责任者": row.row.responsible,
            "题名": row.row.title,
            "形成日期": added.formed_on.isoformat(),
            "页数": row.row.pages,
            "稿本": row.row.draft,
            "公开属性": row.openness_text,
        },
        "reason": added.reason,
        "added_by": added.added_by,
        **({"recorded_by": added.recorded_by} if added.recorded_by else {}),
    }
