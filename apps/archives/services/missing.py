"""缺件说明: a signed statement stands in for a paper that is lost."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from apps.archives.models import MissingNote
from apps.archives.permissions import may_write_missing_note
from apps.archives.queries.items import missing_items
from apps.archives.services.scans import settle_archive
from apps.cases.services import lock_case, update_case
from apps.documents.enums import FileKind
from apps.documents.services import Owner, keep
from apps.inspections.services.photos import Upload
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require


@transaction.atomic
def write_missing_note(
    *,
    case_id: UUID,
    by: Actor,
    item: str,
    reason: str,
    signed_by: str,
    signed_on: date,
    scan: Upload,
    version: int | None = None,
) -> MissingNote:
    """Keep a signed 缺件说明 for one missing paper; close the need where nothing else is missing (R8)."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_write_missing_note(by, case))
    missing = next((each for each in missing_items(case) if each.code == item), None)
    if missing is None:
        raise Refused("这份材料已经有了，或者不在这一户的清单里。", field="item", code="none")
    if signed_on > clock.today():
        raise Refused("签字日期不能晚于今天。", field="signed_on", code="future")
    file = keep(
        by=by,
        file=scan,
        owner=Owner("case", str(case.pk)),
        kind=FileKind.MISSING_NOTE,
        sensitive=True,
        label=f"缺件说明（{missing.label}）"[:120],
        field="scan",
    )
    note = MissingNote.objects.create(
        case=case,
        item=item,
        label=missing.label,
        reason=reason,
        signed_by=signed_by,
        signed_on=signed_on,
        file_id=file.pk,
        made_by=by.signature,
        made_by_holder=by.holder,
        made_at=clock.now(),
    )
    update_case(
        case=case,
        by=by,
        action="archive.missing_note",
        facts={"item": item, "sha256": file.sha256, "signed_on": signed_on.isoformat()},
        reason=reason,
    )
    settle_archive(case=case, by=by)
    return note
