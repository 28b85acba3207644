"""The one scope function for rows and the one field policy per role (R18, R19)."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import (
    DISTRICT_ROLES,
    ENTERPRISE_ROLES,
    OrganisationKind,
    Role,
    ScopeLevel,
    SensitiveField,
    Sight,
)
from apps.orgs.models import Organisation


@dataclass(frozen=True, slots=True)
class RowScope:
    """Rows an actor may see: those whose ``level`` column equals ``organisation_id``."""

    level: ScopeLevel
    organisation_id: int | None


_LEVEL_OF_KIND = {
    OrganisationKind.PROVINCE.value: ScopeLevel.PROVINCE,
    OrganisationKind.CITY_BUREAU.value: ScopeLevel.CITY,
    OrganisationKind.DISTRICT_BUREAU.value: ScopeLevel.BUREAU,
    OrganisationKind.STREET_OFFICE.value: ScopeLevel.STREET,
    OrganisationKind.ENTERPRISE.value: ScopeLevel.ENTERPRISE,
    OrganisationKind.PROPERTY.value: ScopeLevel.PROPERTY,
}


def row_scope(actor: Actor | None) -> RowScope:
    """Return which rows the actor may see, for lists, details, writes, exports and files alike.

    The organisation comes from the session's membership, never from the request. An auditor reads
    the rows of the organisation the audit body is attached to.
    """
    if actor is None or actor.organisation_id is None:
        return RowScope(ScopeLevel.NONE, None)
    # A kind that stands in no row sees nothing: an audit body attached to nobody, too.
    # An administrator keeps accounts and settings of a body and reads none of its cases (等保: 权限分离).
    if actor.role == Role.ADMINISTRATOR:
        return RowScope(ScopeLevel.NONE, None)
    level = _LEVEL_OF_KIND.get(actor.scope_kind or actor.organisation_kind, ScopeLevel.NONE)
    if level is ScopeLevel.NONE:
        return RowScope(ScopeLevel.NONE, None)
    return RowScope(level, actor.scope_organisation_id or actor.organisation_id)


def own_body(actor: Actor) -> int:
    """Return the organisation whose things an actor keeps; an auditor's is the one it looks into."""
    return actor.scope_organisation_id or actor.organisation_id or 0


_OFFICIAL = {
    SensitiveField.NAME: Sight.PLAIN,
    SensitiveField.ID_NUMBER: Sight.REVEALABLE,
    SensitiveField.PHONE: Sight.REVEALABLE,
    SensitiveField.HARDSHIP: Sight.PLAIN,
}
_UPPER = {
    SensitiveField.NAME: Sight.MASKED,
    SensitiveField.ID_NUMBER: Sight.MASKED,
    SensitiveField.PHONE: Sight.MASKED,
    SensitiveField.HARDSHIP: Sight.PLAIN,
}
_CONTRACTOR = {
    SensitiveField.NAME: Sight.PLAIN,
    SensitiveField.ID_NUMBER: Sight.HIDDEN,
    SensitiveField.PHONE: Sight.REVEALABLE,
    SensitiveField.HARDSHIP: Sight.HIDDEN,
}

_NOTHING = dict.fromkeys(SensitiveField, Sight.HIDDEN)

FIELD_POLICY: dict[Role, dict[SensitiveField, Sight]] = {
    **dict.fromkeys(DISTRICT_ROLES, _OFFICIAL),
    Role.STREET_CLERK: _OFFICIAL,
    Role.CITY_OFFICER: _UPPER,
    Role.PROVINCE_OFFICER: _UPPER,
    # What an auditor opens goes through reveal() as well, and so into the log.
    Role.AUDITOR: _OFFICIAL,
    **dict.fromkeys(ENTERPRISE_ROLES, _CONTRACTOR),
    Role.PROPERTY_PATROL: _CONTRACTOR,
    Role.ADMINISTRATOR: dict.fromkeys(SensitiveField, Sight.HIDDEN),
    # The directory is theirs to keep or to read; no household is.
    Role.DIRECTORY_KEEPER: _NOTHING,
    Role.FINANCE_READER: _NOTHING,
}

HOUSEHOLD = "household"
"""Role of whoever opens a case with a slip. No :class:`Role`: it is held by nobody and has no rows."""
# The enterprise knows the telephone and often carries the paper: a slip shows no more than it may see.
_OWN = {**_NOTHING, SensitiveField.NAME: Sight.PLAIN, SensitiveField.PHONE: Sight.MASKED}


def sight(actor: Actor | None, field: SensitiveField) -> Sight:
    """Return how much of ``field`` the actor's role may see; unknown roles see nothing."""
    if actor is not None and actor.role == HOUSEHOLD:
        return _OWN[field]
    if actor is None or actor.role not in Role.values:
        return Sight.HIDDEN
    return FIELD_POLICY[Role(actor.role)][field]


def may_read_sensitive_papers(actor: Actor | None) -> bool:
    """Whether files and papers that carry 身份证号 or 困难家庭 may be fetched by the actor."""
    return sight(actor, SensitiveField.ID_NUMBER) is Sight.REVEALABLE


def may_give(actor: Actor, organisation: Organisation, role: str) -> Decision:
    """Whether an administrator of a body gives this role there: a bureau's leader is named from above."""
    if role == Role.DISTRICT_LEADER and actor.organisation_id == organisation.pk:
        return Denied("分管领导由上一级主管部门添加。", code="above")
    return Allowed()


def admit(decision: Decision) -> None:
    """Let a page be shown; raise PermissionDenied with the reason of a denial."""
    if isinstance(decision, Denied):
        raise PermissionDenied(decision.reason)


def acting(request: HttpRequest) -> Actor:
    """Return the request's actor; a person without a role in force may do nothing."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise PermissionDenied("您的账号目前没有在用的岗位，请联系本单位管理员。")
    return actor
