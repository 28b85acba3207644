"""一户一档: the stamped application form comes in, and the need closes when nothing is missing."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.archives.permissions import may_add_acceptance_form, may_add_scan, unsigned_forms
from apps.archives.queries import archive_items
from apps.cases.enums import HoldKind, Status
from apps.cases.models import Case
from apps.cases.services import close_hold, lock_case, update_case
from apps.documents.enums import FileKind
from apps.documents.models import StoredFile
from apps.documents.services import Owner, keep
from apps.inspections.models import AcceptanceAttempt
from apps.inspections.services.photos import Upload
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
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


@transaction.atomic
def add_acceptance_form(
    *, case_id: UUID, by: Actor, number: int, scan: Upload, version: int | None = None
) -> AcceptanceAttempt:
    """Keep the scan of a concluded 验收表 in ink, signed by the household and the inspector (R8)."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_add_acceptance_form(by, case))
    attempt = unsigned_forms(case).filter(number=number).first()
    if attempt is None:
        raise Refused("这一次验收还没有办结，或已经上传过签字的验收表。", field="number", code="none")
    file = keep(
        by=by,
        file=scan,
        owner=Owner("case", str(case.pk)),
        kind=FileKind.ACCEPTANCE_SCAN,
        sensitive=True,
        label=f"签字的验收表（{attempt}）",
        field="scan",
    )
    attempt.signed_form_id = file.pk
    attempt.save(update_fields=["signed_form_id"])
    update_case(
        case=case,
        by=by,
        action="archive.acceptance_form_scanned",
        facts={"attempt": number, "sha256": file.sha256},
    )
    settle_archive(case=case, by=by)
    return attempt
