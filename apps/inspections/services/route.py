"""Opening the telephone numbers of a day's route, each with its own entry in the log."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from apps.cases.services.disclosure import reveal
from apps.inspections.queries.appointments import visits_of_day
from apps.lib.actors import Actor
from apps.orgs.enums import SensitiveField


@transaction.atomic
def open_phones(*, by: Actor, day: date, purpose: str) -> dict[UUID, str]:
    """Return the whole number of every household on the day's route, by case; every one is logged (R18)."""
    cases = {row.case_id: row.case for row in visits_of_day(by, day)}
    return {
        pk: reveal(case=case, by=by, field=SensitiveField.PHONE, purpose=f"上门路线：{purpose.strip()}")
        for pk, case in cases.items()
    }
