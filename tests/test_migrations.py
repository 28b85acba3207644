"""A new site begins with squashed migrations; they lead where the single steps led."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

from tests.factories.migrations import SingleSteps
from tests.running.site import database_url

Shape = dict[str, Any]


def words(thing: object) -> list[str]:
    """Return a condition's words in a fixed order: terms of an AND may stand either way round."""
    return sorted(re.findall(r"\w+", repr(thing)))


def shape_of(model: ModelState) -> Shape:
    """Return what a table comes from, whatever the order in which its columns were added."""
    options = dict(model.options)
    named = {each.name: words(each) for kind in ("indexes", "constraints") for each in options.pop(kind, ())}
    fields = {name: field.deconstruct()[1:] for name, field in model.fields.items()}
    return {"fields": fields, "named": named, **options}


def differences(first: ProjectState, second: ProjectState) -> list[str]:
    """Return the tables that two states of the migrations describe differently."""
    names = sorted({*first.models, *second.models})
    return [
        ".".join(name)
        for name in names
        if name not in first.models
        or name not in second.models
        or shape_of(first.models[name]) != shape_of(second.models[name])
    ]


@pytest.fixture(scope="module")
def squashed() -> ProjectState:
    """Return the state where a new site stands."""
    loader = MigrationLoader(None)
    assert len(loader.replacements) >= 10
    return loader.project_state()


def test_the_squashed_migrations_lead_where_the_single_steps_led(squashed: ProjectState) -> None:
    assert len(squashed.models) > 50
    assert differences(squashed, SingleSteps(None).project_state()) == []


def test_bait_a_column_of_another_length_is_noticed(squashed: ProjectState) -> None:
    other = squashed.clone()
    field = other.models["cases", "case"].fields["status"].clone()
    field.max_length += 1
    other.models["cases", "case"].fields["status"] = field

    assert differences(squashed, other) == ["cases.case"]


# --- the tests' tables are made as the models say (tests/conftest.py); a site migrates ---

SHAPE = """
SELECT 'column', table_name, column_name, data_type, character_maximum_length::text, numeric_precision::text,
       numeric_scale::text, is_nullable, column_default, is_identity, collation_name
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL
SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', '', '', '', '', '', ''
FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
UNION ALL
SELECT 'index', tablename, indexname, indexdef, '', '', '', '', '', '', ''
FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), '', '', '', '', '', '', ''
FROM pg_trigger WHERE NOT tgisinternal
"""
"""All but the names PostgreSQL gives to NOT NULL, which keep a column's earlier name."""

OURS = tuple(f"{app.label}_" for app in apps.get_app_configs() if app.name.startswith("apps."))


def tables_of(database: str) -> set[tuple[str, ...]]:
    """Return what our tables in a database are made of; Django's own count their rows otherwise."""
    with psycopg.connect(**{**connection.get_connection_params(), "dbname": database}) as other:
        rows = [row for row in other.execute(SHAPE).fetchall() if row[1].startswith(OURS)]
    return {(*row[:3], _without_casts(row[3]), *row[4:]) for row in rows}


def _without_casts(definition: str) -> str:
    # PostgreSQL writes a check's casts otherwise once a column of it was altered and altered back.
    return re.sub(r"::(text|character varying)(\[\])?|[() ]", "", definition)


@pytest.fixture
def migrated() -> Iterator[str]:
    """Return the name of a database that ``migrate`` made, as on a new site."""
    name = f"migrated_{connection.settings_dict['NAME']}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, env={**os.environ, "DATABASE_URL": database_url(name)}, check=True)
    yield name
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name}")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_new_site_s_tables_are_those_of_the_models(migrated: str) -> None:
    made, tested = tables_of(migrated), tables_of(connection.settings_dict["NAME"])

    assert len(made) > 1_000
    assert made == tested
