"""Where a person is sent after signing in or completing a step."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from apps.accounts.services import kept_forms


def onward(request: HttpRequest, wanted: str = "") -> HttpResponse:
    """Go to the form that waits, to where one was going, or to the 工作台."""
    if kept_forms.offered(request.session) is not None:
        return redirect("accounts:resume")
    target = wanted or request.POST.get("next") or request.GET.get("next") or ""
    # a URL of ours from its root on; redirect() would take any other word for a page's name
    if target.startswith("/") and url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return HttpResponseRedirect(target)
    return redirect(settings.LOGIN_REDIRECT_URL)
