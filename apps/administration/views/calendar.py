"""工作日历: its years, and a year's notice with what it would move before it is done."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.acts.services import opened
from apps.acts.views import ActPage
from apps.administration.forms.calendar import AnnounceForm
from apps.administration.permissions import may_announce
from apps.administration.queries.calendar import Effect, effect_of, year_lines
from apps.lib.actors import Actor
from apps.lib.digits import whole
from apps.orgs.permissions import acting, admit


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """List the years."""
    actor = acting(request)
    admit(may_announce(actor))
    return render(request, "administration/calendar/index.html", {"lines": year_lines()})


class AnnouncePage(ActPage):
    """Shows the effect first: the act is made only of days whose effect was on the screen."""

    effect: Effect | None = None

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show what the days would move, or do it where this was shown for the very same days."""
        actor, year = self.load(request, kwargs)
        form = opened(self.act, by=actor, subject=year, data=request.POST)
        assert isinstance(form, AnnounceForm)  # noqa: S101 - the act's own form
        barred = self.act.barred(actor, year)
        if (
            barred is None
            and form.is_valid()
            and ("look" in request.POST or form["seen"].data != form.digest)
        ):
            page = max(1, whole(request.POST.get("look", "")) or 1)
            self.effect = effect_of(actor, year.year, form.spans, page=page)
            return self.show(request, actor, year, form)
        return super().post(request, **kwargs)

    def show(
        self, request: HttpRequest, actor: Actor, subject: Any, form: Any, *, status: int = 200
    ) -> HttpResponse:
        """Show the form, and beside it the effect of what was typed."""
        act = self.act
        context = {
            "form": form,
            "act": act,
            "back": act.home(subject),
            **act.context(actor, subject),
            "effect": self.effect,
            "seen": form.digest if self.effect else "",
        }
        return render(request, act.template, context, status=status)
