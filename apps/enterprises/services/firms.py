"""The enterprises themselves: recorded by their code, renamed with a date, reached by a contact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db import IntegrityError, transaction

from apps.audit.services import FieldChange, Subject, record
from apps.enterprises.models import Enterprise, FormerFacts
from apps.enterprises.permissions import may_change_contact, may_rename
from apps.enterprises.services.locks import checked_day, checked_text, locked
from apps.enterprises.services.telling import tell_enterprise
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.chinese import normalise_prose, normalise_text
from apps.lib.decisions import Refused, require
from apps.lib.identity import InvalidNumber, check_credit_code, check_phone
from apps.orgs.enums import OrganisationKind
from apps.orgs.models import Organisation


@dataclass(frozen=True, slots=True)
class OffListEnterprise:
    """An enterprise the household found itself, known by its 统一社会信用代码: an equal choice (R3)."""

    name: str
    credit_code: str
    contact_name: str
    contact_phone: str


def chosen_enterprise(*, chosen: Enterprise | OffListEnterprise, by: Actor) -> Enterprise:
    """Return the enterprise a household chose; one off the list is recorded with the choice."""
    return record_enterprise(by=by, **asdict(chosen)) if isinstance(chosen, OffListEnterprise) else chosen


@transaction.atomic
def record_enterprise(
    *,
    by: Actor,
    name: str,
    credit_code: str,
    contact_name: str,
    contact_phone: str,
    organisation: Organisation | None = None,
) -> Enterprise:
    """Record an enterprise by its 统一社会信用代码; one already known is returned unchanged.

    An enterprise off the list is an equal choice, so this needs no listing and no account. Where there
    is an account with this code, its people see the enterprise's cases from now on.
    """
    try:
        code = check_credit_code(credit_code)
    except InvalidNumber as error:
        raise Refused(error.message, field="credit_code", code="credit_code") from error
    phone = checked_phone(contact_phone)
    clean = normalise_prose(name)
    if not clean:
        raise Refused("请填写企业名称。", field="name", code="name")
    known = _known(code, clean)
    if known is not None:
        return known
    account = organisation
    if account is None:
        account = Organisation.objects.filter(
            kind=OrganisationKind.ENTERPRISE, credit_code=code, enterprise__isnull=True
        ).first()
        require_same_name(account, code, [clean])
    try:
        # A savepoint: without it PostgreSQL would refuse everything after the error, also the next query.
        with transaction.atomic():
            enterprise = Enterprise.objects.create(
                name=clean,
                credit_code=code,
                contact_name=normalise_prose(contact_name),
                contact_phone=phone,
                pinyin=_pinyin(clean)[:400],
                organisation=account,
                recorder_id=by.organisation_id,
            )
    except IntegrityError:
        # Another counter recorded the same enterprise at this very moment, and has committed it.
        known = _known(code, clean)
        if known is None:
            raise
        return known
    record(
        by=by,
        subject=Subject("enterprise", str(enterprise.pk)),
        action="enterprise.recorded",
        facts={"credit_code": code, "name": clean},
    )
    return enterprise


@transaction.atomic
def rename_enterprise(
    *, by: Actor, enterprise: Enterprise, name: str, changed_on: date, reason: str, version: int | None = None
) -> Enterprise:
    """Give an enterprise its new name; papers made until now keep the former one.

    ``changed_on`` is the day of the 变更登记. Papers go by the moment at which it was told here: what was
    signed before it under the old name would otherwise read as if it had been signed under the new.
    """
    require(may_rename(by, enterprise))
    row = locked(Enterprise, enterprise, version)
    clean = normalise_prose(checked_text(name, "新名称", "name", 120))
    if normalise_text(clean) == normalise_text(row.name):
        raise Refused("新名称与现在的名称相同。", field="name", code="same")
    day = checked_day(changed_on, "变更登记日期", "changed_on")
    why = checked_text(reason, "变更依据", "reason", 300)
    former = _keep_former(row, by, day, why)
    row.name, row.pinyin = clean, _pinyin(clean)[:400]
    _save(row, "name", "pinyin")
    record(
        by=by,
        subject=Subject("enterprise", str(row.pk)),
        action="enterprise.renamed",
        facts={"from": former.name, "name": clean, "changed_on": day.isoformat()},
        reason=why,
    )
    tell_enterprise(
        row,
        by=by,
        kind="enterprise.renamed",
        title=f"企业名称已变更为{clean}",
        text=f"{formats.day(day)}变更登记。此前的文书保留原名“{former.name}”，以后的用新名称。",
        key=f"renamed:{row.pk}:{row.edit}",
    )
    return row


@transaction.atomic
def change_contact(
    *, by: Actor, enterprise: Enterprise, contact_name: str, contact_phone: str, version: int | None = None
) -> Enterprise:
    """Put an enterprise's contact right; papers made until now keep the former one."""
    require(may_change_contact(by, enterprise))
    row = locked(Enterprise, enterprise, version)
    name = normalise_prose(checked_text(contact_name, "联系人", "contact_name", 60))
    phone = checked_phone(contact_phone)
    if (name, phone) == (row.contact_name, row.contact_phone):
        raise Refused("联系人和联系方式都没有变。", field="contact_name", code="same")
    _keep_former(row, by)
    changes = [
        FieldChange("contact_name", row.contact_name, name),
        FieldChange("contact_phone", row.contact_phone, phone),
    ]
    row.contact_name, row.contact_phone = name, phone
    _save(row, "contact_name", "contact_phone")
    record(
        by=by,
        subject=Subject("enterprise", str(row.pk)),
        action="enterprise.contact_changed",
        changes=changes,
    )
    if by.organisation_id != row.organisation_id:
        tell_enterprise(
            row,
            by=by,
            kind="enterprise.contact_changed",
            title="名录里的联系人已变更",
            text="不对的，请在“名录—本企业”里更正。",
            key=f"contact:{row.pk}:{row.edit}",
        )
    return row


