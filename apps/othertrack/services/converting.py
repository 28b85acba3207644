"""转为其他装修: a case of the assembled track goes on here, with its history."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

from apps.cases.enums import FINISHED
from apps.cases.models import Case
from apps.encryption import Plain
from apps.lib import clock
from apps.lib.actors import Actor
from apps.othertrack.enums import FactKind, Status
from apps.othertrack.models import Renovation
from apps.othertrack.services.applying import next_number
from apps.othertrack.services.facts import add_fact, note, stand
from apps.othertrack.services.patrols import carry_problems, tell_company
from apps.plans.enums import ContractKind


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
        contract_signed_on=_signed_on(case),
        started_on=case.started_on,
        finished_on=case.completed_on,
        finish_recorded_at=_finish_recorded_at(case) or now if case.completed_on else None,
        created_at=now,
        updated_at=now,
        waits_since=now,
        created_by=by.signature,
        status=Status.OPENED,
    )
    renovation.phone_encrypted = Plain(household.phone_encrypted.text())
    renovation.save(force_insert=True)
    reason = case.transitions.filter(name="convert").order_by("-recorded_at").first()
    words = reason.reason if reason is not None else ""
    add_fact(renovation, by, FactKind.CONVERTED, on=clock.today(), reference=case.number or "", seen=words)
    for kind, on, move in (
        (FactKind.STARTED, case.started_on, "start_works"),
        (FactKind.FINISHED, case.completed_on, "finish_works"),
    ):
        if on is not None:
            # Whoever converts has seen neither; the last move of that name is the one that holds.
            said = case.transitions.filter(name=move).order_by("-recorded_at").first()
            source = f"装配化办件 {case.number} 的记录"
            add_fact(renovation, by, kind, on=on, source=source, recorded=said)
    note(renovation, by, "converted", facts={"case": str(case.pk)})
    stand(renovation, by, status=Status.OPENED, is_new_turn=True)
    carry_problems(renovation, case, by)
    tell_company(renovation, by)


def _signed_on(case: Case) -> date | None:
    """Return when the contract in force was signed."""
    main = case.contracts.filter(kind=ContractKind.MAIN, voided_at__isnull=True)
    return main.values_list("signed_on", flat=True).first()


def _finish_recorded_at(case: Case) -> datetime | None:
    """Return when 完工 was recorded: the year of that moment has counted it (R10)."""
    moves = case.transitions.filter(target__in=FINISHED)
    return moves.order_by("recorded_at").values_list("recorded_at", flat=True).first()
