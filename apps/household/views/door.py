"""The way in with a slip, the way out, and larger letters."""

from __future__ import annotations

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.services.addresses import client_address
from apps.household.enums import Standing
from apps.household.forms import DigitsForm, EntryForm
from apps.household.services import Answer, Outcome, Presented, leave, open_visit
from apps.household.views.visiting import common, forget, keep, open_to_all, visit_in

_STATUS = {Answer.WRONG: 422, Answer.LOCKED: 429, Answer.SLOWED: 429, Answer.NUMBERED: 429, Answer.ENDED: 410}
_WHY = {
    Standing.EXPIRED: "这张凭条已经到期。",
    Standing.REVOKED: "这张凭条已经停用；有新开的，请用新的。",
    Standing.PERSON_CHANGED: "登记的装修人或代办人已经变更，这张凭条不能用了。",
}


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for number, code and digits; the same page for whoever has no visit."""
    if request.method != "POST":
        return _page(request, EntryForm())
    form = EntryForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    said = form.cleaned_data
    return _tried(request, form, Presented(number=said["number"], code=said["code"]))


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def scanned(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the digits, whatever link was opened: it tells nobody whether it is a slip's."""
    if request.method != "POST":
        return _page(request, DigitsForm())
    form = DigitsForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    return _tried(request, form, Presented(token=token))


def _tried(request: HttpRequest, form: DigitsForm, presented: Presented) -> HttpResponse:
    outcome = open_visit(
        presented=presented, digits=form.cleaned_data["digits"], address=client_address(request) or ""
    )
    if outcome.answer is Answer.OPENED:
        return keep(redirect("household:home"), outcome.secret)
    # Typed again, not shown: the paper may lie beside the phone of somebody else.
    fresh = DigitsForm() if presented.token else EntryForm(initial={"number": form.data.get("number", "")})
    return _page(request, fresh, outcome=outcome, status=_STATUS[outcome.answer])


def _page(
    request: HttpRequest, form: DigitsForm, *, outcome: Outcome | None = None, status: int = 200
) -> HttpResponse:
    context = {
        **common(request),
        "form": form,
        "by_link": not isinstance(form, EntryForm),
        "outcome": outcome,
    }
    if outcome is not None:
        context |= {"answer": outcome.answer.value, "why": _WHY.get(outcome.standing, "")}
        if outcome.slip is not None:
            context |= {"street": outcome.slip.case.street_office}
    return render(request, "household/enter.html", context, status=status)


@open_to_all
@require_safe
def ended(request: HttpRequest) -> HttpResponse:
    """Say that a visit is over, and how to open it again."""
    return render(request, "household/ended.html", common(request))


@open_to_all
@require_POST
def out(request: HttpRequest) -> HttpResponse:
    """End the visit: somebody else may hold the phone next."""
    visit = visit_in(request)
    if visit is not None:
        leave(visit=visit)
    return forget(redirect("household:ended"))


_WITH_LETTERS = re.compile(r"/(my|verify|enterprises|packages|windows|points|progress|complaints)/")
"""Where the pages begin whose letters can be made larger."""


@open_to_all
@require_safe
def size(request: HttpRequest) -> HttpResponse:
    """Switch between letters of 18 px and of 24 px, and go back to where one was."""
    back = request.GET.get("back", "")
    own = _WITH_LETTERS.match(back) and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    response = redirect(back if own else "household:home")
    larger = request.COOKIES.get(settings.LETTERS_COOKIE) != "large"
    response.set_cookie(settings.LETTERS_COOKIE, "large" if larger else "", samesite="Lax", httponly=True)
    return response
