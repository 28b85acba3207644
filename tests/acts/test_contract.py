"""What holds of every act there is, on its page and in its operation, tried on the stage.

Who declares a new act adds its sound submission to ``bodies.py``; everything here then holds of it too.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.http import Http404
from django.test import override_settings
from django.urls import reverse

from apps.acts.acts import act_named, all_acts
from apps.administration.acts.on_bodies import ON_BODY, ON_CHANGE
from apps.audit.models import Event
from apps.audit.services import Subject, record
from apps.cases.models import Case
from apps.connections.acts import RETURNED
from apps.documents.services import typesetting
from apps.inspections.acts.appointments import APPOINTMENT
from apps.inspections.models import Appointment
from apps.lib.actors import SYSTEM
from apps.orgs.models import Organisation
from apps.othertrack.acts import RENOVATION
from apps.programs.models import CalendarYear, Program, RuleSet
from apps.signals.acts import SIGNAL
from apps.tickets.acts import TICKET
from tests.access.lasting import undone
from tests.access.moments import at_moment
from tests.access.stage import ANONYMOUS, OWN, Recorder, Stage
from tests.access.staged import Sheet
from tests.acts.bodies import SOUND, WORD
from tests.acts.doors import Door, editable, has_operation, has_page, overtake_numbers
from tests.attacks.filling import forms_of
from tests.attacks.staged import _django_db_helper, _kept, _quiet, stage
from tests.factories.callers import Caller

__all__ = ["_django_db_helper", "_kept", "_quiet", "stage"]
pytestmark = [pytest.mark.matrix, pytest.mark.django_db]

NAMES = [act.name for act in all_acts()]
PAGES = [name for name in NAMES if has_page(name)]
OPERATIONS = [name for name in NAMES if has_operation(name)]
VERSIONED = [name for name in NAMES if act_named(name).form.versioned]
KEYED = [name for name in PAGES if act_named(name).form.base_fields["key"].required]
"""All but a button that asks nothing, and whose second press goes on with what the first made."""
MERGED = frozenset({"weeks.save"})
"""Late, but with nothing both changed, they are saved together: tests/reports/test_merging.py."""
REUSED = "这次的内容与上次不同，还没有保存"
STALE = re.compile("刚被|刚由")
"""By a colleague; at an acceptance also by whom."""


@pytest.fixture(autouse=True)
def _no_throttle(_quiet: None) -> Iterator[None]:
    """Every call of these tests falls into one minute, and numbers of tokens come again."""
    with override_settings(API_CALLS_PER_MINUTE=0):
        yield


@pytest.fixture(scope="module")
def _sheets(stage: Stage) -> Iterator[None]:
    """Draw papers quickly at the moments, too, that last for several tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typesetting, "HTML", Sheet)
        yield


@pytest.fixture(scope="module")
def door(request: pytest.FixtureRequest, stage: Stage, _sheets: None) -> Iterator[Door]:
    """Return the act named by the test's parameter, at its moment, which all tests of the act share."""
    name: str = request.param
    with at_moment(stage, SOUND[name].at) as subject:
        door = Door(stage, act_named(name), subject)
        if has_operation(name):
            door.own = door.caller()
        yield door


@dataclass(frozen=True)
class First:
    """An act's first submission, made once for all tests of what comes after it."""

    answer: Any
    rows: Counts
    """What there was once it was made."""
    again: Callable[[dict[str, Any]], Any]
    """Sends it again, with changes."""
    sent: dict[str, Any]


@pytest.fixture(scope="module")
def first(request: pytest.FixtureRequest, door: Door) -> Iterator[First]:
    """Return the act's first submission by the test's parameter: its page or its operation."""
    with undone():
        if request.param == "page":
            values = door.filled()
            answer = door.post(values)
            yield First(answer, written(door), lambda more: door.post({**values, **more}), values)
        else:
            system, key = door.caller(), str(uuid4())
            body = door.body(system)
            answer = door.call(system, body, key)
            yield First(answer, written(door), lambda more: door.call(system, {**body, **more}, key), body)


