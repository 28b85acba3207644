"""首次启用 over its printed link, and the way to 导入."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.acts.services import show_again
from apps.administration.forms.setup import FirstSiteForm
from apps.administration.permissions import imports
from apps.administration.rules.setup import BadSite
from apps.administration.services.first_link import is_alive
from apps.administration.services.setup import first_run
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused
from apps.orgs.permissions import acting


@require_safe
def import_page(request: HttpRequest) -> HttpResponse:
    """Lead to the import page of the actor's own body."""
    actor = acting(request)
    if not imports(actor):
        raise PermissionDenied("导入由本站最上级单位的管理员或负责人办理。")
    return redirect(reverse("administration:site-import", kwargs={"pk": actor.organisation_id}))


@login_not_required
@never_cache  # what it answers last are links that set a password
@require_http_methods(["GET", "HEAD", "POST"])
def first(request: HttpRequest, link: str) -> HttpResponse:
    """Set a new site up; a link that is dead leads to signing in, without a word of what it was."""
    if not is_alive(link):
        if request.user.is_authenticated:
            raise PermissionDenied("这个链接已经失效。")
        messages.warning(request, "这个链接已经失效。")
        return redirect("accounts:login")
    if request.method != "POST":
        form = FirstSiteForm(actor=SYSTEM, subject=None, version=0)
        return render(request, "administration/first.html", {"form": form})
    form = FirstSiteForm(request.POST, request.FILES, actor=SYSTEM, subject=None, version=0)
    if form.is_valid():
        try:
            result = first_run(text=form.said()["text"])
        except BadSite as error:
            form.faults = tuple(error.faults)
            form.add_error("text", f"有 {len(form.faults)} 处要改，什么都没有写入。")
        except Refused as refused:
            show_again(form, refused, 0)
        else:
            others = [each for each in result.people if each not in result.links]
            context = {
                "result": result,
                # Whole addresses: they are handed on outside of this browser.
                "links": [(each, request.build_absolute_uri(path)) for each, path in result.links.items()],
                "others": others,
                "others_words": f"{len(others)} 人",
            }
            return render(request, "administration/first_done.html", context)
    return render(request, "administration/first.html", {"form": form}, status=422)
