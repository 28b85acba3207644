"""Who looks at 疑点, and who decides of one: the body whose matter it is, and nobody it is about."""

from __future__ import annotations

from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import DISTRICT_ROLES, Role
from apps.orgs.permissions import own_body
from apps.signals.enums import ENDED, State
from apps.signals.models import Signal

READERS = DISTRICT_ROLES | {Role.CITY_OFFICER, Role.PROVINCE_OFFICER, Role.AUDITOR}
DISTRICT_DESK = frozenset({Role.DISTRICT_CLERK, Role.DISTRICT_REVIEWER, Role.DISTRICT_LEADER})
DECIDERS = DISTRICT_DESK | {Role.CITY_OFFICER, Role.PROVINCE_OFFICER}
_WHO = "疑点由区县住建局和市、省主管部门核看。"


def may_read(actor: Actor) -> Decision:
    """Bureau, city, province and audit look at them; never a street, an enterprise or a household."""
    return Allowed() if actor.role in READERS else Denied(_WHO, code="post")


def decides(actor: Actor) -> bool:
    """Whether the role decides of any."""
    return actor.role in DECIDERS


def has_it(actor: Actor, signal: Signal) -> bool:
    """Whether it is the actor's own body's matter: of one bureau, else of one city, else the province's."""
    if signal.bureau_id is not None:
        return own_body(actor) == signal.bureau_id
    if signal.city_bureau_id is not None:
        return own_body(actor) == signal.city_bureau_id
    return actor.role == Role.PROVINCE_OFFICER


def _here(actor: Actor, signal: Signal) -> Decision:
    if not decides(actor):
        return Denied(_WHO, code="post")
    if not has_it(actor, signal):
        body = signal.bureau or signal.city_bureau
        return Denied(f"这条由{body.name if body else '省级主管部门'}核看。", code="turn")
    if actor.speaks_for(signal.about_holder):
        return Denied("这条疑点看的是您自己办的，请另一人核看。", code="self")
    return Allowed()


def may_decide(actor: Actor, signal: Signal) -> Decision:
    """Decided once, while its facts stand."""
    here = _here(actor, signal)
    if not here:
        return here
    if signal.superseded_at is not None:
        return Denied("情况已经变化，这条不用再核看。", code="status")
    if signal.state != State.OPEN:
        return Denied(f"已经处理：{signal.state_label}。要重新决定，请先重新打开。", code="status")
    return Allowed()


def may_conclude(actor: Actor, signal: Signal) -> Decision:
    """What was to be looked into has a result, though its facts may have changed meanwhile."""
    here = _here(actor, signal)
    if here and signal.state != State.CHECKING:
        return Denied("转为核实以后才登记核实结果。", code="status")
    return here


def may_reopen(actor: Actor, signal: Signal) -> Decision:
    """What was decided may be opened again while its facts stand."""
    here = _here(actor, signal)
    if not here:
        return here
    if signal.state not in ENDED:
        return Denied("处理完的疑点才能重新打开。", code="status")
    if signal.superseded_at is not None:
        return Denied("情况已经变化，新的情况另列一条。", code="status")
    return Allowed()
