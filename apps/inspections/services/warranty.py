"""质量保修书 handed in after 验收合格."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.dispatch import Signal

from apps.cases.services import lock_case, update_case
from apps.documents.enums import FileKind
from apps.documents.models import StoredFile
from apps.documents.rules.uploads import CheckedUpload
from apps.documents.services import Owner, keep
from apps.inspections.models import WarrantyLetter
from apps.inspections.permissions import may_record_warranty
from apps.inspections.queries.days import enterprise_of
from apps.inspections.queries.warranty import least_warranty
from apps.inspections.rules.defects import too_short
from apps.inspections.services.days import not_future
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require

warranty_kept = Signal()
"""Sent with ``case``, ``by``, ``letter`` and ``file``, inside the transaction that keeps a letter."""


@transaction.atomic
def record_warranty(
    *,
    case_id: UUID,
    by: Actor,
    issued_on: date,
    years: int,
    leak_years: int,
    scan: StoredFile | CheckedUpload,
    version: int | None = None,
) -> WarrantyLetter:
    """Keep a 质量保修书; one that promises less than the lines in force is refused with the article.

    Lines that nobody has compared with the original refuse nothing. ``years`` and ``leak_years`` count from
    the day of 验收合格.
    """
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_record_warranty(by, case))
    not_future(issued_on, "issued_on")
    if case.completed_on and issued_on < case.completed_on:
        raise Refused("出具日期早于完工日期，请核对。", field="issued_on", code="before_finish")
    least = least_warranty(case, clock.today())
    if (short := too_short(years, leak_years, least)) is not None:
        field, words = short
        raise Refused(words, field=field, code="too_short")
    last = WarrantyLetter.objects.filter(case=case).order_by("number").last()
    file = keep(
        by=by,
        file=scan,
        owner=Owner("case", str(case.pk)),
        kind=FileKind.WARRANTY_LETTER,
        # The household's name and address stand in it.
        sensitive=True,
        label="质量保修书",
        field="scan",
    )
    letter = WarrantyLetter.objects.create(
        case=case,
        number=last.number + 1 if last else 1,
        enterprise_id=enterprise_of(case),
        issued_on=issued_on,
        years=years,
        leak_years=leak_years,
        scan_file_id=file.pk,
        statute="；".join(dict.fromkeys(line.source for line in least))[:200],
        recorded_at=clock.now(),
        recorded_by=by.signature,
        recorded_organisation=by.organisation_name,
    )
    # A signal, as imports only go downwards: a letter that comes after the filing joins the 件.
    warranty_kept.send(sender=record_warranty, case=case, by=by, letter=letter, file=file)
    update_case(
        case=case,
        by=by,
        action="warranty.recorded",
        facts={"number": letter.number, "years": years, "leak_years": leak_years, "on": str(issued_on)},
    )
    return letter
