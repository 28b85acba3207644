"""接口令牌: the list of the bodies a person administers, and the one time a new one is shown."""

from __future__ import annotations

import base64

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.acts.views import ActPage
from apps.administration.permissions import NOT_YOURS, administered, administers
from apps.administration.queries.tokens import token_lines, token_seen
from apps.lib import crypto
from apps.orgs.models import ApiToken
from apps.orgs.permissions import acting, admit

_SHOWN = "issued_token"
"""Key of the session: the number of the token and its secret, encrypted, until it has been shown."""


def _aad(token_id: int) -> str:
    return crypto.aad_of(token_id, "issued_token")


class IssuePage(ActPage):
    """Issuing leads to the page that shows the secret; only this browser's session can open it there."""

    def say(self, request: HttpRequest, result: object) -> None:
        """Hand the secret on instead of a sentence; who sends the form twice has it from the first time."""
        if isinstance(result, ApiToken) and result.secret:
            kept = base64.b64encode(crypto.encrypt(result.secret, aad=_aad(result.pk))).decode()
            request.session[_SHOWN] = [result.pk, kept]


@never_cache
@require_safe
def tokens(request: HttpRequest) -> HttpResponse:
    """List the tokens of the actor's bodies, and for which bodies one may be issued."""
    actor = acting(request)
    bodies = administered(actor)
    if not bodies:
        raise PermissionDenied(NOT_YOURS)
    context = {"lines": token_lines(bodies), "own": bodies[0], "others": bodies[1:]}
    return render(request, "administration/tokens.html", context)


@never_cache
@require_safe
def issued(request: HttpRequest, token: int) -> HttpResponse:
    """Show a new token once."""
    actor = acting(request)
    row = token_seen(actor, token)
    admit(administers(actor, row.organisation))
    secret = ""
    if request.session.get(_SHOWN, [0])[0] == row.pk:
        kept = request.session.pop(_SHOWN)[1]
        secret = crypto.decrypt(base64.b64decode(kept), aad=_aad(row.pk)).decode()
    return render(request, "administration/token_issued.html", {"token": row, "secret": secret})
