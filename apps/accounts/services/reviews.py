"""半年复核: that a body's accounts were looked through, on paper and signed."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from apps.accounts.models import AccountReview
from apps.accounts.rules import half_a_year_after
from apps.audit.services import Subject, record
from apps.documents.enums import FileKind
from apps.documents.models import StoredFile
from apps.documents.rules.uploads import CheckedUpload
from apps.documents.services import Owner, keep
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.orgs.enums import LEADERS, ROLES_OF_KIND, Role
from apps.orgs.models import Organisation
from apps.outbox.services import Desk, tell

SHEETS = "account_review"
"""Owner of the signed list in the store."""


@transaction.atomic
def record_review(
    *,
    by: Actor,
    organisation: Organisation,
    people: int,
    reviewed_on: date,
    found: str,
    sheet: StoredFile | CheckedUpload | None = None,
) -> AccountReview:
    """Record who looked through the accounts of a body, when, and what was found; its leaders are told.

    ``sheet``: the printed list with the signatures, where the body does not keep it on paper alone.
    """
    if reviewed_on > clock.today():
        raise Refused("复核日期不能晚于今天。", field="reviewed_on", code="future")
    last = AccountReview.objects.filter(organisation=organisation).first()
    if last is not None and reviewed_on < last.reviewed_on:
        raise Refused(
            f"上一次复核是 {formats.day(last.reviewed_on)}，不能早于它。", field="reviewed_on", code="early"
        )
    said = found.strip()
    if not said:
        raise Refused("请写明复核情况。", field="found", code="found")
    row = AccountReview.objects.create(
        organisation=organisation,
        reviewed_on=reviewed_on,
        found=said[:500],
        people=people,
        reviewed_by=by.signature,
        reviewer_id=by.user_id,
        recorded_at=clock.now(),
    )
    if sheet is not None:
        keep(
            by=by,
            file=sheet,
            owner=Owner(SHEETS, str(row.pk)),
            kind=FileKind.REVIEW_SHEET,
            sensitive=False,
            field="sheet",
        )
    record(
        by=by,
        subject=Subject("organisation", str(organisation.pk)),
        action="organisation.accounts_reviewed",
        facts={"reviewed_on": reviewed_on.isoformat(), "people": people, "sheet": sheet is not None},
        reason=said[:500],
    )
    answering = [Role.ADMINISTRATOR, *sorted(ROLES_OF_KIND[organisation.kind] & LEADERS)]
    tell(
        to=[Desk(organisation.pk, role) for role in answering],
        kind="people",
        title=f"{organisation.name}的人员账号已复核"[:120],
        text=f"{formats.day(reviewed_on)}由{by.signature}复核，{people} 人。"
        f"下一次不晚于 {formats.day(half_a_year_after(reviewed_on))}。",
        by=by,
        key=f"people.review:{row.pk}",
        subject=Subject("organisation", str(organisation.pk)),
    )
    return row
