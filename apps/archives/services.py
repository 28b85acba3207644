"""一户一档: the stamped application form comes in, and the need closes when nothing is missing."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.archives.permissions import may_add_scan
from apps.archives.queries import archive_items
from apps.cases.enums import HoldKind, Status
from apps.cases.models import Case
from apps.cases.services import close_hold, lock_case, update_case
from apps.documents.models import StoredFile
from apps.inspections.services.photos import Upload
from apps.lib.actors import Actor
from apps.lib.decisions import require
from apps.plans.models import SignedApplication
from apps.plans.services import keep_signed_application


def settle_archive(*, case: Case, by: Actor, **_: Any) -> None:
    """Close the need of a passed, locked case once every paper of its archive is there.

    Also receives ``case_passed`` of the acceptance: the last paper may have come before it.
    """
    if case.status == Status.PASSED and all(item.present for item in archive_items(case)):
        close_hold(case=case, kind=HoldKind.ARCHIVE_COMPLETE, by=by, reason="一户一档资料齐全")


@transaction.atomic
def add_application_scan(
    *,
    case_id: UUID,
    by: Actor,
    scan: Upload,
    signed_on: date,
    opinion_on: date | None = None,
    version: int | None = None,
) -> SignedApplication:
    """Keep the scan of the 申请表 in ink, signed by both sides; stamped by the district or not yet (R1, R8).

    ``opinion_on``: the day under 区住建部门意见, None while there is no stamp.
    """
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_add_scan(by, case))
    signed = keep_signed_application(case=case, by=by, scan=scan, signed_on=signed_on, opinion_on=opinion_on)
    update_case(
        case=case,
        by=by,
        action="archive.application_scanned",
        facts={
            "sha256": StoredFile.objects.get(pk=signed.file_id).sha256,
            "signed_on": signed_on.isoformat(),
            "opinion_on": opinion_on.isoformat() if opinion_on else None,
        },
    )
    settle_archive(case=case, by=by)
    return signed
