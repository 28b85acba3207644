"""接口令牌: those of the bodies a person administers, and how each stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Case, Q, When
from django.http import Http404

from apps.administration.permissions import administered
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import Role
from apps.orgs.models import ApiToken, Organisation
from apps.orgs.queries import body_above

LISTED = 200
SOON = timedelta(days=14)
"""Time enough to issue another one and put it in place (ours)."""
_STANDING = {
    "": ("有效", "ok"),
    "revoked": ("已撤销", ""),
    "expired": ("已过期", ""),
    "organisation": ("单位已停用", ""),
    "issuer": ("签发人已离任", "warn"),
}


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token as the list shows it."""

    token: ApiToken
    roles: str
    status: str
    tone: str
    works: bool
    """Whether it opens anything now."""


def body_seen(actor: Actor, pk: int) -> Organisation:
    """Return a body as its own people, its auditors and those of the body above find it; 404 for others."""
    body = Organisation.objects.filter(pk=pk).select_related("region").first()
    if body is None:
        raise Http404("没有这个单位")
    if pk not in (actor.organisation_id, actor.scope_organisation_id):
        above = body_above(body, clock.today())
        if above is None or above.pk != actor.organisation_id:
            raise Http404("没有这个单位")
    return body


def token_seen(actor: Actor, pk: int) -> ApiToken:
    """Return a token of a body that the actor finds; 404 for any other."""
    rows = ApiToken.objects.with_issuer(clock.today()).select_related("organisation")
    token = rows.filter(pk=pk).first()
    if token is None:
        raise Http404("没有这个令牌")
    body_seen(actor, token.organisation_id)
    return token


def token_lines(bodies: Iterable[Organisation]) -> list[TokenLine]:
    """Return the newest tokens of some bodies, those that work first; at most ``LISTED``."""
    now = clock.now()
    may_work = Q(revoked_at__isnull=True, expires_at__gt=now)
    rows = (
        ApiToken.objects.with_issuer(clock.today())
        .filter(organisation__in=[body.pk for body in bodies])
        .select_related("organisation")
        # Before the cut: a token that still opens something must not fall off behind those that do not.
        .order_by(Case(When(may_work, then=0), default=1), "-created_at", "-pk")[:LISTED]
    )
    lines = [_line(token, token.ended(now)) for token in rows]
    return sorted(lines, key=lambda line: not line.works)


def _line(token: ApiToken, ended: str) -> TokenLine:
    roles = "、".join(Role(role).label for role in token.roles)
    return TokenLine(token, roles, *_STANDING[ended], works=not ended)


def ending_soon(actor: Actor) -> str:
    """Say how many tokens of the actor's bodies end within :data:`SOON`, '' for none."""
    until = clock.now() + SOON
    lines = token_lines(administered(actor))
    count = sum(line.works and line.token.expires_at <= until for line in lines)
    return f"{count} 个 {SOON.days} 天内到期" if count else ""
