"""Who opens a year, sets targets and limits, and publishes rules (decision 0120).

Each body decides for itself and for those that report to it; what holds for the whole site is the
province's, and the cities' where no province works on the site.
"""

from __future__ import annotations

from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import OrganisationKind, Role
from apps.orgs.models import Membership, Organisation
from apps.orgs.queries import reports_to
from apps.programs.models import RuleSet

OFFICERS = frozenset({Role.CITY_OFFICER, Role.PROVINCE_OFFICER})
UPPER_KINDS = frozenset({OrganisationKind.PROVINCE, OrganisationKind.CITY_BUREAU})
BUREAU_KINDS = UPPER_KINDS | {OrganisationKind.DISTRICT_BUREAU}


def may_open_year(actor: Actor) -> Decision:
    """City and province open years: whoever comes first opens it for all."""
    if actor.role in OFFICERS and actor.organisation_kind in UPPER_KINDS:
        return Allowed()
    return Denied("年度由市、省主管部门开启。", code="post")


def may_steer(actor: Actor) -> Decision:
    """What holds for every bureau of the site, the rule sets and a year's closing day."""
    if not may_open_year(actor):
        return Denied("由省级主管维护；省级没有在岗人员的，由市级主管维护。", code="post")
    if actor.organisation_kind == OrganisationKind.PROVINCE or not _province_works():
        return Allowed()
    return Denied("由省级主管维护，本市的期限请在“本级参数”中设定。", code="post")


def _province_works() -> bool:
    return Membership.objects.in_force(clock.today()).filter(role=Role.PROVINCE_OFFICER).exists()


def may_set_target(actor: Actor, organisation: Organisation) -> Decision:
    """A body's target is set by the body it reports to; a city's or the province's own by itself, too."""
    if actor.role not in OFFICERS:
        return Denied("目标和节点由市、省主管部门下达。", code="post")
    if organisation.kind in UPPER_KINDS and actor.organisation_id == organisation.pk:
        return Allowed()
    upper = reports_to(organisation, clock.today()) if organisation.kind in BUREAU_KINDS else None
    if _is_above(actor, organisation, upper):
        return Allowed()
    return Denied("目标和节点由它报送的上级主管部门下达。", code="post")


def may_set_limit(actor: Actor, organisation: Organisation) -> Decision:
    """A bureau's own limits are its leader's, or those of the body it reports to."""
    if organisation.kind not in BUREAU_KINDS:
        return Denied("只有区县、市、省主管部门有本级参数。", code="kind")
    own = Role.DISTRICT_LEADER if organisation.kind == OrganisationKind.DISTRICT_BUREAU else None
    if actor.organisation_id == organisation.pk and (actor.role in OFFICERS or actor.role == own):
        return Allowed()
    if actor.role in OFFICERS and _is_above(actor, organisation, reports_to(organisation, clock.today())):
        return Allowed()
    return Denied("本级参数由本机构分管领导或它报送的上级主管部门设定。", code="post")


def may_word(actor: Actor, organisation: Organisation) -> Decision:
    """A city's and the province's officers word their own notices; those below follow."""
    if organisation.kind not in UPPER_KINDS:
        return Denied("通知用语由市、省主管部门设定。", code="kind")
    if actor.role in OFFICERS and actor.organisation_id == organisation.pk:
        return Allowed()
    return Denied("通知用语由本机构的市级、省级主管设定。", code="post")


def _is_above(actor: Actor, organisation: Organisation, upper: Organisation | None) -> bool:
    if upper is not None:
        return upper.pk == actor.organisation_id
    # A city without a reporting line stands under the province.
    return (
        organisation.kind == OrganisationKind.CITY_BUREAU
        and actor.organisation_kind == OrganisationKind.PROVINCE
    )


def may_change_rules(actor: Actor, rule_set: RuleSet) -> Decision:
    """A draft is changed, published or dropped; a frozen set never again."""
    steering = may_steer(actor)
    if not steering:
        return steering
    if rule_set.frozen_at is not None:
        return Denied("这一版规则已经冻结，不能再改；要变更的，请另拟一版。", code="frozen")
    return Allowed()
