"""Papers of the list of materials as they are handed in, at registration and later (P3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.dispatch import Signal

from apps.audit.services import joining
from apps.cases.enums import PaperForm
from apps.cases.models import Case, HandedIn, ReturnedItem
from apps.cases.permissions import may_hand_in
from apps.cases.queries.materials import brought_by
from apps.cases.services.transitions import lock_case, update_case
from apps.documents.models import StoredFile
from apps.documents.rules.uploads import CheckedUpload
from apps.documents.services import Owner, keep
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require

MOST_PAGES = 500
paper_handed_in = Signal()
"""Sent with ``row`` and ``by``: a stage whose paper it is keeps it as its own, so that it comes in once."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper as it lies on the counter: its scans, what was scanned, its pages, compared or not."""

    files: Sequence[StoredFile | CheckedUpload | File[bytes]]
    form: PaperForm | None
    pages: int | None
    """Both None where nobody said: registration alone, by another system."""
    compared: bool = False
    """Whether whoever takes it in has compared it with the original."""


@transaction.atomic
def hand_in(*, case_id: UUID, by: Actor, material: str, paper: Paper, version: int | None = None) -> HandedIn:
    """Take a paper of the list in, at any time before the case ends."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_hand_in(by, case))
    row = take_in(case=case, by=by, material=material, paper=paper)
    update_case(
        case=case,
        by=by,
        action="case.handed_in",
        facts={"material": material, "form": row.form, "pages": row.pages},
    )
    return row


@joining
def take_in(
    *,
    case: Case,
    by: Actor,
    material: str,
    paper: Paper,
    answers: ReturnedItem | None = None,
    field: str = "scans",
) -> HandedIn:
    """Keep the files of a paper of a locked case and write what it is; refused at ``field``."""
    listed = {each.code: each for each in brought_by(case)}
    if material not in listed:
        raise Refused("材料清单里没有这一项。", field="material", code="material")
    if not paper.files:
        raise Refused("请选择文件。", field=field, code="required")
    if paper.pages is not None and not 1 <= paper.pages <= MOST_PAGES:
        raise Refused(f"页数在 1 到 {MOST_PAGES} 之间。", field="pages", code="pages")
    kept = [
        keep(
            by=by,
            file=each,
            owner=Owner("case", str(case.pk)),
            kind=listed[material].kind,
            sensitive=True,
            label=listed[material].name,
            field=field,
        )
        for each in paper.files
    ]
    now = clock.now()
    row = HandedIn.objects.create(
        case=case,
        material=material,
        file_ids=[str(file.pk) for file in kept],
        form=PaperForm(paper.form) if paper.form else "",
        pages=paper.pages,
        compared_by=by.signature if paper.compared else "",
        compared_at=now if paper.compared else None,
        handed_in_at=now,
        taken_by=by.signature,
        answers=answers,
    )
    paper_handed_in.send(sender=HandedIn, row=row, by=by)
    return row
