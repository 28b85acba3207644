"""Every write to the enterprise directory (R3): listing and removal never touch running cases."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from django.db import IntegrityError, transaction

from apps.audit.services import Subject, record
from apps.enterprises.models import Enterprise, Listing
from apps.lib.actors import Actor
from apps.lib.chinese import normalise_prose, normalise_text
from apps.lib.decisions import Refused
from apps.lib.identity import InvalidNumber, check_credit_code, check_phone
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

    An enterprise off the list is an equal choice, so this needs no listing and no account.
    """
    try:
        code = check_credit_code(credit_code)
    except InvalidNumber as error:
        raise Refused(error.message, field="credit_code", code="credit_code") from error
    try:
        phone = check_phone(contact_phone)
    except InvalidNumber as error:
        raise Refused(error.message, field="contact_phone", code="contact_phone") from error
    clean = normalise_prose(name)
    if not clean:
        raise Refused("请填写企业名称。", field="name", code="name")
    known = _known(code, clean)
    if known is not None:
        return known
    try:
        # A savepoint: without it PostgreSQL would refuse everything after the error, also the next query.
        with transaction.atomic():
            enterprise = Enterprise.objects.create(
                name=clean,
                credit_code=code,
                contact_name=normalise_prose(contact_name),
                contact_phone=phone,
                pinyin=_pinyin(clean)[:400],
                organisation=organisation,
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


def _pinyin(name: str) -> str:
    """Return the pinyin of a name, by which the directory is sorted."""
    # Its dictionaries take 0.4 s to load, and few processes ever record an enterprise.
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(name))


def _known(code: str, name: str) -> Enterprise | None:
    """Return the enterprise of a code; Refused when it goes by another name."""
    known = Enterprise.objects.filter(credit_code=code).first()
    if known is not None and normalise_text(known.name) != normalise_text(name):
        raise Refused(f"这个信用代码登记的企业是“{known.name}”，请核对。", field="credit_code", code="known")
    return known


@transaction.atomic
def list_enterprise(
    *, by: Actor, enterprise: Enterprise, criteria: str, legal_basis: str, valid_from: date
) -> Listing:
    """Put an enterprise on the published list, with criteria and legal basis shown."""
    listing = Listing.objects.create(
        enterprise=enterprise, criteria=criteria, legal_basis=legal_basis, valid_from=valid_from
    )
    record(
        by=by,
        subject=Subject("enterprise", str(enterprise.pk)),
        action="enterprise.listed",
        facts={"valid_from": valid_from.isoformat()},
    )
    return listing


@transaction.atomic
def unlist_enterprise(*, by: Actor, enterprise: Enterprise, on: date, reason: str) -> None:
    """Take an enterprise off the list; its running cases go on."""
    if not reason.strip():
        raise Refused("请写明移出原因。", field="reason", code="reason")
    # Ended and not deleted: a choice may be entered later, as of a day when it was still listed.
    enterprise.listings.filter(valid_to__isnull=True).update(valid_to=on, removal_reason=reason.strip())
    record(
        by=by,
        subject=Subject("enterprise", str(enterprise.pk)),
        action="enterprise.unlisted",
        facts={"valid_to": on.isoformat()},
        reason=reason.strip(),
    )
