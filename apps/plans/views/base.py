"""What the plan pages share: loading through scope, one form on a case, refusals and stale pages."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from apps.cases.models import Case
from apps.cases.queries import case_header
from apps.documents.services import park_uploads
from apps.lib.actors import Actor
from apps.lib.decisions import Decision, Denied, Refused, Stale
from apps.orgs.permissions import acting
from apps.plans.forms import CaseForm

FORBIDDEN = frozenset({"post", "policy"})
"""Denials that no waiting will lift."""


def load(request: HttpRequest, pk: UUID) -> tuple[Actor, Case]:
    """Return the actor and the case within the actor's scope; any other case is 404."""
    actor = acting(request)
    return actor, get_object_or_404(Case.objects.visible_to(actor).for_display(), pk=pk)


def turned_away(request: HttpRequest, case: Case, decision: Decision) -> HttpResponse | None:
    """Answer a denial: another post's page is forbidden, a wrong moment leads back with the reason."""
    if not isinstance(decision, Denied):
        return None
    if decision.code in FORBIDDEN:
        raise PermissionDenied(decision.reason)
    messages.warning(request, decision.reason)
    return redirect("plans:plan", pk=case.pk)


class CaseFormView(View, ABC):
    """One form, one service call; what was typed stays when it is refused."""

    form_class: type[CaseForm]
    template_name = "plans/form.html"
    title = ""
    success = ""
    submit = "提交"

    @abstractmethod
    def decide(self, actor: Actor, case: Case) -> Decision:
        """Say whether this page may be used now."""

    @abstractmethod
    def perform(self, actor: Actor, case: Case, said: dict[str, Any]) -> object:
        """Call the one service."""

    def initial(self, case: Case) -> dict[str, object]:
        """Return what a fresh form starts with."""
        return {}

    def context(self, actor: Actor, case: Case) -> dict[str, object]:
        """Return what else the template shows."""
        return {}

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Show the empty form."""
        actor, case = load(request, pk)
        away = turned_away(request, case, self.decide(actor, case))
        if away is not None:
            return away
        return self.show(
            request, actor, case, self.form_class(actor=actor, case=case, initial=self.initial(case))
        )

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Check, call the service, lead back to the tab; a refusal shows the form again."""
        actor, case = load(request, pk)
        decision = self.decide(actor, case)
        if isinstance(decision, Denied) and decision.code in FORBIDDEN:
            raise PermissionDenied(decision.reason)
        form = self.form_class(request.POST, request.FILES, actor=actor, case=case)
        # a double click comes after the case has moved on: the service knows it by its key
        if form.is_valid() and self.done(lambda: self.perform(actor, case, form.cleaned_data), form):
            messages.success(request, self.success)
            return redirect("plans:plan", pk=case.pk)
        away = turned_away(request, case, decision)
        if away is not None:
            return away
        park_uploads(by=actor, form=form)
        return self.show(request, actor, case, form, status=422)

    def done(self, call: Callable[[], object], form: CaseForm) -> bool:
        """Make the call; put a refusal at its field of the form."""
        try:
            call()
        except Stale as stale:
            fresh = Case.objects.get(pk=form.case.pk)
            form.show_again_on(fresh.version)
            form.add_error(None, stale.reason)
            return False
        except Refused as refused:
            if refused.code == "key_reused":
                form.show_again_on(Case.objects.get(pk=form.case.pk).version)
            form.add_error(refused.field if refused.field in form.fields else None, refused.reason)
            return False
        return True

    def show(
        self, request: HttpRequest, actor: Actor, case: Case, form: CaseForm, *, status: int = 200
    ) -> HttpResponse:
        """Draw the page."""
        context = {
            **case_header(actor, case),
            "form": form,
            "title": self.title,
            "submit": self.submit,
            **self.context(actor, case),
        }
        return render(request, self.template_name, context, status=status)
