"""Who may draft, confirm, change and contract, and why not."""

from __future__ import annotations

from apps.cases.enums import Status
from apps.cases.models import Case, Hold
from apps.cases.permissions import can_move
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import DISTRICT_POSTS, Post
from apps.orgs.permissions import may_read_sensitive_papers

COUNTER = frozenset({Post.STREET_CLERK, Post.DISTRICT_CLERK})
CHANGEABLE = frozenset({Status.CONFIRMED, Status.CONTRACTED, Status.BUILDING})
"""States in which a confirmed plan may be changed: after completion acceptance decides."""

SUPPLEMENTABLE = frozenset(
    {Status.CONTRACTED, Status.BUILDING, Status.COMPLETED, Status.RECTIFYING, Status.PASSED}
)


def may_work_on_plan(actor: Actor, case: Case) -> Decision:
    """A designer writes the plan; the counter enters it where the enterprise has no account (R3)."""
    if actor.post == Post.DESIGNER:
        return Allowed()
    if actor.post in COUNTER:
        if case.enterprise is not None and case.enterprise.organisation_id is None:
            return Allowed()
        return Denied("装修企业有账号，方案由企业设计师填写。", code="post")
    return Denied("方案由装修企业设计师填写；企业没有账号的，由街道或区县经办代为录入。", code="post")


def may_edit_plan(actor: Actor, case: Case, *, changing: bool) -> Decision:
    """Whether a draft may be written now; ``changing`` says that a 方案变更 is open."""
    decision = may_work_on_plan(actor, case)
    if not decision:
        return decision
    if case.status == Status.DESIGNING or (changing and case.status in CHANGEABLE):
        return Allowed()
    if case.status in CHANGEABLE:
        return Denied("方案已经户主确认，不能直接修改；如需调整，请先提出方案变更。", code="confirmed")
    return Denied(f"案件现在是“{Status(case.status).label}”，不能编写方案。", code="status")


def may_propose_change(actor: Actor, case: Case, *, changing: bool) -> Decision:
    """Whether a 方案变更 may be opened on the confirmed plan (变更方案与预算, R5)."""
    decision = may_work_on_plan(actor, case)
    if not decision and actor.post not in COUNTER:
        return decision
    if case.status not in CHANGEABLE:
        return Denied(f"案件现在是“{Status(case.status).label}”，不能变更方案。", code="status")
    if changing:
        return Denied("已有一份方案变更正在办理。", code="open_change")
    return Allowed()


def may_withdraw_change(actor: Actor, case: Case, *, changing: bool) -> Decision:
    """Whether an open 方案变更 may be given up, so that the confirmed plan stands."""
    decision = may_work_on_plan(actor, case)
    if not decision and actor.post not in COUNTER:
        return decision
    return Allowed() if changing else Denied("没有正在办理的方案变更。", code="no_change")


def may_take_signature(actor: Actor, case: Case) -> Decision:
    """An official's device and a named witness: the counter takes signature and opinion (R23)."""
    if actor.post not in COUNTER:
        return Denied("户主确认由街道或区县经办现场办理并见证。", code="post")
    if case.status == Status.DESIGNING or case.status in CHANGEABLE:
        return Allowed()
    return Denied(f"案件现在是“{Status(case.status).label}”，不能确认方案。", code="status")


def may_note_overrun(actor: Actor, case: Case) -> Decision:
    """知悉意见 is the district's (R4 c)."""
    if actor.post not in DISTRICT_POSTS:
        return Denied("超期知悉意见由区、县（市）住建局出具。", code="post")
    if case.status not in CHANGEABLE:
        return Denied(f"案件现在是“{Status(case.status).label}”，不需要知悉意见。", code="status")
    return Allowed()


def may_record_contract(actor: Actor, case: Case) -> Decision:
    """The enterprise or the counter records the contract; the open need itself is no obstacle."""
    return can_move(actor, case, "sign_contract", open_holds=_without_need(case))


def may_replace_enterprise(actor: Actor, case: Case) -> Decision:
    """The household may change the enterprise before works are finished (R5)."""
    return can_move(actor, case, "replace_enterprise")


def _without_need(case: Case) -> list[Hold]:
    return list(case.holds.filter(closed_at__isnull=True, is_need=False))


def may_supplement(actor: Actor, case: Case) -> Decision:
    """A 补充协议 is recorded by whoever may record the contract."""
    if actor.post not in COUNTER | {Post.DESIGNER, Post.SITE_MANAGER}:
        return Denied("补充协议由装修企业或街道、区县经办登记。", code="post")
    if case.status not in SUPPLEMENTABLE:
        return Denied(f"案件现在是“{Status(case.status).label}”，不能登记补充协议。", code="status")
    return Allowed()


def may_read_application_form(actor: Actor) -> Decision:
    """申请表 carries 身份证号 and 困难家庭: no enterprise ever receives it (R18)."""
    if may_read_sensitive_papers(actor):
        return Allowed()
    return Denied("申请表含身份证号等信息，您的岗位不能查看。", code="policy")
