"""A supplement as a package of its own: its list as a paper, the paper itself, what is signed."""

from __future__ import annotations

import json
from datetime import datetime

from apps.archives.enums import Openness
from apps.archives.models import Supplement
from apps.archives.queries.contents import SCANNED
from apps.archives.rules.manifest import KEY, MANIFEST, SIGNATURE
from apps.archives.rules.package import written
from apps.archives.rules.papers import DirectoryRow, SupplementPaper
from apps.cases.enums import PaperForm
from apps.documents.models import StoredFile
from apps.documents.rules.papers import PaperMark
from apps.documents.services import read
from apps.lib import clock, signing

DIRECTORY = "00-补充归档目录.pdf"


def supplement_paper(added: Supplement) -> SupplementPaper:
    """Return 补充归档目录 of one supplement."""
    archive = added.archive
    number = archive.case.number or ""
    draft = PaperForm(added.draft).label if added.draft else SCANNED
    return SupplementPaper(
        number=number,
        mark_text=archive.filing_mark.words,
        supplement=added.number,
        row=DirectoryRow(added.title, added.responsible, added.formed_on, added.pages, draft),
        openness=Openness(added.openness).label if added.openness else "",
        reason=added.reason,
        added_by=added.added_by,
        recorded_by=added.recorded_by,
        added_on=clock.local(added.added_at).date(),
        package_sha256=archive.manifest_sha256,
        mark=PaperMark(f"{number}-补充{added.number}"),
    )


def supplement_package(supplement: Supplement) -> bytes:
    """Return its ZIP, which the commands examine as they do a package; the same bytes each time."""
    statement = supplement.statement.encode()
    said = json.loads(statement)
    kept = [each for each in (supplement.directory_id, supplement.file_id) if each is not None]
    contents = [read(StoredFile.objects.get(pk=each)) for each in kept]
    own = (
        (MANIFEST, statement),
        (SIGNATURE, bytes.fromhex(supplement.signature)),
        (KEY, signing.public_key()),
    )
    paths = [each["path"] for each in said["files"]]
    return written([*zip(paths, contents, strict=True), *own], datetime.fromisoformat(said["filed_at"]))
