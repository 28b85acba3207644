"""Finding cases: exact look-ups only, because what is encrypted cannot be searched in part."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.api.models import IdempotencyKey
from apps.cases.enums import NOT_HOLDING_SPACE, Status, Will
from apps.cases.models import Case, RegistrationDraft
from apps.cases.models.case import CaseQuerySet
from apps.lib import clock, crypto
from apps.lib.actors import Actor
from apps.lib.chinese import dwelling_key, normalise_name, normalise_text
from apps.lib.decisions import Refused
from apps.lib.identity import InvalidNumber, check_id_number, check_phone
from apps.orgs.enums import SensitiveField, Sight
from apps.orgs.models import Region
from apps.orgs.permissions import sight
from apps.orgs.queries import region_path

_OVERLAPS = {
    Will.KITCHEN: [Will.KITCHEN, Will.BOTH],
    Will.BATHROOM: [Will.BATHROOM, Will.BOTH],
    Will.BOTH: [Will.KITCHEN, Will.BATHROOM, Will.BOTH],
}


def dwelling_key_at(street: Region, address: str) -> str:
    """Return the key of the dwelling at an address of a street (R13).

    Keyed by county, not street: naming a neighbouring street must not make a second dwelling.
    """
    path = region_path(street)
    return dwelling_key(path[1].code, address, [region.name for region in path])


def case_registered_with(actor: Actor, key: UUID) -> Case | None:
    """Return the case that an earlier submission with the same key made at the actor's counter."""
    row = IdempotencyKey.objects.filter(
        key=key.hex, purpose="cases.register", organisation_id=actor.organisation_id or 0
    ).first()
    if row is None or not row.result_id:
        return None
    return Case.objects.visible_to(actor).filter(pk=row.result_id).first()


def conflicting_case(
    *, program_group: str, dwelling_key: str, will: str, exclude: UUID | None = None
) -> Case | None:
    """Return the case that already occupies one of the wanted spaces of a dwelling, if any (R13)."""
    rows = Case.objects.filter(
        program_group=program_group, dwelling_key=dwelling_key, will__in=_OVERLAPS[Will(will)]
    ).exclude(status__in=NOT_HOLDING_SPACE)
    if exclude is not None:
        rows = rows.exclude(pk=exclude)
    return rows.first()


def drafts_of(actor: Actor) -> QuerySet[RegistrationDraft]:
    """Registration drafts of the actor's own counter."""
    return RegistrationDraft.objects.filter(street_office_id=actor.organisation_id or 0)


def registered_with(actor: Actor, field: str, text: str) -> CaseQuerySet:
    """Return the visible cases of one exact ``id_number`` or ``phone``.

    Raises Refused when the number cannot be one, or when the role may not see the field at all.
    """
    if sight(actor, SensitiveField(field)) is Sight.HIDDEN:
        raise Refused("您的岗位不能按这一项查找。", code="policy")
    try:
        value = check_phone(text) if field == "phone" else check_id_number(text, on=clock.today()).value
    except InvalidNumber as error:
        raise Refused(error.message, field=field, code="invalid") from error
    index = crypto.blind_index(value, purpose=field)
    rows = Case.objects.visible_to(actor).exclude(status=Status.DRAFT)
    return rows.filter(**{f"household__{field}_index": index})


def search(actor: Actor, text: str, *, on: date | None = None) -> QuerySet[Case]:
    """Find visible cases by number, household name, address, 身份证号 or telephone.

    ID number and telephone match exactly, through their keyed index, and only for roles that may
    see the field at all; the other texts match in full or in part inside the actor's own rows.
    """
    rows = Case.objects.visible_to(actor)
    term = normalise_text(text)
    if not term:
        return rows
    conditions = Q(number__iexact=term) | Q(number__endswith=f"-{term.zfill(4)}")
    if re.search(r"[\u3400-\U00032000]", term):
        conditions |= Q(dwelling__address__contains=term)
        if sight(actor, SensitiveField.NAME) is not Sight.HIDDEN:
            conditions |= Q(household__name__startswith=normalise_name(text))
    if sight(actor, SensitiveField.ID_NUMBER) is not Sight.HIDDEN:
        try:
            number = check_id_number(text, on=on or clock.today()).value
            conditions |= Q(household__id_number_index=crypto.blind_index(number, purpose="id_number"))
        except InvalidNumber:
            pass
    if sight(actor, SensitiveField.PHONE) is not Sight.HIDDEN:
        try:
            phone = check_phone(text)
            conditions |= Q(household__phone_index=crypto.blind_index(phone, purpose="phone"))
        except InvalidNumber:
            pass
    return rows.exclude(status=Status.DRAFT).filter(conditions)
