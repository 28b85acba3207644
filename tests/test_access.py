"""Every URL x every persona: who gets in, who is refused how, and that a refusal writes nothing.

Whatever is read is private, unframed and unguessed, the refusals too.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from copy import copy
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.cases.permissions import can_move
from apps.cases.services import lock_case, move
from apps.cases.workflow import MOVES, Move
from apps.documents.services import typesetting
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.orgs.enums import Role
from caseflow import urls
from caseflow.api import routes
from tests.access.entries import Entry, Rows
from tests.access.lasting import stored_in, undone
from tests.access.matrix import DOORS, MATRIX
from tests.access.protections import IMPERSONAL, unsafe
from tests.access.stage import ANONYMOUS, EVERYONE, LOOKED_AT, ROLES, Stage
from tests.access.staged import Sheet, staged
from tests.access.unchanging import drawn_seldom, unchanging

pytestmark = [pytest.mark.matrix, pytest.mark.django_db]

OWN_BUSINESS = {entry.name for entry in DOORS if entry.name != "accounts:person"}
"""Signing in and out, one's role and one's own account: everybody's own business, the auditor's too."""
OWN_BUSINESS |= {"outbox:read-all", "outbox:mail", "pages:case-export"}
# With a slip anybody comes in, whoever else is signed in at that browser.
OWN_BUSINESS |= {"household:enter", "household:scanned", "household:out", "household:decide"}
OWN_BUSINESS |= {"household:letter", "household:letter-sent", "household:complaint"}
OWN_BUSINESS |= {
    "public:complaints",
    *(f"public:complaint-{each}" for each in ("status", "pictures", "reopen")),
    "public:renovation-status",
}
OWN_BUSINESS |= {f"household:defect{name}" for name in ("", "-report", "-again")}
OWN_BUSINESS |= {f"household:appointment-{what}" for what in ("choose", "wish", "decline")}
READS_BY_ROLE = {
    "cases:reveal",
    "othertrack:phone",
    "othertrack:search",
    "pages:case-search",
    "pages:gallery",
}
"""Looking up a number is posted, as URLs are kept by many; the catalogue's form is stored nowhere."""


TO_THE_SIGN_IN = {"accounts:logout", "accounts:gate", "accounts:gate-back"}
"""What leads even those who are signed in to the sign-in page: signing out, and a gate this site has not."""

WRITING = [
    entry for entry in MATRIX if entry.rows is Rows.CASE and entry.post and entry.name not in READS_BY_ROLE
]


OF_THE_API = frozenset(route.name for route in routes) | {"api-schema", "api-docs", "api-nowhere"}
"""Addresses that take tokens and no session; tests/api/test_scope.py walks them."""


def url_names(resolver: URLResolver | None = None, spaces: tuple[str, ...] = ()) -> list[str]:
    """Return the name of every URL; a URL without a name appears as its pattern."""
    names: list[str] = []
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            names += url_names(entry, inner)
        elif isinstance(entry, URLPattern) and entry.name not in OF_THE_API:
            names.append(":".join((*spaces, entry.name or f"(no name) {entry.pattern}")))
    return names


