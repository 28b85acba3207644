"""首次登录或忘记密码: take a number, be let in by an administrator, set the password on this very device."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from apps.accounts.forms import ClaimForm, FirstPasswordForm
from apps.accounts.models import PasswordClaim
from apps.accounts.services import claims, own_links
from apps.accounts.services.addresses import client_address
from apps.lib.decisions import Refused

_CLAIM = "door_claim"


@login_not_required
@sensitive_variables()
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest) -> HttpResponse:
    """Show the step this browser has come to: account name, number, new password."""
    found = _claimed(request)
    if request.method == "POST" and "again" in request.POST and found is not None:
        return _set(request, found)
    if request.method == "POST":
        return _ask(request)
    if found is None:
        return render(request, "accounts/claim.html", {"form": ClaimForm()})
    if found.admitted_at is None or found.user is None:
        return render(request, "accounts/claim.html", {"claim": found})
    return render(
        request, "accounts/claim.html", {"claim": found, "form": FirstPasswordForm(user=found.user)}
    )


def _claimed(request: HttpRequest) -> PasswordClaim | None:
    claim_id, secret = request.session.get(_CLAIM, ("", ""))
    return claims.claimed(claim_id=claim_id, secret=secret)


def _ask(request: HttpRequest) -> HttpResponse:
    form = ClaimForm(request.POST)
    if not form.is_valid():
        return render(request, "accounts/claim.html", {"form": form})
    try:
        row, secret = claims.ask(
            username=form.cleaned_data["username"].strip(), address=client_address(request)
        )
    except Refused as refused:
        form.add_error(None, refused.reason)
        return render(request, "accounts/claim.html", {"form": form}, status=429)
    # A new key: whoever knew this browser's session before does not share what it may now set.
    request.session.cycle_key()
    request.session[_CLAIM] = (str(row.pk), secret)
    return redirect("accounts:claim")


def _set(request: HttpRequest, found: PasswordClaim) -> HttpResponse:
    if found.user is None or found.admitted_at is None:
        return redirect("accounts:claim")
    form = FirstPasswordForm(request.POST, user=found.user)
    if form.is_valid():
        try:
            claims.set_password(claim=found, password=form.cleaned_data["new"])
        except Refused as refused:
            form.add_error(None, refused.reason)
        else:
            del request.session[_CLAIM]
            messages.success(request, "密码已设定，请用新密码登录。")
            return redirect("accounts:login")
    return render(request, "accounts/claim.html", {"claim": found, "form": form}, status=422)


@login_not_required
@sensitive_variables()
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest, link: str) -> HttpResponse:
    """Let the person set the first password whose link it is; a dead one leads to signing in."""
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    user = own_links.person_of(link)
    if user is None:
        messages.warning(request, own_links.DEAD)
        return redirect("accounts:login")
    form = FirstPasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            own_links.set_first_password(user=user, password=form.cleaned_data["new"])
        except Refused as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, "密码已设定，请用新密码登录。")
            return redirect("accounts:login")
    context = {"form": form, "own": user}
    return render(request, "accounts/claim.html", context, status=422 if form.errors else 200)
