"""选择企业: the list with its criteria, in random order, and any other enterprise beside it."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.acts.forms import ActForm
from apps.acts.views import ActPage
from apps.cases.forms import ChooseForm
from apps.cases.models import Case
from apps.enterprises.queries import directory, rolls_in_force
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.chinese import normalise_name, normalise_text


class ChoosePage(ActPage):
    """Draws the list as the reader wants it ordered and narrowed: never ranked, never pre-selected (R3)."""

    def show(
        self, request: HttpRequest, actor: Actor, subject: Case, form: ActForm, *, status: int = 200
    ) -> HttpResponse:
        choosing = cast("ChooseForm", form)
        order = "random" if request.GET.get("order") == "random" else "pinyin"
        wanted = normalise_name(request.GET.get("q", ""))
        *listed, other = choosing["enterprise"].subwidgets
        choices: dict[str, Any] = {str(choice.data["value"]): choice for choice in listed}
        rows = [
            {"choice": choice, "enterprise": each}
            # The case is the seed: no enterprise is first everywhere, and a refused form keeps its order.
            for each in directory(clock.today(), regions=subject.regions, order=order, seed=str(subject.pk))
            if (choice := choices.get(str(each.pk)))
            and (not wanted or normalise_text(wanted) in normalise_text(each.name) or choice.data["selected"])
        ]
        context = {
            **self.act.ground.frame(actor, subject),
            "form": form,
            "act": self.act,
            "back": self.act.home(subject),
            "rows": rows,
            "other": other,
            "rolls": rolls_in_force(clock.today(), subject.regions),
            "query": wanted,
            "total": len(choosing.listed),
            "order": order,
        }
        return render(request, self.act.template, context, status=status)
