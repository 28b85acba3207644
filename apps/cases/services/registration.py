"""Registering a household at the street's counter: draft, check, submit (R1)."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from apps.audit.services import FieldChange, Subject, record
from apps.cases.enums import AreaType, PaperForm, Status
from apps.cases.facts import FACTS, Holder
from apps.cases.models import Case, Dwelling, Household, RegistrationDraft
from apps.cases.queries import conflicting_case, drafts_of, dwelling_key_at, taken_words
from apps.cases.services.conditions import ConditionSaid, keep_answers
from apps.cases.services.corrections import space_is_taken
from apps.cases.services.filing import receive_locked
from apps.cases.services.handed_in import Paper, take_in
from apps.cases.services.numbers import next_number
from apps.cases.services.privacy import Told, acknowledge
from apps.cases.services.transitions import lock_case, move
from apps.documents.models import StoredFile
from apps.documents.rules.uploads import CheckedUpload
from apps.encryption import Plain
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.amounts import Yuan
from apps.lib.decisions import Refused, Stale
from apps.lib.id_documents import IdDocument
from apps.orgs.enums import OrganisationKind, Role
from apps.orgs.models import Region
from apps.orgs.queries import region_path, reports_to, responsible, street_of, succession_words
from apps.orgs.services import lock_streets
from apps.programs.models import Program, RuleSet
from apps.programs.queries import program_of, rule_set_of


@dataclass(frozen=True, slots=True)
class RegistrationData:
    """Everything Attachment 1 asks of household and dwelling, checked by the registration form."""

    applied_on: date
    street_code: str
    name: str
    id_number: str
    phone: str
    address: str
    owner_name: str
    """The household's own name says that it owns the dwelling: that is kept, not the name."""
    family_size: int
    building_type: str
    floor_area: Decimal
    built_year: int
    rooms: int
    halls: int
    bathrooms: int
    hardship: str
    renovation_scope: str
    area_type: str = AreaType.URBAN
    id_type: str = IdDocument.RESIDENT_ID
    applicant: str = "self"
    agent_name: str = ""
    agent_phone: str = ""
    linked_programmes: tuple[str, ...] = ()
    intended_budget: Yuan | None = None
    intended_enterprise: str = ""
    intended_contact: str = ""
    intended_phone: str = ""
    note: str = ""
    authority: StoredFile | CheckedUpload | None = field(default=None)
    """委托书 of an agent, as the form's file field returned it."""
    authority_form: str = ""
    authority_pages: int | None = None
    authority_compared: bool = False
    """Whether whoever registers has compared it with the original."""
    notice: Told | None = None
    """How the household was told of 个人信息处理告知; None where nobody took it down."""
    conditions: tuple[ConditionSaid, ...] = ()
    """What was answered to 申请条件."""
    confirmed: tuple[str, ...] = ()
    """Fields that were asked about and confirmed, for the record."""


@transaction.atomic
def register_case(*, by: Actor, data: RegistrationData, draft_id: UUID | None = None) -> Case:
    """Write a checked registration as a draft case, to be read back before it is submitted.

    A draft occupies nothing, but a dwelling whose space is already taken is refused at once.
    """
    street, place = counter_place(by, data.street_code)
    try:
        program = program_of(data.applied_on)
        rule_set = rule_set_of(data.applied_on)
    except (Program.DoesNotExist, RuleSet.DoesNotExist):
        raise Refused("填表时间不在已设定的项目年度内。", field="applied_on") from None
    # Chosen here, not by the database: files, record and encrypted values are tied to it before it is kept.
    case_id = uuid4()
    now = clock.now()
    case = Case(
        id=case_id,
        program=program,
        program_group=program.group,
        rule_set=rule_set,
        applied_on=data.applied_on,
        renovation_scope=data.renovation_scope,
        area_type=data.area_type,
        linked_programmes=list(data.linked_programmes),
        intended_budget=data.intended_budget,
        dwelling_key=dwelling_key_at(street, data.address),
        created_at=now,
        updated_at=now,
        created_by_name=by.signature,
        **place,
    )
    _refuse_taken(case)
    case.save(force_insert=True)
    write_people(case, data)
    keep_answers(case=case, answers=data.conditions)
    _follow_withdrawn(case)
    if data.notice is not None:
        acknowledge(case=case, by=by, told=data.notice, applicant=data.applicant)
    if data.authority is not None:
        paper = Paper(
            [data.authority],
            PaperForm(data.authority_form) if data.authority_form else None,
            data.authority_pages,
            data.authority_compared,
        )
        take_in(case=case, by=by, material="authority", paper=paper, field="authority")
    record(
        by=by,
        subject=Subject("case", str(case_id)),
        action="case.registered",
        changes=[FieldChange("name", "", data.name), FieldChange("id_number", "", data.id_number)],
        facts={
            "will": data.renovation_scope,
            "street": street.code,
            "applied_on": data.applied_on.isoformat(),
            **({"confirmed": list(data.confirmed)} if data.confirmed else {}),
        },
        jurisdiction=case.county_code,
    )
    if draft_id is not None:
        discard_drafts(draft_ids=[draft_id], by=by)
    return case


