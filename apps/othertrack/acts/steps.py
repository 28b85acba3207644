"""核查, 开工和完工, 审查, 核准, 巡查."""

from __future__ import annotations

from typing import Any

from apps.acts.acts import Act
from apps.lib import formats
from apps.lib.actors import Actor
from apps.othertrack import permissions, services
from apps.othertrack.acts.grounds import RENOVATION
from apps.othertrack.enums import FactKind, Status
from apps.othertrack.forms import (
    ApproveForm,
    CheckForm,
    DeclineForm,
    PatrolForm,
    ReturnForm,
    ReviewForm,
    SettleForm,
    WorksForm,
)
from apps.othertrack.models import Fact, Patrol, Renovation
from apps.othertrack.queries.effects import effects_of_ending, problems_left
from apps.othertrack.rules.order import unchecked
from apps.othertrack.services.facts import voids_review


def _next_look(_actor: Actor, renovation: Renovation) -> dict[str, Any]:
    missing = unchecked(permissions.looks_of(renovation))
    return {"kind": missing[0].value} if missing else {}


def _look_cautions(_actor: Actor, renovation: Renovation) -> dict[str, Any]:
    if renovation.status != Status.REVIEWED:
        return {}
    return {
        "cautions": ["本件已经区县审查。这次登记查不到、不相符，或者日期先后不合的，审查作废，要重新审查。"]
    }


def _looked(look: Fact) -> str:
    if voids_review(look):
        return "核查已登记。前面的区县审查因此作废，已经告诉区县；核查清楚以后要重新审查。"
    return "核查已登记。"


def _date_cautions(_actor: Actor, renovation: Renovation) -> dict[str, Any]:
    found = permissions.cautions_of(renovation, permissions.looks_of(renovation))
    return {"cautions": [f"请核对：{each}。" for each in found]}


def _works_noted(fact: Fact) -> str:
    renovation = fact.renovation
    found = permissions.cautions_of(renovation, permissions.looks_of(renovation))
    return f"已登记。请核对：{'；'.join(found)}。" if found else "已登记。"


def _patrolled(patrol: Patrol) -> str:
    began = patrol.renovation.started_on
    if began is None or patrol.on >= began:
        return "巡查已登记。"
    return f"巡查已登记。登记的开工是 {formats.day(began)}，在这次巡查以后，请核对；开工登记错的请告诉街道。"