def each(names: list[str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("door", names, indirect=True, ids=names)


def after_first(way: str, names: list[str]) -> pytest.MarkDecorator:
    rows = [(name, way) for name in names]
    return pytest.mark.parametrize(("door", "first"), rows, indirect=True, ids=names)


@contextmanager
def nothing_written() -> Iterator[None]:
    """Fail if anything is written inside; what a token's use or a waiting file leaves does not count."""
    recorder = Recorder()
    with connection.execute_wrapper(recorder):
        yield
    wrote = [sql for sql in recorder.wrote if not any(table in sql[:60] for table in BESIDE)]
    assert wrote == []


Counts = tuple[dict[str, int], int]
COUNTED = [
    model
    for config in apps.get_app_configs()
    if config.name.startswith("apps.") and config.label not in ("audit", "documents")
    for model in config.get_models()
]
BESIDE = ("orgs_apitoken", "documents_storedfile", "audit_")


def text_of(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def test_bait_a_write_is_noticed(stage: Stage) -> None:
    with at_moment(stage, "received") as case, pytest.raises(AssertionError), nothing_written():
        Case.objects.filter(pk=case.pk).update(version=9)


def test_every_act_has_its_sound_submission() -> None:
    assert sorted(NAMES) == sorted(SOUND)
    assert [name for name in NAMES if name not in {*PAGES, *OPERATIONS}] == []


# --- who may not ---


def barred(door: Door) -> list[str]:
    """Return who finds the subject and never does this: the auditor, and one of the others.

    Everybody at every page: tests/test_access.py.
    """
    found: list[str] = []
    for persona in ("shenji", *sorted(OWN - {"shenji"})):
        with suppress(Http404):
            if door.act.barred(door.actor(persona), door.subject(persona)) is not None:
                found.append(persona)
        if len(found) == 2:
            break
    # Of bodies an auditor sees the one that is audited; what came back to a desk is its body's alone.
    is_own = isinstance(door.root, Organisation) or door.act.ground is RETURNED
    assert found[:1] == ["shenji"] or is_own
    return found


@each(NAMES)
def test_a_role_that_never_does_it_is_told_so_at_both_doors(door: Door) -> None:
    for persona in barred(door):
        with nothing_written():
            if door.act.name in PAGES:
                if not door.act.slot:  # else the page is its host's, who lets more people read
                    assert door.request(persona, "get", door.url).status_code == 403, persona
                assert door.post({"version": 1}, persona).status_code == 403, persona
        if door.act.name in OPERATIONS:
            system = door.caller(persona)
            with nothing_written():
                assert door.call(system, {"version": 1}).status_code == 403, persona


_COUNTERS = ("cases", "tickets", "archives", "renovations", "draws")
"""Where grounds without a subject lie: there is no row that another district could not see."""


@each([name for name in NAMES if act_named(name).ground.path not in _COUNTERS])
def test_another_district_s_act_does_not_exist(door: Door) -> None:
    persona = "xi"
    with nothing_written():
        if door.act.name in PAGES:
            assert door.request(persona, "get", door.url).status_code in (404, 405)
            assert door.post({"version": 1}, persona).status_code == 404
    if door.act.name in OPERATIONS:
        system = door.caller(persona)
        with nothing_written():
            assert door.call(system, {"version": 1}).status_code == 404


@each(NAMES)
def test_a_stranger_is_sent_to_sign_in(door: Door) -> None:
    with nothing_written():
        if door.act.name in PAGES:
            for answer in (door.request(ANONYMOUS, "get", door.url), door.post({}, ANONYMOUS)):
                assert answer.status_code == 302
                assert answer["Location"].startswith(reverse("accounts:login"))
        if door.act.name in OPERATIONS:
            assert door.call(Caller("cft_none"), {"version": 1}).status_code == 401


# --- what was typed ---


def spoilt(values: dict[str, Any]) -> dict[str, Any]:
    """Return a page's values without its key: a form that every act refuses, whatever else it asks."""
    return {**values, "key": "", "version": "x"}


@each(PAGES)
def test_a_refused_page_keeps_what_was_typed_and_uploaded(door: Door) -> None:
    values = door.filled()
    answer = door.post(spoilt(values))

    assert answer.status_code == 422
    text = text_of(answer)
    if WORD in values.values():
        assert text.count(WORD) >= list(values.values()).count(WORD)
    for name, value in values.items():
        for file in value if isinstance(value, list) else [value]:
            if isinstance(file, UploadedFile):
                assert f'name="{name}-parked"' in text, name


@each(OPERATIONS)
def test_a_refused_body_names_the_place(door: Door) -> None:
    system = door.caller()
    body = door.body(system)
    wrong = {**body, "nobody": 1}
    found = {"/nobody": door.call(system, wrong)}
    for name in door.asked():
        found[f"/{name}"] = door.call(system, {key: value for key, value in body.items() if key != name})

    for pointer, answer in found.items():
        assert answer.status_code == 422, pointer
        assert pointer in [fault["pointer"] for fault in answer.json()["errors"]], answer.json()


# --- twice ---


@after_first("page", PAGES)
def test_a_double_click_writes_once_and_says_done_twice(door: Door, first: First) -> None:
    assert first.answer.status_code == 302, [form.errors for form in _forms(first.answer)]
    second = first.again({})

    assert second.status_code == 302
    assert written(door) == first.rows


@after_first("operation", [name for name in OPERATIONS if act_named(name).creates])
def test_a_creation_sent_again_is_answered_with_the_first_result(door: Door, first: First) -> None:
    assert first.answer.status_code == 201, first.answer.json()
    again = first.again({})

    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")
    assert again.json() == first.answer.json()
    assert "Idempotent-Replayed" not in first.answer.headers
    assert written(door) == first.rows


UNVERSIONED = (TICKET, RENOVATION, SIGNAL)
"""Grounds whose acts each ask where the subject stands, without a version."""


@each(
    [name for name in OPERATIONS if not act_named(name).creates and act_named(name).ground not in UNVERSIONED]
)
def test_a_change_answers_with_the_subject_as_it_stands(door: Door) -> None:
    system = door.caller()
    answer = door.call(system, door.body(system))

    assert answer.status_code == 200, answer.json()
    assert answer.json()["version"] == door.version()


@after_first("page", KEYED)
def test_another_content_under_a_used_page_is_not_taken(door: Door, first: First) -> None:
    assert first.answer.status_code == 302
    answer = first.again({"typed-later": WORD})

    assert answer.status_code == 422
    assert REUSED in text_of(answer)
    assert written(door) == first.rows


@after_first("operation", [name for name in OPERATIONS if act_named(name).creates])
def test_another_content_under_a_used_key_is_refused(door: Door, first: First) -> None:
    assert first.answer.status_code == 201
    other = first.again(_changed(first.sent))

    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert written(door) == first.rows


def _changed(body: dict[str, Any]) -> dict[str, Any]:
    """Return one value of a body changed, still readable."""
    words = [name for name, value in body.items() if value == WORD]
    if words:
        return {words[0]: f"{WORD}再看"}
    return {"version": body["version"] + 1} if "version" in body else {"note": WORD}


# --- too late ---


def overtake(door: Door) -> None:
    """Let a colleague touch what the act is done to."""
    if door.act.ground is APPOINTMENT:
        Appointment.objects.filter(case=door.root).update(version=door.version() + 1)
    elif isinstance(door.root, Case):
        Case.objects.filter(pk=door.root.pk).update(version=door.version() + 1)
    elif isinstance(door.root, Organisation) and door.act.ground in (ON_BODY, ON_CHANGE):
        record(by=SYSTEM, subject=Subject("organisation", str(door.root.pk)), action="organisation.phone_set")
    elif isinstance(door.root, Organisation | Program | RuleSet):
        overtake_numbers(door)
    elif isinstance(door.root, CalendarYear):
        CalendarYear.objects.filter(pk=door.root.pk).update(version=door.version() + 1)
    else:
        row = editable(door.root)
        type(row)._base_manager.filter(pk=row.pk).update(edit=row.edit + 1)


@each([name for name in KEYED if name in VERSIONED and name not in MERGED])
def test_a_page_that_is_late_says_so_and_keeps_what_was_typed(door: Door) -> None:
    values = door.filled()
    overtake(door)
    rows = written(door)
    answer = door.post(values)

    assert answer.status_code == 422
    text = text_of(answer)
    assert STALE.search(text)
    assert text.count(WORD) >= list(values.values()).count(WORD)
    assert door.shown(answer)["version"] == str(door.version())
    assert written(door) == rows


@each([name for name in OPERATIONS if name in VERSIONED])
def test_a_body_that_is_late_is_told_where_things_stand(door: Door) -> None:
    system = door.caller()
    body = door.body(system)
    overtake(door)
    rows = written(door)
    answer = door.call(system, body)

    assert (answer.status_code, answer.json()["code"]) == (409, "stale"), answer.json()
    assert answer.json()["current_version"] == door.version()
    assert written(door) == rows


def written(door: Door) -> Counts:
    """Return what any act leaves: how many rows of every kind, events, the version.

    A refused page keeps its uploads waiting, so that files and their events do not count. One
    statement counts everything: it is asked before and after every submission.
    """
    with connection.cursor() as cursor:
        cursor.execute(_everything())
        rows: dict[str, int] = dict(cursor.fetchall())
    return rows, door.version() if door.act.form.versioned else 0


@cache
def _everything() -> str:
    """Return the statement that counts the rows of every table, and the events but those of files."""
    tables = [model._meta.db_table for model in COUNTED]
    counts = [f"SELECT '{table}', count(*) FROM \"{table}\"" for table in tables]  # noqa: S608
    events = f"SELECT 'events', count(*) FROM \"{Event._meta.db_table}\" WHERE action NOT LIKE 'file%'"  # noqa: S608
    return " UNION ALL ".join([*counts, events])


def _forms(answer: Any) -> list[Any]:
    return [form for form in forms_of(answer) if form.is_bound]
