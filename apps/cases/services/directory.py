"""What cases owe to the directory: who hears that an enterprise left a list, or got its account."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Count

from apps.audit.services import Subject
from apps.cases.models import Case
from apps.cases.services.notices import tell_turn
from apps.enterprises.models import Enterprise
from apps.lib.actors import SYSTEM, Actor
from apps.orgs.enums import Role
from apps.outbox.services import Desk, tell

BATCH = 200


@transaction.atomic
def tell_unlisted(*, enterprise_id: int, reason: str, key: str, by: Actor = SYSTEM) -> int:
    """Tell the clerks who have cases of an enterprise that it left a list: one message a desk."""
    enterprise = Enterprise.objects.get(pk=enterprise_id)
    cases = Case.objects.open().filter(enterprise=enterprise)
    told = 0
    for column, role in (("bureau_id", Role.DISTRICT_CLERK), ("street_office_id", Role.STREET_CLERK)):
        for organisation_id, count in cases.order_by().values_list(column).annotate(Count("pk")):
            told += tell(
                to=[Desk(organisation_id, role)],
                kind="enterprise.unlisted",
                title=f"{enterprise.name}已移出名录"[:120],
                text=f"原因：{reason}。在办的 {count} 件照常办理，不用更换企业。"[:300],
                by=by,
                key=key,
                subject=Subject("enterprise", str(enterprise.pk)),
                page="enterprises:enterprise",
            )
    return told


def cases_joined(enterprise_id: int, after: str) -> list[UUID]:
    """Return the next open cases of an enterprise, by id after ``after``."""
    rows = Case.objects.open().filter(enterprise_id=enterprise_id)
    if after:
        rows = rows.filter(pk__gt=UUID(after))
    return list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def tell_joined(*, case_ids: list[UUID], by: Actor = SYSTEM) -> int:
    """Tell the enterprise's people whose turn its cases have become; what the counter was asked ends."""
    return sum(tell_turn(case_id=case_id, by=by) for case_id in case_ids)
