"""Who calls: a bearer token, in one of its roles. The organisation never comes from the request."""

from __future__ import annotations

import re

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from apps.api.problems import Problem
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import Role
from apps.orgs.models import ApiToken
from apps.orgs.queries import actor_of_token, token_with
from apps.orgs.services import note_token_use, token_digest

# Code says role; the header, codes and fields of the API keep the word that callers know.
ROLE_HEADER = "Caseflow-Post"
_ENDED = {
    "revoked": "令牌已撤销，请向本单位管理员申请新的令牌。",
    "expired": "令牌已过期，请向本单位管理员申请新的令牌。",
    "organisation": "令牌所属机构已停用。",
    "issuer": "签发这个令牌的人已经离任，令牌随之停用，请向本单位管理员申请新的令牌。",
}
_TOKEN = re.compile(r"cft_[A-Za-z0-9_-]{20,120}")


class Caller:
    """What stands as ``request.user`` on the API: nobody's account, but not a stranger either."""

    is_authenticated = True
    is_anonymous = False
    is_active = True
    pk = None

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def __str__(self) -> str:
        """Return the name records print."""
        return self.actor.name


class TokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer cft_…``; ``request.auth`` is the token, ``request.user.actor`` who acts.

    A session's cookie opens no URL of the API, so no request made by a browser on a person's
    behalf can act here and no CSRF token is needed.
    """

    def authenticate(self, request: Request) -> tuple[Caller, ApiToken] | None:
        """Return caller and token; None without a bearer header; 401 and 403 say what is wrong."""
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":  # HasActor then answers 401 and says what to send
            return None
        # Only what can be a token is hashed and looked up; the digest, not the secret, is what the table has.
        token = token_with(token_digest(secret), clock.today()) if _TOKEN.fullmatch(secret) else None
        if token is None:
            raise AuthenticationFailed("没有这个令牌，请核对后重试。", code="token_unknown")
        ended = token.ended(clock.now())
        if ended:
            raise AuthenticationFailed(_ENDED[ended], code=f"token_{ended}")
        note_token_use(token)
        return Caller(actor_of_token(token, self._role(request, token))), token

    def authenticate_header(self, request: Request) -> str:
        """Say in a 401 how to identify oneself."""
        return 'Bearer realm="caseflow"'

    def _role(self, request: Request, token: ApiToken) -> str:
        wanted = request.headers.get(ROLE_HEADER)
        if wanted is None:
            return str(token.roles[0])
        if wanted not in token.roles:
            held = "、".join(f"{role}（{Role(role).label}）" for role in token.roles)
            raise Problem(403, f"这个令牌没有这个岗位。{ROLE_HEADER} 可以是：{held}。", code="post_not_held")
        return wanted


class HasActor(BasePermission):
    """Lets in whom a token identified; anybody else is answered 401."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return isinstance(request.user, Caller)
