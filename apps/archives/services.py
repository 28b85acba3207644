"""一户一档: the stamped application form comes in, and the need closes when nothing is missing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from apps.archives.permissions import may_add_scan
from apps.archives.queries import archive_items
from apps.cases.enums import HoldKind, Status
from apps.cases.models import Case
from apps.cases.services import close_hold, lock_case, update_case
from apps.documents.enums import FileKind
from apps.documents.models import StoredFile
from apps.documents.services import Owner, keep
from apps.inspections.services.photos import Upload
from apps.lib.actors import Actor
from apps.lib.decisions import require


def settle_archive(*, case: Case, by: Actor, **_: Any) -> None:
    """Close the need of a passed, locked case once every paper of its archive is there.

    Also receives ``case_passed`` of the acceptance: the last paper may have come before it.
    """
    if case.status == Status.PASSED and all(item.present for item in archive_items(case)):
        close_hold(case=case, kind=HoldKind.ARCHIVE_COMPLETE, by=by, reason="一户一档资料齐全")


@transaction.atomic
def add_application_scan(*, case_id: UUID, by: Actor, scan: Upload, version: int | None = None) -> StoredFile:
    """Keep the scan of the 申请表, signed by both sides and stamped by the district (R1, R8)."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_add_scan(by, case))
    file = keep(
        by=by,
        file=scan,
        owner=Owner("case", str(case.pk)),
        kind=FileKind.APPLICATION_SCAN,
        sensitive=True,
        field="scan",
    )
    update_case(case=case, by=by, action="archive.application_scanned", facts={"sha256": file.sha256})
    settle_archive(case=case, by=by)
    return file