@transaction.atomic
def submit_case(*, case_id: UUID, by: Actor, version: int | None = None) -> Case:
    """Submit a registration after it was read back; gives the number and occupies the space."""
    case = lock_case(case_id=case_id, by=by, version=version)
    # Again: the draft occupied nothing, so another may have taken the space since.
    _refuse_taken(case)
    return _submit(case, by)


def _submit(case: Case, by: Actor) -> Case:
    """Number and submit a locked case; of two that want one space at one moment the database takes one."""
    number = case.number or next_number(case)
    try:
        return move(case=case, name="submit", by=by, values={"number": number})
    # Without a savepoint: the refusal leaves the transaction, and all of it is undone.
    except IntegrityError as error:
        if not space_is_taken(error):
            raise
        raise _taken(case.renovation_scope) from error


@transaction.atomic
def submit_and_receive(*, case_id: UUID, by: Actor, version: int | None = None) -> Case:
    """Submit, and at the street's own counter also receive (统一受理): one act for the household."""
    return _receive(submit_case(case_id=case_id, by=by, version=version), by)


def _receive(case: Case, by: Actor) -> Case:
    return receive_locked(case=case, by=by) if by.role == Role.STREET_CLERK else case


@transaction.atomic
def register_and_submit(*, by: Actor, data: RegistrationData, draft_id: UUID | None = None) -> Case:
    """Register what was read back and submit it; the street's own counter also receives it."""
    case = register_case(by=by, data=data, draft_id=draft_id)
    # Written in this very transaction: the row is ours, and that its space is free was just asked.
    return _receive(_submit(case, by), by)


def register(*, by: Actor, data: RegistrationData, submit: bool = True, draft_id: UUID | None = None) -> Case:
    """Register a household; without ``submit`` it stays a draft that occupies nothing."""
    entered = register_and_submit if submit else register_case
    return entered(by=by, data=data, draft_id=draft_id)


def counter_place(by: Actor, code: str) -> tuple[Region, dict[str, object]]:
    """Return the street and whose it is, as columns; refused unless that is the actor's own office or bureau.

    Within a transaction: it locks the street against its move to another bureau.
    """
    if by.role not in (Role.STREET_CLERK, Role.DISTRICT_CLERK) or by.organisation_id is None:
        raise Refused("登记由街道或区县经办办理。", code="post")
    # Before the day is asked: of a registration and its street's move to another bureau one waits.
    lock_streets((), [code])
    today = clock.today()
    street = street_of(code)
    if street is not None and street.valid_to is not None and street.valid_to <= today:
        raise Refused(f"{succession_words(street)}。", field="street_code", code="ended")
    office = responsible(street, OrganisationKind.STREET_OFFICE, today) if street else None
    bureau = responsible(street, OrganisationKind.DISTRICT_BUREAU, today) if street else None
    if street is None or by.organisation_id not in {body.pk for body in (office, bureau) if body}:
        raise Refused("这个街道不在您的辖区内，请重新选择。", field="street_code", code="street")
    if office is None or bureau is None:
        raise Refused("这个街道还没有设定负责的街道办或住建局，请联系管理员。", field="street_code")
    upper = reports_to(bureau, today)
    county, city = region_path(street)[1:3]
    return street, {
        "street_code": street.code,
        "county_code": county.code,
        "city_code": city.code,
        "street_office": office,
        "bureau": bureau,
        # 秀洲 and 龙港 report to the province: no city sees their cases.
        "city_bureau": upper if upper and upper.kind == OrganisationKind.CITY_BUREAU else None,
    }


def write_people(case: Case, data: RegistrationData) -> None:
    """Write household and dwelling of a new case; personal values go in encrypted."""
    household = Household(case=case, applicant=data.applicant)
    dwelling = Dwelling(case=case)
    for fact in FACTS:
        if fact.holder is not Holder.CASE:
            row = dwelling if fact.holder is Holder.DWELLING else household
            value = getattr(data, fact.attribute)
            setattr(row, fact.model_field, Plain(value) if fact.encrypted else value)
    dwelling.owner_is_household = data.owner_name == data.name
    household.index()
    household.save(force_insert=True)
    dwelling.save(force_insert=True)


