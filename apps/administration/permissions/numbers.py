"""Who looks at years, targets, limits and the calendar, and who announces a year."""

from __future__ import annotations

from apps.administration.permissions.whose import (
    administers_any,
)
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import LEADERS, OrganisationKind, Role
from apps.orgs.models import Organisation
from apps.orgs.queries import body_above

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
    """Whether the actor sets targets, limits or rules, or audits them; asks no database."""
    return actor.role in LEADERS or actor.role == Role.AUDITOR


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
