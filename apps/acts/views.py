"""An act's page: explain, ask, make the one attempt, lead back; what was typed stays when refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views import View

from apps.acts.acts import Act, Offer, S, lasts, offers
from apps.acts.forms import ActForm
from apps.acts.services import Done, NeverYours, NotNow, attempt, opened, show_again
from apps.documents.services import park_uploads
from apps.lib.actors import Actor
from apps.lib.decisions import Decision, Denied
from apps.orgs.permissions import acting, admit


class ActPage(View):
    """The page of one act, in the frame of its ground.

    Context: the ground's frame, ``form``, ``act``, ``back`` (URL) and what the act adds.
    """

    act: Act[Any] = None  # type: ignore[assignment]  # given by as_view()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the fresh form; a wrong moment leads back with the reason."""
        actor, subject = self.load(request, kwargs)
        decision = self.opening(actor, subject)
        if isinstance(decision, Denied):
            if lasts(decision):
                raise PermissionDenied(decision.reason)
            messages.warning(request, decision.reason)
            return redirect(self.act.home(subject))
        return self.show(request, actor, subject, opened(self.act, by=actor, subject=subject))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Attempt it; a refusal shows the form again with everything that was typed."""
        actor, subject = self.load(request, kwargs)
        outcome = attempt(self.act, by=actor, subject=subject, data=request.POST, files=request.FILES)
        if isinstance(outcome, NeverYours):
            raise PermissionDenied(outcome.denied.reason)
        if isinstance(outcome, Done):
            self.say(request, outcome.result)
            listed = request.POST.get("from") == "list"
            return redirect(self.act.onward(subject, outcome.result, from_list=listed))
        if isinstance(outcome, NotNow):
            # Read again: the refusal may be that somebody else has changed it.
            subject = self.load(request, kwargs)[1]
            version, standing = self.act.ground.version(subject), self.act.initial(actor, subject)
            show_again(outcome.form, outcome.refused, version, standing)
        # A browser cannot fill a file input: without this every refusal would ask for the files again.
        park_uploads(by=actor, form=outcome.form)
        return self.show(request, actor, subject, outcome.form, status=422)

    def opening(self, actor: Actor, subject: Any) -> Decision:
        """Say whether the page may be opened: as the act says, where the page itself asks for no more."""
        return self.act.may(actor, subject)

    def say(self, request: HttpRequest, result: object) -> None:
        messages.success(request, self.act.done(result))

    def show(
        self, request: HttpRequest, actor: Actor, subject: Any, form: ActForm, *, status: int = 200
    ) -> HttpResponse:
        act = self.act
        context = {
            **act.ground.frame(actor, subject),
            "form": form,
            "act": act,
            "back": act.home(subject),
            **act.context(actor, subject),
        }
        return render(request, act.template or act.ground.template, context, status=status)

    def load(self, request: HttpRequest, kwargs: dict[str, Any]) -> tuple[Actor, Any]:
        """Return the actor and the subject of the URL; 403 for a role that never looks at such ones."""
        actor = acting(request)
        admit(self.act.ground.reads(actor))
        return actor, self.act.ground.load(actor, **kwargs)


class InlineAct(ActPage):
    """An act inside a host page, several beside each other: the host draws the refused form at its slot."""

    http_method_names = ["post", "options"]
    host: Callable[..., HttpResponse] = None  # type: ignore[assignment]  # given by as_view(), kept on the instance

    def show(
        self, request: HttpRequest, actor: Actor, subject: Any, form: ActForm, *, status: int = 200
    ) -> HttpResponse:
        """Let the host page draw itself with the form; a form that asks nothing says its refusal on top."""
        if not form.visible_fields():
            for error in (each for found in form.errors.as_data().values() for each in found):
                messages.error(request, " ".join(error.messages))
        return self.host(request, actor, subject, status=status, **{self.act.slot: form})


@dataclass(frozen=True, slots=True)
class Slot:
    """An act inside a host page: today's decision and its form, fresh or as it was refused."""

    act: Act[Any]
    decision: Decision
    form: ActForm
    url: str


def slots(
    actor: Actor,
    subject: Any,
    acts: Iterable[Act[Any]],
    *,
    typed: Mapping[str, ActForm] = MappingProxyType({}),
    ids: str = "id_%s",
) -> dict[str, Slot]:
    """Return what a host page shows by slot: acts that may be done now, and the one just refused.

    ``ids`` spells the ids of the fields, where a page shows the same act for several subjects.
    """
    found = {}
    for act in acts:
        decision, form = act.may(actor, subject), typed.get(act.slot)
        if form is None and decision:
            form = opened(act, by=actor, subject=subject)
        if form is not None:
            form.auto_id = ids
            found[act.slot] = Slot(act, decision, form, act.url(subject))
    return found


class PreviewPage(ActPage):
    """What an act would come to: binds and computes, never writes. 204 where there is nothing to say."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Answer with the computed part of the page."""
        actor, subject = self.load(request, kwargs)
        decision = self.act.may(actor, subject)
        if lasts(decision) and isinstance(decision, Denied):
            raise PermissionDenied(decision.reason)
        preview = self.act.preview
        if not decision or preview is None:
            return HttpResponse(status=204)
        form = opened(self.act, by=actor, subject=subject, data=request.POST)
        # Half-typed forms are previewed too: the preview takes what could be cleaned.
        form.is_valid()
        context = preview.context(actor, subject, form)
        if context is None:
            return HttpResponse(status=204)
        return render(request, preview.template, context)


def pages(
    acts: Iterable[Act[Any]],
    host: Callable[..., HttpResponse] | None = None,
    views: Mapping[str, type[ActPage]] = MappingProxyType({}),
) -> list[URLPattern]:
    """Return the URLs of the acts' pages, to stand in their app's ``urlpatterns``.

    With ``host`` they stand inside that page: a callable (request, actor, subject, *, status, **forms).
    ``views`` names the pages, by act, that draw more than the act's form.
    """
    found = []
    for act in acts:
        if not act.path:
            continue
        if host is not None:
            view = InlineAct.as_view(act=act, host=host)
            found.append(path(act.path, view, name=_short(act.page)))
        else:
            page = views.get(act.name, ActPage)
            found.append(path(act.path, page.as_view(act=act), name=_short(act.page)))
        if act.preview is not None:
            found.append(path(act.preview.path, PreviewPage.as_view(act=act), name=_short(act.preview.page)))
    return found


def _short(name: str) -> str:
    return name.rpartition(":")[2]


@dataclass(frozen=True, slots=True)
class Arranged:
    """The buttons of a page: the one put forward, and the others in their order."""

    primary: Offer | None
    others: tuple[Offer, ...]

    def among(self, acts: Iterable[Act[Any]]) -> tuple[Offer, ...]:
        """Return those of the others that are some of ``acts``: a page may show them in several places."""
        names = {act.name for act in acts}
        return tuple(offer for offer in self.others if offer.act.name in names)


def arranged(
    actor: Actor, subject: S, acts: Iterable[Act[S]], *, hidden: frozenset[str] = frozenset()
) -> Arranged:
    """Return the buttons of a page: primary is the first that carries on and may be done, else must wait."""
    found = list(offers(actor, subject, acts, hidden=hidden))
    forward = [offer for offer in found if offer.forward]
    primary = next((offer for offer in forward if offer.decision), forward[0] if forward else None)
    return Arranged(primary, tuple(offer for offer in found if offer is not primary))
