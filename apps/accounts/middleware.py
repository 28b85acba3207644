"""Request identifier and access log, response headers, session limits, steps due before any page."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, resolve_url
from django.utils.cache import patch_cache_control

from apps.accounts.permissions import next_step
from apps.accounts.services import kept_forms, sessions
from apps.accounts.services.addresses import logged_address
from apps.lib import tracing

GetResponse = Callable[[HttpRequest], HttpResponse]
access_log = logging.getLogger("caseflow.access")


class RequestLogMiddleware:
    """Gives the request its identifier and writes one line about it, without what was asked or typed."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = tracing.accepted_id(request.headers.get("X-Request-ID", ""))
        request.request_id = request_id  # type: ignore[attr-defined]
        token = tracing.request_id.set(request_id)
        started = perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id
            access_log.info("", extra={"fields": line_of(request, response, perf_counter() - started)})
            return response
        finally:
            tracing.request_id.reset(token)


def line_of(request: HttpRequest, response: HttpResponseBase, seconds: float) -> dict[str, object]:
    """Return what the access log keeps of a request: the route's pattern, never the URL itself."""
    match = request.resolver_match
    actor = getattr(request, "actor", None)
    prefix = getattr(getattr(request, "auth", None), "prefix", None)
    # A streamed answer has no content to measure; its header may still tell.
    content = getattr(response, "content", None)
    size = len(content) if content is not None else response.headers.get("Content-Length")
    return {
        # The method is the caller's own word: any other text would stand in the log as it was sent.
        "method": request.method if request.method in _METHODS else "other",
        "route": match.view_name or match.route if match else None,
        "pattern": f"/{match.route}" if match else None,
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
        "size": int(size) if size is not None else None,
        "user": actor.user_id if actor else None,
        "post": actor.role if actor else None,
        "organisation": actor.organisation_id if actor else None,
        "token": prefix,
        "address": logged_address(request),
    }


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_PERMISSIONS = ", ".join(
    [
        "camera=(self)",  # photos at the building site
        *(
            f"{name}=()"
            for name in (
                "accelerometer",
                "autoplay",
                "display-capture",
                "encrypted-media",
                "geolocation",
                "gyroscope",
                "magnetometer",
                "microphone",
                "midi",
                "payment",
                "publickey-credentials-get",
                "usb",
            )
        ),
    ]
)


class HeadersMiddleware:
    """Headers Django has no setting for."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if "Cache-Control" not in response:
            # What a signed-in person reads is not kept by the computer of a counter. A page that is typed on
            # has to be: only so does Back show the form as it was left (decision 0101).
            user = getattr(request, "user", None)
            kept = user is None or not user.is_authenticated or typed_on(response)
            patch_cache_control(response, private=True, no_cache=True, **({} if kept else {"no_store": True}))
        return response


# Every form that asks for something judges it on the server and says novalidate; signing out and searching do
# not. Unmasking asks for a reason, and shows what must not stay.
_TYPED_ON = re.compile(rb'<form(?![^>]*class="reveal-form")[^>]*\snovalidate')


def typed_on(response: HttpResponseBase) -> bool:
    """Whether the answer is a page with a form to fill in."""
    html = response.headers.get("Content-Type", "").startswith("text/html")
    return html and bool(_TYPED_ON.search(getattr(response, "content", b"")))


class SessionLimitMiddleware:
    """Ends sessions that lay unused, lasted too long, or were ended from elsewhere."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated:
            ended = sessions.why_ended(request.session, user)
            if ended is None:
                # Asking how long is left is no use of the session.
                if not (request.method == "GET" and request.path == resolve_url("accounts:session")):
                    sessions.touch(request.session)
            else:
                # logout() takes the person off the request; a form that came too late must know whose it is.
                request.left_user_id = user.pk  # type: ignore[attr-defined]
                request.session_end = ended  # type: ignore[attr-defined]
                logout(request)
        return self.get_response(request)


def wants_page(request: HttpRequest) -> bool:
    """Whether a person looks at the answer, not a script."""
    if request.headers.get("HX-Request") == "true":
        return False
    accept = request.headers.get("Accept", "")
    return not accept.startswith("application/json")


def _told_script(request: HttpRequest, code: str, where: str) -> HttpResponse:
    here = request.headers.get("HX-Current-URL") and request.headers.get("Referer")
    answer = JsonResponse({"code": code, "location": where, "detail": "请先登录。"}, status=401)
    # 401 needs a challenge (RFC 9110 15.5.2); a scheme no browser knows opens no password dialog.
    answer["WWW-Authenticate"] = "Session"
    if here:
        # htmx makes an event of it, upon which the page asks how its session stands (accounts.js).
        answer["HX-Trigger"] = code
    return answer


class SignedInMiddleware(LoginRequiredMiddleware):
    """Everything needs an account; a form sent too late comes back with the sign-in page."""

    def handle_no_permission(  # type: ignore[override]  # an answer need not be a redirect
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        """Send to the sign-in page; scripts are told so, and what was typed is kept."""
        ended = getattr(request, "session_end", None)
        if not wants_page(request):
            return _told_script(request, "signed-out", resolve_url(settings.LOGIN_URL))
        if request.method == "POST" and "csrfmiddlewaretoken" in request.POST:
            # The token was checked before: the form is from a page of ours.
            encrypted = kept_forms.pack(request, getattr(request, "left_user_id", None))
            if encrypted:
                from apps.accounts.views.sign_in import sign_in_again

                return sign_in_again(request, encrypted, ended)
        # The address of a POST may answer nothing but POST: after signing in one begins at the workbench.
        target = request.get_full_path() if request.method in ("GET", "HEAD") else "/"
        query = {"next": target, **({"ended": ended.value} if ended else {})}
        return redirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode(query)}")


class AccountMiddleware:
    """Sends everything to the step that is due: second factor, change of password, choice of role."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    # Not in __call__: only here is it known which view answers, hence whether it is open to everybody.
    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], *_: object
    ) -> HttpResponseBase | None:
        """Stop what is not yet allowed; typed forms are kept for afterwards."""
        user = request.user
        if not user.is_authenticated or not getattr(view_func, "login_required", True):
            return None
        step = next_step(
            request.session,
            user,
            getattr(request, "memberships", ()),
            role_ended=getattr(request, "role_ended", False),
        )
        match = request.resolver_match
        if not step or (match is not None and match.view_name in _OPEN_AT.get(step, set()) | _ALWAYS):
            return None
        if not wants_page(request):
            return _told_script(request, "door", resolve_url(step))
        if request.method in ("GET", "HEAD"):
            return redirect(f"{resolve_url(step)}?{urlencode({'next': request.get_full_path()})}")
        if "csrfmiddlewaretoken" in request.POST and step != "accounts:code":
            kept_forms.stash(request.session, kept_forms.pack(request, user.pk))
        return redirect(step)


_ALWAYS = {"accounts:logout", "accounts:session"}
_OPEN_AT = {
    "accounts:code": {"accounts:code"},
    "accounts:factor": {"accounts:factor"},
    "accounts:password": {"accounts:password"},
    "accounts:choose-post": {"accounts:choose-post", "accounts:switch-post"},
}
