"""转为其他装修: a case of the assembled track goes on here, with its history."""

from __future__ import annotations

from uuid import uuid4

from apps.cases.models import Case
from apps.encryption import Plain
from apps.lib import clock
from apps.lib.actors import Actor
from apps.othertrack.enums import FactKind, Status
from apps.othertrack.models import Renovation
from apps.othertrack.services.applying import next_number
from apps.othertrack.services.facts import add_fact, note, stand


def open_converted(case: Case, by: Actor) -> None:
    """Open the renovation of a case that has just been converted, within the transaction of its move.

    Whose home it is, its contract and the days of its works come over as they stand; the application with its
    papers is still to come, and what the other track looks up is looked up anew.
    """
    household, now = case.household, clock.now()
    renovation = Renovation(
        id=uuid4(),
        number=next_number(case.bureau),
        converted_from=case,
        street_code=case.street_code,
        county_code=case.county_code,
        city_code=case.city_code,
        street_office=case.street_office,
        bureau=case.bureau,
        city_bureau=case.city_bureau,
        patrol_organisation=case.patrol_organisation,
        name=household.name,
        address=case.dwelling.address,
        dwelling_key=case.dwelling_key,
        area_type=case.area_type,
        contractor=case.enterprise.name if case.enterprise else "",
        contract_amount=case.contract_amount,
        started_on=case.started_on,
        finished_on=case.completed_on,
        finish_recorded_at=now if case.completed_on else None,
        created_at=now,
        updated_at=now,
        created_by=by.signature,
        status=Status.OPENED,
    )
    renovation.phone_encrypted = Plain(household.phone_encrypted.text())
    renovation.save(force_insert=True)
    add_fact(renovation, by, FactKind.CONVERTED, on=clock.today(), reference=case.number or "")
    note(renovation, by, "converted", facts={"case": str(case.pk)})
    stand(renovation, by, status=Status.OPENED)
