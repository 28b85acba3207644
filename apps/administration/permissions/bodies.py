"""Who decides what of bodies, and who brings a site's file in."""

from __future__ import annotations

from apps.administration.permissions.whose import (
    administers,
    administers_any,
    governs,
    governs_all,
    in_use,
)
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import OrganisationKind
from apps.orgs.models import BodyChange, Organisation
from apps.orgs.services import COVERING, MERGING

ADDED_BELOW: dict[str, tuple[OrganisationKind, ...]] = {
    OrganisationKind.PROVINCE.value: (OrganisationKind.CITY_BUREAU, OrganisationKind.DISTRICT_BUREAU),
    OrganisationKind.CITY_BUREAU.value: (OrganisationKind.DISTRICT_BUREAU,),
    OrganisationKind.DISTRICT_BUREAU.value: (OrganisationKind.STREET_OFFICE, OrganisationKind.PROPERTY),
}
"""Which kinds of body a body adds below itself."""


def may_add(actor: Actor, body: Organisation) -> Decision:
    """Whether the actor adds bodies below one."""
    if body.kind not in ADDED_BELOW:
        return Denied("这一级没有下级机构。", code="kind")
    if actor.organisation_id != body.pk or not administers(actor, body):
        return Denied("由本单位的管理员或负责人添加下级机构。", code="post")
    return Allowed()


def may_rename(actor: Actor, body: Organisation) -> Decision:
    """Whether the actor renames a body."""
    return in_use(administers(actor, body), body)


may_set_contacts = may_rename


def may_move(actor: Actor, body: Organisation) -> Decision:
    """Whether the actor gives a body regions."""
    if body.kind not in COVERING:
        return Denied("只有住建局和乡镇（街道）有管辖的区划。", code="kind")
    return in_use(governs(actor, body), body)


def may_succeed(actor: Actor, body: Organisation) -> Decision:
    """Whether the actor lets other streets take the place of one of a bureau's."""
    of_bureau = body.kind == OrganisationKind.DISTRICT_BUREAU
    return may_merge(actor, body) if of_bureau else Denied("区划更替在所属的住建局办理。", code="kind")


def may_change_reporting(actor: Actor, body: Organisation) -> Decision:
    """Whether the actor decides to whom a body reports."""
    if body.kind != OrganisationKind.DISTRICT_BUREAU:
        return Denied("只有区、县（市）住建局报送周报。", code="kind")
    return in_use(governs_all(actor, body), body)


def may_set_start(actor: Actor, body: Organisation) -> Decision:
    """Whether the actor says from which day on a bureau owes its weekly report."""
    if body.kind != OrganisationKind.DISTRICT_BUREAU:
        return Denied("只有区、县（市）住建局报送周报。", code="kind")
    return in_use(governs(actor, body), body)


def may_merge(actor: Actor, body: Organisation) -> Decision:
    """Whether the actor lets a body go up in another."""
    if body.kind not in MERGING:
        return Denied("这类机构不合并，只能停用。", code="kind")
    return in_use(governs(actor, body), body)


def may_import(actor: Actor, body: Organisation) -> Decision:
    """Whether the actor brings a site's file in: for the topmost body of the site alone."""
    if actor.organisation_id != body.pk or not administers(actor, body):
        return Denied("导入由本站最上级单位的管理员或负责人办理。", code="post")
    if body.kind == OrganisationKind.PROVINCE:
        return Allowed()
    provinces = Organisation.objects.active().filter(kind=OrganisationKind.PROVINCE)
    if body.kind != OrganisationKind.CITY_BUREAU or provinces.exists():
        return Denied("导入由本站最上级单位的管理员或负责人办理。", code="post")
    return Allowed()


def imports(actor: Actor) -> bool:
    """Whether the actor's role may bring a site's file in at all; asks no database."""
    upper = (OrganisationKind.PROVINCE, OrganisationKind.CITY_BUREAU)
    return administers_any(actor) and actor.organisation_kind in upper


def may_close(actor: Actor, body: Organisation) -> Decision:
    """Whether the actor puts a body out of use."""
    return in_use(governs(actor, body), body)


def may_call_off(actor: Actor, change: BodyChange) -> Decision:
    """Whether the actor calls a planned change off."""
    able = may_rename if change.kind == "rename" else may_close
    decision = able(actor, change.organisation)
    if decision and (change.done_at or change.cancelled_at or change.under_way):
        return Denied("这项变更已经生效、正在办理或已取消。", code="done")
    return decision
