"""What is done for one account: a lock-out lifted, an authenticator taken away, sessions ended."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.accounts.forms import ReasonForm
from apps.accounts.permissions import keeps_accounts
from apps.accounts.queries import person_kept
from apps.accounts.rules import FOR_ACCOUNT
from apps.accounts.services import lockout, recovery, sessions
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.orgs.models import User
from apps.orgs.permissions import acting, admit


def _keeper(request: HttpRequest) -> Actor:
    actor = acting(request)
    admit(keeps_accounts(actor))
    return actor


@never_cache
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, user_id: int, act: str) -> HttpResponse:
    """Do one thing for one account, with a reason."""
    actor = _keeper(request)
    user = person_kept(actor, clock.today(), user_id)
    if act not in FOR_ACCOUNT:
        raise Http404
    if user is None:
        raise PermissionDenied("这个账号不由您维护。")
    form = ReasonForm(request.POST or None)
    context: dict[str, object] = {
        "person": user,
        "act": FOR_ACCOUNT[act],
        "form": form,
        "home": resolve_url(settings.PEOPLE_PAGE),
    }
    if request.method == "POST" and form.is_valid():
        try:
            _WORK[act](user, actor, form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, f"{user.name}：{FOR_ACCOUNT[act].done}")
            return redirect(settings.PEOPLE_PAGE)
    return render(request, "accounts/person.html", context, status=422 if form.errors else 200)


def _unlock(user: User, actor: Actor, reason: str) -> None:
    lockout.unlock(user=user, by=actor, reason=reason)


def _reset_factor(user: User, actor: Actor, reason: str) -> None:
    recovery.reset_factor(user=user, by=actor, reason=reason)


def _end_sessions(user: User, actor: Actor, reason: str) -> None:
    sessions.end_everywhere(user=user, by=actor, reason=reason)


_WORK: dict[str, Callable[[User, Actor, str], None]] = {
    "unlock": _unlock,
    "factor": _reset_factor,
    "sessions": _end_sessions,
}
