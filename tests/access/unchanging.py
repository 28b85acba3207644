"""For walks of thousands of requests, each undone: what every request begins with is read only once.

Who asks and the case a URL names are as they were at the request before. What a request writes
goes to the database as ever, and what it reads from then on comes from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy, deepcopy
from functools import cache
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.signals import request_started
from django.http import Http404, HttpRequest, HttpResponse
from django.test import client as test_client
from django.views import defaults

from apps.accounts.services.backend import AccountBackend
from apps.cases.acts import grounds
from apps.cases.models import Case
from apps.cases.views import scope
from apps.inspections.acts import appointments
from apps.inspections.acts import grounds as of_works
from apps.inspections.views import papers, tabs
from apps.letters import acts as letters
from apps.lib.actors import Actor
from apps.orgs import middleware
from apps.orgs.models import User
from apps.orgs.queries import memberships_of
from apps.outbox.queries import unread_count
from apps.pages import context_processors
from caseflow import urls
from tests.factories.rows import LEDGER

Refusal = Callable[[HttpRequest, Exception], HttpResponse]


@contextmanager
def kept_people() -> Iterator[pytest.MonkeyPatch]:
    """Read people, their roles and the count on their bell once; nobody asks for a template's context.

    Nobody may be appointed, locked out or given another password inside.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(AccountBackend, "get_user", each_once(AccountBackend.get_user))
        patch.setattr(middleware, "memberships_of", cache(memberships_of))
        patch.setattr(context_processors, "unread_count", cache(unread_count))
        patch.setattr(test_client, "store_rendered_templates", lambda *_, **__: None)
        yield patch


@contextmanager
def unlooked() -> Iterator[None]:
    """Keep no template's context of the answers inside: copying them takes a tenth of a page's time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(test_client, "store_rendered_templates", lambda *_, **__: None)
        yield


@contextmanager
def kept_callers() -> Iterator[None]:
    """Read who asks once for each person, as :func:`kept_people`, but let pages be asked for their forms."""
    drawn = test_client.store_rendered_templates
    with kept_people() as patch:
        patch.setattr(test_client, "store_rendered_templates", drawn)
        patch.setattr(SessionStore, "load", kept_sessions(SessionStore.load))
        yield


@contextmanager
def unchanging() -> Iterator[None]:
    """Keep sessions, people and cases from request to request; draw refusals seldom.

    Every request inside must be undone before the next one.
    """
    with kept_people() as patch, kept_cases() as cases:
        patch.setattr(SessionStore, "load", kept_sessions(SessionStore.load))
        patch.setattr(urls, "handler403", drawn_seldom(defaults.permission_denied, 403), raising=False)
        patch.setattr(urls, "handler404", drawn_seldom(defaults.page_not_found, 404), raising=False)
        request_started.connect(cases.begin)
        yield
        request_started.disconnect(cases.begin)


class KeptCases:
    """Cases as each actor finds them, or does not, as long as nothing is written."""

    def __init__(self) -> None:
        self._found: dict[tuple[Actor, Any], Case | None] = {}
        self._load = grounds.load_case
        self.begin()

    def begin(self, **_: object) -> None:
        """Take the database as it is now for the one in which the kept cases were found."""
        self._written = LEDGER.count

    def load(self, actor: Actor, pk: Any) -> Case:
        """Return a copy of the case as ``load_case`` found it for this very actor; 404 where it did not."""
        if LEDGER.count != self._written:
            return self._load(actor, pk)
        if (actor, pk) not in self._found:
            try:
                self._found[actor, pk] = self._load(actor, pk)
            except Http404:
                self._found[actor, pk] = None
        case = self._found[actor, pk]
        if case is None:
            raise Http404
        return copied(case)


def copied(case: Case) -> Case:
    """Return a case that shares nothing with ``case``, down to the rows loaded with it."""
    found = copy(case)
    beside = found._state.fields_cache
    beside.update({name: copy(row) for name, row in beside.items()})
    return found


@contextmanager
def kept_cases() -> Iterator[KeptCases]:
    """Let the acts and pages of a case find it among kept ones; what is written inside ends that."""
    cases = KeptCases()
    asking = (grounds, scope, appointments, of_works, letters, papers, tabs)
    with pytest.MonkeyPatch.context() as patch:
        for module in asking:
            patch.setattr(module, "load" if module is scope else "load_case", cases.load)
        yield cases


def kept_sessions(load: Callable[[SessionStore], dict[str, Any]]) -> Callable[[SessionStore], dict[str, Any]]:
    """Return ``load`` asking the database once for each session that is there."""
    kept: dict[str | None, dict[str, Any]] = {}

    def loaded(store: SessionStore) -> dict[str, Any]:
        key = store.session_key
        if key not in kept:
            found = load(store)
            if not found:
                return found
            kept[key] = found
        return deepcopy(kept[key])

    return loaded


def each_once(get_user: Callable[..., User | None]) -> Callable[..., User | None]:
    """Return ``get_user`` asking the database once for each person; a request changes a copy."""
    kept = cache(lambda user_id: get_user(AccountBackend(), user_id))
    return lambda _backend, user_id: deepcopy(kept(user_id))


def drawn_seldom(draw: Refusal, status: int) -> Refusal:
    """Return a view of refusals that draws the first at each URL and the first of each person.

    A refusal looks the same everywhere but for the frame, which depends on who asks and on the app;
    drawing each of the four thousand would be half the walk's work.
    """
    drawn: set[object] = set()

    def refuse(request: HttpRequest, exception: Exception) -> HttpResponse:
        match = request.resolver_match
        seen_in = {("person", request.user.pk), ("url", match and match.view_name)}
        if seen_in <= drawn:
            return HttpResponse(status=status)
        drawn.update(seen_in)
        return draw(request, exception)

    return refuse
