"""Finding cases: exact look-ups only, because what is encrypted cannot be searched in part."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.api.models import IdempotencyKey
from apps.cases.enums import NOT_HOLDING_SPACE, RenovationScope, Status
from apps.cases.models import Case, RegistrationDraft
from apps.cases.models.case import CaseQuerySet
from apps.lib import clock, crypto
from apps.lib.actors import Actor
from apps.lib.chinese import normalise_name, normalise_prose, normalise_text
from apps.lib.decisions import Refused
from apps.lib.id_documents import check_document, documents_of, number_key
from apps.lib.identity import InvalidNumber, check_phone
from apps.orgs.enums import SensitiveField, Sight
from apps.orgs.permissions import sight
from apps.outbox.queries import Where

_MARKS = str.maketrans("(),:;", "（），：；")
"""Latin marks to the ones addresses are written with."""
_OVERLAPS = {
    RenovationScope.KITCHEN: [RenovationScope.KITCHEN, RenovationScope.BOTH],
    RenovationScope.BATHROOM: [RenovationScope.BATHROOM, RenovationScope.BOTH],
    RenovationScope.BOTH: [RenovationScope.KITCHEN, RenovationScope.BATHROOM, RenovationScope.BOTH],
}


def case_registered_with(actor: Actor, key: UUID) -> Case | None:
    """Return the case that an earlier submission with the same key made at the actor's counter."""
    row = IdempotencyKey.objects.filter(
        key=key.hex, purpose="cases.register", organisation_id=actor.organisation_id or 0
    ).first()
    if row is None or not row.result_id:
        return None
    return Case.objects.visible_to(actor).filter(pk=row.result_id).first()


def conflicting_case(
    *, program_group: str, dwelling_key: str, renovation_scope: str, exclude: UUID | None = None
) -> Case | None:
    """Return the case that already occupies one of the wanted spaces of a dwelling, if any (R13)."""
    rows = Case.objects.filter(
        program_group=program_group,
        dwelling_key=dwelling_key,
        renovation_scope__in=_OVERLAPS[RenovationScope(renovation_scope)],
    ).exclude(status__in=NOT_HOLDING_SPACE)
    if exclude is not None:
        rows = rows.exclude(pk=exclude)
    return rows.first()


def taken_words(renovation_scope: str, conflict: Case | None) -> str:
    """Return why a registration is refused: what was asked for, and what the other application asked for.

    None where the database refused it: which case it met is not known then.
    """
    wanted, which, why = RenovationScope(renovation_scope).label, "", "同一住宅的同一空间不能重复申请"
    if conflict is not None:
        scope, status = conflict.get_renovation_scope_display(), conflict.get_status_display()
        which = f"（办件 {conflict.number}，{scope}，{status}）"
        if conflict.status == Status.CONVERTED:
            why = "转为其他装修的不能转回装配化，在“其他装修”里接着办"
    return f"这处住宅已经申请过{which}，不能再登记“{wanted}”：{why}"


def drafts_of(actor: Actor) -> QuerySet[RegistrationDraft]:
    """Registration drafts of the actor's own counter."""
    return RegistrationDraft.objects.filter(street_office_id=actor.organisation_id or 0)


def registered_with(actor: Actor, field: str, text: str, document: str = "") -> CaseQuerySet:
    """Return the visible cases of one exact ``id_number`` or ``phone``.

    Without ``document``, an ``id_number`` is looked for as every document whose check it passes.
    Raises Refused when the number cannot be one, or when the role may not see the field at all.
    """
    if sight(actor, SensitiveField(field)) is Sight.HIDDEN:
        raise Refused("您的岗位不能按这一项查找。", code="policy")
    today = clock.today()
    keys = [] if field == "phone" or document else _number_keys(text, today)
    if not keys:
        try:
            keys = [check_phone(text) if field == "phone" else _number_key(document, text, today)]
        except InvalidNumber as error:
            raise Refused(error.message, field=field, code="invalid") from error
    indexes = [crypto.blind_index(key, purpose=field) for key in keys]
    rows = Case.objects.visible_to(actor).exclude(status=Status.DRAFT)
    return rows.filter(**{f"household__{field}_index__in": indexes})


def number_fits(case: Case, document: str) -> bool:
    """Whether the number that is registered is one of this document."""
    try:
        check_document(document, case.household.id_number_encrypted.text(), on=clock.today())
    except InvalidNumber:
        return False
    return True


def _number_key(document: str, text: str, today: date) -> str:
    found = check_document(document, text, on=today)
    return number_key(found.document, found.value)


def _number_keys(text: str, today: date) -> list[str]:
    """Return what a number may be recognised by: one for each document whose check it passes."""
    found = documents_of(text, on=today)
    return list(dict.fromkeys(number_key(each.document, each.value) for each in found))


def search(actor: Actor, text: str, *, on: date | None = None) -> QuerySet[Case]:
    """Find visible cases, all without a text, by number, household name, address, 身份证号 or telephone.

    ID number and telephone match exactly, through their keyed index, and only for roles that may
    see the field at all; the other texts match in full or in part inside the actor's own rows.
    """
    rows = Case.objects.visible_to(actor).exclude(status=Status.DRAFT)
    term = normalise_text(text)
    if not term:
        return rows
    # People say the last part alone, and without its zeros: 17 for …-0017.
    conditions = Q(number__iexact=term) | Q(number__endswith=f"-{term.zfill(4)}")
    # Chinese only: digits are a number or a telephone, and would be looked for inside every address.
    if re.search(r"[\u3400-\U00032000]", term):
        # As registered now, and as registrations of before were kept, with Latin marks.
        written = {term, normalise_prose(text), term.translate(_MARKS)}
        for each in sorted(written):
            conditions |= Q(dwelling__address__contains=each)
        # Finding by a value tells that it is there: what a role may not see it may not search by.
        if sight(actor, SensitiveField.NAME) is not Sight.HIDDEN:
            conditions |= Q(household__name__startswith=normalise_name(text))
            conditions |= Q(household__name__startswith=normalise_name(term))
    if sight(actor, SensitiveField.ID_NUMBER) is not Sight.HIDDEN:
        keys = _number_keys(text, on or clock.today())
        if keys:
            indexes = [crypto.blind_index(key, purpose="id_number") for key in keys]
            conditions |= Q(household__id_number_index__in=indexes)
    if sight(actor, SensitiveField.PHONE) is not Sight.HIDDEN:
        try:
            phone = check_phone(text)
            conditions |= Q(household__phone_index=crypto.blind_index(phone, purpose="phone"))
        except InvalidNumber:
            pass  # no telephone: the same text may still be a number or a name
    return rows.filter(conditions)


def where_of(actor: Actor, case_ids: list[str]) -> dict[str, Where]:
    """Return number, street and address of cases in the actor's rows, by id, for the inbox."""
    rows = Case.objects.visible_to(actor).filter(pk__in=case_ids, number__isnull=False)
    return {
        str(case.pk): Where(
            str(case.number), f"{case.number} · {case.street_office.name} · {case.dwelling.address}"
        )
        for case in rows.select_related("street_office", "dwelling")
    }
