"""Issuing 申请表 (附件 1) once, and appending later changes to it (R1)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from apps.audit.services import Subject, log_access, record
from apps.cases.facts import FACTS, Fact
from apps.cases.models import Case, HandedIn
from apps.cases.rules.materials import APPLICATION_FORM
from apps.documents.enums import FileKind
from apps.documents.services import Owner, keep
from apps.encryption import Plain
from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.lib.amounts import spelled
from apps.lib.decisions import Refused
from apps.orgs.permissions import HOUSEHOLD
from apps.plans.enums import AppendixKind
from apps.plans.models import ApplicationAppendix, ApplicationForm, PlanVersion, SignedApplication
from apps.plans.queries import content_of
from apps.plans.rules import digest, total
from apps.plans.services.signatures import Upload


def issue_application_form(*, case: Case, plan: PlanVersion, by: Actor) -> ApplicationForm | None:
    """Freeze every field of 附件 1 as of now, encrypted and hashed; None when it is issued already.

    Called when household, enterprise, plan and budget are agreed. The nonce keeps the printed hash
    from being a way to guess a 身份证号.
    """
    if ApplicationForm.objects.filter(case=case).exists():
        return None
    if by.role == HOUSEHOLD:
        # The household agrees, it issues nothing: then the house does, in the name of the street.
        by = replace(SYSTEM, organisation_name=case.street_office.name)
    text = json.dumps(_fields(case, plan), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    form = ApplicationForm.objects.create(
        case=case,
        plan=plan,
        number=f"{case.number}-申请表",
        content_encrypted=Plain(text),
        # Of the plain text: the same content encrypts to other bytes each time.
        content_hash=digest(text),
        issued_on=clock.today(),
        issued_at=clock.now(),
        issued_by=by.signature,
        issued_organisation=by.organisation_name,
    )
    # Issuing reads the 身份证号 in plain, though nobody sees it on a page: it counts as an access.
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


def keep_signed_application(
    *, case: Case, by: Actor, scan: Upload, signed_on: date, opinion_on: date | None = None
) -> SignedApplication:
    """Keep a scan of 附件 1 in ink on a locked case: the form as issued, or one the household brought.

    ``signed_on``: the day both sides signed it. ``opinion_on``: the day under 区住建部门意见, None while
    the district has not stamped it.
    """
    today = clock.today()
    if signed_on > today:
        raise Refused("签字盖章日期不能晚于今天。", field="signed_on", code="future")
    if opinion_on is not None and opinion_on > today:
        raise Refused("区住建部门意见日期不能晚于今天。", field="opinion_on", code="future")
    if opinion_on is not None and opinion_on < signed_on:
        raise Refused("区住建部门意见日期早于双方签字盖章日期，请核对。", field="opinion_on", code="order")
    file = keep(
        by=by,
        file=scan,
        owner=Owner("case", str(case.pk)),
        kind=FileKind.APPLICATION_SCAN,
        sensitive=True,
        label="申请表签字盖章件" if opinion_on else "申请表签字件（尚未盖章）",
        field="scan",
    )
    return SignedApplication.objects.create(
        case=case,
        file_id=file.pk,
        signed_on=signed_on,
        stamped=opinion_on is not None,
        opinion_on=opinion_on,
        recorded_at=clock.now(),
        recorded_by=by.signature,
        recorded_organisation=by.organisation_name,
    )


def keep_handed_in(*, row: HandedIn, by: Actor, **_: Any) -> None:
    """Take an 附件 1 that came in as a paper of the list as the one in ink; its days are not known yet."""
    if row.material == APPLICATION_FORM:
        SignedApplication.objects.create(
            case=row.case,
            file_id=UUID(row.file_ids[0]),
            recorded_at=row.handed_in_at,
            recorded_by=row.taken_by,
            recorded_organisation=by.organisation_name,
        )


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
    enterprise = plan.enterprise
    return {
        **{fact.frozen: _as_printed(fact, fact.value(case)) for fact in FACTS if fact.frozen},
        # Without it, every possible 身份证号 could be tried against the printed hash.
        "nonce": uuid4().hex,
        "filled_on": case.applied_on.isoformat(),
        "enterprise_name": enterprise.name,
        "enterprise_contact": enterprise.contact_name,
        "enterprise_phone": enterprise.contact_phone,
        "budget": spelled(total(content_of(plan).lines)),
        "plan": plan.number,
        "plan_hash": plan.content_hash,
    }


def _as_printed(fact: Fact, value: object) -> str:
    """Return a fact as the form prints it: a choice in words, a number without its unit."""
    return fact.text(value) if fact.choices else str(value)