@pytest.fixture(scope="module")
def stage(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """Return the stage; nothing of it is left in the database afterwards."""
    with staged(django_db_blocker, tmp_path_factory) as stage, unchanging():
        yield stage


@pytest.fixture
def _django_db_helper(stage: Stage) -> Iterator[None]:
    """Undo what a test wrote but keep the stage, which outlives it.

    Takes the place of pytest-django's fixture of this name, which gives every test an empty database.
    """
    with undone():
        yield


@pytest.fixture(autouse=True)
def _quick_and_quiet(
    stage: Stage, _media: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """Keep the stage's files in sight, draw papers quickly, and write no traceback for each refusal."""
    monkeypatch.setattr(typesetting, "HTML", Sheet)
    caplog.set_level(logging.CRITICAL, logger="django.request")
    with stored_in(stage.folder):
        yield


# --- the matrix knows every URL, and every URL of the matrix is there ---


def test_the_matrix_and_the_urls_are_the_same() -> None:
    names = url_names()
    assert len(names) == len(set(names))
    known = {entry.name for entry in MATRIX}
    assert sorted(set(names) - known) == [], "these addresses have no entry in tests/access/matrix.py"
    assert sorted(known - set(names)) == [], "these entries of the matrix have no address any more"


@pytest.mark.parametrize("entry", MATRIX, ids=lambda entry: entry.title)
def test_everybody_gets_what_the_matrix_says(entry: Entry, stage: Stage) -> None:
    url = url_of(entry, stage)
    wrong = [
        f"{persona} {method}{' (htmx)' if htmx else ''}: {problem}"
        for persona in EVERYONE
        for method in ("GET", "POST")
        for htmx in ((False, True) if entry.htmx else (False,))
        if (problem := problem_of(entry, stage, url, persona, method, htmx=htmx))
    ]
    assert not wrong, "\n".join([f"{entry.title} {url}", *wrong])


def url_of(entry: Entry, stage: Stage) -> str:
    """Return the entry's URL on the stage."""
    query = f"?{entry.query}" if entry.query else ""
    return reverse(entry.name, kwargs=entry.args(stage)) + query


def problem_of(entry: Entry, stage: Stage, url: str, persona: str, method: str, *, htmx: bool) -> str:
    """Return what is wrong with the answer to one request; '' if nothing is. The request is undone."""
    with undone():
        answer, wrote = stage.ask(persona, method, url, htmx=htmx)
    status, expected = answer.status_code, entry.expected(persona, method)
    if persona == ANONYMOUS and htmx and entry.rows is not Rows.PUBLIC:
        return "" if status == 401 else f"{status}, not 401: a script is told, not sent elsewhere"
    if status >= 500:
        return f"{status} {answer.exc_info[1]!r}" if answer.exc_info else str(status)
    if status not in expected:
        return f"{status}, not {'/'.join(map(str, sorted(expected)))}"
    to_login = status == 302 and answer["Location"].startswith(reverse("accounts:login"))
    if persona == ANONYMOUS and entry.rows is not Rows.PUBLIC and not to_login:
        return f"sent to {answer['Location']}, not to the sign-in page"
    if persona != ANONYMOUS and to_login and entry.name not in TO_THE_SIGN_IN:
        return "sent to the sign-in page"
    if persona != ANONYMOUS and status == 302 and not to_login and entry.name in TO_THE_SIGN_IN:
        return f"sent to {answer['Location']}, not to the sign-in page"
    admitted = (entry.get if method == "GET" else entry.post) or frozenset()
    if wrote and (persona not in admitted or may_not_write(entry, persona)):
        return f"{status}, yet it wrote: {wrote[0][:120]}"
    if method == "GET" and entry.name not in IMPERSONAL and (lacking := unsafe(answer)):
        return f"{status} {'; '.join(lacking)}"
    if persona == "shenji" and method == "POST" and entry.name not in OWN_BUSINESS | READS_BY_ROLE:
        return f"the auditor got {status}" if status not in (403, 404, 405) else ""
    return ""


def may_not_write(entry: Entry, persona: str) -> bool:
    """Whether an admitted persona must leave everything as it is all the same."""
    return entry.name == "cases:register-draft" and persona != "zhou"


@pytest.mark.parametrize("entry", WRITING, ids=lambda entry: entry.title)
def test_the_auditor_changes_nothing_at_any_state(entry: Entry, stage: Stage) -> None:
    for state, row in stage.cases.items():
        url = reverse(entry.name, kwargs={**entry.args(stage), "pk": row.pk})
        answer, wrote = stage.ask("shenji", "POST", url)
        assert (answer.status_code in (403, 404), wrote) == (True, []), f"{state}: {answer.status_code}"


def test_the_walk_would_notice_a_write(stage: Stage) -> None:
    case = stage.cases["submitted"]
    url = reverse("cases:receive", kwargs={"pk": case.pk})

    answer, wrote = stage.ask("zhou", "POST", url, {"version": case.version, "key": "b" * 32})

    assert answer.status_code == 302
    assert any("cases_transition" in sql for sql in wrote)


def test_the_walk_would_notice_a_refusal_that_breaks(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(urls, "handler404", drawn_seldom(broken, 404))
    url = reverse("cases:case", kwargs={"pk": stage.cases["passed"].pk})

    assert stage.ask("xi", "GET", url)[0].status_code == 500


def test_the_walk_would_notice_a_page_without_protection(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = next(entry for entry in MATRIX if entry.name == "pages:case-list" and "zhou" in (entry.get or ()))
    url = url_of(entry, stage)
    assert problem_of(entry, stage, url, "zhou", "GET", htmx=False) == ""

    monkeypatch.setattr(SecurityMiddleware, "process_response", lambda _self, _request, answer: answer)

    problem = problem_of(entry, stage, url, "zhou", "GET", htmx=False)
    assert problem == "200 may be guessed at; tells where one came from"


def broken(_request: HttpRequest, _exception: Exception) -> HttpResponse:
    raise ValueError


# --- the workflow table and the permissions say the same ---


@pytest.mark.parametrize("row", MOVES, ids=lambda row: row.name)
def test_a_role_may_move_exactly_what_the_table_says(row: Move, stage: Stage) -> None:
    for actor in stage.world.people.values():
        for source in row.sources:
            case = copy(stage.cases["passed"])
            case.status = source
            assert bool(can_move(actor, case, row.name, open_holds=())) == (actor.role in row.roles)


@pytest.mark.parametrize("row", MOVES, ids=lambda row: row.name)
def test_the_mover_refuses_every_other_role(row: Move, stage: Stage) -> None:
    case_id = next(case.pk for case in stage.cases.values() if fresh(case.pk) in row.sources)
    with clock.at(LOOKED_AT):
        for persona, role in ROLES.items():
            if role in row.roles:
                continue
            actor = stage.world.people[persona]
            locked = lock_case(case_id=case_id, by=stage.world.wang)
            with pytest.raises(Refused) as refusal, transaction.atomic():
                move(case=locked, name=row.name, by=actor, reason="试")
            assert refusal.value.code == "post"
    assert fresh(case_id) in row.sources


def fresh(case_id: object) -> str:
    """Return the status of a case as the database has it."""
    return Case.objects.values_list("status", flat=True).get(pk=case_id)


def test_the_auditor_stands_in_no_row_of_the_table() -> None:
    assert [row.name for row in MOVES if Role.AUDITOR in row.roles] == []
    assert Status.PASSED in {row.target for row in MOVES}
