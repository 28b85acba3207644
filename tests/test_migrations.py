"""A new site begins with squashed migrations; they lead where the single steps led."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

from tests.factories.migrations import SingleSteps

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
