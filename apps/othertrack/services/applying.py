"""个人申请: taken down, mended, taken back; who patrols."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

from django.db import transaction

from apps.audit.services import FieldChange
from apps.cases.enums import AreaType
from apps.cases.queries import dwelling_key_at
from apps.cases.services import counter_place
from apps.documents.enums import FileKind
from apps.encryption import Plain
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.orgs.models import Organisation
from apps.orgs.queries import companies_in, street_of
from apps.othertrack.enums import FactKind, Item, Proof, Status
from apps.othertrack.models import Renovation, RenovationSeries
from apps.othertrack.permissions import may_amend, may_apply, may_name_patrol, may_withdraw
from apps.othertrack.queries.asked import asked_of
from apps.othertrack.queries.homes import homes_alike
from apps.othertrack.rules.application import Application
from apps.othertrack.rules.asking import COPIES, answered_words, unanswered
from apps.othertrack.rules.order import copies_wanted, looks_undone
from apps.othertrack.rules.proofs import proof_faults
from apps.othertrack.services.facts import Upload, add_fact, keep_files, lock, not_later, note, stand
from apps.othertrack.services.patrols import tell_company


@transaction.atomic
def apply(
    *,
    by: Actor,
    street_code: str,
    application: Application,
    proof_files: Sequence[Upload] = (),
    contract_files: Sequence[Upload] = (),
) -> Renovation:
    """Take an application down, before, during or after works."""
    require(may_apply(by, None))
    if not application.phone:
        raise Refused("请填写联系方式。", field="phone", code="required")
    street, place = counter_place(by, street_code)
    renovation = Renovation(id=uuid4(), **place)
    key = dwelling_key_at(street, application.address)
    _check(renovation, application, key)
    _write(renovation, application, key)
    if not proof_files:
        raise Refused("请上传权属证明的复印件。", field="proof_files", code="required")
    if not contract_files:
        raise Refused("请上传装修合同的复印件。", field="contract_files", code="required")
    renovation.number = next_number(renovation.bureau)
    renovation.created_at = renovation.updated_at = renovation.waits_since = clock.now()
    renovation.created_by = by.signature
    renovation.save(force_insert=True)
    files = _keep_papers(renovation, by, proof_files, contract_files)
    add_fact(renovation, by, FactKind.APPLIED, on=application.applied_on, files=files)
    changes = [FieldChange("name", "", application.name), FieldChange("phone", "", application.phone)]
    facts = {"applied_on": application.applied_on.isoformat(), "items": list(renovation.items)}
    note(renovation, by, "applied", facts=facts, changes=changes, reason=application.home_reason)
    stand(renovation, by, status=Status.SUBMITTED, is_new_turn=True)
    tell_company(renovation, by)
    return renovation


@transaction.atomic
def amend(
    *,
    renovation_id: UUID,
    by: Actor,
    application: Application,
    return_number: int = 0,
    answer: str = "",
    answers: Mapping[int, str] | None = None,
    proof_files: Sequence[Upload] = (),
    contract_files: Sequence[Upload] = (),
) -> Renovation:
    """Complete what was returned or came over; looks at what was changed hold no longer.

    ``return_number`` says which return is answered, by the number of its fact: only the one that stands.
    ``answers`` say by the item's number what was done about it; a copy that was asked for is handed in.
    An application without a telephone keeps the one it has.
    """
    renovation = lock(renovation_id, by)
    require(may_amend(by, renovation))
    asked = asked_of(renovation)
    if return_number != asked.number:
        words = "答复的不是现在这一次退回，请照最近一次退回的各项重新答复。"
        raise Refused(words, field="return_number", code="return")
    said = answers or {}
    for number in unanswered(asked.items, said):
        raise Refused(f"请写明第 {number} 项补了什么。", field=f"{number}-word", code="answer")
    if not asked.items and not answer.strip():
        raise Refused("请写明补了什么。", field="answer", code="answer")
    street = street_of(renovation.street_code)
    if street is None:
        raise Refused("这件的街道已经不在区划里，请联系管理员。", code="street")
    key = dwelling_key_at(street, application.address)
    _check(renovation, application, key)
    was_applied = renovation.applied_on is not None
    if not was_applied and not (proof_files and contract_files):
        missing = "proof_files" if not proof_files else "contract_files"
        raise Refused("补申请要交权属证明和装修合同的复印件。", field=missing, code="required")
    changed = _write(renovation, application, key)
    wanted = copies_wanted(changed) if was_applied else []
    given = {"proof_files": proof_files, "contract_files": contract_files}
    for field, name in COPIES:
        if field in asked.copies and not given[field]:
            raise Refused(f"退回时要求重新交{name}的复印件，请上传。", field=field, code="required")
    for field, files_given, words in (
        ("proof_files", proof_files, "权属证明改了，请上传改后证明的复印件。"),
        ("contract_files", contract_files, "合同改了，请上传合同的复印件；原来登记错的也再上传一次。"),
    ):
        if field in wanted and not files_given:
            raise Refused(words, field=field, code="required")
    files = _keep_papers(renovation, by, proof_files, contract_files)
    if contract_files:
        changed.append("contract")
    undone = looks_undone(changed)
    renovation.facts.filter(kind__in=undone, undone_at__isnull=True).update(undone_at=clock.now())
    kind = FactKind.AMENDED if was_applied else FactKind.APPLIED
    words = answered_words(asked.items, said, answer)
    add_fact(renovation, by, kind, on=application.applied_on, files=files, seen=words)
    facts = {"changed": sorted(changed), "undone": [str(each) for each in undone]}
    note(renovation, by, "amended", facts=facts, reason=words)
    stand(renovation, by, status=Status.SUBMITTED)
    tell_company(renovation, by)
    return renovation


def _check(renovation: Renovation, said: Application, key: str) -> None:
    not_later(said.applied_on, "applied_on")
    not_later(said.contract_signed_on, "contract_signed_on")
    if said.contract_signed_on > said.applied_on:
        raise Refused(
            "申请时要交装修合同，合同签订日期不能晚于申请日期。", field="contract_signed_on", code="order"
        )
    is_rural = said.area_type == AreaType.RURAL
    for fault in proof_faults(
        proof=said.proof, is_rural=is_rural, name=said.proof_name, issuer=said.proof_issuer
    ):
        raise Refused(fault.words, field=fault.field, code="proof")
    if is_rural and said.patrol_organisation_id is not None:
        raise Refused("农村住宅由乡镇（街道）巡查。", field="patrol_organisation", code="rural")
    others = homes_alike(key, exclude=renovation)
    if others.count and not said.home_reason.strip():
        words = f"同一住宅已有{others.words}。确要另行登记的，请在“同一住宅”一栏写明理由。"
        raise Refused(words, field="home_reason", code="home")


def _write(renovation: Renovation, said: Application, key: str) -> list[str]:
    """Set what an application says; return the names of what it changed."""
    other = said.proof == Proof.OTHER
    values = {
        "applied_on": said.applied_on,
        "name": said.name,
        "address": said.address,
        "area_type": said.area_type,
        "extent": said.extent,
        "items": [each.value for each in Item if each in said.items],
        "proof": said.proof,
        "proof_name": said.proof_name.strip() if other else "",
        "proof_issuer": said.proof_issuer.strip() if other else "",
        "contractor": said.contractor,
        "contract_amount": said.contract_amount,
        "contract_signed_on": said.contract_signed_on,
        "home_reason": said.home_reason.strip(),
    }
    changed = [name for name, value in values.items() if getattr(renovation, name) != value]
    for name, value in values.items():
        setattr(renovation, name, value)
    renovation.dwelling_key = key
    renovation.patrol_organisation = company(renovation, said.patrol_organisation_id)
    if said.phone:
        renovation.phone_encrypted = Plain(said.phone)
    return changed


def company(renovation: Renovation, organisation_id: int | None) -> Organisation | None:
    """Return a property company of the home's county, or the one named so far; refused for anything else."""
    if organisation_id is None:
        return None
    rows = companies_in([renovation.county_code], named=renovation.patrol_organisation_id)
    found = rows.filter(pk=organisation_id).first()
    if found is None:
        words = "请选择列出的物业服务企业；只能选这一户所在区县的。"
        raise Refused(words, field="patrol_organisation", code="organisation")
    return found


