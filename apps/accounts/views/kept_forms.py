"""Forms that came too late, and how long the session still lasts."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import REASON_BAD_ORIGIN, get_token
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.services import kept_forms, sessions
from apps.accounts.views.landing import onward

logger = logging.getLogger(__name__)
_BAD_ORIGIN = REASON_BAD_ORIGIN.partition("%s")[0]


@never_cache
@require_http_methods(["GET", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Offer to send a form again; POST drops it."""
    kept = kept_forms.offered(request.session)
    if request.method == "POST" or kept is None:
        kept_forms.forget(request.session)
        return redirect(settings.LOGIN_REDIRECT_URL)
    foreign = kept.user_id is not None and kept.user_id != request.user.pk
    if foreign:
        kept_forms.forget(request.session)
    page = kept.path.partition("?")[0]
    context = {"kept": None if foreign else kept, "foreign": foreign, "page": page}
    return render(request, "accounts/resume.html", context, status=403 if foreign else 200)


@never_cache
@require_safe
def go_on(request: HttpRequest) -> HttpResponse:
    """Go on to the page that was asked for before a step was due."""
    return onward(request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is of an earlier sign-in: from a page of ours it may be sent again.

    Only where the browser itself says the page was ours: a foreign page cannot say that. 409 then, as the
    form meets another sign-in than its own; 403 to everybody else. Where the origin of our own page is not
    trusted, the operator's setting is wrong, and the page and the log say so.
    """
    is_ours = _is_ours(request)
    user = getattr(request, "user", None)
    # From our own page, and yet not from an origin we trust: nobody can ever submit here until that is set.
    untrusted = request.headers["Origin"] if is_ours and reason.startswith(_BAD_ORIGIN) else ""
    if untrusted:
        logger.error("Forms from %s are refused: add it to CSRF_TRUSTED_ORIGINS.", untrusted)
    if is_ours and user is not None and user.is_authenticated and "csrfmiddlewaretoken" in request.POST:
        # Encrypted and opened at once: the same limits and the same shape as a form kept over a sign-in.
        kept = kept_forms.unpack(kept_forms.pack(request, user.pk))
        if kept is not None:
            context = {"kept": kept, "foreign": False, "page": kept.path.partition("?")[0], "stale": True}
            context["untrusted"] = untrusted
            return render(request, "accounts/resume.html", context, status=403 if untrusted else 409)
    return render(request, "403_csrf.html", {"untrusted": untrusted}, status=403)


def _is_ours(request: HttpRequest) -> bool:
    """Whether the browser says that the form stood on a page of ours."""
    site, origin = request.headers.get("Sec-Fetch-Site", ""), request.headers.get("Origin", "")
    if site or origin:
        return site == "same-origin" or (bool(origin) and urlsplit(origin).netloc == request.get_host())
    # Older browsers send neither with a form of the same site; a foreign page can leave its address out
    # but not put ours in its place.
    return urlsplit(request.headers.get("Referer", "")).netloc == request.get_host()


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def session(request: HttpRequest) -> HttpResponse:
    """Tell a page how long the session lasts (GET); POST is a sign of life of somebody typing."""
    # POST needs no words of its own here: whatever is no GET has counted as use in SessionLimitMiddleware.
    if not request.user.is_authenticated:
        return JsonResponse({"signed_in": False, "user": None, "csrf": get_token(request)})
    return JsonResponse(
        {
            "signed_in": True,
            "user": request.user.pk,
            "csrf": get_token(request),
            "idle_left": round(sessions.idle_left(request.session)),
            "left": round(sessions.absolute_left(request.session)),
        }
    )
