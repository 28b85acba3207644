"""套餐 in the desk: the list, a package in its versions, the form with its table of lines."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from apps.acts.acts import offers
from apps.acts.forms import ActForm
from apps.acts.services import opened
from apps.acts.views import ActPage, arranged
from apps.enterprises.queries import own_enterprise
from apps.lib.actors import Actor
from apps.lib.digits import whole
from apps.orgs.permissions import acting, admit
from apps.packages.acts import LOOKS, ON_PACKAGE, PROPOSE
from apps.packages.forms import ProposeForm, ReviseForm
from apps.packages.permissions import may_see_signals
from apps.packages.queries import package_page, packages_in_hand, packages_page, packages_shown
from apps.packages.queries.signals import signal_page


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show one's own packages, those of one's lists, or what is published."""
    actor = acting(request)
    own = own_enterprise(actor)
    page = packages_page(actor, max(1, whole(request.GET.get("page", "")) or 1))
    context = {
        "page": page,
        "own": own,
        "sees_signals": bool(may_see_signals(actor)),
        "propose": next(iter(offers(actor, own, [PROPOSE])), None) if own else None,
        "next_url": f"?page={page.number + 1}" if page.more else "",
        "previous_url": f"?page={page.number - 1}" if page.number > 1 else "",
    }
    return render(request, "packages/index.html", context)


@require_safe
def package(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a version of a package; who answers for it and who looks it through find the acts here."""
    actor = acting(request)
    rows = packages_shown(actor).select_related("enterprise", "current", "pending")
    found = get_object_or_404(rows, pk=pk)
    within = packages_in_hand(actor).filter(pk=pk).exists()
    page = package_page(found, public=not within, number=whole(request.GET.get("v", "")))
    if page is None:
        raise Http404
    # Only from the version that waits, and was read, a way leads to what is done about it.
    is_pending = page.version.pk == found.pending_id
    acts = [act for act in ON_PACKAGE if is_pending or act not in LOOKS] if within else []
    context = {
        "page": page,
        "package": found,
        "within": within,
        "buttons": arranged(actor, found, acts, hidden=frozenset({"status"})),
    }
    return render(request, "packages/package.html", context)


@require_safe
def signals(request: HttpRequest) -> HttpResponse:
    """Show contracts that rest on packages with what there is to look at."""
    actor = acting(request)
    admit(may_see_signals(actor))
    page = signal_page(actor, max(1, whole(request.GET.get("page", "")) or 1))
    context = {
        "page": page,
        "next_url": f"?page={page.number + 1}" if page.more else "",
        "previous_url": f"?page={page.number - 1}" if page.number > 1 else "",
    }
    return render(request, "packages/signals.html", context)


class LookPage(ActPage):
    """The page of what is done about a version that waits: bound to the one that was read before."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Lead back to be read where the enterprise has handed in another version since."""
        read, made = whole(request.GET.get("v", "")), self.load(request, kwargs)[1].pending
        if read is not None and made is not None and made.number != read:
            words = f"您看的是第 {read} 版，企业又提交了第 {made.number} 版。请先看新的一版，再办理。"
            messages.warning(request, words)
            return redirect("packages:package", pk=made.package_id)
        return super().get(request, **kwargs)

    def show(
        self, request: HttpRequest, actor: Actor, subject: Any, form: ActForm, *, status: int = 200
    ) -> HttpResponse:
        """Carry on which version was read; opened without one, it is the one the page names."""
        if not form.is_bound and subject.pending is not None:
            form.initial["number"] = whole(request.GET.get("v", "")) or subject.pending.number
        return super().show(request, actor, subject, form, status=status)


class FormPage(ActPage):
    """The form of a version: more blank lines without a script, everything typed stays."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Add blank lines where that was pressed, else attempt the act."""
        if request.POST.get("act") != "more":
            return super().post(request, **kwargs)
        actor, subject = self.load(request, kwargs)
        barred = self.act.barred(actor, subject)
        if barred is not None:
            raise PermissionDenied(barred.reason)
        form = opened(self.act, by=actor, subject=subject, data=request.POST)
        if isinstance(form, ProposeForm | ReviseForm):
            form.press_more()
        return self.show(request, actor, subject, form)
