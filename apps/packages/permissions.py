"""Who offers a package, who looks it through, and why not now."""

from __future__ import annotations

from apps.cases.models import Case
from apps.enterprises.models import Enterprise, Listing
from apps.enterprises.permissions import KEEPERS, is_own
from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import DISTRICT_ROLES, Role
from apps.packages.enums import PackageStatus
from apps.packages.models import Package, PackageQuerySet
from apps.plans.enums import SpaceKind
from apps.plans.permissions import may_edit_plan
from apps.plans.queries import latest_plan


def keeps(actor: Actor, enterprise: Enterprise) -> bool:
    """Whether the actor keeps a list on which the enterprise stands today."""
    # The demonstration's loader acts as the system.
    if actor == SYSTEM:
        return True
    places = Listing.objects.in_force(clock.today()).filter(enterprise=enterprise)
    return actor.role in KEEPERS and places.filter(roll__keeper_id=actor.organisation_id).exists()


def _is_listed(enterprise: Enterprise) -> bool:
    return Listing.objects.in_force(clock.today()).filter(enterprise=enterprise).exists()


def may_propose(actor: Actor, enterprise: Enterprise) -> Decision:
    """An enterprise on a list offers packages of its own."""
    if actor != SYSTEM and not is_own(actor, enterprise):
        return Denied("套餐由企业自己提交，内容由企业负责。", code="post")
    if not _is_listed(enterprise):
        return Denied("在名录中的企业才能公布套餐；请先申请列入名录。", code="unlisted")
    return Allowed()


def may_revise(actor: Actor, package: Package) -> Decision:
    """The enterprise hands in another version, of one that was withdrawn too."""
    return may_propose(actor, package.enterprise)


def _may_look(actor: Actor, package: Package) -> Decision:
    if not keeps(actor, package.enterprise):
        return Denied("由企业所在名录的公布机构办理。", code="post")
    if package.pending is None or package.pending.status != PackageStatus.SUBMITTED:
        return Denied("没有待公布的版本。", code="status")
    return Allowed()


def may_publish(actor: Actor, package: Package) -> Decision:
    """Whoever keeps a list on which the enterprise stands publishes what is complete."""
    return _may_look(actor, package)


def may_return(actor: Actor, package: Package) -> Decision:
    """The same body sends back what is incomplete; it never judges a price or a product."""
    return _may_look(actor, package)


def may_withdraw(actor: Actor, package: Package) -> Decision:
    """The enterprise takes its package down; the keeper does where the enterprise may not offer it."""
    if actor != SYSTEM and not is_own(actor, package.enterprise) and not keeps(actor, package.enterprise):
        return Denied("由企业自己或名录的公布机构下架。", code="post")
    if package.current is None:
        return Denied("还没有公布过。", code="status")
    if package.withdrawn_on is not None:
        return Denied("已经下架。", code="status")
    return Allowed()


def packages_to_start_from(case: Case) -> PackageQuerySet:
    """Return what the case's enterprise offers now for the rooms that the household wants."""
    wanted = [(SpaceKind.KITCHEN, case.wants_kitchen), (SpaceKind.BATHROOM, case.wants_bathroom)]
    kinds = [kind for kind, wants in wanted if wants]
    return Package.objects.offered(clock.today()).filter(
        enterprise_id=case.enterprise_id or 0, kind__in=kinds
    )


def may_start_plan(actor: Actor, case: Case) -> Decision:
    """Whoever writes the plan may begin it from a package, before there is any version of this enterprise."""
    decision = may_edit_plan(actor, case)
    if not decision:
        return decision
    latest = latest_plan(case)
    if latest is not None and latest.enterprise_id == case.enterprise_id:
        return Denied("已经有方案草稿或版本，套餐只能用来开始第一版。", code="started")
    if not packages_to_start_from(case).exists():
        return Denied("企业没有公布合用的套餐。", code="no_package")
    return Allowed()


SIGNALS_SEEN_BY = DISTRICT_ROLES | {Role.CITY_OFFICER, Role.PROVINCE_OFFICER, Role.AUDITOR}


def may_see_signals(actor: Actor) -> Decision:
    """Bureau, city, province and audit see what stands above a package; it is no finding."""
    if actor.role in SIGNALS_SEEN_BY:
        return Allowed()
    return Denied("合同与套餐的提示由区县、市、省主管和审计查看。", code="post")
