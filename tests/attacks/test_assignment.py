"""More than the form asks for: the organisation in the body, a status, an amount, an owner.

Each form is sent twice, as filled in and with every column of the site added to it under several
spellings. What is then in the database must be the same.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import hashers
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from apps.cases.models import Case
from apps.orgs.models import Coverage, ReportingLine
from tests.access.entries import Entry
from tests.access.lasting import undone
from tests.access.matrix import MATRIX
from tests.access.stage import Stage
from tests.access.unchanging import unlooked
from tests.attacks.filling import Values, fields_of, rewound, soundly
from tests.attacks.staged import _django_db_helper, _kept, _quiet, sent, somebody, stage, url_of

__all__ = ["_django_db_helper", "_kept", "_quiet", "stage"]
pytestmark = [pytest.mark.matrix, pytest.mark.django_db]

POSTING = [entry for entry in MATRIX if entry.post]
WRITTEN = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
CHANCE = (models.UUIDField, models.BinaryField)
"""Values that differ from one run to the next."""
BY_CHANCE = (
    "storage_name",
    "file_ids",
    "files",
    "evidence",
    "sha256",
    "digest",
    "code_index",
    "request_index",
    "reference",
    "mac",
    "head",
    "hash",
    "subject_id",
    "owner_id",
    "facts",
    "_id",
)
LEFT_OUT = frozenset({"audit.Event", "audit.Chain", "audit.Digest", "audit.DayDigest"})
"""Written from digests of the rows that are compared."""
REGISTER = frozenset({"orgs", "programs", "enterprises"})
"""Apps whose rows keep their numbers for as long as the stage stands."""
Numbers = Mapping[type[models.Model], Collection[Any]]
"""Which rows of each table of the register there are."""
Names = dict[type[models.Model], dict[Any, str]]
"""What the rows made since are called, by table and number."""
MADE: dict[str, type[models.Model]] = {"made": Coverage, "line_made": ReportingLine}
"""Under which words a change of a body keeps the numbers of the rows it made, to take them back."""
GRAVE = frozenset(
    {"organisation", "organisation_id", "bureau", "bureau_id", "street_office", "street_office_id", "city_id"}
    | {"post", "by", "actor", "user", "user_id", "owner", "owner_id", "status", "state", "enterprise_id"}
    | {"contract_amount", "amount", "is_staff", "is_superuser", "is_active", "role", "rule_set", "program_id"}
    | {"submitted_on", "filed_on", "recorded_at", "created_at", "sensitive", "verdict", "uploaded_by"}
)


def everything(stage: Stage, own: set[str]) -> Values:
    """Return a value of another district for every column there is, under the names a form might read."""
    other = stage.world.xihu.pk
    values: Values = {}
    for name in sorted({*GRAVE, *columns()} - own):
        spellings = (name, f"case.{name}", f"case[{name}]", f"form-{name}") if name in GRAVE else (name,)
        values |= {spelt: value_for(name, other) for spelt in spellings if spelt not in own}
    return values


def columns() -> set[str]:
    """Return the names of all columns of the site's tables."""
    return {
        column.name
        for model in apps.get_models()
        if model.__module__.startswith("apps.")
        for column in model._meta.concrete_fields
    }


def value_for(name: str, other: int) -> str:
    if name.endswith(("_on", "_at")):
        return "2020-01-01"
    return "passed" if name in ("status", "state", "verdict") else str(other)


def kept(written: Collection[str] | None = None, stood: Numbers | None = None) -> dict[str, list[Any]]:
    """Return what stands in every table, or in the ``written`` ones, without what chance put there.

    Rows of the register that did not stand before are named by their order: each sending numbers them anew.
    """
    found = {}
    new = {} if stood is None else newcomers(written or (), stood)
    for model in apps.get_models():
        if not model.__module__.startswith("apps.") or model._meta.label in LEFT_OUT:
            continue
        if written is not None and model._meta.db_table not in written:
            continue
        if model._meta.app_label in {
            "api",
            "outbox",
        }:
            # keys and what follows a commit name new rows by their chance ids
            found[model._meta.label] = [model._base_manager.count()]
            continue
        columns = [
            column
            for column in model._meta.concrete_fields
            if not isinstance(column, CHANCE) and not (column.primary_key or left_to_chance(column))
        ]
        if not columns:
            # Nothing but numbers that name other new rows; values_list() of nothing would be all of them.
            found[model._meta.label] = [model._base_manager.count()]
            continue
        rows = model._base_manager.values_list(*(column.attname for column in columns))
        found[model._meta.label] = sorted(
            repr(tuple(named(column, value, new) for column, value in zip(columns, row, strict=True)))
            for row in rows
        )
    return found


def named(column: models.Field[Any, Any], value: Any, new: Names) -> Any:
    """Return the value of a column; a row of the register made since the stage stood by its name."""
    if isinstance(column, models.ForeignKey):
        return new.get(column.related_model, {}).get(value, value)
    if isinstance(column, models.JSONField) and isinstance(value, dict):
        return {
            key: [new[MADE[key]].get(each, each) for each in (said if isinstance(said, list) else [said])]
            if MADE.get(key) in new
            else said
            for key, said in value.items()
        }
    return value


def register_rows(written: Collection[str] | None = None) -> dict[type[models.Model], list[Any]]:
    """Return the numbers of the register's rows in order, of all its tables or of the ``written`` ones."""
    return {
        model: list(model._base_manager.order_by("pk").values_list("pk", flat=True))
        for model in apps.get_models()
        if model._meta.app_label in REGISTER and (written is None or model._meta.db_table in written)
    }