CHECK = Act(
    name="othertrack.check",
    label="登记核查",
    ground=RENOVATION,
    may=permissions.may_check,
    form=CheckForm,
    service=services.check,
    explain="装修备案、一码监管在系统里查，合同核实真假；谁、什么时候、看到什么都记下来。先后不限，可以再查，以最后一次为准。",
    button="登记",
    success=_looked,
    context=_look_cautions,
    describe="登记一次核查：kind 为 filing 装修备案、code 一码监管、contract 合同真实性；"
    "finding 为 found、differs、absent，农房不适用的为 exempt；"
    "前两项查到的 on（系统里的登记日期）必填，不相符的可以填，其余不填。",
    icon="search",
    forward=lambda _actor, renovation: renovation.status == "submitted",
    records={"renovation.checked": "登记核查"},
    path="renovations/<uuid:pk>/check/",
    page="othertrack:check",
    initial=_next_look,
    api="checks",
    body="RenovationCheck",
    creates=True,
)
WORKS = Act(
    name="othertrack.works",
    label="登记开工、完工",
    ground=RENOVATION,
    may=permissions.may_note_works,
    form=WorksForm,
    service=services.note_works,
    explain="开工以后、查到装修备案的，列入传统装修申报数的对照。日期登记错的再登记一次。",
    button="登记",
    success=_works_noted,
    describe="登记开工（started）或者完工（finished）的日期，和怎样知道的。",
    icon="hammer",
    records={"renovation.works_noted": "登记开工、完工"},
    path="renovations/<uuid:pk>/works/",
    page="othertrack:works",
    initial=lambda _actor, renovation: {
        "kind": FactKind.FINISHED.value if renovation.started_on else FactKind.STARTED.value
    },
    api="works",
    body="RenovationWorks",
    creates=True,
)
RETURN = Act(
    name="othertrack.return",
    label="退回补正",
    ground=RENOVATION,
    may=permissions.may_return,
    form=ReturnForm,
    service=services.return_renovation,
    explain="材料不齐、内容不对的，一次说全退回受理的街道；审查过的要重新审查。",
    button="退回",
    success="已退回补正。",
    icon="rotate",
    records={"renovation.returned": "退回补正"},
    path="renovations/<uuid:pk>/return/",
    page="othertrack:return",
    api="return",
    body="RenovationReturn",
    creates=True,
)
REVIEW = Act(
    name="othertrack.review",
    label="区县审查",
    ground=RENOVATION,
    may=permissions.may_review,
    form=ReviewForm,
    service=services.review,
    explain="装修备案、一码监管、合同都核查清楚以后审查；核查的人不审查。不合要求的退回或者不通过。",
    button="审查通过",
    success="审查已通过，完工以后核准装修结果。",
    context=_date_cautions,
    icon="checks",
    forward=True,
    records={"renovation.reviewed": "区县审查通过"},
    path="renovations/<uuid:pk>/review/",
    page="othertrack:review",
    api="review",
    body="RenovationReview",
    creates=True,
)
DECLINE = Act(
    name="othertrack.decline",
    label="审查不通过",
    ground=RENOVATION,
    may=permissions.may_decline,
    form=DeclineForm,
    service=services.decline,
    explain="补正也不能合要求的，写明理由和依据。本件到此结束，条件变了可以重新申请；已经开工并备案的装修是否仍计入传统装修，看属于哪一种。",
    button="不通过",
    success="已登记审查不通过。",
    danger=True,
    icon="x",
    context=lambda _actor, renovation: {
        "effects": effects_of_ending(renovation, "decline"),
        "cautions": problems_left(renovation),
    },
    records={"renovation.declined": "审查不通过"},
    path="renovations/<uuid:pk>/decline/",
    page="othertrack:decline",
    api="decline",
    body="RenovationDecline",
    creates=True,
)
APPROVE = Act(
    name="othertrack.approve",
    label="核准装修结果",
    ground=RENOVATION,
    may=permissions.may_approve,
    form=ApproveForm,
    service=services.approve,
    explain="完工以后看现场或者资料，对照改造内容和合同。不相符的写明，改好以后再核准。",
    button="登记",
    success="核准意见已登记。",
    icon="circle-check",
    forward=True,
    records={"renovation.result_judged": "装修结果核准"},
    path="renovations/<uuid:pk>/approve/",
    page="othertrack:approve",
    api="result",
    body="RenovationResult",
    creates=True,
)
PATROL = Act(
    name="othertrack.patrol",
    label="登记巡查",
    ground=RENOVATION,
    may=permissions.may_patrol,
    form=PatrolForm,
    service=services.patrol,
    explain="看到什么写什么。发现问题先劝阻；劝阻不了的报告街道和住建局，由他们处理。",
    button="登记",
    success=_patrolled,
    describe="登记一次巡查：seen 为 sound 没有问题、dissuaded 已劝阻改正、open 报告街道和住建局。",
    icon="eye",
    forward=True,
    records={"renovation.patrolled": "登记巡查"},
    path="renovations/<uuid:pk>/patrol/",
    page="othertrack:patrol",
    api="patrols",
    body="RenovationPatrol",
    creates=True,
)


def _problems(_actor: Actor, renovation: Renovation) -> dict[str, Any]:
    waiting = [each for each in renovation.patrols.all() if each.is_open]
    return {
        "problems": [
            (each.number, f"{formats.day(each.on)} {each.organisation}：{each.text_encrypted.text()}")
            for each in waiting
        ]
    }


SETTLE = Act(
    name="othertrack.settle",
    label="处理巡查问题",
    ground=RENOVATION,
    may=permissions.may_settle,
    form=SettleForm,
    service=services.settle_problem,
    explain="到现场看过、督促改正以后登记；没有处理的问题挡住装修结果核准。",
    button="登记",
    success="处理结果已登记。",
    describe="登记一个巡查问题怎样处理的：number 为第几次巡查。",
    icon="check",
    records={"renovation.problem_settled": "处理巡查问题"},
    path="renovations/<uuid:pk>/settle/",
    page="othertrack:settle",
    options=_problems,
    api="patrols/settle",
    body="RenovationProblem",
    creates=True,
)
