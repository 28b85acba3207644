"""Corrections of facts without a status change (R24): 更正, 变更装修人, 补录."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction

from apps.audit.services import FieldChange
from apps.cases.enums import CorrectionKind, Status
from apps.cases.facts import BY_NAME, CORRECTABLE
from apps.cases.models import Case, Correction
from apps.cases.permissions import may_backfill, may_correct
from apps.cases.queries import dwelling_key_at, owner_is_open
from apps.cases.services.transitions import lock_case, update_case
from apps.documents.enums import FileKind
from apps.documents.models import StoredFile
from apps.documents.rules.uploads import CheckedUpload
from apps.documents.services import Owner, keep
from apps.encryption import Plain
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.amounts import in_wan
from apps.lib.decisions import Refused, require
from apps.orgs.enums import OrganisationKind, Sight
from apps.orgs.models import Organisation, Region

BEFORE_A_PLAN = frozenset({Status.DRAFT, Status.SUBMITTED, Status.RECEIVED, Status.FILED, Status.DESIGNING})
"""States in which no plan binds the case yet, so that 改造意愿 may still be corrected.

A plan that was signed before 备案 for another 改造意愿 does not pass: the case then waits for a new one.
"""


@dataclass(frozen=True, slots=True)
class ListedChange:
    """One changed field; ``shown_*`` are safe to show (sensitive values masked)."""

    field: str
    label: str
    old: str
    new: str
    shown_old: str
    shown_new: str


def space_is_taken(error: IntegrityError) -> bool:
    """Whether the database refused a second case for the same space of a dwelling, and nothing else."""
    text = str(error)  # PostgreSQL names the constraint, SQLite its columns
    return "one_kitchen_per_dwelling" in text or "one_bathroom_per_dwelling" in text or "dwelling_key" in text


def apply_changes(*, case: Case, changes: Mapping[str, object]) -> list[ListedChange]:
    """Write changed values of a locked case's household, dwelling and own columns; list them.

    Unchanged values are skipped. An owner who is the household follows its name. The case row itself is
    saved by the caller's ``update_case``.
    """
    household, dwelling = case.household, case.dwelling
    listed = []
    for name, value in changes.items():
        if name not in CORRECTABLE:
            raise ValueError(f"{name} is not correctable")
        # CORRECTABLE is the list of what may be set: a name from a request must not reach setattr() unasked.
        fact = BY_NAME[name]
        old = fact.value(case)
        if old == value:
            continue
        setattr(fact.row(case), fact.model_field, Plain(str(value)) if fact.encrypted else value)
        listed.append(_listed(name, old, value))
    if "owner_name" in changes:
        dwelling.owner_is_household = dwelling.owner_name == household.name
    elif dwelling.owner_is_household and dwelling.owner_name != household.name:
        listed.append(_listed("owner_name", dwelling.owner_name, household.name))
        dwelling.owner_name = household.name
    if "address" in {item.field for item in listed}:
        street = Region.objects.get(pk=case.street_code)
        case.dwelling_key = dwelling_key_at(street, dwelling.address)
    # With every save: the blind indexes are of the values that stand, and nothing else keeps them so.
    household.index()
    household.save()
    dwelling.save()
    return listed


def _listed(name: str, old: object, new: object) -> ListedChange:
    return ListedChange(
        name, CORRECTABLE[name], _text(name, old), _text(name, new), _shown(name, old), _shown(name, new)
    )


def _text(name: str, value: object) -> str:
    if name == "intended_budget" and isinstance(value, Decimal):
        value = in_wan(value)  # as corrections said it from the first one on
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value or "")


def _shown(name: str, value: object) -> str:
    fact, text = BY_NAME[name], _text(name, value)
    # Owner and agent stay in full: application_view shows a return only to who reads names in full.
    if fact.cut is None or not (fact.encrypted or name == "name"):
        return text
    return fact.cut(Sight.MASKED, lambda: text) or "（按规定不显示）"


@transaction.atomic
def correct_facts(
    *,
    case_id: UUID,
    by: Actor,
    changes: Mapping[str, object],
    reason: str,
    proof: StoredFile | CheckedUpload | None = None,
    version: int | None = None,
    kind: CorrectionKind = CorrectionKind.FACT,
) -> Correction:
    """更正 registered facts with a reason; old and new values stay, encrypted.

    ``kind`` SUCCESSOR is 变更装修人 (death, sale), with proof; what the predecessor signed stays. Where the
    predecessor owned the dwelling, ``changes`` must say who owns it now: whether a sale or an inheritance
    is registered yet is nothing a new name tells.
    """
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_correct(by, case))
    if not reason.strip():
        raise Refused("请写明更正原因。", field="reason", code="reason")
    if kind == CorrectionKind.SUCCESSOR and owner_is_open(case, changes):
        raise Refused(
            "原装修人登记为房屋所有权人，请写明现在的所有权人是新装修人还是原所有权人。",
            field="owner_name",
            code="owner",
        )
    if (
        changes.get("will", case.renovation_scope) != case.renovation_scope
        and case.status not in BEFORE_A_PLAN
    ):
        raise Refused(
            "方案已按原来的改造意愿经户主确认，不能再更正。增加的空间请另行登记一份申请。",
            field="will",
            code="will",
        )
    try:
        # A savepoint: the writes in it join this transaction, and one of them may be refused by the database.
        with transaction.atomic():
            listed = apply_changes(case=case, changes=changes)
            if not listed:
                raise Refused("没有任何变化。", code="unchanged")
            return _keep(case=case, by=by, kind=kind, listed=listed, reason=reason, proof=proof)
    except IntegrityError as error:
        if not space_is_taken(error):
            raise
        raise Refused(
            "更正后的住宅和空间已在另一份申请中，不能重复申请。", field="address", code="duplicate"
        ) from error


@transaction.atomic
def put_right_after_end(
    *, case: Case, by: Actor, changes: Mapping[str, object], reason: str, kind: CorrectionKind
) -> Correction:
    """Write changed facts of a locked case that has ended; who may, and of which facts, says the caller.

    The paper for it is the caller's too: into a 件 that was filed nothing comes but a supplement.
    """
    if kind == CorrectionKind.SUCCESSOR and owner_is_open(case, changes):
        raise Refused("请写明现在的房屋所有权人。", field="owner_after", code="owner")
    listed = apply_changes(case=case, changes=changes)
    if not listed:
        raise Refused("没有任何变化。", code="unchanged")
    return _keep(case=case, by=by, kind=kind, listed=listed, reason=reason, proof=None)


@transaction.atomic
def backfill_case(*, case_id: UUID, by: Actor, reason: str, version: int | None = None) -> Case:
    """补录: works began before registration; missing concealed-work photos then do not block.

    During works only the district leader may mark it: surfaces closed without a photograph would
    otherwise leave the case with no way on (R24).
    """
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_backfill(by, case))
    if not reason.strip():
        raise Refused("请写明原因，例如先施工后登记、隐蔽工程已封闭未留照片。", field="reason", code="reason")
    return update_case(
        case=case,
        by=by,
        action="case.backfilled",
        values={"backfilled": True, "backfill_reason": reason.strip()},
        reason=reason.strip(),
    )


@transaction.atomic
def set_patrol(
    *, case_id: UUID, by: Actor, organisation_id: int | None, reason: str = "", version: int | None = None
) -> Case:
    """Name the patrol body (物业服务企业); none means the street patrols (R6)."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_correct(by, case))
    organisation = None
    if organisation_id is not None:
        organisation = Organisation.objects.filter(
            pk=organisation_id, kind=OrganisationKind.PROPERTY, is_active=True
        ).first()
        if organisation is None:
            raise Refused("请选择名录中的物业服务企业。", field="patrol_organisation", code="organisation")
    return update_case(
        case=case,
        by=by,
        action="case.patrol_set",
        # None is a value here: the street patrols, and the case row says so by NULL (R6).
        values={"patrol_organisation": organisation},
        facts={"patrol": organisation_id},
        reason=reason,
    )


def _keep(
    *,
    case: Case,
    by: Actor,
    kind: CorrectionKind,
    listed: list[ListedChange],
    reason: str,
    proof: StoredFile | CheckedUpload | None,
) -> Correction:
    values = json.dumps({item.field: [item.old, item.new] for item in listed}, ensure_ascii=False)
    proof_file = None
    if proof is not None:
        proof_file = keep(
            by=by,
            file=proof,
            owner=Owner("case", str(case.pk)),
            kind=FileKind.CORRECTION_PROOF,
            sensitive=True,
            field="proof",
        )
    correction = Correction.objects.create(
        case=case,
        kind=kind,
        fields=[item.label for item in listed],
        values_encrypted=Plain(values),
        reason=reason.strip(),
        proof_id=proof_file.pk if proof_file else None,
        made_at=clock.now(),
        made_by=by.signature,
    )
    update_case(
        case=case,
        by=by,
        action=f"case.corrected.{CorrectionKind(kind).value}",
        changes=[FieldChange(item.field, item.old, item.new) for item in listed],
        reason=reason.strip(),
    )
    return correction
