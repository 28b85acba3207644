"""Coming in by the gate beside passwords."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.enums import FactorState
from apps.accounts.forms import LinkForm, ReasonForm
from apps.accounts.permissions import keeps_accounts
from apps.accounts.queries import UNUSED_LOCKED, is_unused_locked, person_kept
from apps.accounts.rules import FOR_IDENTITY
from apps.accounts.services import identities, kept_forms, sessions
from apps.accounts.services.gates import GateRefused, gate
from apps.accounts.views.landing import onward
from apps.lib import clock
from apps.lib.decisions import Denied, Refused
from apps.orgs.permissions import acting

logger = logging.getLogger(__name__)
_NEXT = "door_gate_next"
_BACKEND = "apps.accounts.services.backend.AccountBackend"


@login_not_required
@never_cache
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Lead to the gate; where one wanted to go, and a form that came too late, wait in the session."""
    door = gate()
    if door is None or request.user.is_authenticated:
        return redirect("accounts:login")
    request.session[_NEXT] = request.POST.get("next", "")
    kept_forms.stash(request.session, request.POST.get("kept", ""))
    try:
        there = door.begin(request, back=request.build_absolute_uri(reverse("accounts:gate-back")))
    except GateRefused as refused:
        return _refused(request, refused)
    return HttpResponseRedirect(there)


@login_not_required
@never_cache
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Sign in who has come back, or say how an account is linked."""
    door = gate()
    if door is None or request.user.is_authenticated:
        return redirect("accounts:login")
    try:
        arrival = door.finish(request)
    except GateRefused as refused:
        return _refused(request, refused)
    user = identities.account_of(arrival)
    if user is None:
        try:
            code, until = identities.offer_link(arrival=arrival)
        except Refused as closed:
            messages.warning(request, closed.reason)
            return redirect("accounts:login")
        return render(request, "accounts/gate_unlinked.html", {"code": code, "until": until})
    if is_unused_locked(user):
        messages.warning(request, UNUSED_LOCKED)
        return redirect("accounts:login")
    wanted = request.session.pop(_NEXT, "")
    login(request, user, backend=_BACKEND)
    request.session[sessions.GATE] = arrival.leaving
    if arrival.vouched:
        request.session[sessions.FACTOR] = FactorState.PASSED.value
    return onward(request, wanted)


@never_cache
@require_http_methods(["GET", "POST"])
def identity(request: HttpRequest, user_id: int, act: str) -> HttpResponse:
    """Link an account to who holds a code, or take the link away; an administrator's, never one's own."""
    actor = acting(request)
    kept = keeps_accounts(actor)
    if isinstance(kept, Denied):
        raise PermissionDenied(kept.reason)
    if act not in FOR_IDENTITY:
        raise Http404
    user = person_kept(actor, clock.today(), user_id)
    if user is None:
        raise PermissionDenied("这个账号不由您维护。")
    form = (LinkForm if act == "link" else ReasonForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _WORK[act](user=user, by=actor, **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.reason)
        else:
            messages.success(request, f"{user.name}：{FOR_IDENTITY[act].done}")
            return redirect(settings.IDENTITIES_PAGE)
    context = {
        "person": user,
        "act": FOR_IDENTITY[act],
        "form": form,
        "home": resolve_url(settings.IDENTITIES_PAGE),
    }
    return render(request, "accounts/identity.html", context, status=422 if form.errors else 200)


_WORK: dict[str, Callable[..., object]] = {
    "link": identities.link_identity,
    "unlink": identities.unlink_identity,
}


def _refused(request: HttpRequest, refused: GateRefused) -> HttpResponse:
    logger.warning("the gate let nobody in: %s", refused.detail)
    messages.warning(request, refused.reason)
    return redirect("accounts:login")
