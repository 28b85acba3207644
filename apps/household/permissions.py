"""Who hands out slips, and who the household is in the record."""

from __future__ import annotations

from apps.cases.models import Case
from apps.cases.permissions import at_counter
from apps.household.enums import Holder
from apps.household.models import Slip
from apps.household.queries.numbers import phone_tail
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.permissions import HOUSEHOLD


def may_issue(actor: Actor, case: Case) -> Decision:
    """A slip is handed out at the counter, to whoever stands there, once the case has its number."""
    if not at_counter(actor):
        return Denied("办件查询凭条由街道或区县经办开具。", code="post")
    if case.number is None:
        return Denied("登记提交以后才有办件编号，才能开具凭条。", code="status")
    return Allowed()


def may_revoke(actor: Actor, case: Case) -> Decision:
    """A slip that was lost, or lies in the wrong hands, is ended where it was handed out."""
    if not at_counter(actor):
        return Denied("办件查询凭条由街道或区县经办停用。", code="post")
    if not case.slips.not_revoked().exists():
        return Denied("没有在用的凭条。", code="status")
    return Allowed()


def may_see_slips(actor: Actor) -> Decision:
    """Who hands slips out sees which there are and when they were used."""
    if not at_counter(actor):
        return Denied("办件查询凭条由街道或区县经办管理。", code="post")
    return Allowed()


def visitor(slip: Slip) -> Actor:
    """Return whoever holds a slip as the record names it: by the role, never by a person's name."""
    return Actor(
        user_id=None,
        name=f"{Holder(slip.holder).label}（查询凭条）",
        role=HOUSEHOLD,
        organisation_id=None,
        organisation_name="",
        slip_case_id=slip.case_id,
    )


def speaker(slip: Slip) -> Actor:
    """Return the household as it acts: on its one case, named by how it proved itself.

    Only for whoever has typed, or is about to type, the code sent to the registered number.
    """
    is_agent = slip.holder == Holder.AGENT
    who = "代办人（委托书，手机验证码" if is_agent else "装修人本人（手机验证码"
    return Actor(
        user_id=None,
        name=f"{who}，号码尾号 {phone_tail(slip.case, slip.holder)}）",
        role=HOUSEHOLD,
        organisation_id=None,
        organisation_name="",
        case_id=slip.case_id,
        is_agent=is_agent,
    )
