"""Signing in and out, and the role one acts in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.enums import SessionEnd
from apps.accounts.forms import LoginForm
from apps.accounts.services import kept_forms, lockout, sessions
from apps.accounts.services.gates import gate
from apps.accounts.services.wait_times import waiting
from apps.accounts.views.landing import onward
from apps.orgs.middleware import SESSION_KEY


@method_decorator(sensitive_post_parameters("password", "kept"), name="dispatch")
class LoginView(auth_views.LoginView):
    """Account and password; a form that came too late travels along and is offered afterwards."""

    template_name = "accounts/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True
    http_method_names = ("get", "head", "post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        lockout.prepare(request)
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add why one has to sign in, the form that waits, and the gate beside passwords."""
        ended = self.request.GET.get("ended", "")
        encrypted = self.request.POST.get("kept", "")
        return {
            **super().get_context_data(**kwargs),
            "ended": SessionEnd(ended).label if ended in SessionEnd.values else "",
            "kept": encrypted if kept_forms.unpack(encrypted) else "",
            "gate": gate_label(),
        }

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in under a new session key; offer a form that waits."""
        answer = super().form_valid(form)
        if kept_forms.stash(self.request.session, self.request.POST.get("kept", "")):
            return redirect("accounts:resume")
        return answer


def gate_label() -> str:
    """Return what the gate beside passwords is called; '' where there is none."""
    return settings.SIGN_IN_GATE_LABEL if settings.SIGN_IN_GATE else ""


def sign_in_again(request: HttpRequest, encrypted: str, ended: SessionEnd | None) -> HttpResponse:
    """Show the sign-in page in answer to a form that came too late; the form travels along."""
    context = {
        "form": LoginForm(request),
        "kept": encrypted,
        "ended": (ended or SessionEnd.UNKNOWN).label,
        "next": "",
        "action": reverse("accounts:login"),
        "gate": gate_label(),
    }
    answer = render(request, "accounts/login.html", context, status=401)
    # 401 needs a challenge (RFC 9110 15.5.2); a scheme no browser knows opens no password dialog.
    answer["WWW-Authenticate"] = "Session"
    return answer


def locked_out(request: HttpRequest, original: HttpResponse | None, credentials: Any = None) -> HttpResponse:
    """Say when to try again; the words are the same whether or not there is such an account."""
    until = lockout.locked_until(request, request.POST.get("username", ""))
    encrypted = request.POST.get("kept", "")
    when = waiting(until) if until else "稍后"
    context = {
        "form": LoginForm(request, initial={"username": request.POST.get("username", "")}),
        "locked": f"连续多次没有登录成功，为了安全暂停登录。请在{when}再试，或联系本单位管理员解锁。",
        "kept": encrypted if kept_forms.unpack(encrypted) else "",
        "next": request.POST.get("next", ""),
    }
    return render(request, "accounts/login.html", context, status=429)


class LogoutView(auth_views.LogoutView):
    """Signs out and lets the browser forget the pages it has seen."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        leaving = request.session.get(sessions.GATE)
        answer: HttpResponse = super().post(request, *args, **kwargs)
        door = gate()
        if door is not None and leaving is not None:
            # There too: on a shared computer the next person would come in as this one by one press.
            there = door.leave(leaving, back=request.build_absolute_uri(self.get_success_url()))
            answer = HttpResponseRedirect(there) if there else answer
        # Pages are not no-store, or “back” would lose a half-typed form; so the cache goes at the end.
        answer["Clear-Site-Data"] = '"cache"'
        return answer

    def get_success_url(self) -> str:
        """Tell the page of signing in that somebody has left; a session that ended tells it nothing."""
        return f"{super().get_success_url()}?signed-out=1"


@require_POST
def switch_role(request: HttpRequest) -> HttpResponse:
    """Act in another of one's own roles, under a new session key; anything else is ignored."""
    wanted = request.POST.get("membership", "")
    if wanted in {str(membership.pk) for membership in getattr(request, "memberships", [])}:
        request.session[SESSION_KEY] = int(wanted)
        request.session.cycle_key()
        return onward(request)
    return redirect(settings.LOGIN_REDIRECT_URL)


@never_cache
@require_safe
def choose_role(request: HttpRequest) -> HttpResponse:
    """Let a person whose role has ended say in which one to go on: never chosen silently."""
    if not getattr(request, "memberships", []):
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "accounts/choose_post.html", {"ended": getattr(request, "role_ended", False)})
