"""The telephone in full: with a purpose, and logged (R18)."""

from __future__ import annotations

from django.db import transaction

from apps.audit.services import log_access
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.othertrack.models import Renovation
from apps.othertrack.permissions import may_see_phone
from apps.othertrack.services.facts import subject_of


@transaction.atomic
def open_phone(*, renovation: Renovation, by: Actor, purpose: str) -> str:
    """Return 联系方式 after logging who looked and why."""
    require(may_see_phone(by))
    if len(purpose.strip()) < 2:
        raise Refused("请写明查看用途。", field="purpose", code="purpose")
    # Written before the value is opened, in one transaction: nothing leaves without its entry.
    log_access(by=by, subject=subject_of(renovation), kind="unmask", field="phone", purpose=purpose.strip())
    return renovation.phone_encrypted.text()
