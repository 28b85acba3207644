"""Whose bodies an actor administers: one function, which every act of 管理 asks."""

from __future__ import annotations

from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import OrganisationKind, Role
from apps.orgs.models import ApiToken, Membership, Organisation
from apps.orgs.queries import bodies_below, body_above

LEADERS = frozenset({Role.DISTRICT_LEADER, Role.CITY_OFFICER, Role.PROVINCE_OFFICER})
"""Who answers for a bureau and may act as its administrator."""
ADMINISTERING = LEADERS | {Role.ADMINISTRATOR}
NOT_YOURS = "由本单位的管理员、分管领导，或者上一级单位的管理员办理。"


def administers(actor: Actor, organisation: Organisation) -> Decision:
    """Whether the actor keeps people and settings of a body today: the own one, or one right below it.

    An enterprise keeps its own people: the bureau above it only names the first administrator. Deciding
    the administrator of a body that has one is the business of that body and the one above.
    """
    if actor.role not in ADMINISTERING or actor.organisation_id is None:
        return Denied(NOT_YOURS, code="post")
    if actor.organisation_id == organisation.pk:
        return Allowed()
    today = clock.today()
    above = body_above(organisation, today)
    if above is None or above.pk != actor.organisation_id:
        return Denied(NOT_YOURS, code="post")
    if organisation.kind == OrganisationKind.ENTERPRISE and _has_administrator(organisation):
        return Denied("装修企业的人员由企业自己的管理员办理。", code="post")
    return Allowed()


def administered(actor: Actor) -> list[Organisation]:
    """Return the bodies of :func:`administers`, the own one first; empty for everybody else."""
    if actor.role not in ADMINISTERING or actor.organisation_id is None:
        return []
    own = Organisation.objects.active().filter(pk=actor.organisation_id).first()
    if own is None:
        return []
    today = clock.today()
    kept = set(
        Membership.objects.in_force(today)
        .filter(role=Role.ADMINISTRATOR, organisation__kind=OrganisationKind.ENTERPRISE)
        .values_list("organisation_id", flat=True)
    )
    return [own, *(body for body in bodies_below(own, today) if body.pk not in kept)]


def administers_any(actor: Actor) -> bool:
    """Whether the actor's role administers a body at all; asks no database."""
    return actor.role in ADMINISTERING and actor.organisation_id is not None


def _has_administrator(organisation: Organisation) -> bool:
    in_force = Membership.objects.in_force(clock.today())
    return in_force.filter(organisation=organisation, role=Role.ADMINISTRATOR).exists()


_UPPER = (OrganisationKind.PROVINCE, OrganisationKind.CITY_BUREAU)
_READ_BY = frozenset({*_UPPER, OrganisationKind.DISTRICT_BUREAU})


def may_read_numbers(actor: Actor) -> Decision:
    """Bureaus and their audit look at targets, limits and rules; an administrator keeps accounts only."""
    if actor.role == Role.AUDITOR or (
        actor.organisation_kind in _READ_BY and actor.role != Role.ADMINISTRATOR
    ):
        return Allowed()
    return Denied("年度、目标和规则由区县、市、省主管部门查看。", code="post")


def keeps_numbers(actor: Actor) -> bool:
    """Whether the actor sets targets, limits or rules at all; asks no database."""
    return actor.role in LEADERS


def reads_site(actor: Actor) -> bool:
    """Whether what is done to the whole site's years and rule sets is in the actor's sight."""
    return actor.role == Role.AUDITOR or actor.organisation_kind in _UPPER


def reads_body(actor: Actor, organisation: Organisation) -> bool:
    """Whether a body's numbers are the actor's to see: the own ones, those below, all to the province."""
    own = actor.scope_organisation_id or actor.organisation_id
    if own == organisation.pk or OrganisationKind.PROVINCE in (actor.scope_kind, actor.organisation_kind):
        return own is not None
    above = body_above(organisation, clock.today())
    return above is not None and above.pk == own


_KEEPS_CALENDAR = frozenset({OrganisationKind.PROVINCE, OrganisationKind.CITY_BUREAU})


def may_announce(actor: Actor, _year: object = None) -> Decision:
    """Who puts the announced holidays in: cities and province, whose calendar is the whole site's."""
    if actor.organisation_kind in _KEEPS_CALENDAR and administers_any(actor):
        return Allowed()
    return Denied("工作日历全系统共用，由市级、省级主管部门的负责人或管理员维护。", code="post")


def may_read_calendar(actor: Actor) -> Decision:
    """Whether the actor is of those to whom a year of the calendar is anything at all."""
    is_bureau = actor.organisation_kind == OrganisationKind.DISTRICT_BUREAU
    if actor.role == Role.AUDITOR or (is_bureau and actor.role != Role.ADMINISTRATOR):
        return Allowed()
    return may_announce(actor)


def may_issue_token(actor: Actor, organisation: Organisation) -> Decision:
    """Whether the actor may issue a token for a body's own systems."""
    decision = administers(actor, organisation)
    if isinstance(decision, Denied):
        return decision
    if not organisation.is_active:
        return Denied("这个单位已经停用，不能再签发令牌。", code="closed")
    return Allowed()


def may_revoke_token(actor: Actor, token: ApiToken) -> Decision:
    """Whether the actor may revoke a token of a body; one that was revoked stays so."""
    decision = administers(actor, token.organisation)
    if isinstance(decision, Denied):
        return decision
    if token.revoked_at is not None:
        return Denied("这个令牌已经撤销。", code="ended")
    return Allowed()
