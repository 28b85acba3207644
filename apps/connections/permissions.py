"""Who looks after the systems outside: who looks after the site's own jobs, for the whole site."""

from __future__ import annotations

from apps.connections.models import Delivery
from apps.connections.queries import is_off, why_not
from apps.connections.rules.partners import PARTNERS, Partner
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import DISTRICT_ROLES, Role
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
    if why := why_not(PARTNERS[delivery.partner]):
        return Denied(f"{why}。", code="status")
    if delivery.job_id is not None and Job.objects.active().filter(pk=delivery.job_id).exists():
        return Denied("正在推送，请稍候再看。", code="status")
    return Allowed()
