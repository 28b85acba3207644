"""Showing a full personal number to someone who says what for; every look is logged (R18)."""

from __future__ import annotations

from django.db import transaction

from apps.audit.services import Subject, log_access
from apps.cases.models import Case
from apps.encryption import Encrypted
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.orgs.enums import SensitiveField, Sight
from apps.orgs.permissions import sight


@transaction.atomic
def reveal(*, case: Case, by: Actor, field: SensitiveField, purpose: str) -> str:
    """Return the full value of ``id_number`` or ``phone`` after logging who looked and why."""
    if sight(by, field) is not Sight.REVEALABLE:
        raise Refused("您的岗位不能查看这一项。", code="policy")
    if len(purpose.strip()) < 2:
        raise Refused("请写明查看用途。", field="purpose", code="purpose")
    # Written before the value is opened, in one transaction: no number leaves without its entry.
    log_access(
        by=by,
        subject=Subject("case", str(case.pk)),
        kind="unmask",
        field=field.value,
        purpose=purpose.strip(),
    )
    closed: Encrypted = getattr(case.household, f"{field.value}_encrypted")
    return closed.text()
