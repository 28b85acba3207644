"""What is done for one account: a lock-out lifted, an authenticator taken away, sessions ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

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
from apps.accounts.services import lockout, recovery, sessions
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Denied, Refused
from apps.orgs.models import User
from apps.orgs.permissions import acting


@dataclass(frozen=True, slots=True)
class Act:
    """Something a leader can do for an account."""

    title: str
    button: str
    hint: str
    done: str


ACTS = {
    "unlock": Act("解除登录锁定", "解除锁定", "清除登录失败的次数，本人可以立即再试。", "已解除锁定。"),
    "factor": Act(
        "重置二次验证",
        "重置二次验证",
        "原来的验证器和恢复码立即失效，本人所有登录退出；下次登录时重新设置。请先当面或电话核实本人身份。",
        "二次验证已重置，本人下次登录时重新设置。",
    ),
    "sessions": Act(
        "退出全部登录", "退出全部登录", "本人在所有设备上的登录立即退出。", "已退出本人的全部登录。"
    ),
}


def _keeper(request: HttpRequest) -> Actor:
    actor = acting(request)
    decision = keeps_accounts(actor)
    if isinstance(decision, Denied):
        raise PermissionDenied(decision.reason)
    return actor


@never_cache
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, user_id: int, act: str) -> HttpResponse:
    """Do one thing for one account, with a reason."""
    actor = _keeper(request)
    user = person_kept(actor, clock.today(), user_id)
    if act not in ACTS:
        raise Http404
    if user is None:
        raise PermissionDenied("这个账号不由您维护。")
    form = ReasonForm(request.POST or None)
    context: dict[str, object] = {
        "person": user,
        "act": ACTS[act],
        "form": form,
        "home": resolve_url(settings.PEOPLE_PAGE),
    }
    if request.method == "POST" and form.is_valid():
        try:
            _WORK[act](user, actor, form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, f"{user.name}：{ACTS[act].done}")
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
