"""Changing a confirmed plan, and changing the enterprise: same case, same history (R5)."""

from __future__ import annotations

from uuid import UUID

from django.core.files.base import File
from django.db import transaction

from apps.cases.enums import BEFORE_FILING, HoldKind
from apps.cases.models import Case
from apps.cases.services import (
    begin_choice,
    carry_on,
    close_hold,
    end_choice,
    keep_statement,
    lock_case,
    move,
    open_hold,
    tell_chosen,
    tell_left,
    text_household,
    update_case,
)
from apps.documents.models import StoredFile
from apps.documents.rules.uploads import CheckedUpload
from apps.enterprises.models import Enterprise
from apps.enterprises.services import OffListEnterprise, chosen_enterprise, still_listed
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.plans.enums import AppendixKind, PlanKind, PlanStatus
from apps.plans.models import Contract, PlanVersion
from apps.plans.permissions import may_propose_change, may_replace_enterprise, may_withdraw_change
from apps.plans.queries import confirmed_plan
from apps.plans.services.application_form import append_change
from apps.plans.services.drafts import create_version, end_version, leave_plan

Upload = StoredFile | CheckedUpload | File[bytes]


@transaction.atomic
def propose_change(*, case_id: UUID, by: Actor, reason: str, version: int | None = None) -> PlanVersion:
    """Open a 方案变更: a new version as a copy of the confirmed one, and a hold until it is confirmed.

    The confirmed version stays in force until the household signs the new one.
    """
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_propose_change(by, case))
    reason = _reason(reason, "变更原因")
    confirmed = confirmed_plan(case)
    if confirmed is None:
        raise Refused("还没有经户主确认的方案，直接修改草稿即可。", code="not_confirmed")
    plan = create_version(case=case, by=by, kind=PlanKind.CHANGE, like=confirmed)
    open_hold(
        case=case,
        kind=HoldKind.PLAN_CHANGE,
        # Of no version and no state of one: the text stays while versions come and go.
        text="方案变更正在办理，新一版经户主签字确认后才能继续",
        by=by,
    )
    update_case(case=case, by=by, action="plan.change_proposed", facts={"plan": plan.number}, reason=reason)
    return plan


@transaction.atomic
def withdraw_change(*, case_id: UUID, by: Actor, reason: str, version: int | None = None) -> Case:
    """Give up an open 方案变更: its versions are void, the confirmed plan stands."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_withdraw_change(by, case))
    reason = _reason(reason, "撤回原因")
    confirmed = confirmed_plan(case)
    since = confirmed.number if confirmed else 0
    # Versions that failed or were rejected too: the change is open as long as its newest version is
    # (open_change). Nothing may end that was ever in force.
    for plan in PlanVersion.objects.filter(
        case=case, kind=PlanKind.CHANGE, number__gt=since, confirmed_at__isnull=True, ended_at__isnull=True
    ):
        end_version(plan, PlanStatus.VOID, reason)
    close_hold(case=case, kind=HoldKind.PLAN_CHANGE, by=by, reason="撤回变更")
    case = update_case(case=case, by=by, action="plan.change_withdrawn", reason=reason)
    return carry_on(case=case, by=by)


@transaction.atomic
def replace_enterprise(
    *,
    case_id: UUID,
    by: Actor,
    reason: str,
    enterprise: Enterprise | OffListEnterprise,
    version: int | None = None,
    statement: Upload | None = None,
) -> Case:
    """The household changes its enterprise: plan and contract are void, the case designs anew.

    On or off the list is an equal choice: one off it is entered with the choice. Nothing is deleted;
    the 申请表, if issued, gets a note. ``statement``: the household's signed 选择确认书, if there is one.
    """
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_replace_enterprise(by, case))
    reason = _reason(reason, "更换原因")
    # Before the comparison: one that was typed in by its credit code may be the present enterprise.
    from_list = isinstance(enterprise, Enterprise)
    enterprise = chosen_enterprise(chosen=enterprise, by=by)
    if case.enterprise_id == enterprise.pk:
        raise Refused("新选择的企业就是现在的企业。", field="enterprise", code="same")
    if from_list:
        still_listed(enterprise=enterprise, on=clock.today(), regions=case.regions)
    # Read now: move() below puts the new enterprise on this same object.
    former = case.enterprise
    # What failed or was rejected keeps its state: it is out of use already, and the history stays true.
    for plan in PlanVersion.objects.filter(case=case, ended_at__isnull=True):
        if plan.status not in (PlanStatus.FAILED, PlanStatus.REJECTED):
            end_version(plan, PlanStatus.VOID, f"更换企业：{reason}")
    Contract.objects.filter(case=case, voided_at__isnull=True).update(
        voided_at=clock.now(), void_reason=f"更换企业：{reason}"[:300]
    )
    # In this order: the database allows one current choice a case.
    end_choice(case=case, by=by, reason=reason)
    begin_choice(
        case=case,
        by=by,
        enterprise=enterprise,
        on=clock.today(),
        statement_file_id=keep_statement(case=case, by=by, statement=statement),
    )
    append_change(
        case=case,
        by=by,
        kind=AppendixKind.ENTERPRISE_REPLACED,
        text=f"装修企业由{former}变更为{enterprise}",
    )
    values = {
        "enterprise": enterprise,
        "contract_amount": None,
        "planned_days": None,
        "overrun": False,
        # the new enterprise starts under its own contract; its 15 days are counted from there
        "started_on": None,
    }
    facts = {"enterprise": enterprise.pk}
    if case.status in BEFORE_FILING:
        # Nothing has moved yet: what stood on the former plan and contract closes as the move would close it.
        case = leave_plan(
            case=case,
            by=by,
            action="case.enterprise_replaced",
            reason=reason,
            closing="更换装修企业",
            facts=facts,
            values=values,
        )
        tell_chosen(case=case, by=by)
        text_household(case=case, event="replace_enterprise", by=by, key=f"replaced:{case.pk}:{case.version}")
    else:
        case = move(case=case, name="replace_enterprise", by=by, reason=reason, values=values, facts=facts)
    if former is not None:
        tell_left(case=case, former=former, by=by)
    return case


def _reason(text: str, what: str) -> str:
    if not text.strip():
        raise Refused(f"请写明{what}。", field="reason", code="reason")
    return text.strip()[:300]
