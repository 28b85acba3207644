"""选择企业: the list with its criteria, in random order, and any other enterprise beside it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views import View

from apps.cases.forms import ChooseForm
from apps.cases.models import Case
from apps.cases.permissions import can_move, post_may_move
from apps.cases.services import record_choice
from apps.cases.views.loading import allow_post, back_to_case, case_page, load_case, shown_again
from apps.enterprises.queries import directory, list_basis
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.chinese import normalise_name
from apps.lib.decisions import Denied, Refused

_FIELDS = {"name": "off_name", "credit_code": "off_code", "contact_phone": "off_phone"}


class ChooseView(View):
    """Record which enterprise the household chose itself (R3): never ranked, never pre-selected."""

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        actor, case = load_case(request, pk)
        decision = can_move(actor, case, "choose_enterprise")
        allow_post(decision)
        if isinstance(decision, Denied):
            messages.warning(request, decision.reason)
            return redirect("cases:case", pk=case.pk)
        order = "random" if request.GET.get("order") == "random" else "pinyin"
        listed = directory(clock.today(), order=order, seed=str(case.pk))
        form = ChooseForm(actor=actor, listed=listed, initial={"version": case.version})
        return self._page(request, actor, case, form)

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        actor, case = load_case(request, pk)
        allow_post(post_may_move(actor, "choose_enterprise"))
        form = ChooseForm(request.POST, request.FILES, actor=actor, listed=directory(clock.today()))
        if form.is_valid():
            try:
                cleaned = form.cleaned_data
                record_choice(
                    case_id=case.pk,
                    by=actor,
                    enterprise=form.chosen,
                    chosen_on=cleaned["chosen_on"],
                    statement=cleaned["statement"],
                    version=cleaned["version"],
                )
                return back_to_case(request, case, "已登记装修人自主选择的企业，企业可以上门设计了。")
            except Refused as refused:
                refused.field = _FIELDS.get(refused.field, refused.field)
                actor, case = load_case(request, pk)
                shown_again(form, case, refused)
        else:
            shown_again(form, case)
        return self._page(request, actor, case, form, status=422)

    def _page(
        self, request: HttpRequest, actor: Actor, case: Case, form: ChooseForm, status: int = 200
    ) -> HttpResponse:
        wanted = normalise_name(request.GET.get("q", ""))
        rows: list[Any] = []
        for choice in form["enterprise"].subwidgets:
            name = str(choice.data["label"])
            value = str(choice.data["value"])
            if value != "other" and (not wanted or wanted in name or choice.data["selected"]):
                rows.append({"choice": choice, "enterprise": form.listed[value]})
        other = form["enterprise"].subwidgets[-1]
        return case_page(
            request,
            "cases/choose_enterprise.html",
            actor,
            case,
            status=status,
            form=form,
            rows=rows,
            other=other,
            basis=list_basis(clock.today()),
            query=wanted,
            total=len(form.listed),
            order=request.GET.get("order", "pinyin"),
        )
