"""The mark of papers that no record of their own holds: remembered when printed, to be checked later."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from apps.documents.models import PrintedPaper
from apps.documents.rules.papers import PaperMark, content_hash
from apps.lib import clock
from apps.lib.crypto import blind_index
from apps.orgs.models import Organisation


@transaction.atomic
def mark_printed(*, paper: Any, kind: str, number: str, issuer: Organisation, issuer_name: str) -> PaperMark:
    """Remember that a paper with this content was printed; return its mark.

    ``paper`` is what it states to somebody who may read all of it: printed with a name in part it is the
    same paper. Two contents under one number are two papers.
    """
    said = f"{kind}\n{number}\n{content_hash(paper)}"
    now = clock.now()
    row, is_new = PrintedPaper.objects.get_or_create(
        digest=blind_index(said, purpose="printed_paper"),
        defaults={
            "kind": kind,
            "number": number,
            "issuer": issuer,
            "issuer_name": issuer_name,
            "printed_at": now,
            "last_printed_at": now,
        },
    )
    if not is_new:
        PrintedPaper.objects.filter(pk=row.pk).update(last_printed_at=now)
    # As 文书核验 tells it: the moment at which this content was first printed.
    return PaperMark(number=number, content_hash=row.digest, issued_at=row.printed_at)
