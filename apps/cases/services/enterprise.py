"""The household's free choice of an enterprise (R3): recorded, never assigned or pre-selected."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.files.base import File
from django.db import transaction

from apps.audit.services import Subject
from apps.cases.enums import BEFORE_FILING, CHOICE_STATEMENT
from apps.cases.models import Case, EnterpriseChoice
from apps.cases.permissions import may_choose
from apps.cases.services.notices import tell_desks
from apps.cases.services.transitions import Proof, lock_case, move, register_prover, update_case
from apps.documents.models import StoredFile
from apps.documents.rules.uploads import CheckedUpload
from apps.documents.services import Owner, keep
from apps.enterprises.models import Enterprise
from apps.enterprises.services import OffListEnterprise, chosen_enterprise, still_listed
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.orgs.enums import Role
from apps.outbox.services import Desk, tell


@transaction.atomic
def choose_enterprise(
    *,
    case_id: UUID,
    by: Actor,
    enterprise: Enterprise,
    chosen_on: date | None = None,
    statement_file_id: UUID | None = None,
    version: int | None = None,
) -> Case:
    """Record which enterprise the household chose itself; on or off the list is equal.

    Before 备案 the choice is taken down and opens the case to the enterprise; the case stays where it is,
    and the move is made with the filing.
    """
    case = lock_case(case_id=case_id, by=by, version=version)
    # Before the choice is written: the database allows one current choice a case, and says so in no words.
    require(may_choose(by, case))
    on = chosen_on or clock.today()
    if on > clock.today():
        raise Refused("选择日期不能晚于今天。", field="chosen_on", code="future")
    begin_choice(case=case, by=by, enterprise=enterprise, on=on, statement_file_id=statement_file_id)
    if case.status in BEFORE_FILING:
        return _take_down(case, enterprise, by)
    return move(
        case=case,
        name="choose_enterprise",
        by=by,
        effective_on=on,
        values={"enterprise": enterprise},
        facts={"enterprise": enterprise.credit_code},
    )


def _take_down(case: Case, enterprise: Enterprise, by: Actor) -> Case:
    case = update_case(
        case=case,
        by=by,
        action="case.enterprise_chosen",
        values={"enterprise": enterprise},
        facts={"enterprise": enterprise.credit_code},
    )
    tell_chosen(case=case, by=by)
    return case


def tell_chosen(*, case: Case, by: Actor) -> None:
    """Tell the enterprise that a household chose it before 备案, where no move tells it."""
    tell_desks(
        case=case,
        roles={Role.DESIGNER},
        kind="case.enterprise_chosen",
        title="登记自主选择的企业",
        text="装修人选择了您的企业，方案与预算可以先编制；备案以后随即生效。",
        by=by,
        key=f"chosen:{case.pk}:{case.version}",
        page="cases:case",
    )


def tell_left(*, case: Case, former: Enterprise, by: Actor) -> None:
    """Tell the enterprise that a household left: its list shows the case no more, and a page says nothing."""
    if former.organisation_id is None:
        return
    tell(
        to=[Desk(former.organisation_id, role) for role in (Role.DESIGNER, Role.SITE_MANAGER)],
        kind="case.enterprise_left",
        title=f"{case.number or '草稿'} 更换企业",
        text="装修人已另选企业，本案不再由您的企业办理。",
        by=by,
        key=f"left:{case.pk}:{case.version}",
        subject=Subject("case", str(case.pk)),
    )


def _chosen(case: Case) -> Proof | None:
    """Say which enterprise the household chose before 备案, for the move made with the filing."""
    choice = EnterpriseChoice.objects.filter(case=case, ended_at__isnull=True).first()
    if choice is None or case.enterprise is None:
        return None
    return Proof(
        on=choice.chosen_on,
        reason="装修人已自主选择企业",
        facts={"enterprise": case.enterprise.credit_code},
    )


register_prover("choose_enterprise", _chosen)


@transaction.atomic
def record_choice(
    *,
    case_id: UUID,
    by: Actor,
    enterprise: Enterprise | OffListEnterprise,
    chosen_on: date | None = None,
    statement: StoredFile | CheckedUpload | None = None,
    version: int | None = None,
) -> Case:
    """Record the household's choice with its signed statement; off the list is an equal choice.

    One chosen from the list must still stand on it: who has left is named with the reason.
    """
    # Case first: another act on it may enter the same enterprise, and would wait for this one as this for it.
    case = lock_case(case_id=case_id, by=by, version=version)
    if isinstance(enterprise, Enterprise):
        still_listed(enterprise=enterprise, on=chosen_on or clock.today(), regions=case.regions)
    enterprise = chosen_enterprise(chosen=enterprise, by=by)
    return choose_enterprise(
        case_id=case.pk,
        by=by,
        enterprise=enterprise,
        chosen_on=chosen_on,
        statement_file_id=keep_statement(case=case, by=by, statement=statement),
    )


def keep_statement(
    *, case: Case, by: Actor, statement: StoredFile | CheckedUpload | File[bytes] | None
) -> UUID | None:
    """Keep the household's signed 选择确认书, where there is one; return the file's id."""
    if statement is None:
        return None
    return keep(
        by=by,
        file=statement,
        owner=Owner("case", str(case.pk)),
        kind=CHOICE_STATEMENT,
        # households write their 身份证号 beside their name: no enterprise may fetch it (R18)
        sensitive=True,
        label="自主选择企业确认书",
        field="statement",
    ).pk


def begin_choice(
    *,
    case: Case,
    by: Actor,
    enterprise: Enterprise,
    on: date,
    statement_file_id: UUID | None = None,
) -> EnterpriseChoice:
    """Write the choice row of a locked case; the previous one must have ended."""
    return EnterpriseChoice.objects.create(
        case=case,
        enterprise=enterprise,
        # As of the day of the choice: lists change, and what was true then is what is asked later (R3).
        was_listed=Enterprise.objects.listed(on, case.regions).filter(pk=enterprise.pk).exists(),
        statement_file_id=statement_file_id,
        chosen_on=on,
        recorded_at=clock.now(),
        recorded_by=by.signature,
    )


def end_choice(*, case: Case, by: Actor, reason: str) -> None:
    """End the current choice of a locked case, keeping it in the history."""
    EnterpriseChoice.objects.filter(case=case, ended_at__isnull=True).update(
        ended_at=clock.now(), end_reason=reason[:300]
    )
