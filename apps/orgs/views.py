"""Signing in and out, and choosing the post one acts in."""

from __future__ import annotations

from django.contrib.auth import views as auth_views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from apps.orgs.forms import LoginForm
from apps.orgs.middleware import SESSION_KEY


class LoginView(auth_views.LoginView):
    template_name = "orgs/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True


class LogoutView(auth_views.LogoutView):
    pass


@require_POST
def switch_post(request: HttpRequest) -> HttpResponse:
    """Act in another of one's own posts; anything else is ignored."""
    wanted = request.POST.get("membership", "")
    if wanted in {str(membership.pk) for membership in getattr(request, "memberships", [])}:
        request.session[SESSION_KEY] = int(wanted)
    return redirect("pages:workbench")
