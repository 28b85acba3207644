"""A visit in the browser: a cookie of its own, and the pages that only open with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.household.models import Visit
from apps.household.services import visit_of

COOKIE = "__Secure-household" if settings.SESSION_COOKIE_SECURE else "household"
_SALT = "household.visit"
_PATH = "/my/"
_TYPED = ("opinion", "reason", "remark", "text", "words")
"""Fields of these pages in which the household writes of its own."""

View = Callable[..., HttpResponse]


def secret_in(request: HttpRequest) -> str:
    """Return what the browser keeps, '' for nothing or what was tampered with."""
    return str(request.get_signed_cookie(COOKIE, default="", salt=_SALT))


def visit_in(request: HttpRequest) -> Visit | None:
    """Return the visit of the browser that asks, as long as it lasts."""
    return visit_of(secret_in(request))


def keep(response: HttpResponse, secret: str) -> HttpResponse:
    """Give the browser the cookie of a new visit: gone with the browser, out of reach of scripts."""
    response.set_signed_cookie(
        COOKIE,
        secret,
        salt=_SALT,
        path=_PATH,
        httponly=True,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        samesite="Lax",
    )
    return response


def forget(response: HttpResponse) -> HttpResponse:
    """Take the cookie back."""
    response.delete_cookie(COOKIE, path=_PATH, samesite="Lax")
    return response


def typed_in(request: HttpRequest) -> list[str]:
    """Return the words that the household has typed and sent, whatever became of them."""
    return [words for name in _TYPED if (words := request.POST.get(name, "").strip())]


def open_to_all(view: View) -> View:
    """Let strangers in, keep nothing in any cache, name the page to no search engine."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return login_not_required(never_cache(shown))


def in_visit(view: View) -> View:
    """Hand the visit to a page; without one lead to the entrance, which says so.

    Words that come after the visit has ended are handed back to be copied: they are kept nowhere.
    """

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        visit = visit_in(request)
        if visit is None and (typed := typed_in(request)):
            context = {**common(request), "typed": typed}
            return forget(render(request, "household/not_sent.html", context, status=403))
        if visit is None:
            return forget(redirect("household:ended" if secret_in(request) else "household:enter"))
        return view(request, visit, *args, **kwargs)

    return shown


def with_visit(view: View) -> View:
    """Hand the visit to a page that only reads."""
    return open_to_all(require_safe(in_visit(view)))


def with_visit_to_write(view: View) -> View:
    """Hand the visit to a page on which the household says something, too."""
    return open_to_all(require_http_methods(["GET", "HEAD", "POST"])(in_visit(view)))


def common(request: HttpRequest, visit: Visit | None = None) -> dict[str, Any]:
    """Return what the frame of each page shows: whose it is, and the street's telephone."""
    if visit is None:
        return {}
    case = visit.slip.case
    return {"visit": visit, "slip": visit.slip, "case": case, "street": case.street_office}
