"""One's own account: password, second factor, signing out everywhere."""

from __future__ import annotations

from base64 import b64decode, b64encode

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.enums import FactorState, SecondFactorRule
from apps.accounts.forms import CodeForm, PasswordForm
from apps.accounts.models import SecondFactor
from apps.accounts.permissions import needs_factor
from apps.accounts.services import factor as factors
from apps.accounts.services import passwords, sessions
from apps.accounts.views.landing import onward
from apps.lib import clock, crypto
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.orgs.models import User

_PENDING = "door_enrolling"


def _by(request: HttpRequest) -> Actor:
    """Return who acts on the own account; a person without a role may do that too."""
    actor: Actor | None = getattr(request, "actor", None)
    user = _user(request)
    return actor or Actor(user.pk, user.name, "", None, "")


def _user(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - the middleware lets nobody else in
    return user


@never_cache
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show the state of one's own account."""
    user = _user(request)
    enrolled = SecondFactor.objects.filter(user=user).first()
    credential = getattr(user, "credential", None)
    context = {
        "changed_at": credential.password_changed_at if credential else None,
        "max_age": settings.PASSWORD_MAX_AGE_DAYS if passwords.follows_djbh() else 0,
        "factor": enrolled,
        "codes_left": enrolled.codes.filter(used_at__isnull=True).count() if enrolled else 0,
        "factor_needed": needs_factor(getattr(request, "memberships", ())),
        "factor_offered": settings.SECOND_FACTOR != SecondFactorRule.OFF,
        "began": sessions.began_at(request.session),
    }
    return render(request, "accounts/account.html", context)


@sensitive_variables("new")
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; all other sessions end, this one goes on under a new key."""
    user = _user(request)
    form = PasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        new = form.cleaned_data["new"]
        generation = passwords.change_password(user=user, password=new, by=_by(request))
        update_session_auth_hash(request, user)
        # Else this very session would be of an earlier generation and end with the others.
        request.session[sessions.GENERATION] = generation
        messages.success(request, "密码已修改，其他设备上的登录已退出。")
        return onward(request)
    context = {"form": form, "due": passwords.why_due(user), "next": request.GET.get("next", "")}
    return render(request, "accounts/password.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor after the password."""
    user = _user(request)
    if request.session.get(sessions.FACTOR) != FactorState.PENDING:
        return onward(request)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            factors.verify(user=user, typed=form.cleaned_data["code"])
        except SecondFactor.DoesNotExist:  # reset in the meantime: sign in anew
            return redirect("accounts:login")
        except Refused as refused:
            form.add_error("code", refused.reason)
        else:
            # A new key with more rights: one learnt before the code was given opens nothing afterwards.
            request.session[sessions.FACTOR] = FactorState.PASSED.value
            request.session.cycle_key()
            return onward(request)
    context = {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "accounts/code.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def factor(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator: QR code and key, then the first code; recovery codes are shown once."""
    user = _user(request)
    if settings.SECOND_FACTOR == SecondFactorRule.OFF or SecondFactor.objects.filter(user=user).exists():
        return redirect("accounts:account")
    secret = _pending_secret(request)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = factors.enrol(user=user, secret=secret, typed=form.cleaned_data["code"], by=_by(request))
        except Refused as refused:
            form.add_error("code", refused.reason)
        else:
            del request.session[_PENDING]
            request.session[sessions.FACTOR] = FactorState.PASSED.value
            request.session.cycle_key()
            return _show_codes(request, codes)
    enrolment = factors.Enrolment(secret=secret, username=user.username)
    context = {
        "form": form,
        "enrolment": enrolment,
        "picture": segno.make(enrolment.uri, error="m").svg_data_uri(scale=5, border=2),
        "needed": needs_factor(getattr(request, "memberships", ())),
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }
    return render(request, "accounts/factor.html", context, status=422 if form.errors else 200)


def _pending_secret(request: HttpRequest) -> bytes:
    """Return the secret this session is setting up, encrypted for the person; made at the first look."""
    aad = f"enrolling:{request.user.pk}"
    kept = request.session.get(_PENDING)
    if kept:
        try:
            return crypto.decrypt(b64decode(kept), aad=aad)
        except crypto.DecryptionFailed:
            pass
    secret = factors.new_secret()
    request.session[_PENDING] = b64encode(crypto.encrypt(secret, aad=aad)).decode()
    return secret


def _show_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    answer = render(
        request,
        "accounts/recovery_codes.html",
        {"codes": codes, "next": request.POST.get("next", ""), "on": clock.today()},
    )
    answer["Cache-Control"] = "no-store"
    return answer


@never_cache
@require_http_methods(["GET", "POST"])
def factor_change(request: HttpRequest) -> HttpResponse:
    """Take the authenticator away or renew the recovery codes; a current code proves who asks."""
    user = _user(request)
    if not SecondFactor.objects.filter(user=user).exists():
        return redirect("accounts:account")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            factors.verify(user=user, typed=form.cleaned_data["code"])
        except Refused as refused:
            form.add_error("code", refused.reason)
        else:
            if request.POST.get("act") == "renew":
                return _show_codes(request, factors.renew_codes(user=user, by=_by(request)))
            factors.remove(user=user, by=_by(request), reason="本人停用")
            request.session[sessions.FACTOR] = FactorState.NONE.value
            messages.success(request, "已停用原来的验证器。")
            return redirect("accounts:account")
    needed = needs_factor(getattr(request, "memberships", ()))
    context = {"form": form, "needed": needed}
    return render(request, "accounts/factor_change.html", context, status=422 if form.errors else 200)


@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End all other sessions; this one goes on under a new key."""
    user = _user(request)
    request.session[sessions.GENERATION] = sessions.end_everywhere(user=user, by=_by(request))
    request.session.cycle_key()
    messages.success(request, "其他设备上的登录都已退出。")
    return redirect("accounts:account")
