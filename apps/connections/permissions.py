"""Who looks after the systems outside: who looks after the site's own jobs, for the whole site."""

from __future__ import annotations

from apps.connections.enums import MENDERS, DeliveryState
from apps.connections.models import Delivery
from apps.connections.queries import is_off, why_not
from apps.connections.rules.partners import PARTNERS, Partner
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import DISTRICT_ROLES, Role
from apps.orgs.models import bodies_within
from apps.orgs.permissions import own_body
from apps.outbox.models import Job
from apps.outbox.permissions import oversees

_LOOKING = DISTRICT_ROLES | {Role.CITY_OFFICER, Role.PROVINCE_OFFICER, Role.AUDITOR}
_KEEPERS = "对接由市级、省级的主管和管理员管理。"


def looks(actor: Actor) -> Decision:
    """Whether the role is one of those whose bureaus keep such things at all."""
    return Allowed() if actor.role in _LOOKING or oversees(actor) else Denied(_KEEPERS, code="post")


def in_sight(actor: Actor) -> bool:
    """Whether the site's systems exist for the actor: not for a district, whose they are not."""
    return oversees(actor) or actor.role == Role.AUDITOR


def may_see(actor: Actor) -> Decision:
    """Cities' and the province's officers and administrators, who see the site's jobs, too."""
    return Allowed() if oversees(actor) else Denied(_KEEPERS, code="post")


def may_switch_off(actor: Actor, partner: Partner) -> Decision:
    """Whoever sees it may switch it off, at once."""
    if not oversees(actor):
        return Denied(_KEEPERS, code="post")
    return Denied("已经停用。", code="status") if is_off(partner) else Allowed()


def may_switch_on(actor: Actor, partner: Partner) -> Decision:
    """Only what was switched off is switched on again."""
    if not oversees(actor):
        return Denied(_KEEPERS, code="post")
    return Allowed() if is_off(partner) else Denied("没有停用。", code="status")


def may_line_up(actor: Actor, partner: Partner) -> Decision:
    """All of it is sent anew where anything is sent at all."""
    if not oversees(actor):
        return Denied(_KEEPERS, code="post")
    why = why_not(partner)
    return Denied(f"{why}。", code="status") if why else Allowed()


def may_push_again(actor: Actor, delivery: Delivery) -> Decision:
    """One is sent again while no job is sending it."""
    if not oversees(actor):
        return Denied(_KEEPERS, code="post")
    if delivery.state == DeliveryState.CANCELLED:
        return Denied("这一件已经不再推送。", code="status")
    return _sendable(delivery)


def mends(actor: Actor) -> bool:
    """Whether what is refused comes back to the actor's role at all."""
    return actor.role in MENDERS


def may_see_returned(actor: Actor) -> Decision:
    """对接退回 is for the desks that put cases right."""
    return Allowed() if mends(actor) else Denied("对接退回由街道或区县经办更正。", code="post")


def may_push_mended(actor: Actor, delivery: Delivery) -> Decision:
    """A desk sends again what it had to mend, while it is still refused."""
    return _at_desk(actor, delivery) and _sendable(delivery)


def may_give_up(actor: Actor, delivery: Delivery) -> Decision:
    """A desk says that there is nothing to mend and nothing more to send."""
    return _at_desk(actor, delivery)


def _at_desk(actor: Actor, delivery: Delivery) -> Decision:
    if not (decision := may_see_returned(actor)):
        return decision
    if delivery.desk_id is None or delivery.desk_id not in bodies_within(own_body(actor)):
        return Denied("这一件不在本单位更正。", code="turn")
    if delivery.state == DeliveryState.CANCELLED:
        return Denied("这一件已经不再推送。", code="status")
    if delivery.state == DeliveryState.DELIVERED:
        return Denied("已经送达，不用再办。", code="status")
    if delivery.state != DeliveryState.REFUSED:
        return Denied("已经再推送，不用再办。", code="status")
    return Allowed()


def _sendable(delivery: Delivery) -> Decision:
    if why := why_not(PARTNERS[delivery.partner]):
        return Denied(f"{why}。", code="status")
    if delivery.job_id is not None and Job.objects.active().filter(pk=delivery.job_id).exists():
        return Denied("正在推送，请稍候再看。", code="status")
    return Allowed()