def _keep_papers(
    renovation: Renovation, by: Actor, proofs: Sequence[Upload], contracts: Sequence[Upload]
) -> list[str]:
    label = renovation.proof_name or Proof(renovation.proof).label
    return [
        *keep_files(renovation, by, proofs, kind=FileKind.OWNERSHIP_PROOF, label=label, field="proof_files"),
        *keep_files(
            renovation, by, contracts, kind=FileKind.CONTRACT_SCAN, label="装修合同", field="contract_files"
        ),
    ]


def next_number(bureau: Organisation) -> str:
    """Take the next number of a bureau's year; its row is the lock."""
    year = clock.today().year
    rows = RenovationSeries.objects.select_for_update().filter(bureau=bureau, year=year)
    series = rows.first()
    # The first of a year finds no row to lock: two at once both insert, one row stays, both then lock it.
    if series is None:
        RenovationSeries.objects.get_or_create(bureau=bureau, year=year)
        series = rows.get()
    series.last += 1
    series.save(update_fields=["last"])
    return f"{bureau.short_name}其他-{year}-{series.last:04d}"


@transaction.atomic
def name_patrol(*, renovation_id: UUID, by: Actor, organisation_id: int | None) -> Renovation:
    """Say which property company patrols an urban home; none: the street does."""
    renovation = lock(renovation_id, by)
    require(may_name_patrol(by, renovation))
    renovation.patrol_organisation = company(renovation, organisation_id)
    renovation.updated_at = clock.now()
    renovation.save(update_fields=["patrol_organisation", "updated_at"])
    note(renovation, by, "patrol_named", facts={"patrol": organisation_id})
    tell_company(renovation, by)
    return renovation


@transaction.atomic
def withdraw(*, renovation_id: UUID, by: Actor) -> Renovation:
    """撤回申请: of the household's own free will, without a reason."""
    renovation = lock(renovation_id, by)
    require(may_withdraw(by, renovation))
    add_fact(renovation, by, FactKind.WITHDRAWN, on=clock.today())
    note(renovation, by, "withdrawn")
    stand(renovation, by, status=Status.WITHDRAWN)
    return renovation
