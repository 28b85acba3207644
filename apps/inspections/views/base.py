"""What the pages share: loading through scope, one form on a case, refusals and stale pages."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from apps.cases.models import Case
from apps.cases.queries import case_header
from apps.documents.services import park_uploads
from apps.inspections.forms.visits import field_name
from apps.inspections.services import once
from apps.lib.actors import Actor
from apps.lib.decisions import Decision, Denied, Refused, Stale
from apps.orgs.permissions import acting
from apps.plans.forms import CaseForm

FORBIDDEN = frozenset({"post", "kind"})
"""Denials that no waiting will lift."""


def load(request: HttpRequest, pk: UUID) -> tuple[Actor, Case]:
    """Return the actor and the case within the actor's scope; any other case is 404."""
    actor = acting(request)
    rows = Case.objects.visible_to(actor).for_display().select_related("patrol_organisation", "rule_set")
    return actor, get_object_or_404(rows, pk=pk)


class CaseFormView(View):
    """One form, one service call; what was typed stays when it is refused."""

    form_class: type[CaseForm]
    template_name: ClassVar[str] = "inspections/form.html"
    tab: ClassVar[str] = "works"
    title: ClassVar[str] = ""
    explain: ClassVar[str] = ""
    submit: ClassVar[str] = "保存"
    success: ClassVar[str] = "已保存。"
    danger: ClassVar[bool] = False

    def decide(self, actor: Actor, case: Case) -> Decision:
        """Say whether this page may be used now."""
        raise TypeError(f"{type(self).__name__} decides nothing")

    def perform(self, actor: Actor, case: Case, form: Any) -> object:
        """Call the one service."""
        raise TypeError(f"{type(self).__name__} does nothing")

    def extras(self, case: Case) -> dict[str, Any]:
        """Return further arguments of the form."""
        return {}

    def initial(self, actor: Actor, case: Case) -> dict[str, object]:
        """Return what a fresh form starts with."""
        return {}

    def context(self, actor: Actor, case: Case) -> dict[str, object]:
        """Return what else the template shows."""
        return {}

    def after(self, case: Case) -> str:
        """Name the page to go to when all is done."""
        return f"inspections:{self.tab}"

    def get(self, request: HttpRequest, *args: Any, pk: UUID, **kwargs: Any) -> HttpResponse:
        """Show the form as it stands."""
        actor, case = load(request, pk)
        away = self.turned_away(request, case, self.decide(actor, case))
        if away is not None:
            return away
        form = self.form_class(actor=actor, case=case, initial=self.initial(actor, case), **self.extras(case))
        return self.show(request, actor, case, form)

    def post(self, request: HttpRequest, *args: Any, pk: UUID, **kwargs: Any) -> HttpResponse:
        """Check, call the service, lead back to the tab; a refusal shows the form again."""
        actor, case = load(request, pk)
        decision = self.decide(actor, case)
        if isinstance(decision, Denied) and decision.code in FORBIDDEN:
            raise PermissionDenied(decision.reason)
        form = self.form_class(
            request.POST,
            request.FILES,
            actor=actor,
            case=case,
            initial=self.initial(actor, case),
            **self.extras(case),
        )
        if form.is_valid() and self.done(actor, case, form):
            messages.success(request, self.success)
            return redirect(self.after(case), pk=case.pk)
        park_uploads(by=actor, form=form)
        case = load(request, pk)[1]
        return self.show(request, actor, case, form, status=422)

    def done(self, actor: Actor, case: Case, form: CaseForm) -> bool:
        """Make the call once; put a refusal at its field of the form."""
        try:
            once(
                key=form.cleaned_data["key"],
                purpose=f"{type(self).__name__}.{case.pk}",
                by=actor,
                call=lambda: self.perform(actor, case, form),
            )
        except Stale as stale:
            form.show_again_on(Case.objects.get(pk=case.pk).version)
            form.add_error(None, stale.reason)
            return False
        except Refused as refused:
            if refused.code == "key_reused":
                form.show_again_on(Case.objects.get(pk=case.pk).version)
            field = field_name(refused.field)
            form.add_error(field if field in form.fields else None, refused.reason)
            return False
        return True

    def turned_away(self, request: HttpRequest, case: Case, decision: Decision) -> HttpResponse | None:
        """Answer a denial: another post's page is forbidden, a wrong moment leads back with the reason."""
        if not isinstance(decision, Denied):
            return None
        if decision.code in FORBIDDEN:
            raise PermissionDenied(decision.reason)
        messages.warning(request, decision.reason)
        return redirect(f"inspections:{self.tab}", pk=case.pk)

    def show(
        self, request: HttpRequest, actor: Actor, case: Case, form: CaseForm, *, status: int = 200
    ) -> HttpResponse:
        """Draw the page."""
        context = {
            **case_header(actor, case),
            "tab": self.tab,
            "form": form,
            "page": self,
            "back": f"inspections:{self.tab}",
            **self.context(actor, case),
        }
        return render(request, self.template_name, context, status=status)