def require_same_name(account: Organisation | None, code: str, names: Sequence[str]) -> None:
    """Refuse to join an account to an enterprise that goes, and went, by no name of the account's.

    A code is typed: with a slip in it one enterprise's people would see another's cases.
    """
    if account is None:
        return
    called = [account.name, *account.former_names.values_list("name", flat=True)]
    # The account of a namesake carries the code in its name.
    spelt = {normalise_text(each.removesuffix(f"（{code}）")) for each in called}
    if spelt.isdisjoint(map(normalise_text, names)):
        raise Refused(
            f"统一社会信用代码 {code} 的账号机构是“{account.name}”，企业是“{names[0]}”，名称不一致，"
            "没有对上。请核对代码；更过名的，先登记企业更名，或由市局在“机构与管辖”更正账号机构的名称。",
            field="credit_code",
            code="name",
        )


def _keep_former(row: Enterprise, by: Actor, changed_on: date | None = None, reason: str = "") -> FormerFacts:
    row.changed_at = clock.now()
    return FormerFacts.objects.create(
        enterprise=row,
        name=row.name,
        contact_name=row.contact_name,
        contact_phone=row.contact_phone,
        until=row.changed_at,
        changed_on=changed_on,
        reason=reason,
        recorded_by=by.signature,
    )


def _save(row: Enterprise, *names: str) -> None:
    row.edit += 1
    row.save(update_fields=[*names, "changed_at", "edit"])


def checked_phone(text: str, field: str = "contact_phone") -> str:
    """Return a telephone number as it is kept; Refused at ``field`` where it is none."""
    try:
        return check_phone(text)
    except InvalidNumber as error:
        raise Refused(error.message, field=field, code=field) from error


def _pinyin(name: str) -> str:
    """Return the pinyin of a name, by which the directory is sorted."""
    # Its dictionaries take 0.4 s to load, and few processes ever record an enterprise.
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(name))


def _known(code: str, name: str) -> Enterprise | None:
    """Return the enterprise of a code; Refused when it goes by another name."""
    known = Enterprise.objects.filter(credit_code=code).first()
    if known is not None and normalise_text(known.name) != normalise_text(name):
        former = [row.name for row in known.former_facts.all()]
        was = "（所填为曾用名）" if normalise_text(name) in map(normalise_text, former) else ""
        raise Refused(
            f"这个信用代码登记的企业是“{known.name}”{was}，请核对；企业更名的，由名录的公布机构登记。",
            field="credit_code",
            code="known",
        )
    return known