def newcomers(written: Collection[str], stood: Numbers) -> Names:
    """Return a name for each row of the register that was not among those that ``stood``."""
    return {
        model: {
            number: f"new {place}"
            for place, number in enumerate(each for each in numbers if each not in stood[model])
        }
        for model, numbers in register_rows(written).items()
    }


def left_to_chance(column: models.Field[Any, Any]) -> bool:
    if isinstance(column, models.ForeignKey):
        # rows of the register keep their numbers; what a form writes elsewhere gets new ones each time
        return column.related_model._meta.app_label not in REGISTER
    if column.name == "key" and column.model._meta.app_label == "plans":
        return True  # of a row that came from a package, not from a form: drawn when the draft is kept
    return isinstance(column, models.CharField | models.JSONField) and column.name.endswith(BY_CHANCE)


@pytest.fixture(scope="module")
def untouched(stage: Stage) -> dict[str, list[Any]]:
    """Return what stands in every table before anything is sent."""
    return kept()


@pytest.fixture(scope="module")
def stood(stage: Stage) -> Numbers:
    """Return which rows of the register there are before anything is sent."""
    return {model: frozenset(numbers) for model, numbers in register_rows().items()}


@pytest.fixture(scope="module")
def wrote() -> dict[str, bool]:
    """Return which forms wrote something when they were sent as they are."""
    return {}


@pytest.fixture(autouse=True)
def _one_lot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw the same lot each time: a claim's number, a token, a lock on a new account are the site's own."""
    monkeypatch.setattr(secrets, "randbelow", lambda below: below // 7)
    monkeypatch.setattr(secrets, "token_urlsafe", lambda _size=32: "s" * 43)
    monkeypatch.setattr(hashers, "get_random_string", lambda length, *_: "s" * length)


Outcome = tuple[int, dict[str, list[Any]], int]
"""The status of an answer, what stands in the tables written to, and how often it wrote."""


def after(stage: Stage, stood: Numbers, entry: Entry, *sent: bool) -> Iterator[Outcome]:
    """Open the form once and send it; once for each of ``sent``, with more than it asks for where true."""
    persona, url = somebody(entry.post), url_of(entry, stage)
    with undone():
        page, looked = stage.ask(persona, "GET", url)
        values = soundly(page)
        own = {*values, *fields_of(page), "key", "version"}
        for more in sent:
            with undone(), unlooked():
                given = rewound(values) | (everything(stage, own) if more else {})
                answer, wrote = stage.ask(persona, "POST", url, given)
                yield answer.status_code, kept(tables_of([*looked, *wrote]), stood), len(wrote)


def tables_of(statements: list[str]) -> set[str]:
    """Return the tables that statements write to: no other can have changed."""
    return {table for sql in statements for table in WRITTEN.findall(sql)}


@pytest.mark.parametrize("entry", POSTING, ids=lambda entry: entry.title)
def test_what_the_form_does_not_ask_for_changes_nothing(
    entry: Entry, stage: Stage, untouched: dict[str, list[Any]], stood: Numbers, wrote: dict[str, bool]
) -> None:
    plain, stuffed = after(stage, stood, entry, False, True)
    wrote[entry.title] = plain[2] > 0
    if entry.get is None and stuffed[0] == 422:
        # no page shows this form's own fields: one of the columns is among them, and was refused
        assert stuffed[2] == 0
        return
    if entry.name.startswith("household:") and stuffed[0] == 403:
        # without a visit whatever was typed is shown to be copied, and nothing is written
        assert stuffed[2] == plain[2] == 0
        return
    assert stuffed[0] == plain[0]
    assert {**untouched, **stuffed[1]} == {**untouched, **plain[1]}


@pytest.mark.parametrize("persona", ["zhou", "wang", "chen"])
def test_no_header_or_cookie_names_the_organisation(persona: str, stage: Stage) -> None:
    url, seen = "/cases/?organisation=1&bureau=2&street_office=3", set()
    named = {"X-Organisation": "1", "Caseflow-Post": "district_leader", "X-Forwarded-User": "ling"}
    for headers in ({}, named):
        page = sent(stage, persona, "GET", url, headers=headers)
        assert page.status_code == 200
        seen.add(page.content.decode().count("/cases/"))
    assert len(seen) == 1


def _careless(request: HttpRequest, stage: Stage) -> HttpResponse:
    case = stage.cases["submitted"]
    for name in request.POST:
        if name in {"status", "bureau_id"}:
            Case.objects.filter(pk=case.pk).update(**{name: request.POST[name]})
    return HttpResponse()


def test_bait_a_view_that_takes_what_it_gets_is_noticed(stage: Stage) -> None:
    def sent(data: Values) -> dict[str, list[Any]]:
        with undone():
            _careless(RequestFactory().post("/", data), stage)
            return kept()

    assert sent({}) != sent({"bureau_id": stage.world.xihu.pk})


def test_bait_most_forms_write_when_they_are_sent(
    stage: Stage, stood: Numbers, wrote: dict[str, bool]
) -> None:
    tried = POSTING[::3]
    for entry in tried:
        if entry.title not in wrote:  # this test alone was asked for
            (plain,) = after(stage, stood, entry, False)
            wrote[entry.title] = plain[2] > 0
    assert sum(wrote[entry.title] for entry in tried) >= len(tried) // 2