def _follow_withdrawn(case: Case) -> None:
    """Link the case that the same household withdrew for the same dwelling, if there is one (P4)."""
    earlier = (
        Case.objects.filter(
            status=Status.WITHDRAWN,
            program_group=case.program_group,
            dwelling_key=case.dwelling_key,
            household__id_number_index=case.household.id_number_index,
        )
        .order_by("-created_at", "-pk")
        .first()
    )
    if earlier is not None:
        case.follows = earlier
        case.save(update_fields=["follows"])


def _refuse_taken(case: Case) -> None:
    conflict = conflicting_case(
        program_group=case.program_group,
        dwelling_key=case.dwelling_key,
        renovation_scope=case.renovation_scope,
        exclude=case.pk,
    )
    if conflict is not None:
        raise _taken(case.renovation_scope, conflict)


def _taken(renovation_scope: str, conflict: Case | None = None) -> Refused:
    return Refused(f"{taken_words(renovation_scope, conflict)}。", field="address", code="duplicate")


class DraftChanged(Stale):
    """The draft was kept elsewhere since its page was opened; ``values`` is what was kept."""

    def __init__(self, draft: RegistrationDraft, values: dict[str, object]) -> None:
        super().__init__(
            f"这份草稿在您打开以后由{draft.user_name}保存过（{formats.moment(draft.updated_at)}），"
            "不同的栏目已标出；再次提交按您填的保存。",
            code="draft_changed",
        )
        self.values = values


@transaction.atomic
def keep_draft(
    *,
    by: Actor,
    values: Mapping[str, object],
    title: str,
    draft_id: UUID | None = None,
    seen: str | None = None,
) -> RegistrationDraft:
    """Keep what was typed so far, right or wrong, encrypted, for this counter only.

    The form brings its draft's id from the first page on, so that a double click keeps one draft.
    ``seen`` is :func:`mark_of` the draft when the page was drawn, '' where there was none; None asks
    nothing. Raises :class:`DraftChanged` where a colleague kept other values since, or where the actor's own
    other window filled in what this page would empty.
    """
    if by.organisation_id is None or by.user_id is None:
        raise Refused("没有岗位，不能保存草稿。")
    key = draft_id or uuid4()
    found = drafts_of(by).filter(pk=key).first()
    # save() with a foreign id would be an UPDATE of another counter's draft.
    if found is None and RegistrationDraft.objects.filter(pk=key).exists():
        raise Refused("这份草稿不在您的窗口，请重新登记。", code="draft")
    if found is not None and seen is not None:
        _refuse_changed(found, by, values, seen)
    draft = found or RegistrationDraft(id=key, street_office_id=by.organisation_id)
    # Whoever kept it last, so that a colleague can be told who was at it.
    draft.user_id, draft.user_name = by.user_id, by.signature
    # PostgreSQL keeps no NUL in a text; what was typed is encrypted, so that it may hold one.
    draft.title = title.replace("\x00", "")[:60] or "未填姓名"
    draft.data_encrypted = Plain(json.dumps(dict(values), ensure_ascii=False))
    draft.updated_at = clock.now()
    draft.save()
    return draft


def mark_of(draft: RegistrationDraft) -> str:
    """Return what tells one content of a draft from another: 32 hexadecimal digits."""
    return sha256(draft.data_encrypted.text().encode()).hexdigest()[:32]


def _refuse_changed(draft: RegistrationDraft, by: Actor, values: Mapping[str, object], seen: str) -> None:
    if mark_of(draft) == seen:
        return
    kept: dict[str, object] = json.loads(draft.data_encrypted.text())
    # One's own earlier page, which Back shows, may go on from what it says; it must not empty a field that
    # one's other window has filled in since.
    own = draft.user_id == by.user_id
    if kept != dict(values) and (not own or any(_is_emptied(kept, values, name) for name in kept)):
        raise DraftChanged(draft, kept)


def _is_emptied(kept: Mapping[str, object], values: Mapping[str, object], name: str) -> bool:
    blank: tuple[object, ...] = (None, "", [], [""])
    return kept[name] not in blank and values.get(name) in blank


def read_draft(*, by: Actor, draft_id: UUID) -> dict[str, object]:
    """Return what was typed; raises RegistrationDraft.DoesNotExist for another counter's draft."""
    draft = drafts_of(by).get(pk=draft_id)
    values: dict[str, object] = json.loads(draft.data_encrypted.text())
    return values


@transaction.atomic
def discard_drafts(*, draft_ids: Collection[UUID], by: Actor) -> int:
    """Delete drafts of the actor's own counter; return how many there were."""
    return drafts_of(by).filter(pk__in=draft_ids).delete()[0]
