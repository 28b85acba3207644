"""Many readers are nobody's burden: pages kept for a minute, and limits for each address."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from hashlib import sha256
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers

from apps.accounts.services.addresses import client_address
from apps.lib import clock
from apps.lib.networks import network_of

WINDOW = 600
"""Seconds in which unknown codes are counted."""
MINUTE = 60
LONGEST_ADDRESS = 600
"""Characters; nobody reads a page of a longer address twice."""
LARGEST_KEPT = 200_000
"""Bytes; what is larger is made for each who asks. Times ``MAX_ENTRIES`` of the cache: what all may take."""
SEVERAL = frozenset({"p"})
"""Parameters that may come several times; of the others the last counts."""
PAPERS, TICKETS, RENOVATIONS = "papers", "tickets", "renovations"
"""What codes are tried for: who mistypes the one is not taken for a guesser of the other."""
LETTERS = "letters"
"""What a form is sent with for letters of the other size: nothing is done with it, what is typed stays."""
View = Callable[..., HttpResponse]
T = TypeVar("T")


def tries_too_often(request: HttpRequest, of: str) -> bool:
    """Count a code that nobody issued; whether its address has tried more in ten minutes than it may.

    Asked only of unknown codes: behind one address may be a street's hall, whose right ones are answered.
    """
    most: int = settings.UNKNOWN_CODES_PER_ADDRESS
    key = _key(f"unknown-{of}", request, WINDOW)
    if most and caches["counters"].get(key, 0) >= most:
        return True
    _count(key, WINDOW)
    return False


def for_everybody(*names: str) -> Callable[[View], View]:
    """Let a page that is the same for everybody be kept for ``PUBLIC_PAGE_SECONDS``, here and by browsers.

    ``names``: the parameters the page knows. It is shown no others, so that they make no other page.

    One reader after that time makes it anew; those beside it meanwhile read the kept one. A page that is not
    kept counts against its address (``PUBLIC_PAGES_PER_ADDRESS`` a minute): of kept ones there is no end.
    """

    def keeping(view: View) -> View:
        @wraps(view)
        def shown(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            seconds: int = settings.PUBLIC_PAGE_SECONDS
            request.GET = _known(request.GET, names)  # type: ignore[assignment]  # as immutable as it was
            path = f"{request.path}?{request.GET.urlencode()}"
            is_kept = bool(seconds) and request.method == "GET" and len(path) <= LONGEST_ADDRESS
            # Written with the letters that its reader asked for, and nothing else of a reader's.
            letters = "large" if request.COOKIES.get(settings.LETTERS_COOKIE) == "large" else ""
            name = f"page:{sha256(f'{letters}{path}'.encode()).hexdigest()}"
            pages, counters = caches["pages"], caches["counters"]
            found = pages.get(name) if is_kept else None
            # add() is true for one alone, and for that one the page is due.
            made_now = f"{name}:made"
            if found is not None and not counters.add(made_now, True, timeout=seconds):
                return _answered(request, *found)
            if found is None and _asks_too_much(request):
                return render(request, "public/too_often.html", status=429)
            response = view(request, **kwargs)
            if response.status_code != 200 or not is_kept:
                return response
            headers = {each: response[each] for each in ("Content-Disposition", "Link") if each in response}
            made = (response.content, response["Content-Type"], headers, _tag(response.content))
            if len(response.content) <= LARGEST_KEPT:
                pages.set(name, made, timeout=2 * seconds)
                counters.add(made_now, True, timeout=seconds)
            return _answered(request, *made)

        return shown

    return keeping


def _known(given: QueryDict, names: Iterable[str]) -> QueryDict:
    """Return the parameters that a page knows, each as it counts, in one order."""
    known = QueryDict(mutable=True)
    for name in sorted(names):
        values = given.getlist(name) if name in SEVERAL else given.getlist(name)[-1:]
        if any(values):
            known.setlist(name, values)
    known._mutable = False
    return known


def kept(name: str, make: Callable[[], T]) -> T:
    """Return a part of pages that hardly ever changes, kept as long as a page is."""
    seconds: int = settings.PUBLIC_PAGE_SECONDS
    if not seconds:
        return make()
    found: T | None = caches["pages"].get(f"part:{name}")
    if found is None:
        found = make()
        caches["pages"].set(f"part:{name}", found, timeout=seconds)
    return found


def _answered(
    request: HttpRequest, content: bytes, kind: str, headers: dict[str, str], tag: str
) -> HttpResponse:
    response = HttpResponse(content, content_type=kind, headers=headers)
    response["ETag"] = tag
    patch_cache_control(response, public=True, max_age=settings.PUBLIC_PAGE_SECONDS)
    patch_vary_headers(response, ("Cookie",))
    answer: HttpResponse = get_conditional_response(request, etag=tag, response=response) or response
    return answer


def _tag(content: bytes) -> str:
    return f'"{sha256(content).hexdigest()[:32]}"'


def _asks_too_much(request: HttpRequest) -> bool:
    most: int = settings.PUBLIC_PAGES_PER_ADDRESS
    if not most:
        return False
    key = _key("public-pages", request, MINUTE)
    if caches["counters"].get(key, 0) >= most:
        return True
    _count(key, MINUTE)
    return False


def with_other_letters(request: HttpRequest, page: str, context: dict[str, Any]) -> HttpResponse:
    """Show a page with letters of the other size, as all after it."""
    size = "" if request.COOKIES.get(settings.LETTERS_COOKIE) == "large" else "large"
    request.COOKIES[settings.LETTERS_COOKIE] = size
    response = render(request, page, context)
    response.set_cookie(settings.LETTERS_COOKIE, size, samesite="Lax", httponly=True)
    return response


def complains_too_often(request: HttpRequest) -> bool:
    """Whether an address has sent more complaints in ten minutes than it may."""
    most: int = settings.COMPLAINTS_PER_ADDRESS
    return bool(most) and caches["counters"].get(_key("complaints", request, WINDOW), 0) >= most


def count_complaint(request: HttpRequest) -> None:
    """Count a complaint against the address it came from."""
    _count(_key("complaints", request, WINDOW), WINDOW)


def _count(key: str, window: int) -> None:
    # add() leaves a counter that stands; a get and a set would lose tries counted in between.
    counters = caches["counters"]
    counters.add(key, 0, timeout=2 * window)
    try:
        counters.incr(key)
    except ValueError:  # the cache dropped the key between the two calls
        return


def _key(of: str, request: HttpRequest, window: int) -> str:
    return f"{of}:{network_of(client_address(request) or '')}:{int(clock.now().timestamp() // window)}"
