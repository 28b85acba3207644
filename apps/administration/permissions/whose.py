"""Whose bodies an actor administers or governs: two functions, which every act asks."""

from __future__ import annotations

from collections.abc import Iterable

from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import LEADERS, OrganisationKind, Role
from apps.orgs.models import Organisation
from apps.orgs.queries import bodies_kept, body_above, keeps_itself, stand_over

ADMINISTERING = LEADERS | {Role.ADMINISTRATOR}
ABOVE = "由上一级单位的管理员或负责人办理。"
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
    if actor.organisation_id not in stand_over(organisation, today):
        return Denied(NOT_YOURS, code="post")
    if organisation.is_active and keeps_itself(organisation, today):
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
    return [own, *bodies_kept(own, today)]


def settled_by(actor: Actor, bodies: Iterable[Organisation]) -> list[Organisation]:
    """Return which of some bodies out of use the actor settles the people of."""
    return [body for body in bodies if administers(actor, body)] if administers_any(actor) else []


def governs(actor: Actor, organisation: Organisation) -> Decision:
    """Whether the actor stands above a body and may decide what it covers, to whom it reports, whether it is.

    The province stands above every body. Nobody enlarges the own body.
    """
    if actor.role not in ADMINISTERING or actor.organisation_id is None:
        return Denied(ABOVE, code="post")
    if actor.organisation_id == organisation.pk:
        return Denied(ABOVE, code="post")
    if actor.organisation_kind == OrganisationKind.PROVINCE:
        return Allowed()
    above = body_above(organisation, clock.today())
    return (
        Allowed() if above is not None and above.pk == actor.organisation_id else Denied(ABOVE, code="post")
    )


def governs_all(actor: Actor, organisation: Organisation) -> Decision:
    """Whether the actor decides to whom a bureau reports: the province, above both upper bodies."""
    if actor.organisation_kind != OrganisationKind.PROVINCE:
        return Denied("报送关系由省级调整。", code="post")
    return governs(actor, organisation)


def administers_any(actor: Actor) -> bool:
    """Whether the actor's role administers a body at all; asks no database."""
    return actor.role in ADMINISTERING and actor.organisation_id is not None


CLOSED = Denied("这个机构已经停用。", code="closed")


def in_use(decision: Decision, body: Organisation) -> Decision:
    """Return a decision on a body, or that it is out of use."""
    return decision if not decision or body.is_active else CLOSED
