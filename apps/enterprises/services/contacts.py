"""联系人员: whom an enterprise names for what, kept by itself."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from apps.audit.services import FieldChange, Subject, record
from apps.enterprises.models import Enterprise, EnterpriseContact
from apps.enterprises.permissions import may_end_contact, may_keep_contacts
from apps.enterprises.services.firms import checked_phone
from apps.enterprises.services.locks import checked_day, checked_text, locked
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.chinese import normalise_name
from apps.lib.decisions import Refused, require

MOST = 20
"""People an enterprise names at a time (ours): a list to telephone by, no staff register."""


@transaction.atomic
def add_contact(
    *,
    by: Actor,
    enterprise: Enterprise,
    name: str,
    duty: str,
    phone: str,
    since: date,
    version: int | None = None,
) -> EnterpriseContact:
    """Name somebody whom street and bureau call about a duty."""
    require(may_keep_contacts(by, enterprise))
    row = locked(Enterprise, enterprise, version)
    person = normalise_name(checked_text(name, "姓名", "name", 60))
    said = checked_text(duty, "职责", "duty", 20)
    number = checked_phone(phone, "phone")
    day = checked_day(since, "开始日期", "since")
    standing = row.contacts.filter(until__isnull=True)
    if standing.filter(name=person, duty=said).exists():
        raise Refused(f"{person}已经是“{said}”的联系人员。", field="name", code="same")
    if standing.count() >= MOST:
        raise Refused(f"联系人员最多 {MOST} 人，请先停用不再联系的。", code="most")
    contact = EnterpriseContact.objects.create(
        enterprise=row, name=person, duty=said, phone=number, since=day, recorded_by=by.signature
    )
    _counted(row)
    record(
        by=by,
        subject=Subject("enterprise", str(row.pk)),
        action="enterprise.contact_added",
        facts={"duty": said, "since": day.isoformat()},
        changes=[FieldChange("name", "", person), FieldChange("phone", "", number)],
    )
    return contact


@transaction.atomic
def end_contact(
    *, by: Actor, enterprise: Enterprise, contact: EnterpriseContact, version: int | None = None
) -> EnterpriseContact:
    """End that somebody is called; what was there stays in the record."""
    require(may_end_contact(by, enterprise))
    row = locked(Enterprise, enterprise, version)
    found = row.contacts.filter(pk=contact.pk, until__isnull=True).first()
    if found is None:
        raise Refused("这位联系人员已经停用。", field="contact", code="ended")
    found.until = clock.today()
    found.save(update_fields=["until"])
    _counted(row)
    record(
        by=by,
        subject=Subject("enterprise", str(row.pk)),
        action="enterprise.contact_ended",
        facts={"duty": found.duty},
        changes=[FieldChange("name", found.name, "")],
    )
    return found


def _counted(row: Enterprise) -> None:
    row.edit += 1
    row.save(update_fields=["edit"])
