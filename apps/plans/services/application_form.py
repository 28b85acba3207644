"""Issuing 申请表 (附件 1) once, and appending later changes to it (R1)."""

from __future__ import annotations

import json
from uuid import uuid4

from apps.audit.services import Subject, log_access, record
from apps.cases.enums import BuildingType, Hardship, Will
from apps.cases.models import Case
from apps.lib import clock, crypto
from apps.lib.actors import Actor
from apps.lib.amounts import spelled
from apps.plans.enums import AppendixKind
from apps.plans.models import ApplicationAppendix, ApplicationForm, PlanVersion
from apps.plans.queries import content_of
from apps.plans.rules import digest, total


def issue_application_form(*, case: Case, plan: PlanVersion, by: Actor) -> ApplicationForm | None:
    """Freeze every field of 附件 1 as of now, encrypted and hashed; None when it is issued already.

    Called when household, enterprise, plan and budget are agreed. The nonce keeps the printed hash
    from being a way to guess a 身份证号.
    """
    if ApplicationForm.objects.filter(case=case).exists():
        return None
    form_id = uuid4()
    text = json.dumps(_fields(case, plan), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    form = ApplicationForm.objects.create(
        id=form_id,
        case=case,
        plan=plan,
        number=f"{case.number}-申请表",
        content_sealed=crypto.encrypt(text, aad=str(form_id)),
        content_hash=digest(text),
        issued_on=clock.today(),
        issued_at=clock.now(),
        issued_by=by.signature,
        issued_organisation=by.organisation_name,
    )
    log_access(
        by=by,
        subject=Subject("case", str(case.pk)),
        kind="unmask",
        field="id_number",
        purpose="签发申请表",
    )
    record(
        by=by,
        subject=Subject("case", str(case.pk)),
        action="application.issued",
        facts={"plan": plan.number, "hash": form.content_hash},
        jurisdiction=case.county_code,
    )
    return form


def append_change(
    *, case: Case, by: Actor, kind: AppendixKind, text: str, plan: PlanVersion | None = None
) -> ApplicationAppendix | None:
    """Append a later change to the issued form; None when there is no form yet."""
    form = ApplicationForm.objects.filter(case=case).first()
    if form is None:
        return None
    return ApplicationAppendix.objects.create(
        form=form,
        kind=kind,
        text=text[:300],
        plan=plan,
        content_hash=plan.content_hash if plan else "",
        appended_on=clock.today(),
        appended_at=clock.now(),
        appended_by=by.signature,
    )


def _fields(case: Case, plan: PlanVersion) -> dict[str, object]:
    household, dwelling, enterprise = case.household, case.dwelling, plan.enterprise

    def opened(name: str) -> str:
        sealed = getattr(household, f"{name}_sealed")
        return crypto.decrypt_text(bytes(sealed), aad=f"{household.pk}:{name}") if sealed else ""

    return {
        "nonce": uuid4().hex,
        "filled_on": case.applied_on.isoformat(),
        "household_name": household.name,
        "id_number": opened("id_number"),
        "phone": opened("phone"),
        "enterprise_name": enterprise.name,
        "enterprise_contact": enterprise.contact_name,
        "enterprise_phone": enterprise.contact_phone,
        "address": dwelling.address,
        "owner_name": dwelling.owner_name,
        "family_size": household.family_size,
        "building": BuildingType(dwelling.building_type).label,
        "area": str(dwelling.floor_area),
        "built_year": str(dwelling.built_year),
        "rooms": dwelling.rooms,
        "halls": dwelling.halls,
        "bathrooms": dwelling.bathrooms,
        "family": Hardship(opened("hardship")).label,
        "wish": Will(case.will).label,
        "budget": spelled(total(content_of(plan).lines)),
        "plan": plan.number,
        "plan_hash": plan.content_hash,
    }
