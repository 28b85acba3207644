"""What the actor may do on the plan page now, the one way forward first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import DISTRICT_POSTS, ENTERPRISE_POSTS
from apps.plans.enums import PlanStatus
from apps.plans.models import OverrunNote, PlanVersion
from apps.plans.permissions import (
    CHANGEABLE,
    COUNTER,
    SUPPLEMENTABLE,
    may_note_overrun,
    may_propose_change,
    may_record_contract,
    may_replace_enterprise,
    may_supplement,
    may_take_signature,
    may_work_on_plan,
)
from apps.plans.queries.state import confirmed_plan, is_overrun, latest_plan, open_change


@dataclass(frozen=True, slots=True)
class Act:
    """A button: words, page, how it is sent, whether it may be pressed."""

    label: str
    url_name: str
    decision: Decision
    method: str = "get"
    primary: bool = False
    danger: bool = False


def acts_for(actor: Actor, case: Case) -> list[Act]:
    """Return the buttons of the actor's post; those of other posts are left out."""
    latest, changing = latest_plan(case), open_change(case) is not None
    found = [
        *_noting(actor, case),
        *_drafting(actor, case, latest, changing=changing),
        *_agreeing(actor, case, latest),
        *_later(actor, case, changing=changing),
    ]
    forward = next((act for act in found if act.primary and act.decision), None) or next(
        (act for act in found if act.primary), None
    )
    return [
        act if act is forward or not act.primary else Act(act.label, act.url_name, act.decision, act.method)
        for act in found
    ]


def _drafting(actor: Actor, case: Case, latest: PlanVersion | None, *, changing: bool) -> Iterator[Act]:
    open_now = case.status == Status.DESIGNING or changing
    if not open_now or not may_work_on_plan(actor, case):
        return
    own = latest is not None and latest.enterprise_id == case.enterprise_id
    if latest is None or not own or latest.status in (PlanStatus.VOID, PlanStatus.SUPERSEDED):
        yield Act("编制方案", "plans:edit", Allowed(), primary=True)
    elif latest.status == PlanStatus.DRAFT:
        yield Act(f"继续编制第 {latest.number} 版", "plans:edit", Allowed(), primary=True)
    elif latest.status in (PlanStatus.FAILED, PlanStatus.REJECTED):
        yield Act("修改为新一版", "plans:new-version", Allowed(), method="post", primary=True)
    elif latest.status == PlanStatus.SUBMITTED:
        yield Act("撤回修改", "plans:new-version", Allowed(), method="post")


def _agreeing(actor: Actor, case: Case, latest: PlanVersion | None) -> Iterator[Act]:
    if may_take_signature(actor, case) and latest is not None:
        if latest.status == PlanStatus.SUBMITTED:
            yield Act("请户主确认", "plans:confirm", Allowed(), primary=True)
        elif latest.status == PlanStatus.FAILED:
            yield Act("请户主确认", "plans:confirm", Denied(_why_failed(latest)), primary=True)
        elif latest.status in (PlanStatus.DRAFT, PlanStatus.REJECTED):
            yield Act("请户主确认", "plans:confirm", Denied("设计师还没有提交新的方案"), primary=True)
    elif case.status == Status.DESIGNING and actor.post in COUNTER:
        yield Act("请户主确认", "plans:confirm", Denied("设计师还没有提交方案"), primary=True)
    if case.status == Status.CONFIRMED and actor.post in COUNTER | ENTERPRISE_POSTS:
        yield Act("登记装修合同", "plans:contract", may_record_contract(actor, case), primary=True)


def _why_failed(plan: PlanVersion) -> str:
    rows = [row for row in plan.evaluations.all() if row.result == "failed"]
    why = "；".join(line for row in rows for line in row.explanation if "，" in line)
    return f"方案未通过核验（{why}）" if why else "方案未通过核验"


def _noting(actor: Actor, case: Case) -> Iterator[Act]:
    plan = confirmed_plan(case)
    waiting = (
        plan is not None
        and case.status in CHANGEABLE
        and is_overrun(case, plan.planned_days)
        and not OverrunNote.objects.filter(plan=plan).exists()
    )
    if waiting and actor.post in DISTRICT_POSTS:
        yield Act("出具超期知悉意见", "plans:overrun", may_note_overrun(actor, case), primary=True)


def _later(actor: Actor, case: Case, *, changing: bool) -> Iterator[Act]:
    if case.status in CHANGEABLE:
        decision = may_propose_change(actor, case, changing=changing)
        if decision:
            yield Act("提出方案变更", "plans:change", decision)
        elif changing and (may_work_on_plan(actor, case) or actor.post in COUNTER):
            yield Act("撤回变更", "plans:withdraw-change", Allowed(), danger=True)
    if case.status in SUPPLEMENTABLE and may_supplement(actor, case):
        yield Act("登记补充协议", "plans:supplement", Allowed())
    replacing = may_replace_enterprise(actor, case)
    if replacing:
        yield Act("更换装修企业", "plans:replace", replacing, danger=True)
